/** The store for tests and trials: the same promises as the others, until the process ends. */
import { equal, type Bytes } from '@wardbook/shared/base/bytes';
import { idToBytes, type BookId } from '@wardbook/shared/base/ids';
import { chainStart } from '@wardbook/shared/protocol/chain';
import { aloneBounds, followNobody } from './alone.ts';
import { commitTime } from './commit-time.ts';
import { pageOf } from './runs.ts';
import type { BookCommit, ChainedEntry, LogHead, NewLog, Store } from './store.ts';

interface StoredEntry extends ChainedEntry {
  readonly seq: number;
}

interface StoredLog {
  readonly log: LogHead['log'];
  readonly entries: StoredEntry[];
  /** What each covers and when it came (ms since 1970), the first being none at all. */
  readonly snapshots: { readonly covers: number; readonly at: number }[];
}

export function createMemoryStore(): Store {
  const logs = new Map<BookId, StoredLog>();
  const deleted = new Set<BookId>();
  return {
    commitBounds: aloneBounds,
    follow: followNobody,
    openLog: async (book) => {
      if (deleted.has(book)) return { type: 'deleted' };
      const stored = logs.get(book);
      if (!stored) return { type: 'none' };
      const statements = stored.entries.filter(({ kind }) => kind === 'access');
      return {
        type: 'log',
        ...headOf(stored),
        statements: statements.map(({ blob }) => blob),
        damaged: [],
      };
    },
    createLog: async ({ book, log, entries }: NewLog) => {
      if (logs.has(book) || deleted.has(book)) return { type: 'moved-on' };
      const snapshots = [{ covers: 0, at: -Infinity }];
      logs.set(book, { log, entries: numbered(entries, 0), snapshots });
      return { type: 'saved' };
    },
    commit: async (batch) => {
      const misplaced = batch.find(({ book, after }) => logs.get(book)?.entries.length !== after);
      if (misplaced) return { type: 'moved-on' };
      return { type: 'saved', bytes: batch.map((one) => append(logs.get(one.book)!, one)) };
    },
    read: async (request) => {
      const stored = logs.get(request.book);
      if (!stored) return { type: 'page', runs: [], damaged: [] };
      const { after, through } = request;
      const entries = stored.entries.slice(after, through).filter(isServedBy(stored));
      return pageOf(entries, request, (seq) => hashAt(stored, request.book, seq));
    },
    hashAt: async (book, seq) => {
      const hash = logs.get(book)?.entries[seq - 1]?.hash;
      return hash ? { type: 'hash', hash } : { type: 'none' };
    },
    mend: mendNothing,
    booksStartingWith: async (start, count) => {
      const begins = (book: BookId) => equal(idToBytes(book).subarray(0, start.length), start);
      return { type: 'books', books: [...logs.keys()].filter(begins).slice(0, count) };
    },
    prune: async (before) => {
      let count = 0;
      for (const { entries, snapshots } of logs.values()) {
        const covers = snapshots.findLast(({ at }) => at < before)!.covers;
        for (const [index, entry] of entries.slice(0, covers).entries()) {
          if (entry.kind === 'access' || entry.blob.length === 0) continue;
          entries[index] = { ...entry, blob: new Uint8Array() };
          count += 1;
        }
      }
      return { type: 'pruned', count };
    },
    deleteBook: async ({ book }) => {
      logs.delete(book);
      deleted.add(book);
      return { type: 'saved' };
    },
    health: async () => {
      const entries = [...logs.values()].flatMap((stored) => stored.entries);
      return { type: 'well', bytes: entries.reduce((sum, { blob }) => sum + blob.length, 0) };
    },
    close: async () => {},
  };
}

function hashAt({ log, entries }: StoredLog, book: BookId, seq: number): Bytes | undefined {
  return seq === 0 ? chainStart(book, log) : entries[seq - 1]?.hash;
}

// What is in memory is not damaged.
const mendNothing: Store['mend'] = async () => ({ type: 'other' });

function append(stored: StoredLog, { after, entries, covers }: BookCommit): number {
  if (covers > 0) stored.snapshots.push({ covers, at: commitTime(entries) });
  stored.entries.push(...numbered(entries, after));
  return headOf(stored).bytes;
}

function numbered(entries: readonly ChainedEntry[], after: number): StoredEntry[] {
  return entries.map((entry, index) => ({ ...entry, seq: after + index + 1 }));
}

function isServedBy({ snapshots }: StoredLog): (entry: StoredEntry) => boolean {
  const { covers } = snapshots.at(-1)!;
  return ({ kind, seq }) => kind === 'access' || seq > covers;
}

function headOf(stored: StoredLog): LogHead {
  const { log, entries, snapshots } = stored;
  const served = entries.filter(isServedBy(stored));
  return {
    log,
    head: entries.length,
    hash: entries.at(-1)!.hash,
    snapshotCovers: snapshots.at(-1)!.covers,
    bytes: served.reduce((sum, { blob }) => sum + blob.length, 0),
  };
}
