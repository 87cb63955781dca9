import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { bookIdOf } from '@wardbook/shared/base/ids';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
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

  test('takes over a file of the version before, and goes on emptying a deleted book', async () => {
    const folder = newFolder();
    const gone = await begin(open(folder));
    const many = Array.from({ length: 2_500 }, () => ['update', 10] as const);
    await gone.store.commit([commitOf(gone, chained(gone, many))]);
    await gone.store.close();
    const file = join(folder, databaseFile);
    const older = new DatabaseSync(file);
    older.exec('DROP TABLE deleted; PRAGMA user_version = 1');
    older.close();
    const store = open(folder);
    expect(await store.openLog(gone.book)).toMatchObject({ type: 'log', head: 2_501 });
    // The relay is stopped as soon as the tombstone stands.
    const deleting = store.deleteBook({ book: gone.book, at: 1, proof: new Uint8Array(1) });
    await store.close();
    expect(await deleting).toEqual({ type: 'saved' });
    const again = open(folder);
    const next = await begin(again);
    expect(await again.prune(0)).toMatchObject({ type: 'pruned' });
    expect((await pageOf(next)).runs).toHaveLength(1);
    await again.close();
    const left = new DatabaseSync(file);
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
        for (const [kinds, percent] of steps) {
          const covers = kinds.some(([one]) => one === 'snapshot')
            ? Math.floor((trial.entries.length * percent) / 100)
            : 0;
          const commit = commitOf(trial, chained(trial, kinds), covers);
          expect(await sqlite.commit([commit])).toEqual(await trial.store.commit([commit]));
        }
        const bounds = { after: 1, bytesMax: 600, entriesMax: 7 };
        expect(await pageOf({ ...trial, store: sqlite }, bounds)).toEqual(
          await pageOf(trial, bounds),
        );
        expect(await sqlite.openLog(trial.book)).toEqual(await trial.store.openLog(trial.book));
        await sqlite.close();
      }),
      { numRuns: 30 },
    );
  });
});
