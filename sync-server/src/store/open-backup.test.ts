import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bookIdOf } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backUp } from '../operating/backup.ts';
import { startRelay } from '../testing/relay.ts';
import { openTeam, sealedBy, type Team } from '../trials/team.ts';
import { openBackup, type Backup } from './open-backup.ts';
import { openSqliteStore } from './sqlite.ts';

const root = mkdtempSync(join(tmpdir(), 'wardbook-open-backup-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A backup of a relay's store with two books, of which the second was written to last. */
const at = 1_800_000_007_000;
const whole = join(root, 'whole.sqlite');
let team: Team;
beforeAll(async () => {
  const data = join(root, 'data');
  const opened = openSqliteStore(data);
  if (opened.type !== 'opened') throw new Error(opened.detail);
  const trial = await startRelay({ store: opened.store });
  await openTeam(trial);
  const { client, ...rest } = await openTeam(trial);
  team = rest;
  trial.now = at;
  client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(team.keeper) });
  await client.next('entries');
  await trial.relay.close();
  await backUp(data, whole, 0);
});

let copies = 0;
/** In a folder of its own, changed by `change`. */
function copyOf(change: (file: string) => void = () => {}): { folder: string; file: string } {
  const folder = join(root, `copy-${(copies += 1)}`);
  mkdirSync(folder);
  const file = join(folder, 'backup.sqlite');
  writeFileSync(file, readFileSync(whole));
  change(file);
  return { folder, file };
}

function within(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

function openedFrom(file: string): Backup {
  const result = openBackup(file);
  return result.type === 'opened' ? result.backup : expect.unreachable(result.sentence);
}

describe('[BACKUP1] a backup is a store that is only read', () => {
  test('it has what it had, and says when it was last written to', async () => {
    const backup = openedFrom(whole);
    expect(backup.at).toBe(at);
    const log = await backup.store.openLog(team.book);
    expect(log).toMatchObject({ type: 'log', head: 2, statements: [team.statements[0]!.bytes] });
    await backup.store.close();
  });

  test('nothing is written to it or beside it, whatever is asked', async () => {
    const { folder, file } = copyOf();
    const { store } = openedFrom(file);
    const { book } = team;
    const failure = { type: 'cannot-save', reason: 'read-only' };
    expect(await store.deleteBook({ book, at: 1, proof: new Uint8Array(128) })).toMatchObject(
      failure,
    );
    const [log, hash] = [new Uint8Array(16), new Uint8Array(32)];
    const entries = [{ kind: 'update', at: 1, blob: Uint8Array.of(1), hash }] as const;
    expect(await store.commit([{ book, after: 2, entries, covers: 0 }])).toMatchObject(failure);
    const other = bookIdOf(systemRandom(32));
    expect(await store.createLog({ book: other, log, entries })).toMatchObject(failure);
    expect(await store.prune(Infinity)).toMatchObject(failure);
    expect(await store.health()).toMatchObject(failure);
    await store.close();
    expect(readFileSync(file).equals(readFileSync(whole))).toBe(true);
    expect(readdirSync(folder)).toEqual(['backup.sqlite']);
  });

  test('a copy of a store that has been stopped is as good', async () => {
    const { folder, file } = copyOf((path) => within(path, 'PRAGMA journal_mode = WAL'));
    const before = readFileSync(file);
    const { store } = openedFrom(file);
    expect(await store.openLog(team.book)).toMatchObject({ type: 'log', head: 2 });
    await store.close();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['backup.sqlite']);
  });

  test.each([
    ['is not there', (file: string) => rmSync(file), /there is no such file\./],
    ['is no database', (file: string) => writeFileSync(file, 'a text'), /damaged/],
    ['is empty', (file: string) => writeFileSync(file, ''), /no backup of a relay/],
    ['was cut off', (file: string) => truncateSync(file, 8_192), /damaged/],
    [
      'is of an earlier version',
      (file: string) => within(file, 'PRAGMA user_version = 2'),
      /earlier Wardbook\. Make a new one with “backup”/,
    ],
    [
      'is of a later version',
      (file: string) => within(file, 'PRAGMA user_version = 4'),
      /newer Wardbook/,
    ],
    ['lacks a table', (file: string) => within(file, 'DROP TABLE deleted'), /damaged/],
    [
      'has no book',
      (file: string) => within(file, 'DELETE FROM logs; DELETE FROM entries; VACUUM'),
      /no book in it/,
    ],
  ])('one that %s is refused in a sentence', (_what, change, why) => {
    const { file } = copyOf(change);
    const result = openBackup(file);
    if (result.type === 'opened') return expect.unreachable('it is no backup');
    expect(result.sentence).toMatch(why);
    expect(result.sentence).toMatch(
      /^The backup \S+ is not served: .+ The books of the relay itself are\.$/,
    );
  });
});
