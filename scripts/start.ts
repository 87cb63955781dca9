/**
 * `pnpm start`: builds the app when its build is missing or older than its sources, then runs the
 * relay, which serves it, in this process. `--demo` keeps its data in a folder that goes on exit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from './lib/build-app.ts';

const args = process.argv.slice(2);
const isDemo = args.includes('--demo');
if (!(await buildApp())) {
  console.error('The app could not be built. What went wrong is written above.');
  process.exit(1);
}
const { runMain } = await import('../sync-server/src/main.ts');
const options = args.filter((arg) => arg !== '--demo');
// Whoever starts it by hand reads sentences; what is written for machines is what went wrong.
const environment = { WARDBOOK_LOG: 'warn', ...process.env };
await (isDemo
  ? runMain([...options, '--data', createPassingFolder()], environment, '/demo')
  : runMain(options, environment));

/** A data folder that goes when the process does. */
function createPassingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wardbook-demo-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
