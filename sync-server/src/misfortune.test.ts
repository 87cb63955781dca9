/**
 * A full disk, a disk that can no longer be written, a damaged file, clocks that jump, no descriptors
 * left. Each time: what was acknowledged is there, nothing is acknowledged that is not kept, and the
 * relay goes on as soon as it can.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BookId } from '@wardbook/shared/base/ids';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { afterAll, describe, expect, test } from 'vitest';
import { checkStore } from './operating/check.ts';
import { databaseFile, openSqliteStore } from './store/sqlite.ts';
import { Client } from './trials/client.ts';
import { endPrograms, runProgram, startProgram } from './trials/program.ts';
import { createTroubledStore, startRelay } from './testing/relay.ts';
import { halfOpen, lift, type Siege } from './trials/siege.ts';
import { attend, openTeam, sealedBy, type Team } from './trials/team.ts';

const root = mkdtempSync(join(tmpdir(), 'wardbook-misfortune-'));
const newFolder = () => mkdtempSync(join(root, 'data-'));
const mounted: string[] = [];
afterAll(async () => {
  await endPrograms();
  for (const folder of mounted) spawnSync('umount', [folder]);
  rmSync(root, { recursive: true, force: true });
});

/** A small disk of its own, or undefined where this user may not have one. */
function smallDisk(): string | undefined {
  const folder = newFolder();
  const options = ['-t', 'tmpfs', '-o', 'size=1m', 'wardbook', folder];
  if (spawnSync('mount', options).status !== 0) return undefined;
  mounted.push(folder);
  return folder;
}

const canMount = (() => {
  const folder = smallDisk();
  if (!folder) console.warn('skipped: this user may not mount a small disk to fill it or lock it');
  return folder !== undefined;
})();

/** Appends until it is turned away; gives how many were receipted, and why it was. */
async function fill({ client, keeper }: { client: Client; keeper: DeviceKeys }, most: number) {
  let receipts = 0;
  for (let ref = 1; ref <= most; ref += 1) {
    client.send({ type: 'append', ref, kind: 'update', blob: await sealedBy(keeper, {}, 20_000) });
    const frame = await client.next('entries').catch(() => undefined);
    if (!frame) break;
    await client.next('receipt');
    receipts += 1;
  }
  return { receipts, why: receipts < most ? await client.closed : undefined };
}

/** Every entry that a newcomer is given: the statement of the beginning, and then the updates. */
async function entriesOf(url: string, device: DeviceKeys, book: BookId): Promise<number> {
  const { client } = await attend({ relay: { url } }, device, book);
  client.leave();
  return client.frames.reduce(
    (sum, frame) => sum + (frame.type === 'entries' ? frame.entries.length : 0),
    0,
  );
}

const reachable = (url: string) => ({ now: Date.now(), relay: { url } });

describe('a disk that is full', () => {
  test('by the file’s own bound: nothing more is acknowledged, and what was is there', async () => {
    const data = newFolder();
    const opened = openSqliteStore(data, 120);
    if (opened.type !== 'opened') throw new Error(opened.detail);
    const relay = await startRelay({ store: opened.store });
    const team = await openTeam(relay);
    const { receipts, why } = await fill(team, 200);
    expect(why).toBe('relay-cannot-save');
    expect(receipts).toBeGreaterThan(3);
    expect(await entriesOf(relay.relay.url, team.keeper, team.book)).toBe(1 + receipts);
    await relay.relay.close();
    const report = await checkStore(join(data, databaseFile));
    expect(report).toMatchObject({ problems: [], entries: 1 + receipts });
  });

  test.runIf(canMount)(
    'really: the relay says that it is not ready, and goes on once there is space',
    async () => {
      const disk = smallDisk()!;
      const program = await startProgram(['--data', disk]);
      const team = await openTeam(reachable(program.url));
      const { receipts, why } = await fill(team, 500);
      expect(why).toBe('relay-cannot-save');
      expect((await fetch(`${program.url}/readyz`)).status).toBe(503);
      expect((await fetch(`${program.url}/healthz`)).status).toBe(200);
      expect(await entriesOf(program.url, team.keeper, team.book)).toBe(1 + receipts);
      expect(spawnSync('mount', ['-o', 'remount,size=8m', disk]).status).toBe(0);
      const again = (await attend({ relay: { url: program.url } }, team.keeper, team.book)).client;
      expect(await fill({ client: again, keeper: team.keeper }, 5)).toEqual({ receipts: 5 });
      await program.stop();
      const report = await checkStore(join(disk, databaseFile));
      expect(report).toMatchObject({ problems: [], entries: 1 + receipts + 5 });
    },
  );
});

describe('a disk that can only be read', () => {
  test.runIf(canMount)('keeps a relay from starting, and loses nothing', async () => {
    const disk = smallDisk()!;
    const program = await startProgram(['--data', disk]);
    const team = await openTeam(reachable(program.url));
    expect(await fill(team, 3)).toEqual({ receipts: 3 });
    // Killed, so that there is something left to be put in order at the next start.
    await program.stop();
    expect(spawnSync('mount', ['-o', 'remount,ro', disk]).status).toBe(0);
    const refused = await runProgram(['--port', '0', '--data', disk]).ended;
    const sentence = expect.stringContaining('cannot write to its data folder') as string;
    expect(refused).toEqual({ code: 1, said: sentence });
    expect(spawnSync('mount', ['-o', 'remount,rw', disk]).status).toBe(0);
    const again = await startProgram(['--data', disk]);
    expect(await entriesOf(again.url, team.keeper, team.book)).toBe(4);
    await again.stop();
  });

  test('that has become so: nothing is acknowledged, and reading goes on', async () => {
    const store = createTroubledStore();
    const relay = await startRelay({ store });
    const team = await openTeam(relay);
    expect(await fill(team, 2)).toEqual({ receipts: 2 });
    store.failure = { type: 'cannot-save', reason: 'read-only', detail: 'locked' };
    expect(await fill(team, 1)).toEqual({ receipts: 0, why: 'relay-cannot-save' });
    expect(await entriesOf(relay.relay.url, team.keeper, team.book)).toBe(3);
    await relay.relay.close();
  });
});

describe('a damaged file', () => {
  test('that is no store is left alone, and said', async () => {
    const data = newFolder();
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, databaseFile), 'This is no store. '.repeat(1_000));
    const { code, said } = await runProgram(['--port', '0', '--data', data]).ended;
    expect([code, said]).toEqual([1, expect.stringContaining('is damaged. Nothing was changed.')]);
    expect(statSync(join(data, databaseFile)).size).toBe(18_000);
  });

  test('in its middle: devices are turned away to come back, and the relay stays', async () => {
    const data = newFolder();
    const first = await startProgram(['--data', data]);
    const team = await openTeam(reachable(first.url));
    expect(await fill(team, 30)).toEqual({ receipts: 30 });
    first.child.kill('SIGTERM');
    await first.ended;
    const file = join(data, databaseFile);
    const descriptor = openSync(file, 'r+');
    const junk = Buffer.alloc(4_096, 0xa5);
    // The first pages hold the schema, without which it would not even open.
    for (let page = 9; page * 4_096 < statSync(file).size; page += 1)
      writeSync(descriptor, junk, 0, junk.length, page * 4_096);
    closeSync(descriptor);
    expect((await checkStore(file)).problems).not.toEqual([]);
    const program = await startProgram(['--data', data]);
    const { client } = await knock(program.url, team);
    expect(['relay-cannot-save', 'relay-fault']).toContain(await client.closed);
    expect((await fetch(`${program.url}/healthz`)).status).toBe(200);
    await program.stop();
  });
});

async function knock(url: string, { keeper, book }: Team): Promise<{ client: Client }> {
  const client = new Client(url);
  await client.hello(keeper, book);
  return { client };
}

test('clocks that jump, forth and back, lose nothing and put nobody out', async () => {
  const data = newFolder();
  const opened = openSqliteStore(data);
  if (opened.type !== 'opened') throw new Error(opened.detail);
  const relay = await startRelay({ store: opened.store });
  const team = await openTeam(relay);
  const year = 365 * 24 * 60 * 60 * 1000;
  for (const jump of [year, -2 * year, year, -relay.now, 0]) {
    relay.now += jump;
    relay.relay.sweep();
    const { client } = await attend(relay, team.keeper, team.book);
    expect(await fill({ client, keeper: team.keeper }, 2)).toEqual({ receipts: 2 });
    client.leave();
    await team.client.untilPong();
  }
  await relay.relay.close();
  const report = await checkStore(join(data, databaseFile));
  expect(report).toMatchObject({ problems: [], entries: 11 });
});

test('no descriptors left: who is in goes on, and others come in when there are some again', async () => {
  const program = await startProgram(['--data', newFolder()], { descriptors: 60 });
  const team = await openTeam(reachable(program.url));
  const siege: Siege = { port: Number(new URL(program.url).port), sockets: new Set() };
  await halfOpen(siege, 150);
  expect(await fill(team, 5)).toEqual({ receipts: 5 });
  lift(siege);
  // Whoever comes before the last of them has been noticed to be gone is cut off, and comes again.
  const comeIn = () => entriesOf(program.url, team.keeper, team.book).catch(() => 'cut off');
  await expect.poll(comeIn, { timeout: 30_000 }).toBe(6);
  expect(program.child.exitCode).toBeNull();
  await program.stop();
});
