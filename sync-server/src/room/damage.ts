/**
 * Entries that the relay's own disk has damaged, as far as is known: they are found by the log's
 * running hashes when somebody reads them. Whoever runs the relay is told of each once.
 */
import type { BookId } from '@wardbook/shared/base/ids';
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';
import { damagedMax } from '../limits.ts';

export class Damage {
  readonly #books = new Map<BookId, Map<number, DamagedEntry>>();
  readonly #tell: (book: BookId, entry: DamagedEntry) => void;
  #size = 0;

  constructor(tell: (book: BookId, entry: DamagedEntry) => void) {
    this.#tell = tell;
  }

  /** Damaged entries that nobody has mended and no snapshot has superseded. */
  get size(): number {
    return this.#size;
  }

  of(book: BookId): Iterable<DamagedEntry> {
    return this.#books.get(book)?.values() ?? [];
  }

  /** Gives whether it was new. */
  add(book: BookId, entry: DamagedEntry): boolean {
    const known = this.#books.get(book) ?? new Map<number, DamagedEntry>();
    if (known.has(entry.seq) || this.#size >= damagedMax) return false;
    this.#books.set(book, known.set(entry.seq, entry));
    this.#size += 1;
    this.#tell(book, entry);
    return true;
  }

  /** Forgets the entries of a book that are damaged no more, as `isOver` says. */
  forget(book: BookId, isOver: (entry: DamagedEntry) => boolean): void {
    const known = this.#books.get(book);
    for (const entry of known?.values() ?? [])
      if (isOver(entry) && known!.delete(entry.seq)) this.#size -= 1;
    if (known?.size === 0) this.#books.delete(book);
  }
}
