/**
 * A small siege of the real program; `pnpm siege` is the whole one. Its processes are its own, because
 * what counts is that the program stays up, keeps its memory and goes on serving honest devices.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '@wardbook/shared/base/ports';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doorstepPerAddressMax } from './limits.ts';
import { endPrograms, startProgram } from './trials/program.ts';
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
} from './trials/siege.ts';

const memoryMax = 500 * 1024 * 1024;
const data = mkdtempSync(join(tmpdir(), 'wardbook-siege-'));
let program: Awaited<ReturnType<typeof startProgram>>;

beforeAll(async () => {
  program = await startProgram(['--data', data]);
});
afterAll(async () => {
  await endPrograms();
  rmSync(data, { recursive: true, force: true });
});

/** While it lasts, and after it: old devices go on, new ones come in, and the program keeps its memory. */
async function expectToHold(attack: (siege: Siege) => Promise<void>): Promise<void> {
  const siege: Siege = { port: Number(new URL(program.url).port), sockets: new Set() };
  const honest = await HonestTeam.begin(program.url);
  await Promise.race([attack(siege), honest.work]);
  await honest.atLeast(25);
  expect(honest.arrivals).toBeGreaterThan(0);
  lift(siege);
  await honest.atLeast(5);
  await honest.stop();
  expect(program.child.exitCode).toBeNull();
  expect(program.memoryBytes() ?? 0).toBeLessThan(memoryMax);
}

test('a thousand connections that say nothing', async () => {
  await expectToHold(async (siege) => {
    expect(await halfOpen(siege, 1_000)).toBe(1_000);
  });
});

test('connections from one address beyond its share are ended', async () => {
  await expectToHold(async (siege) => {
    await Promise.all(Array.from({ length: 300 }, () => halfOpen(siege, 1)));
    while (siege.sockets.size > doorstepPerAddressMax)
      await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

test('requests that never end', async () => {
  await expectToHold((siege) => slowLoris(siege, 200, 10));
});

test('headers without end', async () => {
  await expectToHold((siege) => headerFlood(siege, 60));
});

test('garbage', async () => {
  await expectToHold((siege) => garbage(siege, 60, systemRandom));
});

test('frames of 200 MB', async () => {
  await expectToHold(async (siege) => {
    // What could be sent is what was thrown away until the relay hung up.
    expect(await hugeFrames(siege, 20)).toBeLessThan(20 * 200_000_000);
  });
});

test('compression bombs', async () => {
  await expectToHold((siege) => compressionBombs(siege, 20));
});

test('strangers who send all that they may', async () => {
  await expectToHold((siege) => strangers(siege, 60, new Uint8Array(4_000)));
});
