/** Chance and time that a test can repeat. */
import type { Clock, RandomBytes } from '../base/ports.ts';
import { Chance } from '../demo/chance.ts';

export function seededRandom(seed: number): RandomBytes {
  return new Chance(seed).bytes;
}

/** Starts at `startMs` and is `stepMs` later at every look. */
export function steppingClock(startMs: number, stepMs = 1000): Clock {
  let now = startMs - stepMs;
  return () => (now += stepMs);
}
