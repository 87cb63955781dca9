import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { concat } from '@wardbook/shared/base/bytes';
import { idToBytes } from '@wardbook/shared/base/ids';
import { sign } from '@wardbook/shared/base/signature';
import { afterAll, describe, expect, test } from 'vitest';
import { databaseFile, openSqliteStore } from '../store/sqlite.ts';
import { addToOlder, makeOlder } from '../testing/older-store.ts';
import type { Store } from '../store/store.ts';
import type { Client } from '../trials/client.ts';
import { startRelay, type TestRelay } from '../testing/relay.ts';
import { attend, openTeam, sealedBy, type Team } from '../trials/team.ts';
import { commandIn, runCommand } from './commands.ts';

const root = mkdtempSync(join(tmpdir(), 'wardbook-commands-'));
const newFolder = () => mkdtempSync(join(root, 'data-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function open(folder: string): Store {
  const opened = openSqliteStore(folder);
  if (opened.type !== 'opened') throw new Error(opened.detail);
  return opened.store;
}

interface Trial {
  readonly data: string;
  readonly relay: TestRelay;
  readonly team: Team & { client: Client };
}

/** A relay on a folder, with a book that holds `count` updates. */
async function begin(count: number): Promise<Trial> {
  const data = newFolder();
  const relay = await startRelay({ store: open(data) });
  const trial = { data, relay, team: await openTeam(relay) };
  await append(trial, count);
  return trial;
}

async function append({ team }: Trial, count: number): Promise<void> {
  for (let ref = 1; ref <= count; ref += 1) {
    team.client.send({ type: 'append', ref, kind: 'update', blob: await sealedBy(team.keeper) });
    await team.client.next('entries');
    await team.client.next('receipt');
  }
}

async function askToDelete({ client, keeper, book }: Trial['team']): Promise<void> {
  const challenge = client.frames.find((frame) => frame.type === 'challenge');
  if (challenge?.type !== 'challenge') throw new Error('no challenge has come');
  const message = concat(challenge.nonce, idToBytes(book));
  const signature = await sign(keeper.signing.privateKey, 'wardbook delete 1', message);
  client.send({ type: 'delete', signature });
  await client.closed;
}

const run = (name: 'backup' | 'restore' | 'check', subject: string | undefined, data: string) =>
  runCommand(name, subject, data, Date.UTC(2026, 10, 23, 12));

describe('a backup', () => {
  test('made while the relay works, and restored, has what was acknowledged before it', async () => {
    const trial = await begin(20);
    const file = join(newFolder(), 'copy.sqlite');
    const adding = append(trial, 20);
    expect(await run('backup', file, trial.data)).toMatchObject({ isWell: true });
    await adding;
    await trial.relay.relay.close();

    const elsewhere = join(newFolder(), 'not/there/yet');
    const restored = await run('restore', file, elsewhere);
    expect(restored).toEqual({ isWell: true, words: expect.stringContaining('1 books') });
    const again = await startRelay({ store: open(elsewhere) });
    const { welcome } = await attend(again, trial.team.keeper, trial.team.book);
    expect(welcome.head).toBeGreaterThanOrEqual(21);
    await again.relay.close();
  });

  test('that a version before has made is restored as one of this version', async () => {
    const trial = await begin(3);
    const { store } = trial.relay;
    const { book } = trial.team;
    const opened = await store.openLog(book);
    const bounds = { bytesMax: 1e6, entriesMax: 100 };
    const page = await store.read({ book, after: 0, through: 4, ...bounds });
    if (opened.type !== 'log' || page.type !== 'page') throw new Error('nothing to read');
    const entries = await Promise.all(
      page.runs[0]!.entries.map(async (entry, index) => {
        const found = await store.hashAt(book, index + 1);
        if (found.type !== 'hash') throw new Error('no hash');
        return { ...entry, hash: found.hash };
      }),
    );
    await trial.relay.relay.close();
    const file = join(newFolder(), 'older.sqlite');
    const older = new DatabaseSync(file);
    makeOlder(older, 2);
    addToOlder(older, 1, { book, log: opened.log, entries });
    older.close();
    const elsewhere = newFolder();
    const restored = await run('restore', file, elsewhere);
    expect(restored).toEqual({
      isWell: true,
      words: expect.stringContaining('1 books, 4 entries'),
    });
    expect(readdirSync(elsewhere)).toEqual([databaseFile]);
    const again = open(elsewhere);
    expect(await again.openLog(book)).toEqual(opened);
    await again.close();
  });

  test('into a folder bears the time, and nothing is ever written over', async () => {
    const trial = await begin(1);
    const folder = join(newFolder(), 'made');
    expect(await run('backup', folder, trial.data)).toMatchObject({ isWell: true });
    expect(readdirSync(folder)).toEqual(['wardbook-2026-11-23T12-00-00Z.sqlite']);
    const again = await run('backup', folder, trial.data);
    expect(again).toEqual({ isWell: false, words: expect.stringContaining('is there already') });
    const file = join(folder, 'wardbook-2026-11-23T12-00-00Z.sqlite');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const over = await run('restore', file, trial.data);
    expect(over).toEqual({ isWell: false, words: expect.stringContaining('is there already') });
    await trial.relay.relay.close();
  });

  test('of nothing, or from something that is none, leaves nothing behind', async () => {
    const [empty, data] = [newFolder(), newFolder()];
    expect(await run('backup', join(empty, 'copy'), data)).toMatchObject({ isWell: false });
    const file = join(empty, 'letter.txt');
    writeFileSync(file, 'This is no store.'.repeat(500));
    expect(await run('restore', file, data)).toMatchObject({ isWell: false });
    expect(await run('restore', join(empty, 'nothing'), data)).toMatchObject({ isWell: false });
    expect(await run('restore', undefined, data)).toMatchObject({ isWell: false });
    expect(readdirSync(data)).toEqual([]);
    writeFileSync(join(data, `${databaseFile}-wal`), 'left over');
    expect((await run('restore', file, data)).words).toContain('in the way');
  });

  test('holds nothing of a book that was deleted', async () => {
    const trial = await begin(3);
    const entries = trial.team.client.frames.flatMap((frame) =>
      frame.type === 'entries' ? frame.entries : [],
    );
    await askToDelete(trial.team);
    const file = join(newFolder(), 'copy.sqlite');
    const { isWell, words } = await run('backup', file, trial.data);
    expect([isWell, words]).toEqual([true, expect.stringContaining('1 deleted books')]);
    for (const { blob } of entries)
      expect(readFileSync(file).includes(Buffer.from(blob))).toBe(false);
    await trial.relay.relay.close();
  });
});

describe('check', () => {
  test('finds a sound store sound, also one that has been pruned', async () => {
    const trial = await begin(5);
    const { team, relay } = trial;
    const blob = await sealedBy(team.keeper, { kind: 'snapshot', covers: 5 });
    team.client.send({ type: 'append', ref: 9, kind: 'snapshot', blob });
    await team.client.next('entries');
    await relay.store.prune(relay.now + 1);
    const sound = await run('check', undefined, trial.data);
    expect(sound.words).toContain('1 books, 7 entries (4 of them pruned)');
    expect(sound.isWell).toBe(true);
    await relay.relay.close();
    expect(await run('check', join(trial.data, databaseFile), root)).toMatchObject({
      isWell: true,
    });
  });

  test('finds a store sound whose pruning was broken off', async () => {
    const trial = await begin(5);
    const { team } = trial;
    const blob = await sealedBy(team.keeper, { kind: 'snapshot', covers: 5 });
    team.client.send({ type: 'append', ref: 9, kind: 'snapshot', blob });
    await team.client.next('entries');
    await trial.relay.relay.close();
    const database = new DatabaseSync(join(trial.data, databaseFile));
    database.exec('DELETE FROM entries WHERE place % 4294967296 IN (2, 3)');
    database.close();
    expect(await run('check', undefined, trial.data)).toMatchObject({ isWell: true });
  });

  const damages = [
    [
      'a byte of an entry',
      'UPDATE entries SET blob = zeroblob(length(blob)) WHERE place % 4294967296 = 3',
      'entry 3 (a change of 2027-01-15T08:00:00.000Z) is damaged',
    ],
    [
      'an entry that is gone',
      'DELETE FROM entries WHERE place % 4294967296 = 3',
      'what stood before entry 4 is missing',
    ],
    ['a snapshot that is gone', 'UPDATE logs SET covers = 99', 'its last snapshot is missing'],
    [
      'a statement that is empty',
      'UPDATE logs SET covers = 2; UPDATE entries SET blob = NULL WHERE kind = 0',
      'is still served but has no contents',
    ],
    [
      'a statement that is none',
      'UPDATE entries SET blob = zeroblob(200) WHERE kind = 0',
      'malformed or wrongly signed',
    ],
    ['bytes that do not add up', 'UPDATE entries SET bytes = bytes + 1', 'bytes and says'],
    ['entries of no book', 'UPDATE logs SET number = number + 1', 'belong to no book'],
    [
      'a deletion that nobody signed',
      'INSERT INTO deleted VALUES (zeroblob(32), 1, zeroblob(128), NULL, 1)',
      'is not signed',
    ],
    ['a newer version', 'PRAGMA user_version = 99', 'of version 99'],
  ] as const;
  test.each(damages)('finds %s', async (_, sql, words) => {
    const trial = await begin(4);
    await trial.relay.relay.close();
    const database = new DatabaseSync(join(trial.data, databaseFile));
    database.exec(sql);
    database.close();
    const found = await run('check', trial.data, root);
    expect(found).toEqual({ isWell: false, words: expect.stringContaining(words) });
  });

  test('finds a file that was cut off, and one that is not there', async () => {
    const trial = await begin(40);
    await trial.relay.relay.close();
    const file = join(trial.data, databaseFile);
    truncateSync(file, 12_000);
    expect(await run('check', file, root)).toMatchObject({ isWell: false });
    expect(await run('check', join(root, 'nothing'), root)).toMatchObject({ isWell: false });
    expect(existsSync(join(root, 'nothing'))).toBe(false);
  });
});

test('a command is known by its name', () => {
  expect(commandIn(['backup', 'there'])).toBe('backup');
  expect(commandIn(['--port', '1'])).toBeUndefined();
});
