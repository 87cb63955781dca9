/** Something on screen, for tests: what it shows, and how often it was worked out. */
import { flushSync } from 'svelte';

export interface Watch<T> {
  readonly shown: () => T;
  /** How often it has been worked out so far. */
  readonly runs: () => number;
  readonly stop: () => void;
}

export function watch<T>(show: () => T): Watch<T> {
  let runs = 0;
  let shown: T;
  const stop = $effect.root(() => {
    $effect(() => {
      runs += 1;
      shown = show();
    });
  });
  const drawn = <R>(read: () => R): R => {
    flushSync();
    return read();
  };
  flushSync();
  return { shown: () => drawn(() => shown), runs: () => drawn(() => runs), stop };
}
