/**
 * Entries of a log that wait for others. In memory they are opened and judged; on this device they lie
 * sealed, in the tail, and what is known of the log says which they are.
 */
import { open } from '@wardbook/shared/sealing/open';
import type { BookSession } from '../book-session.ts';
import type { Waiting } from './candidate.ts';
import { fingerprint } from './membership.ts';

/** Opens those of before the last start. */
export async function wake(session: BookSession): Promise<void> {
  const { book, gate, membership, knowledge, storage } = session;
  const asleep = new Map(knowledge.asleep.map(({ print, seq }) => [print, seq]));
  if (asleep.size === 0) return;
  const prints = [...knowledge.statements];
  const waiting: Waiting[] = [];
  for (const { blob, kind, at, after } of await storage.readTail()) {
    const print = fingerprint(blob);
    const seq = asleep.get(print);
    const access = membership.accessAfter(new Set(prints.slice(0, prints.indexOf(after) + 1)));
    if (seq === undefined || !access) continue;
    const opened = await open(book, membership.keys, blob);
    if (opened.type === 'refused') continue;
    const { heading, plain: update } = opened;
    const terms = gate.termsFor({ kind, author: heading.author, at }, access);
    const entry = { kind, at, blob };
    const candidate = { seq, print, entry, heading, update, isOwn: false, after, terms };
    waiting.push({ candidate, missing: nothing });
  }
  knowledge.wait(waiting.toSorted((a, b) => a.candidate.seq - b.candidate.seq));
}

/** Looked at again as soon as anything comes. */
const nothing = { client: 0, clock: -1 };

/** These wait from now on, and are kept sealed. */
export function keepWaiting(
  { knowledge, sealedTail }: BookSession,
  waiting: readonly Waiting[],
): void {
  knowledge.wait(waiting);
  for (const { candidate } of waiting)
    sealedTail.add({ ...candidate.entry, seq: candidate.seq, after: candidate.after });
}
