/** Reading on behind an entry that a relay's disk has damaged. */
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';
import type { LogKnowledge } from './log-knowledge.ts';

/**
 * What the entry held is no longer known to be in the log. A device that has it finds it missing
 * there and publishes it again; one that has not remembers that it is missing.
 */
export function passDamaged(knowledge: LogKnowledge, entry: DamagedEntry): void {
  const { cursor } = knowledge;
  if (!cursor) return;
  knowledge.damage(entry);
  if (entry.seq <= cursor.seq) return;
  // What lies before it was superseded, as before any other entry.
  if (entry.seq > cursor.seq + 1) knowledge.passOver(entry.seq);
  knowledge.advance(entry.seq, entry.hash);
}
