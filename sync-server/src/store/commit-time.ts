import type { Entry } from '@wardbook/shared/protocol/entry';

/** When a commit was made, ms since 1970. What is put back in it bears the times of then. */
export function commitTime(entries: readonly Entry[]): number {
  return entries.reduce((latest, { at }) => Math.max(latest, at), 0);
}
