/** The relay as it is run for real: a process of its own, that serves the built app too. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../scripts/lib/free-port.ts';

const main = fileURLToPath(new URL('../../../sync-server/src/relay.js', import.meta.url));
const startMsMax = 15_000;

export interface RelayProcess {
  /** Where the app is, with no slash at the end. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Keeps its data in the folder given. */
export async function startRelay(data: string): Promise<RelayProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [main, '--port', String(port), '--data', data], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await untilAnswering(url, child);
  return { url, stop: () => stop(child) };
}

async function untilAnswering(url: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + startMsMax;
  while (performance.now() < until && child.exitCode === null) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await after(50);
  }
  child.kill();
  throw new Error('The relay did not start.');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}
