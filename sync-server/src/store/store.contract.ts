/** What every store must do, as tests. An adapter's own test file calls this with a way to make one. */
import { systemRandom } from '@wardbook/shared/base/ports';
import { bookIdOf, idToBytes, type BookId } from '@wardbook/shared/base/ids';
import { chainNext, chainStart } from '@wardbook/shared/protocol/chain';
import type { EntryKind } from '@wardbook/shared/protocol/entry';
import { describe, expect, test } from 'vitest';
import type { BookCommit, ChainedEntry, Page, ReadRequest, Store } from './store.ts';

export interface Trial {
  store: Store;
  book: BookId;
  log: Uint8Array<ArrayBuffer>;
  /** The entries so far, as the test knows them. */
  entries: ChainedEntry[];
}

/** A book with one statement in `store`. */
export async function begin(store: Store): Promise<Trial> {
  const trial: Trial = {
    store,
    book: bookIdOf(systemRandom(32)),
    log: systemRandom(16),
    entries: [],
  };
  const entries = chained(trial, [['access', 100]]);
  expect(await store.createLog({ book: trial.book, log: trial.log, entries })).toEqual({
    type: 'saved',
  });
  trial.entries.push(...entries);
  return trial;
}

/** The next entries of a trial's log: random blobs of the given kinds and lengths. */
export function chained(
  { book, log, entries }: Trial,
  kinds: readonly (readonly [EntryKind, number])[],
): ChainedEntry[] {
  let hash = entries.at(-1)?.hash ?? chainStart(book, log);
  return kinds.map(([kind, length], index) => {
    const at = 1_000 + entries.length + index;
    const blob = systemRandom(length);
    hash = chainNext(hash, kind, at, blob);
    return { kind, at, blob, hash };
  });
}

export function commitOf(trial: Trial, entries: ChainedEntry[], covers = 0): BookCommit {
  const commit = { book: trial.book, after: trial.entries.length, entries, covers };
  trial.entries.push(...entries);
  return commit;
}

export async function pageOf(trial: Trial, request: Partial<ReadRequest> = {}): Promise<Page> {
  const page = await trial.store.read({
    book: trial.book,
    after: 0,
    through: trial.entries.length,
    bytesMax: 1_000_000,
    entriesMax: 1_000,
    ...request,
  });
  if (page.type !== 'page') throw new Error(page.detail);
  return page;
}

const seqsOf = (page: Page) =>
  page.runs.flatMap(({ first, entries }) => entries.map((_, index) => first + index));

export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`${name} keeps the store's contract`, () => {
    test('knows nothing of a book that was not created', async () => {
      const store = await open();
      const book = bookIdOf(systemRandom(32));
      expect(await store.openLog(book)).toEqual({ type: 'none' });
      expect(await store.hashAt(book, 1)).toEqual({ type: 'none' });
      await store.close();
    });

    test('gives back what was committed, in order, with its hashes', async () => {
      const trial = await begin(await open());
      const entries = chained(trial, [
        ['update', 10],
        ['access', 20],
        ['update', 0x10000],
      ]);
      const saved = await trial.store.commit([commitOf(trial, entries)]);
      expect(saved).toEqual({ type: 'saved', bytes: [100 + 10 + 20 + 0x10000] });
      const [run] = (await pageOf(trial)).runs;
      expect(run).toEqual({
        first: 1,
        previousHash: undefined,
        entries: trial.entries.map(({ kind, at, blob }) => ({ kind, at, blob })),
      });
      for (const [index, { hash }] of trial.entries.entries())
        expect(await trial.store.hashAt(trial.book, index + 1)).toEqual({ type: 'hash', hash });
      expect(await trial.store.openLog(trial.book)).toEqual({
        type: 'log',
        log: trial.log,
        head: 4,
        hash: trial.entries[3]!.hash,
        snapshotCovers: 0,
        bytes: 100 + 10 + 20 + 0x10000,
        statements: [trial.entries[0]!.blob, trial.entries[2]!.blob],
        damaged: [],
      });
      await trial.store.close();
    });

    test('refuses a second log for a book and an entry in a wrong place, whole batch', async () => {
      const store = await open();
      const [first, second] = [await begin(store), await begin(store)];
      const again = await store.createLog({ ...first, entries: first.entries });
      expect(again).toEqual({ type: 'moved-on' });
      const good = {
        book: first.book,
        after: 1,
        entries: chained(first, [['update', 5]]),
        covers: 0,
      };
      const wrong = { ...good, book: second.book, after: 7 };
      const batch = store.commitBounds.books === 'together' ? [good, wrong] : [wrong];
      expect(await store.commit(batch)).toEqual({ type: 'moved-on' });
      expect(await store.openLog(first.book)).toMatchObject({ head: 1 });
      expect(await store.commit([good])).toMatchObject({ type: 'saved' });
      await store.close();
    });

    test('finds books by the beginning of their ids', async () => {
      const store = await open();
      const [first, second] = [await begin(store), await begin(store)];
      const found = async (start: Uint8Array<ArrayBuffer>, count: number) => {
        const books = await store.booksStartingWith(start, count);
        if (books.type !== 'books') throw new Error(books.detail);
        return new Set(books.books);
      };
      for (const { book } of [first, second]) {
        expect(await found(idToBytes(book).slice(0, 4), 16)).toEqual(new Set([book]));
        const other = idToBytes(book).slice(0, 4);
        other[3]! ^= 1;
        expect(await found(other, 16)).toEqual(new Set());
      }
      const many = Array.from({ length: 40 }, () => begin(store));
      await Promise.all(many);
      const firstBytes = [...Array(256).keys()].map((byte) => found(Uint8Array.of(byte), 2));
      const sizes = (await Promise.all(firstBytes)).map(({ size }) => size);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(2);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(16);
      await store.close();
    });

    test('leaves nothing of a deleted book, which cannot come back', async () => {
      const store = await open();
      const [gone, stays] = [await begin(store), await begin(store)];
      await store.commit([commitOf(gone, chained(gone, [['update', 50]]))]);
      const tombstone = { book: gone.book, at: 5_000, proof: systemRandom(96) };
      expect(await store.deleteBook(tombstone)).toEqual({ type: 'saved' });
      expect(await store.openLog(gone.book)).toEqual({ type: 'deleted' });
      expect((await pageOf(gone)).runs).toEqual([]);
      expect(await store.hashAt(gone.book, 1)).toEqual({ type: 'none' });
      const start = idToBytes(gone.book).slice(0, 4);
      expect(await store.booksStartingWith(start, 16)).toEqual({ type: 'books', books: [] });
      const late = commitOf(gone, chained(gone, [['update', 9]]));
      expect(await store.commit([late])).toEqual({ type: 'moved-on' });
      const again = await store.createLog({ ...gone, entries: gone.entries });
      expect(again).toEqual({ type: 'moved-on' });
      // Twice is as good as once, and a book that was never here may be forbidden to come.
      expect(await store.deleteBook(tombstone)).toEqual({ type: 'saved' });
      const never = { ...tombstone, book: bookIdOf(systemRandom(32)) };
      expect(await store.deleteBook(never)).toEqual({ type: 'saved' });
      expect(await store.openLog(never.book)).toEqual({ type: 'deleted' });
      // What comes after does not meet with what is left.
      const next = await begin(store);
      expect(seqsOf(await pageOf(next))).toEqual([1]);
      expect(seqsOf(await pageOf(stays))).toEqual([1]);
      await store.close();
    });

    test('says that it is well and how much it holds', async () => {
      const store = await open();
      const before = await store.health();
      if (before.type !== 'well') throw new Error(before.detail);
      const trial = await begin(store);
      const much = Array.from({ length: 5 }, () => ['update', 60_000] as const);
      await store.commit([commitOf(trial, chained(trial, much))]);
      const after = await store.health();
      if (after.type !== 'well') throw new Error(after.detail);
      expect(after.bytes - before.bytes).toBeGreaterThan(200_000);
      await store.close();
    });

    test('keeps books apart and commits them together', async () => {
      const store = await open();
      const [first, second] = [await begin(store), await begin(store)];
      const commits = [first, second].map((trial) =>
        commitOf(trial, chained(trial, [['update', 9]])),
      );
      if (store.commitBounds.books === 'together')
        expect(await store.commit(commits)).toEqual({ type: 'saved', bytes: [109, 109] });
      else
        for (const commit of commits)
          expect(await store.commit([commit])).toEqual({ type: 'saved', bytes: [109] });
      for (const trial of [first, second])
        expect((await pageOf(trial)).runs[0]!.entries.map(({ blob }) => blob)).toEqual(
          trial.entries.map(({ blob }) => blob),
        );
      await store.close();
    });

    test('ends a page at its bounds and never sends an empty one while there is more', async () => {
      const trial = await begin(await open());
      const kinds = Array.from({ length: 6 }, () => ['update', 100] as const);
      await trial.store.commit([commitOf(trial, chained(trial, kinds))]);
      expect(seqsOf(await pageOf(trial, { bytesMax: 1 }))).toEqual([1]);
      expect(seqsOf(await pageOf(trial, { after: 1, bytesMax: 250 }))).toEqual([2, 3, 4]);
      expect(seqsOf(await pageOf(trial, { after: 2, entriesMax: 2 }))).toEqual([3, 4]);
      expect(seqsOf(await pageOf(trial, { after: 3, through: 5 }))).toEqual([4, 5]);
      expect((await pageOf(trial, { after: 3 })).runs[0]!.previousHash).toEqual(
        trial.entries[2]!.hash,
      );
      expect((await pageOf(trial, { after: 7 })).runs).toEqual([]);
      await trial.store.close();
    });

    test('serves no more what a snapshot covers, statements excepted', async () => {
      const trial = await begin(await open());
      const before = chained(trial, [
        ['update', 10],
        ['update', 10],
        ['access', 30],
        ['update', 40],
      ]);
      await trial.store.commit([commitOf(trial, before)]);
      const snapshot = commitOf(trial, chained(trial, [['snapshot', 50]]), 3);
      expect(await trial.store.commit([snapshot])).toEqual({ type: 'saved', bytes: [220] });
      const page = await pageOf(trial);
      expect(seqsOf(page)).toEqual([1, 4, 5, 6]);
      expect(page.runs.map(({ previousHash }) => previousHash)).toEqual([
        undefined,
        trial.entries[2]!.hash,
      ]);
      expect(await trial.store.openLog(trial.book)).toMatchObject({
        snapshotCovers: 3,
        bytes: 220,
      });

      const next = commitOf(trial, chained(trial, [['snapshot', 7]]), 6);
      expect(await trial.store.commit([next])).toEqual({ type: 'saved', bytes: [137] });
      expect(seqsOf(await pageOf(trial))).toEqual([1, 4, 7]);
      await trial.store.close();
    });

    test('prunes only what was superseded before then, and gives no wrong hash', async () => {
      const trial = await begin(await open());
      await trial.store.commit([
        commitOf(
          trial,
          chained(trial, [
            ['update', 10],
            ['update', 10],
          ]),
        ),
      ]);
      const snapshot = chained(trial, [['snapshot', 5]]);
      // In the same commit something is put back, with its old time.
      const blob = systemRandom(9);
      const old: ChainedEntry = {
        kind: 'update',
        at: 7,
        blob,
        hash: chainNext(snapshot[0]!.hash, 'update', 7, blob),
      };
      await trial.store.commit([commitOf(trial, [...snapshot, old], 3)]);
      expect(await trial.store.prune(snapshot[0]!.at)).toEqual({ type: 'pruned', count: 0 });
      const pruned = await trial.store.prune(snapshot[0]!.at + 1);
      expect(pruned).toMatchObject({ type: 'pruned', count: expect.any(Number) });
      expect(pruned).not.toMatchObject({ count: 0 });
      expect(await trial.store.prune(snapshot[0]!.at + 1)).toEqual({ type: 'pruned', count: 0 });
      expect(seqsOf(await pageOf(trial))).toEqual([1, 4, 5]);
      for (const [index, { hash }] of trial.entries.entries()) {
        const found = await trial.store.hashAt(trial.book, index + 1);
        // Of what is served still it is known.
        if (index === 0 || index >= 3 || found.type !== 'none')
          expect(found).toEqual({ type: 'hash', hash });
      }
      expect(await trial.store.openLog(trial.book)).toMatchObject({
        type: 'log',
        head: 5,
        statements: [trial.entries[0]!.blob],
      });
      await trial.store.close();
    });
  });
}
