/** `pnpm fuzz [seeds]`: the simulation with thousands of seeds, `1-2000` unless told: some hours. */
import { spawn } from 'node:child_process';

const seeds = process.argv[2] ?? process.env['WARDBOOK_SEEDS'] ?? '1-2000';
const args = ['run', '--project', 'web-sync', 'test/simulation'];
const run = spawn('vitest', args, {
  stdio: 'inherit',
  env: { ...process.env, WARDBOOK_SEEDS: seeds },
});
run.on('exit', (code) => process.exit(code ?? 1));
