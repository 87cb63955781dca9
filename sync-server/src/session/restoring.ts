/**
 * Reads what a device puts back of a log that was lost. It did not write it all, so its connection
 * proves nothing of it: each author's signature is checked here.
 */
import { readStatement } from '@wardbook/shared/access/statement';
import type { BookId } from '@wardbook/shared/base/ids';
import { readSealed, type Entry } from '@wardbook/shared/protocol/entry';
import { isSignedByAuthor } from '@wardbook/shared/protocol/entry-signature';
import type { Restored } from '../room/decide.ts';

/** So many signatures are checked at a time. */
const readTogether = 32;

/** Those of them that are well formed and signed by their authors, in their order. */
export async function soundEntries(book: BookId, entries: readonly Entry[]): Promise<Restored[]> {
  const read: Restored[] = [];
  for (let start = 0; start < entries.length; start += readTogether) {
    const some = entries.slice(start, start + readTogether);
    const sound = await Promise.all(some.map((entry) => restoredOf(book, entry)));
    for (const each of sound) if (each) read.push(each);
  }
  return read;
}

async function restoredOf(book: BookId, { kind, at, blob }: Entry): Promise<Restored | undefined> {
  if (kind === 'access') {
    const statement = await readStatement(blob);
    return statement && { kind, at, statement };
  }
  const sealed = readSealed(blob);
  if (!sealed || !(await isSignedByAuthor(book, sealed))) return undefined;
  return { kind, at, heading: sealed.heading, blob };
}
