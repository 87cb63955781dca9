/** What a snapshot's message says of all that lies before it, so that it can be purged. */
import { assert } from '@wardbook/shared/base/assert';
import type { BookLog, PlacedCommit } from './log.ts';
import { headOf, type Foundation, type Landmark } from './message.ts';
import { commitTime } from '../commit-time.ts';

const landmarkEveryMs = 60 * 60 * 1000;
const landmarksMax = 512;

/**
 * The foundation of a commit after message `end`, which holds a snapshot that covers `covers`; nothing
 * when the log does not end there.
 */
export async function groundOf(
  log: BookLog,
  covers: number,
  end: number,
): Promise<{ readonly coveredBytes: number; readonly foundation: Foundation } | undefined> {
  const last = await log.last();
  if (last?.number !== end || last.message.type !== 'commit') return undefined;
  const at = last as PlacedCommit;
  const before = await log.foundationOf(at);
  assert(before, 'a log stands on something');
  const covered = await log.find(covers, at, before.readFrom);
  assert(covered, 'a snapshot covers more than the one before, and no more than there is');
  const beyond = covered.message.entries.slice(covers - covered.message.after);
  const coveredBytes =
    covered.message.sealedBytes -
    beyond.reduce((sum, { kind, blob }) => (kind === 'access' ? sum : sum + blob.length), 0);
  // The message after the last covered one may not be there yet: then it is the snapshot's own.
  const next = headOf(covered.message) > covers ? covered : await log.next(covered.number + 1);
  const earlier = [
    ...before.foundation.earlier,
    { at: commitTime(before.base.message.entries), readFrom: before.readFrom },
  ];
  const statements = await log.statements(at, before);
  return {
    coveredBytes,
    foundation: { readFrom: next?.number ?? 0, earlier: thinned(earlier), statements },
  };
}

/** The newest of each hour is enough to purge by, and the latest of all must stay. */
function thinned(landmarks: readonly Landmark[]): Landmark[] {
  const kept: Landmark[] = [];
  for (const landmark of landmarks) {
    const [last, one] = [kept.at(-1), kept.at(-2)];
    if (last && one && landmark.at - one.at < landmarkEveryMs) kept.pop();
    kept.push(landmark);
  }
  return kept.slice(-landmarksMax);
}
