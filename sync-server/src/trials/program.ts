/** The relay's program as a child, its words so far, and its end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const running = new Set<ChildProcess>();

/** Ends whatever a test that failed has left running. */
export async function endPrograms(): Promise<void> {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(Array.from(running, (child) => once(child, 'close')));
}

export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
  /** Where the pattern is in what it has said, once it is. */
  saying(pattern: RegExp): Promise<RegExpExecArray>;
  /** Bytes of memory it holds, or undefined where the system does not say. */
  memoryBytes(): number | undefined;
}

export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** The most files and sockets that it may have open. */
  readonly descriptors?: number;
}

export function runProgram(args: readonly string[], options: ProgramOptions = {}): Program {
  const main = fileURLToPath(new URL('../relay.js', import.meta.url));
  const { descriptors, environment = {} } = options;
  const whole = [process.execPath, main, ...args];
  const [command, ...rest] = descriptors
    ? ['sh', '-c', `ulimit -n ${descriptors}; exec "$@"`, 'sh', ...whole]
    : whole;
  const child = spawn(command!, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said }));
  return {
    child,
    ended,
    saying: async (pattern) => {
      for (;;) {
        const found = pattern.exec(said);
        if (found) return found;
        if (child.exitCode !== null) throw new Error(said);
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended]);
      }
    },
    memoryBytes: () => {
      const file = `/proc/${child.pid}/status`;
      if (!existsSync(file)) return undefined;
      const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(file, 'utf8')) ?? [];
      return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
    },
  };
}

/** A relay's program that is up. Ended by `stop`. */
export async function startProgram(
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<Program & { readonly url: string; stop(): Promise<void> }> {
  const program = runProgram(['--port', '0', ...args], options);
  const [, url] = await program.saying(/Open (\S+)/);
  const stop = async () => {
    program.child.kill('SIGKILL');
    await program.ended;
  };
  return { ...program, url: url!, stop };
}
