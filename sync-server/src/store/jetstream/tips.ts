/**
 * The ends of logs as this relay last saw them, so that a commit need not ask first. They may be out
 * of date: then the commit finds that the log has moved on.
 */
import type { BookId } from '@wardbook/shared/base/ids';
import type { PlacedCommit } from './log.ts';
import { headOf, type CommitMessage } from './message.ts';

/** What the next message must say of all before it. Some two hundred bytes. */
export interface Tip extends Pick<
  CommitMessage,
  'log' | 'hash' | 'accessBytes' | 'sealedBytes' | 'covers' | 'coveredBytes' | 'base' | 'statements'
> {
  /** The last message's. */
  readonly number: number;
  readonly head: number;
}

const tipsMax = 20_000;

export class Tips {
  /** The one used longest ago comes first. */
  readonly #tips = new Map<BookId, Tip>();

  get(book: BookId): Tip | undefined {
    return this.#tips.get(book);
  }

  /** A commit has been seen: it is the end of the log, unless a later one is known. */
  observe(book: BookId, placed: PlacedCommit): void {
    const known = this.#tips.get(book);
    if (known && known.number >= placed.number) return;
    this.#tips.delete(book);
    this.#tips.set(book, tipOf(placed));
    if (this.#tips.size <= tipsMax) return;
    for (const oldest of this.#tips.keys()) {
      this.#tips.delete(oldest);
      return;
    }
  }

  forget(book: BookId): void {
    this.#tips.delete(book);
  }
}

export function tipOf({ number, message }: PlacedCommit): Tip {
  const { log, hash, accessBytes, sealedBytes, covers, coveredBytes } = message;
  const isBase = message.base === 0;
  const holdsStatement = message.entries.some(({ kind }) => kind === 'access');
  return {
    number,
    log,
    head: headOf(message),
    hash,
    accessBytes,
    sealedBytes,
    covers,
    coveredBytes,
    base: isBase ? number : message.base,
    statements: isBase ? 0 : holdsStatement ? number : message.statements,
  };
}
