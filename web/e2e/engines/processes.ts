/** Browsers as processes: started in groups of their own, and ended with all that they started. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

const endMsMax = 5_000;

export function startGroup(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
}

export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  signal(child.pid, 'SIGTERM');
  await Promise.race([closed, pause(endMsMax, undefined, { ref: false })]);
  // What of the group is left has not listened.
  signal(child.pid, 'SIGKILL');
}

/** Whether a program is on this machine. */
export function isThere(program: string): boolean {
  return spawnSync('which', [program]).status === 0;
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // The group is gone.
  }
}
