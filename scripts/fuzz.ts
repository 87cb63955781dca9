/** `pnpm fuzz [seeds]`: the simulation with many more seeds, `1-300` unless told. */
import { spawn } from 'node:child_process';

const seeds = process.argv[2] ?? process.env['WARDBOOK_SEEDS'] ?? '1-300';
const args = ['run', '--project', 'web-sync', 'test/simulation'];
const run = spawn('vitest', args, {
  stdio: 'inherit',
  env: { ...process.env, WARDBOOK_SEEDS: seeds },
});
run.on('exit', (code) => process.exit(code ?? 1));
