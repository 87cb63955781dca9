import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { bookIdOf, idToBytes } from '@wardbook/shared/base/ids';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { checkStore } from '../operating/check.ts';
import { addToOlder, makeOlder } from '../testing/older-store.ts';
import { createMemoryStore } from './memory.ts';
import { databaseFile, openSqliteStore } from './sqlite.ts';
import { begin, chained, commitOf, describeStore, pageOf } from './store.contract.ts';
import type { Store } from './store.ts';

const root = mkdtempSync(join(tmpdir(), 'wardbook-store-'));
const newFolder = () => mkdtempSync(join(root, 'data-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function open(folder: string, pagesMax?: number): Store {
  const opened = openSqliteStore(folder, pagesMax);
  if (opened.type !== 'opened') throw new Error(opened.detail);
  return opened.store;
}

describeStore('the SQLite store', async () => open(newFolder()));

describe('the SQLite store on disk', () => {
  test('has everything again after closing and opening', async () => {
    const folder = newFolder();
    const trial = await begin(open(folder));
    const entries = chained(trial, [
      ['update', 10],
      ['access', 20],
    ]);
    await trial.store.commit([commitOf(trial, entries)]);
    const before = [await trial.store.openLog(trial.book), await pageOf(trial)];
    await trial.store.close();
    trial.store = open(folder);
    expect([await trial.store.openLog(trial.book), await pageOf(trial)]).toEqual(before);
    await trial.store.close();
  });

  test('loses nothing it acknowledged when it is killed', async () => {
    const folder = newFolder();
    const script = fileURLToPath(new URL('../testing/committing-child.ts', import.meta.url));
    const child = spawn(process.execPath, [script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        printed += String(chunk);
        if (printed.split('\n').length > 40) resolve();
      });
    });
    child.kill('SIGKILL');
    await once(child, 'close');
    const acknowledged = Number(printed.trimEnd().split('\n').at(-1));
    expect(acknowledged).toBeGreaterThanOrEqual(40);

    const store = open(folder);
    const book = bookIdOf(new Uint8Array(32).fill(7));
    const log = await store.openLog(book);
    if (log.type !== 'log') throw new Error('the log is gone');
    expect(log.head).toBeGreaterThanOrEqual(acknowledged);
    const bounds = { bytesMax: 1e9, entriesMax: 1e9 };
    const page = await store.read({ book, after: 0, through: log.head, ...bounds });
    if (page.type !== 'page') throw new Error(page.detail);
    expect(page.runs.map(({ entries }) => entries.map(({ at }) => at))).toEqual([
      Array.from({ length: log.head }, (_, index) => index + 1),
    ]);
    await store.close();
  });

  test('says that the disk is full and keeps what was there', async () => {
    const folder = newFolder();
    const trial = await begin(open(folder, 12));
    const commit = { ...commitOf(trial, chained(trial, [['update', 60_000]])), after: 1 };
    expect(await trial.store.commit([commit])).toMatchObject({
      type: 'cannot-save',
      reason: 'full',
    });
    expect(await trial.store.openLog(trial.book)).toMatchObject({ head: 1, bytes: 100 });
    trial.entries.pop();
    const small = commitOf(trial, chained(trial, [['update', 10]]));
    expect(await trial.store.commit([small])).toEqual({ type: 'saved', bytes: [110] });
    await trial.store.close();
  });

  test.each([1, 2] as const)('takes over a file of version %i', async (version) => {
    const folder = newFolder();
    const memory = createMemoryStore();
    const [kept, small, gone] = [await begin(memory), await begin(memory), await begin(memory)];
    const updates = Array.from({ length: 6 }, () => ['update', 10] as const);
    await memory.commit([commitOf(kept, chained(kept, updates))]);
    const compacted = chained(kept, [
      ['snapshot', 5],
      ['access', 7],
      ['update', 4],
    ]);
    await memory.commit([commitOf(kept, compacted, 5)]);
    const [before, page] = [await memory.openLog(kept.book), await pageOf(kept)];

    const older = new DatabaseSync(join(folder, databaseFile));
    makeOlder(older, version);
    addToOlder(older, 1, { ...kept, covers: 5, prunedThrough: 3 });
    addToOlder(older, 2, small);
    // What came together with the snapshot that covered it was counted still.
    older.exec('UPDATE logs SET bytes = bytes + 10 WHERE number = 1');
    if (version === 2) {
      addToOlder(older, 3, gone);
      older.exec('DELETE FROM logs WHERE number = 3');
      const bury = older.prepare('INSERT INTO deleted VALUES (?, 1, ?, 3, 0)');
      bury.run(idToBytes(gone.book), new Uint8Array(96));
    }
    older.close();

    const store = open(folder);
    [kept.store, small.store] = [store, store];
    expect([await store.openLog(kept.book), await pageOf(kept)]).toEqual([before, page]);
    expect(await store.openLog(small.book)).toMatchObject({ type: 'log', head: 1, bytes: 100 });
    if (version === 2) expect(await store.openLog(gone.book)).toEqual({ type: 'deleted' });
    // What was covered, the last of it but for its hash.
    expect(await store.prune(Infinity)).toEqual({ type: 'pruned', count: 4 });
    expect(await store.prune(Infinity)).toEqual({ type: 'pruned', count: 0 });
    expect(await pageOf(kept)).toEqual(page);
    const next = commitOf(kept, chained(kept, [['update', 3]]));
    expect(await store.commit([next])).toEqual({
      type: 'saved',
      bytes: [100 + 20 + 5 + 7 + 4 + 3],
    });
    await store.close();
    const { problems, entries } = await checkStore(join(folder, databaseFile));
    // What stands for statements and for a deletion's proof here was never signed.
    expect(problems.filter((problem) => !problem.includes('signed'))).toEqual([]);
    expect(entries).toBe(kept.entries.length + 1);
  });

  test('gives space back to the disk once what a snapshot covers is pruned', async () => {
    const folder = newFolder();
    const trial = await begin(open(folder));
    const many = Array.from({ length: 3_000 }, () => ['update', 300] as const);
    await trial.store.commit([commitOf(trial, chained(trial, many))]);
    await trial.store.commit([commitOf(trial, chained(trial, [['snapshot', 500]]), 3_001)]);
    await trial.store.close();
    const file = join(folder, databaseFile);
    const before = statSync(file).size;
    const store = open(folder);
    expect(await store.prune(Infinity)).toMatchObject({ type: 'pruned', count: 3_000 });
    expect(await store.prune(Infinity)).toEqual({ type: 'pruned', count: 0 });
    await store.close();
    expect(before).toBeGreaterThan(900_000);
    expect(statSync(file).size).toBeLessThan(60_000);
  });

  test('ends pruning where the file was made anew and gives no space back', async () => {
    const folder = newFolder();
    const trial = await begin(open(folder));
    const many = Array.from({ length: 200 }, () => ['update', 300] as const);
    await trial.store.commit([commitOf(trial, chained(trial, many))]);
    await trial.store.commit([commitOf(trial, chained(trial, [['snapshot', 500]]), 201)]);
    await trial.store.close();
    const remade = new DatabaseSync(join(folder, databaseFile));
    remade.exec('PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM');
    expect(remade.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 0 });
    remade.close();
    const store = open(folder);
    expect(await store.prune(Infinity)).toMatchObject({ type: 'pruned', count: 200 });
    await store.close();
  });

  test('goes on emptying a deleted book after a restart', async () => {
    const folder = newFolder();
    const gone = await begin(open(folder));
    const many = Array.from({ length: 2_500 }, () => ['update', 10] as const);
    await gone.store.commit([commitOf(gone, chained(gone, many))]);
    // The relay is stopped as soon as the tombstone stands.
    const deleting = gone.store.deleteBook({ book: gone.book, at: 1, proof: new Uint8Array(1) });
    await gone.store.close();
    expect(await deleting).toEqual({ type: 'saved' });
    const again = open(folder);
    const next = await begin(again);
    expect(await again.prune(0)).toMatchObject({ type: 'pruned' });
    expect((await pageOf(next)).runs).toHaveLength(1);
    await again.close();
    const left = new DatabaseSync(join(folder, databaseFile));
    expect(left.prepare('SELECT count(*) AS n FROM entries').get()).toEqual({ n: 1 });
    left.close();
  });

  test('names why it cannot be opened', async () => {
    const folder = newFolder();
    const store = open(folder);
    expect(openSqliteStore(folder)).toMatchObject({ type: 'cannot-open', reason: 'in-use' });
    await store.close();

    const newer = new DatabaseSync(join(folder, databaseFile));
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(openSqliteStore(folder)).toMatchObject({ type: 'cannot-open', reason: 'newer' });

    const file = join(root, 'a-file');
    writeFileSync(file, '');
    expect(openSqliteStore(file)).toMatchObject({ type: 'cannot-open', reason: 'cannot-write' });
  });

  test('agrees with the memory store whatever is committed', async () => {
    const kind = fc.constantFrom('access' as const, 'update' as const, 'snapshot' as const);
    const step = fc.array(fc.tuple(kind, fc.nat(300)), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, fc.nat(100)), { maxLength: 8 }), async (steps) => {
        const trial = await begin(createMemoryStore());
        const sqlite = open(newFolder());
        await sqlite.createLog({ ...trial, entries: trial.entries });
        let last = 0;
        for (const [kinds, percent] of steps) {
          const further = Math.floor(((trial.entries.length - last) * percent) / 100);
          const covers =
            further > 0 && kinds.some(([one]) => one === 'snapshot') ? last + further : 0;
          last = Math.max(last, covers);
          const commit = commitOf(trial, chained(trial, kinds), covers);
          expect(await sqlite.commit([commit])).toEqual(await trial.store.commit([commit]));
        }
        for (const before of [0, 1_000 + trial.entries.length / 2, Infinity]) {
          expect(await sqlite.prune(before)).toMatchObject({ type: 'pruned' });
          for (const after of [0, 1, last]) {
            const bounds = { after, bytesMax: 600, entriesMax: 7 };
            expect(await pageOf({ ...trial, store: sqlite }, bounds)).toEqual(
              await pageOf(trial, bounds),
            );
          }
          expect(await sqlite.openLog(trial.book)).toEqual(await trial.store.openLog(trial.book));
        }
        await sqlite.close();
      }),
      { numRuns: 30 },
    );
  });
});
