/** What every row does: start its servers, take turns, gather figures, leave nothing behind. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contender, type Contender, type Name } from './contenders.ts';
import type { Server } from './processes.ts';

const tabsPerDevice = 20;

/** The runs of one server in one row. */
export interface Figures {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

export function figuresOf(samples: readonly number[]): Figures {
  return {
    median: quantile(samples, 0.5),
    min: Math.min(...samples),
    max: Math.max(...samples),
    runs: samples.length,
  };
}

export function quantile(samples: readonly number[], part: number): number {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.round((sorted.length - 1) * part)]!;
}

export interface Started extends Contender {
  readonly folder: string;
  readonly server: Server;
}

/** All of them run at once, each with a folder of its own; those whose turn it is not stand still. */
export async function withServers<T>(
  names: readonly Name[],
  work: (started: readonly Started[]) => Promise<T>,
): Promise<T> {
  await using ending = new AsyncDisposableStack();
  const started: Started[] = [];
  for (const name of names) {
    const folder = await temporaryFolder(ending);
    const server = await contender(name).start(folder);
    ending.defer(() => server.stop());
    started.push({ ...contender(name), folder, server });
  }
  return await work(started);
}

const folders = new Set<string>();
/** Whoever stops a run in the middle is left nothing either. */
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

export async function temporaryFolder(ending: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wardbook-bench-'));
  folders.add(folder);
  ending.defer(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    folders.delete(folder);
  });
  return folder;
}

/**
 * Runs every server so often to warm up and then so often in earnest, in turns; gives each one's
 * samples. Servers run for weeks, and it takes some rounds until what they do is compiled.
 */
export async function inTurns<T>(
  started: readonly Started[],
  { warmUps, runs }: { readonly warmUps: number; readonly runs: number },
  once: (each: Started) => Promise<T>,
): Promise<Map<Name, T[]>> {
  const samples = new Map<Name, T[]>(started.map(({ name }) => [name, []]));
  for (let run = 0; run < warmUps; run += 1) for (const each of started) await named(each, once);
  for (let run = 0; run < runs; run += 1)
    for (const each of started) samples.get(each.name)!.push(await named(each, once));
  return samples;
}

/** What goes wrong is told with whose turn it was. */
async function named<T>(each: Started, once: (each: Started) => Promise<T>): Promise<T> {
  try {
    return await once(each);
  } catch (cause) {
    throw new Error(`with ${each.name}: ${each.server.said}`, { cause });
  }
}

/** Whose tab the reader at `index` is: the relay lets one device have 32. The writer is device 0. */
export function deviceOf(index: number): number {
  return 1 + Math.floor(index / tabsPerDevice);
}

/** Lets what has been cut off be noticed before the next measurement. */
export async function settle(ms = 50): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
