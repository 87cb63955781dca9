/**
 * Entries of a log that wait for others. In memory they are opened and judged; on this device they lie
 * sealed, in the tail, and what is known of the log says which they are.
 */
import { open } from '@wardbook/shared/sealing/open';
import type { BookSession } from '../book-session.ts';
import type { Waiting } from './candidate.ts';
import { fingerprint } from './membership.ts';

/** Opens those of before the last start. */
export async function reviveWaiting(session: BookSession): Promise<void> {
  const { book, membership, knowledge, waiting, storage } = session;
  const sleeping = knowledge.waiting.filter(({ print }) => !waiting.has(print));
  if (sleeping.length === 0) return;
  const prints = [...knowledge.statements];
  for (const { blob, kind, at, after } of await storage.readTail()) {
    const print = fingerprint(blob);
    const found = sleeping.find((each) => each.print === print);
    if (!found) continue;
    const access = membership.accessAfter(new Set(prints.slice(0, prints.indexOf(after) + 1)));
    const opened = await open(book, membership.keys, blob);
    if (!access || opened.type === 'refused') continue;
    const { heading, plain: update } = opened;
    const terms = session.gate.termsFor({ kind, author: heading.author, at }, access);
    const entry = { kind, at, blob };
    const candidate = { seq: found.seq, entry, heading, update, isOwn: false, after, terms };
    waiting.set(print, { candidate, missing: nothing });
  }
}

/** Looked at again as soon as anything comes. */
const nothing = { client: 0, clock: -1 };

export function keepWaiting(
  { knowledge, waiting, sealedTail, decides }: BookSession,
  all: readonly Waiting[],
): void {
  waiting.clear();
  for (const each of all) waiting.set(fingerprint(each.candidate.entry.blob), each);
  knowledge.wait(
    [...waiting].map(
      ([
        print,
        {
          candidate: { seq },
        },
      ]) => ({ seq, print }),
    ),
  );
  if (!decides()) return;
  for (const {
    candidate: { entry, seq, after },
  } of all)
    sealedTail.add({ ...entry, seq, after });
}
