/**
 * The servers' processes: started on a core of their own, looked at from outside, always ended.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const serverCore = 0;
const loadCore = 1;
const startMsMax = 30_000;
const ticksPerSecond = 100;

/** Whether processes can be kept to one core each here. */
export const canPin = spawnSync('taskset', ['-V']).status === 0;

/** Keeps this process, which makes the load, to its core. */
export function pinLoad(): void {
  if (canPin) spawnSync('taskset', ['-acp', String(loadCore), String(process.pid)]);
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.exit(130);
  });

export interface Server {
  readonly port: number;
  readonly isRunning: boolean;
  /** The last of what it wrote about its troubles. */
  readonly said: string;
  /** Processor time used so far, seconds, or undefined where the system does not tell. */
  cpuSeconds(): number | undefined;
  /** Memory held now, bytes. */
  memoryBytes(): number | undefined;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/**
 * Runs a script with this Node on the servers' core. `ready` reads the port out of a line that the
 * script prints once it listens.
 */
export async function startServer(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  ready: (line: string) => number | undefined,
): Promise<Server> {
  const command = [process.execPath, script, ...args];
  const pinned = canPin ? ['taskset', '-c', String(serverCore), ...command] : command;
  const child = spawn(pinned[0]!, pinned.slice(1), {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const closed = once(child, 'close').then(() => running.delete(child));
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-2_000)));
  const port = await new Promise<number>((resolve, reject) => {
    const fail = () => reject(new Error(`${script} did not start: ${said}`));
    const tooLong = setTimeout(fail, startMsMax);
    child.once('close', fail);
    createInterface(child.stdout).on('line', (line) => {
      const found = ready(line);
      if (found === undefined) return;
      clearTimeout(tooLong);
      resolve(found);
    });
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await closed;
    clearTimeout(late);
  };
  return {
    port,
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    get said() {
      return said;
    },
    cpuSeconds: () => cpuSecondsOf(child.pid!),
    memoryBytes: () => memoryOf(child.pid!),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function cpuSecondsOf(pid: number): number | undefined {
  const fields = read(`/proc/${pid}/stat`)?.split(') ')[1]?.split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function memoryOf(pid: number): number | undefined {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
