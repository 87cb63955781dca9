/**
 * What the commands of package.json begin with: brings the packages, then runs the named file with the
 * Node that came with them. Plain JavaScript, for whatever Node the machine has.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './lib/install.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);

const [file = '', ...args] = process.argv.slice(2);
process.exitCode = (await install(root)) ? await run(join(root, file)) : 1;

/**
 * @param {string} script
 * @returns {Promise<number>} the code it ended with
 */
async function run(script) {
  const child = spawn('node', [script, ...args], {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: 'inherit',
  });
  // Ctrl+C reaches both; when it is over is the child's to say.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = /** @type {[number | null]} */ (await once(child, 'exit'));
  return code ?? 130;
}
