/**
 * A small siege of the real program; `pnpm siege` is the whole one. Its processes are its own, because
 * what counts is that the program stays up, keeps its memory and goes on serving honest devices.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '@wardbook/shared/base/ports';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startProgram } from './testing/program.ts';
import {
  compressionBombs,
  garbage,
  halfOpen,
  headerFlood,
  HonestTeam,
  hugeFrames,
  lift,
  slowLoris,
  strangers,
  type Siege,
} from './testing/siege.ts';

const memoryMax = 500 * 1024 * 1024;
const data = mkdtempSync(join(tmpdir(), 'wardbook-siege-'));
let program: Awaited<ReturnType<typeof startProgram>>;
let siege: Siege;
let honest: HonestTeam;

beforeAll(async () => {
  program = await startProgram(['--data', data]);
});
afterAll(async () => {
  await program.stop();
  rmSync(data, { recursive: true, force: true });
});

beforeEach(async () => {
  siege = { port: Number(new URL(program.url).port), sockets: new Set() };
  honest = await HonestTeam.begin(program.url);
});

afterEach(async () => {
  // While the siege lasts, and after it: old devices go on and new ones come in.
  await honest.atLeast(25);
  expect(honest.arrivals).toBeGreaterThan(0);
  lift(siege);
  await honest.atLeast(5);
  await honest.stop();
  expect(program.child.exitCode).toBeNull();
  expect(program.memoryBytes() ?? 0).toBeLessThan(memoryMax);
});

test('a thousand connections that say nothing', async () => {
  expect(await halfOpen(siege, 1_000)).toBe(1_000);
});

test('connections from one address beyond its share are ended', async () => {
  const sameAddress = Array.from({ length: 300 }, () => halfOpen(siege, 1));
  await Promise.all(sameAddress);
  await honest.atLeast(20);
  expect(siege.sockets.size).toBeLessThanOrEqual(256);
});

test('requests that never end', async () => {
  await slowLoris(siege, 200, 10);
});

test('headers without end', async () => {
  await headerFlood(siege, 60);
});

test('garbage', async () => {
  await garbage(siege, 60, systemRandom);
});

test('frames of 200 MB', async () => {
  // What could be sent is what lay in the system's buffers when the relay hung up.
  expect(await hugeFrames(siege, 20)).toBeLessThan(20 * 20_000_000);
});

test('compression bombs', async () => {
  await compressionBombs(siege, 20);
});

test('strangers who send all that they may', async () => {
  await strangers(siege, 60, new Uint8Array(4_000));
});
