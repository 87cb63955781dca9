import type { Entry } from '@wardbook/shared/protocol/entry';

/**
 * When a commit was made, ms since 1970: the latest time in it, because entries that are put back
 * bear earlier ones.
 */
export function commitTime(entries: readonly Entry[]): number {
  return entries.reduce((latest, { at }) => Math.max(latest, at), 0);
}
