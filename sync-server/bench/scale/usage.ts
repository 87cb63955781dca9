/** What processes have used so far, from Linux's /proc. */
import { readFileSync } from 'node:fs';

/** In which /proc counts processor time; fixed for programs on Linux. */
const ticksPerSecond = 100;
const kibibyte = 1024;

export const canMeasure = process.platform === 'linux';

/** Processor time of the processes, in seconds. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return sum(ticks) / ticksPerSecond;
}

export function residentBytes(pids: readonly number[]): number {
  const sizes = pids.map((pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * kibibyte;
  });
  return sum(sizes);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
