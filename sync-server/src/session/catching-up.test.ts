import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '@wardbook/shared/base/ports';
import { chainNext, chainStart } from '@wardbook/shared/protocol/chain';
import type { Cursor, RelayFrame } from '@wardbook/shared/protocol/frames';
import { silenceMs } from '@wardbook/shared/protocol/limits';
import { expect, test } from 'vitest';
import { stalledMs } from '../limits.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { Client } from '../trials/client.ts';
import { createTroubledStore } from '../testing/relay.ts';
import { relayStarter } from '../testing/relay-starter.ts';
import { attend, openTeam, sealedBy, type Team } from '../trials/team.ts';

const start = relayStarter();

/** Appends `count` updates of `length` bytes and waits for their receipts. */
async function fill({ client, keeper }: Team & { client: Client }, count: number, length = 100) {
  for (let ref = 0; ref < count; ref += 1) {
    const blob = await sealedBy(keeper, {}, length);
    client.send({ type: 'append', ref, kind: 'update', blob });
    await client.next('entries');
    await client.next('receipt');
  }
}

/** Follows the pages as a device does: no gap, no repetition, every hash right. */
function follow(frames: readonly RelayFrame[], team: Team, cursor?: Cursor): Cursor {
  const welcome = frames.find((frame) => frame.type === 'welcome')!;
  let { resume: seq, resumeHash: hash } = welcome;
  expect(seq).toBe(cursor?.seq ?? 0);
  if (seq === 0) expect(hash).toEqual(chainStart(team.book, welcome.log));
  for (const frame of frames) {
    if (frame.type !== 'entries') continue;
    expect(frame.after).toBe(seq);
    expect(frame.first).toBeGreaterThan(seq);
    if (frame.first === seq + 1) expect(frame.previousHash).toEqual(hash);
    hash = frame.previousHash;
    for (const { kind, at, blob } of frame.entries) hash = chainNext(hash, kind, at, blob);
    seq = frame.first + frame.entries.length - 1;
  }
  return { log: welcome.log, seq, hash };
}

test('a device goes on from its cursor, and from the beginning with one of another log', async () => {
  const relay = await start();
  const team = await openTeam(relay);
  await fill(team, 5);
  const first = await attend(relay, team.keeper, team.book);
  const cursor = follow(first.client.frames, team);
  expect(cursor.seq).toBe(6);
  await fill(team, 2);
  const second = await attend(relay, team.keeper, team.book, cursor);
  expect(second.welcome).toMatchObject({ resume: 6, resumeHash: cursor.hash, head: 8 });
  expect(follow(second.client.frames, team, cursor).seq).toBe(8);

  const strange: Cursor[] = [
    { ...cursor, log: systemRandom(16) },
    { ...cursor, hash: systemRandom(32) },
    { ...cursor, seq: 5 },
    { ...cursor, seq: 2 ** 40 },
    { ...cursor, seq: 0 },
  ];
  for (const wrong of strange) {
    const { client, welcome } = await attend(relay, team.keeper, team.book, wrong);
    expect(welcome.resume).toBe(0);
    expect(follow(client.frames, team)).toEqual(follow(second.client.frames, team, cursor));
  }
});

test('a long log comes in pages of bounded size', async () => {
  const relay = await start();
  const team = await openTeam(relay);
  await fill(team, 30, 50_000);
  const { client } = await attend(relay, team.keeper, team.book);
  expect(follow(client.frames, team).seq).toBe(31);
  const pages = client.frames.filter((frame) => frame.type === 'entries');
  expect(pages.length).toBeGreaterThan(6);
  for (const { entries } of pages) expect(entries.length).toBeLessThanOrEqual(5);
});

test('who catch up together are sent the same pages, which are read once', async () => {
  const store = createTroubledStore();
  const relay = await start({ store });
  const team = await openTeam(relay);
  await fill(team, 12, 50_000);
  await attend(relay, team.keeper, team.book);
  const readsOfOne = store.reads;
  expect(readsOfOne).toBeGreaterThan(1);
  const together = Array.from({ length: 20 }, () => attend(relay, team.keeper, team.book));
  for (const { client } of await Promise.all(together))
    expect(follow(client.frames, team).seq).toBe(13);
  // Memory may have been wanted otherwise in between, but not that often.
  expect(store.reads).toBeLessThan(readsOfOne * 10);

  await fill(team, 2);
  const later = await attend(relay, team.keeper, team.book);
  expect(follow(later.client.frames, team).seq).toBe(15);
  const snapshot = await sealedBy(team.keeper, { kind: 'snapshot', covers: 14 });
  team.client.send({ type: 'append', ref: 99, kind: 'snapshot', blob: snapshot });
  await team.client.next('entries');
  await team.client.next('receipt');
  const latest = await attend(relay, team.keeper, team.book);
  expect(follow(latest.client.frames, team).seq).toBe(16);
  const entries = latest.client.frames.flatMap((frame) =>
    frame.type === 'entries' ? frame.entries.map(({ kind }) => kind) : [],
  );
  expect(entries).toEqual(['access', 'update', 'snapshot']);
});

test('a restart keeps everything', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardbook-restart-'));
  const open = () => {
    const opened = openSqliteStore(folder);
    if (opened.type !== 'opened') throw new Error(opened.detail);
    return opened.store;
  };
  const before = await start({ store: open() });
  const team = await openTeam(before);
  await fill(team, 4);
  const first = await attend(before, team.keeper, team.book);
  const cursor = follow(first.client.frames, team);
  await before.relay.close();
  expect(await first.client.closed).toBe('relay-stopping');
  const after = await start({ store: open() });
  const { client, welcome } = await attend(after, team.keeper, team.book, cursor);
  expect(welcome).toMatchObject({ log: cursor.log, resume: 5, head: 5 });
  await fill({ ...team, client }, 1);
  const whole = await attend(after, team.keeper, team.book);
  expect(follow(whole.client.frames, team).seq).toBe(6);
  await after.relay.close();
  rmSync(folder, { recursive: true });
});

test('changes that come while a device catches up reach it once and in order', async () => {
  const relay = await start();
  const team = await openTeam(relay);
  await fill(team, 20, 50_000);
  const late = new Client(relay.relay.url);
  const filling = fill(team, 40, 5_000);
  await late.hello(team.keeper, team.book);
  await filling;
  while (!late.frames.some(({ type }) => type === 'live')) await late.untilPong();
  await late.untilPong();
  expect(follow(late.frames, team).seq).toBe(61);
});

test('a device that appends while it catches up has its receipt after its entry', async () => {
  const store = createTroubledStore();
  const relay = await start({ store });
  const team = await openTeam(relay);
  await fill(team, 3);
  let open = () => {};
  store.reading = new Promise((resolve) => (open = resolve));
  const late = new Client(relay.relay.url);
  await late.hello(team.keeper, team.book);
  await late.next('welcome');
  late.send({ type: 'append', ref: 7, kind: 'update', blob: await sealedBy(team.keeper) });
  expect(await team.client.next('entries')).toMatchObject({ first: 5 });
  expect(await late.untilPong()).toEqual([]);
  open();
  expect((await late.next('entries')).entries).toHaveLength(4);
  expect(await late.next('entries')).toMatchObject({ first: 5 });
  await late.next('live');
  expect(await late.next('receipt')).toMatchObject({ refs: [7] });
});

test('a device that comes between a commit and its announcement sees it once, with all', async () => {
  const store = createTroubledStore();
  const relay = await start({ store });
  const team = await openTeam(relay);
  let open = () => {};
  store.saying = new Promise((resolve) => (open = resolve));
  const blob = await sealedBy(team.keeper);
  team.client.send({ type: 'append', ref: 1, kind: 'update', blob });
  await team.client.untilPong();
  const late = await attend(relay, team.keeper, team.book);
  expect(late.welcome).toMatchObject({ head: 1 });
  expect(follow(late.client.frames, team).seq).toBe(1);
  open();
  expect(await late.client.next('entries')).toMatchObject({ after: 1, first: 2 });
  expect(await late.client.untilPong()).toEqual([]);
});

test('a live reader that stands still is sent pages again, and misses nothing', async () => {
  const relay = await start();
  const team = await openTeam(relay);
  const { client } = await attend(relay, team.keeper, team.book);
  client.socket.pause();
  await fill(team, 16, 1024 * 1024);
  client.socket.resume();
  while (client.frames.filter(({ type }) => type === 'live').length < 2) await client.untilPong();
  expect(follow(client.frames, team).seq).toBe(17);
});

test('a reader that takes nothing for too long is closed, the others go on', async () => {
  const relay = await start();
  const team = await openTeam(relay);
  await fill(team, 16, 1024 * 1024);
  const slow = new Client(relay.relay.url);
  await slow.hello(team.keeper, team.book);
  slow.socket.pause();
  const quick = await attend(relay, team.keeper, team.book);
  // Nobody has been silent for longer than allowed, only one has not taken what waits for it.
  relay.passed += stalledMs - 1;
  expect(stalledMs).toBeLessThanOrEqual(silenceMs);
  for (const client of [quick.client, team.client]) await client.untilPong();
  slow.send({ type: 'ping' });
  await quick.client.untilPong();
  relay.passed += 2;
  relay.relay.sweep();
  slow.socket.resume();
  expect(await slow.closed).toBe('too-far-behind');
  await quick.client.untilPong();
  await fill(team, 1);
});
