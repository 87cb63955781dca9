/**
 * When what is recorded now happened. By the device's own clock, unless the relay says here and now that it
 * is wrong: then by the relay's. Never before the last that this device has read: where its clock was set
 * back, nothing is to come before what its person had seen.
 */
import { clockAheadMsMax } from './gate/bounds.ts';
import type { RelayClock } from './link/relay-clock.ts';

/**
 * All in ms since 1970. `now`: by the device's clock; `seenAt`: by the relay's, at the last entry that was
 * read. `relayClock`: while the relay that decides is there.
 */
export function recordedAt(
  { now, seenAt }: { readonly now: number; readonly seenAt: number },
  relayClock: Pick<RelayClock, 'aheadMs' | 'now'> | undefined,
): number {
  if (!relayClock) return Math.max(now, seenAt);
  const isWrong = Math.abs(relayClock.aheadMs ?? 0) > clockAheadMsMax;
  // Of the relay's own clock, too: it may have been set back since.
  return Math.max(isWrong ? relayClock.now() : now, Math.min(seenAt, relayClock.now()));
}
