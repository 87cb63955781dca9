/** A relay whose disk gives back something else than it was given: noticed, told, passed, put back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { equal } from '@wardbook/shared/base/bytes';
import { chainNext, chainStart } from '@wardbook/shared/protocol/chain';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { checkStore } from '../operating/check.ts';
import { databaseFile, openSqliteStore } from '../store/sqlite.ts';
import { Client } from '../trials/client.ts';
import { startRelay, type TestRelay } from '../testing/relay.ts';
import { admit, attend, openTeam, sealedBy, type Team } from '../trials/team.ts';

const root = mkdtempSync(join(tmpdir(), 'wardbook-damage-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let relay: TestRelay;
let folder: string;
afterEach(() => relay.relay.close());

async function start(): Promise<void> {
  const opened = openSqliteStore(folder);
  if (opened.type !== 'opened') throw new Error(opened.detail);
  relay = await startRelay({ store: opened.store });
}

/** A book with `count` updates after its first statement. */
async function begin(count: number): Promise<Team & { client: Client }> {
  folder = mkdtempSync(join(root, 'data-'));
  await start();
  const team = await openTeam(relay);
  for (let ref = 1; ref <= count; ref += 1) {
    team.client.send({ type: 'append', ref, kind: 'update', blob: await sealedBy(team.keeper) });
    await team.client.next('entries');
    await team.client.next('receipt');
  }
  return team;
}

/** One bit of each of these entries is another, while the relay runs or not. */
function damage(...seqs: number[]): void {
  const database = new DatabaseSync(join(folder, databaseFile));
  const read = database.prepare('SELECT blob FROM entries WHERE place % 4294967296 = ?');
  const write = database.prepare('UPDATE entries SET blob = ? WHERE place % 4294967296 = ?');
  for (const seq of seqs) {
    const blob = (read.get(seq) as { blob: Uint8Array }).blob.slice();
    blob[blob.length >> 1]! ^= 4;
    write.run(blob, seq);
  }
  database.close();
}

/** What a newcomer is given, entry by entry, with the running hash worked out on the way. */
function readingOf({ frames }: Client, { book }: Team): { seqs: number[]; passed: number[] } {
  const [seqs, passed]: number[][] = [[], []];
  let hash = new Uint8Array();
  for (const frame of frames) {
    if (frame.type === 'welcome') hash = chainStart(book, frame.log);
    if (frame.type === 'damaged') {
      passed!.push(frame.seq);
      hash = frame.hash;
    }
    if (frame.type !== 'entries') continue;
    // What a snapshot has superseded is left out, and the hashes with it.
    if (frame.first === frame.after + 1) expect(equal(frame.previousHash, hash)).toBe(true);
    hash = frame.previousHash;
    for (const [index, { kind, at, blob }] of frame.entries.entries()) {
      seqs!.push(frame.first + index);
      hash = chainNext(hash, kind, at, blob);
    }
  }
  return { seqs: seqs!, passed: passed! };
}

const damagedSaid = ({ frames }: Client) =>
  frames.flatMap((frame) => (frame.type === 'damaged' ? [frame.seq] : []));

describe('[DISK1] a damaged entry', () => {
  test.each([
    ['in the middle', [3], [1, 2, 4, 5]],
    ['at the end', [5], [1, 2, 3, 4]],
    ['twice, side by side', [2, 3], [1, 4, 5]],
    ['everywhere but in statements', [2, 3, 4, 5], [1]],
  ])('%s is passed, and the hashes go on', async (_, seqs, whole) => {
    const team = await begin(4);
    damage(...seqs);
    const { client } = await attend(relay, team.keeper, team.book);
    expect(readingOf(client, team)).toEqual({ seqs: whole, passed: seqs });
    // Whoever had read it before is told too, and what is new comes to both.
    await team.client.untilPong();
    expect(damagedSaid(team.client)).toEqual(seqs);
    team.client.send({ type: 'append', ref: 9, kind: 'update', blob: await sealedBy(team.keeper) });
    await team.client.untilPong();
    await client.untilPong();
    expect(readingOf(client, team).seqs).toEqual([...whole, 6]);
  });

  test('is told to whoever comes back and had read it, also after the first who came upon it', async () => {
    const team = await begin(3);
    const last = team.client.frames.findLast((frame) => frame.type === 'entries')!;
    damage(2);
    await attend(relay, team.keeper, team.book);
    const opened = await relay.store.openLog(team.book);
    if (opened.type !== 'log' || last.type !== 'entries') throw new Error('no log');
    const cursor = { log: opened.log, seq: opened.head, hash: opened.hash };
    const { client } = await attend(relay, team.keeper, team.book, cursor);
    expect(damagedSaid(client)).toEqual([2]);
    expect(client.frames.some(({ type }) => type === 'entries')).toBe(false);
  });

  test('is told to whoever runs the relay, once, by log, metric and health; `check` names it', async () => {
    const team = await begin(3);
    const health = async () => (await fetch(`${relay.relay.url}/healthz`)).text();
    expect([relay.relay.figures().damagedEntries, await health()]).toEqual([0, 'ok\n']);
    damage(2, 4);
    for (let comer = 0; comer < 3; comer += 1) await attend(relay, team.keeper, team.book);
    const lines = relay.log.filter((line) => line.startsWith('an entry is damaged on disk'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('"entry":2');
    expect(lines.join('')).not.toContain(team.book);
    expect([relay.relay.figures().damagedEntries, await health()]).toEqual([2, 'damaged\n']);
    const { problems } = await checkStore(join(folder, databaseFile));
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^Book .{8}…: entry 2 \(a change of 20.+Z\) is damaged\.$/);

    // A snapshot takes its place, and all is well.
    const covers = 4;
    const blob = await sealedBy(team.keeper, { kind: 'snapshot', covers });
    team.client.send({ type: 'append', ref: 9, kind: 'snapshot', blob });
    await team.client.untilPong();
    expect([relay.relay.figures().damagedEntries, await health()]).toEqual([0, 'ok\n']);
    const { client } = await attend(relay, team.keeper, team.book);
    expect(readingOf(client, team).passed).toEqual([]);
  });
});

describe('[DISK2] a damaged statement', () => {
  test('is put back by the relay itself while the book is open', async () => {
    const team = await begin(1);
    await admit(relay, team);
    damage(1, 3);
    // What was read before is in memory still; this is not.
    team.client.send({ type: 'append', ref: 9, kind: 'update', blob: await sealedBy(team.keeper) });
    await team.client.untilPong();
    const { client } = await attend(relay, team.keeper, team.book);
    expect(readingOf(client, team)).toEqual({ seqs: [1, 2, 3, 4, 5], passed: [] });
    expect((await checkStore(join(folder, databaseFile))).problems).toEqual([]);
  });

  test('keeps everybody out until somebody who has it comes, and is then as it was', async () => {
    const team = await begin(1);
    const member = await admit(relay, team);
    const statements = [team.statements[0]!.bytes];
    for (const frame of team.client.frames)
      if (frame.type === 'entries' && frame.first > 2)
        statements.push(...frame.entries.map(({ blob }) => blob));
    await relay.relay.close();
    damage(1, 4);
    await start();

    // Nobody is judged by half of the statements: a stranger and a liar get nowhere.
    for (const [device, shown] of [
      [await createDeviceKeys(), []],
      [member, statements.slice(0, 1)],
    ] as const) {
      const client = new Client(relay.relay.url);
      await client.hello(device, team.book);
      expect(await client.next('unknown')).toEqual({ type: 'unknown', what: 'book' });
      client.send({ type: 'statements', statements: shown });
      expect(await client.closed).toBe('relay-cannot-save');
    }
    expect(relay.relay.figures().damagedEntries).toBe(1);

    const client = new Client(relay.relay.url);
    await client.hello(member, team.book);
    await client.next('unknown');
    client.send({ type: 'statements', statements });
    await client.next('welcome');
    await client.untilPong();
    expect(readingOf(client, team)).toEqual({ seqs: [1, 2, 3, 4], passed: [] });
    expect(relay.relay.figures().damagedEntries).toBe(0);
    expect((await checkStore(join(folder, databaseFile))).problems).toEqual([]);
  });

  test('is put back as it was and as nothing else', async () => {
    const team = await begin(1);
    const { store } = relay;
    const blob = team.statements[0]!.bytes;
    expect(await store.mend(team.book, 1, blob)).toEqual({ type: 'other' });
    damage(1);
    expect(await store.mend(team.book, 1, blob.slice(1))).toEqual({ type: 'other' });
    expect(await store.mend(team.book, 2, blob)).toEqual({ type: 'other' });
    expect(await store.mend(team.book, 9, blob)).toEqual({ type: 'other' });
    expect(await store.mend(team.book, 1, blob)).toEqual({ type: 'mended' });
    expect(await store.openLog(team.book)).toMatchObject({ statements: [blob], damaged: [] });
  });
});
