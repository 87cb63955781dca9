/** The store for tests and trials: the same promises as the others, until the process ends. */
import { equal } from '@wardbook/shared/base/bytes';
import { idToBytes, type BookId } from '@wardbook/shared/base/ids';
import { aloneBounds, followNobody } from './alone.ts';
import { pageOf, type ServedEntry } from './runs.ts';
import type { BookCommit, ChainedEntry, LogHead, NewLog, ReadRequest, Store } from './store.ts';

interface KeptEntry extends ChainedEntry {
  readonly seq: number;
  /** When it was superseded, ms since 1970. */
  superseded: number | undefined;
}

interface KeptLog {
  readonly log: LogHead['log'];
  readonly entries: KeptEntry[];
  covers: number;
}

export function createMemoryStore(): Store {
  const logs = new Map<BookId, KeptLog>();
  const deleted = new Set<BookId>();
  return {
    commitBounds: aloneBounds,
    follow: followNobody,
    openLog: async (book) => {
      if (deleted.has(book)) return { type: 'deleted' };
      const kept = logs.get(book);
      if (!kept) return { type: 'none' };
      const statements = kept.entries.filter(({ kind }) => kind === 'access');
      return { type: 'log', ...headOf(kept), statements: statements.map(({ blob }) => blob) };
    },
    createLog: async ({ book, log, entries }: NewLog) => {
      if (logs.has(book) || deleted.has(book)) return { type: 'moved-on' };
      logs.set(book, { log, entries: numbered(entries, 0), covers: 0 });
      return { type: 'saved' };
    },
    commit: async (batch) => {
      const misplaced = batch.find(({ book, after }) => logs.get(book)?.entries.length !== after);
      if (misplaced) return { type: 'moved-on' };
      return { type: 'saved', bytes: batch.map((one) => append(logs.get(one.book)!, one)) };
    },
    read: async (request) => {
      const entries = logs.get(request.book)?.entries ?? [];
      return pageOf(served(entries, request), request, (seq) => entries[seq - 1]?.hash);
    },
    hashAt: async (book, seq) => {
      const hash = logs.get(book)?.entries[seq - 1]?.hash;
      return hash ? { type: 'hash', hash } : { type: 'none' };
    },
    booksStartingWith: async (start, count) => {
      const begins = (book: BookId) => equal(idToBytes(book).subarray(0, start.length), start);
      return { type: 'books', books: [...logs.keys()].filter(begins).slice(0, count) };
    },
    prune: async (before) => {
      let count = 0;
      for (const { entries } of logs.values())
        for (const [index, entry] of entries.entries()) {
          if (entry.superseded === undefined || entry.superseded >= before || !entry.blob.length)
            continue;
          entries[index] = { ...entry, blob: new Uint8Array() };
          count += 1;
        }
      return { type: 'pruned', count };
    },
    deleteBook: async ({ book }) => {
      logs.delete(book);
      deleted.add(book);
      return { type: 'saved' };
    },
    health: async () => {
      const entries = [...logs.values()].flatMap((kept) => kept.entries);
      return { type: 'well', bytes: entries.reduce((sum, { blob }) => sum + blob.length, 0) };
    },
    close: async () => {},
  };
}

function append(kept: KeptLog, { after, entries, covers }: BookCommit): number {
  for (const entry of kept.entries.slice(0, covers))
    if (entry.kind !== 'access') entry.superseded ??= entries.at(-1)!.at;
  if (covers > 0) kept.covers = covers;
  kept.entries.push(...numbered(entries, after));
  return headOf(kept).bytes;
}

function numbered(entries: readonly ChainedEntry[], after: number): KeptEntry[] {
  return entries.map((entry, index) => ({
    ...entry,
    seq: after + index + 1,
    superseded: undefined,
  }));
}

function* served(entries: readonly KeptEntry[], { after, through }: ReadRequest) {
  for (const entry of entries.slice(after, through))
    if (entry.superseded === undefined) yield entry satisfies ServedEntry;
}

function headOf({ log, entries, covers }: KeptLog): LogHead {
  const kept = entries.filter(({ superseded }) => superseded === undefined);
  return {
    log,
    head: entries.length,
    hash: entries.at(-1)!.hash,
    snapshotCovers: covers,
    bytes: kept.reduce((sum, { blob }) => sum + blob.length, 0),
  };
}
