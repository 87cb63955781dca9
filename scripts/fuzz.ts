/**
 * `pnpm fuzz [seeds] [--shards N]`: every simulation with each of these seeds, `1-400` unless told, in
 * as many processes beside one another as there are cores. Ends with what happened in all of them
 * together and how fast it went. Fails where a seed did, and where too little happened.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLived, tallyOf, type Lived } from './lib/fuzz-tally.ts';
import { exitIfStopped, root, runTool } from './lib/tools.ts';

/** One process lives through so many. So one that breaks takes few with it, and words come in time. */
const seedsTogether = 8;
const reports = 'test-results/fuzz';

const { values, positionals } = parseArgs({
  // pnpm passes the dashes on that part its own options from these.
  args: process.argv.slice(2).filter((word) => word !== '--'),
  options: { shards: { type: 'string', default: String(availableParallelism()) } },
  allowPositionals: true,
});
const [first = 1, last = first] = (positionals[0] ?? '1-400').split('-').map(Number);
const all: Lived[] = [];
const broken: string[] = [];
let next = first;

rmSync(join(root, reports), { recursive: true, force: true });
mkdirSync(join(root, reports), { recursive: true });
const began = performance.now();
await Promise.all(Array.from({ length: Number(values.shards) }, shard));
const hours = (performance.now() - began) / 3_600_000;

const seeds = last - first + 1;
const { lines, failures } = tallyOf(all, seeds);
console.log(['', ...lines, ...failures, ...broken].join('\n'));
console.log(
  `${seeds} seeds of each in ${(hours * 60).toFixed(1)} minutes, ${values.shards} beside one another: ${Math.round(seeds / hours)} an hour`,
);
process.exitCode = failures.length + broken.length === 0 ? 0 : 1;

async function shard(): Promise<void> {
  while (next <= last) {
    const from = next;
    const to = Math.min(last, from + seedsTogether - 1);
    next = to + 1;
    const lived = await live(from, to);
    if (lived) all.push(...lived);
    else broken.push(`seeds ${from}-${to}: there is no report`);
    const failed = lived?.filter(({ failure }) => failure !== undefined) ?? [];
    for (const { simulation, seed, failure } of failed)
      console.log(`FAILED  ${simulation} seed ${seed}: ${failure}`);
    console.log(`seeds ${from}-${to}: ${lived?.length ?? 0} lived, ${failed.length} failed`);
  }
}

async function live(from: number, to: number): Promise<readonly Lived[] | undefined> {
  const report = join(reports, `${from}-${to}.json`);
  await runTool({
    name: `seeds ${from}-${to}`,
    program: 'vitest',
    args: [
      'run',
      '--project=web-sync',
      'test/simulation',
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    environment: { WARDBOOK_SEEDS: `${from}-${to}` },
    isQuiet: true,
  });
  exitIfStopped();
  const path = join(root, report);
  return existsSync(path) ? readLived(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}
