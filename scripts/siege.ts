/**
 * `pnpm siege`: everything that hostile clients may try, at the size of a real attack, against the real
 * program, while an honest team goes on syncing. Takes about two minutes. Ends with code 1 when the
 * program falls, grows without end, or an honest device is disturbed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '../shared/src/base/ports.ts';
import { startProgram } from '../sync-server/src/trials/program.ts';
import {
  compressionBombs,
  garbage,
  halfOpen,
  headerFlood,
  HonestTeam,
  hugeFrames,
  lift,
  silentSockets,
  slowLoris,
  strangers,
  type Siege,
} from '../sync-server/src/trials/siege.ts';

const memoryMaxMiB = 600;
const attacks: readonly [name: string, run: (siege: Siege) => Promise<unknown>][] = [
  ['nothing', () => new Promise((resolve) => setTimeout(resolve, 3_000))],
  ['10,000 connections that say nothing', (siege) => halfOpen(siege, 10_000)],
  ['10,000 sockets that never say who they are', (siege) => silentSockets(siege, 10_000)],
  ['5,000 requests a letter at a time', (siege) => slowLoris(siege, 5_000, 200)],
  ['2,000 floods of headers', (siege) => headerFlood(siege, 2_000)],
  [
    '2,000 times garbage, before and after a handshake',
    (siege) => garbage(siege, 2_000, systemRandom),
  ],
  ['300 frames of 200 MB (bytes that could be sent)', (siege) => hugeFrames(siege, 300)],
  ['300 compression bombs of 100 MB', (siege) => compressionBombs(siege, 300)],
  [
    '3,000 strangers with all that they may send',
    (siege) => strangers(siege, 3_000, new Uint8Array(4_000)),
  ],
];

// Attackers run in a process of their own, so that honest devices wait for the relay and not for them.
const [attackIndex, attackPort] = process.argv.slice(2).map(Number);
if (attackPort !== undefined) {
  const siege: Siege = { port: attackPort, sockets: new Set() };
  const cameToBe = await attacks[attackIndex!]![1](siege);
  process.stdout.write(typeof cameToBe === 'number' ? String(cameToBe) : '-');
  await once(process.stdin.resume(), 'end');
  lift(siege);
  process.exit(0);
}

const data = mkdtempSync(join(tmpdir(), 'wardbook-siege-'));
const program = await startProgram(['--data', data], { environment: { WARDBOOK_LOG: 'error' } });
process.on('exit', () => {
  program.child.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

let hasFailed = false;
const row = (...cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
row('Attack', 'Seconds', 'Came to be', 'Honest changes a second', 'Newcomers', 'Most memory, MiB');
row('---', '---', '---', '---', '---', '---');
for (const [index, [name]] of attacks.entries()) {
  const honest = await HonestTeam.begin(program.url);
  let memoryMiB = 0;
  const watching = setInterval(() => {
    memoryMiB = Math.max(memoryMiB, (program.memoryBytes() ?? 0) / 1024 / 1024);
  }, 100);
  const began = performance.now();
  try {
    const { port } = new URL(program.url);
    const attacker = spawn(process.execPath, [import.meta.filename, String(index), port], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const said = once(attacker.stdout, 'data').then(([chunk]) => String(chunk));
    const ended = once(attacker, 'close').then(() => '');
    const cameToBe = await Promise.race([said, ended, honest.work.then(() => '')]);
    const seconds = (performance.now() - began) / 1000;
    const pace = (honest.rounds / seconds).toFixed(0);
    await honest.atLeast(40);
    attacker.stdin.end();
    await ended;
    await honest.stop();
    row(name, seconds.toFixed(1), cameToBe, pace, String(honest.arrivals), memoryMiB.toFixed(0));
    if (memoryMiB > memoryMaxMiB) throw new Error(`it held ${memoryMiB.toFixed(0)} MiB`);
  } catch (error) {
    hasFailed = true;
    console.error(`FAILED: ${name}: ${String(error)}`);
  } finally {
    clearInterval(watching);
  }
  if (program.child.exitCode === null) continue;
  console.error(`FAILED: the program has ended: ${(await program.ended).said}`);
  process.exit(1);
}
console.log(hasFailed ? 'The siege disturbed honest devices.' : 'The relay held.');
process.exit(hasFailed ? 1 : 0);
