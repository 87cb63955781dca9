/** Purging what a book's log needs no more: what lies before a foundation that is old enough. */
import type { Cluster } from './cluster.ts';
import type { BookLog, PlacedCommit } from './log.ts';
import { patiently } from './patience.ts';
import { commitTime } from '../commit-time.ts';

const purgeWithinMs = 15_000;

/**
 * Removes what was superseded before `before` (ms since 1970), or everything but the tombstone of a
 * deleted book. Gives the number of messages.
 */
export async function purgeBook(cluster: Cluster, log: BookLog, before: number): Promise<number> {
  const last = await log.last();
  if (!last) return 0;
  const from =
    last.message.type === 'deleted'
      ? last.number
      : await neededFrom(log, last as PlacedCommit, before);
  // Whether a void message counts is told by what lies before it, so that stays while it is the end.
  if ((await log.lastOfAll())?.number !== last.number && last.message.type === 'commit') return 0;
  const first = await log.next(1);
  if (!first || first.number >= from) return 0;
  const { manager } = cluster;
  const purge = async () => manager.streams.purge(log.stream, { filter: log.subject, seq: from });
  return (await patiently(purge, purgeWithinMs)).purged;
}

/** The first message that must stay. */
async function neededFrom(log: BookLog, at: PlacedCommit, before: number): Promise<number> {
  const grounded = await log.foundationOf(at);
  if (!grounded) return 0;
  const { base, foundation, readFrom } = grounded;
  const landmarks = [...foundation.earlier, { at: commitTime(base.message.entries), readFrom }];
  return landmarks.findLast((landmark) => landmark.at < before)?.readFrom ?? 0;
}
