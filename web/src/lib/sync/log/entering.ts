/** Puts into the document what the gate lets in, and finds out where the log does not fit with it. */
import * as Y from 'yjs';
import type { BookSession } from '../book-session.ts';
import type { Admission } from './admission.ts';
import type { Candidate, Change } from './candidate.ts';
import { conflictIn, type Conflict } from './conflict.ts';
import { Contents, contentsPending } from '../update/contents.ts';

export interface EnteringPorts {
  readonly session: BookSession;
  /** Puts changes into the document, or as much of them as it takes. */
  readonly give: (update: Uint8Array) => void;
  /** Told of what it does not take. */
  readonly left: (change: Change) => void;
}

/**
 * Gives what has come in. Undefined where the log does not fit with the document.
 */
export function enter(
  ports: EnteringPorts,
  admission: Admission,
  candidates: readonly Candidate[],
): Change[] | undefined {
  const { session } = ports;
  const entered: Change[] = [];
  const before = new Contents();
  for (const alike of inTurns(candidates)) {
    const changes = admission.take(alike);
    const conflict = conflictOf(session, changes, before);
    if (conflict) {
      session.collided(conflict);
      return undefined;
    }
    entered.push(...applied(ports, changes));
    admission.applied();
  }
  return entered;
}

/** What is judged in one way stays together, and none later than what it may stand on. */
function inTurns(candidates: readonly Candidate[]): Candidate[][] {
  const turns: Candidate[][] = [];
  for (const candidate of candidates) {
    const last = turns.at(-1);
    const isAlike = last && (last[0]!.terms === undefined) === (candidate.terms === undefined);
    if (isAlike) last.push(candidate);
    else turns.push([candidate]);
  }
  return turns;
}

/** `before`: what has come in before them, to which they are added. */
function conflictOf(
  session: BookSession,
  changes: readonly Change[],
  before: Contents,
): Conflict | undefined {
  for (const { update, isOwn, contents } of changes) {
    const logged = [session.logged(), before];
    const conflict = isOwn
      ? undefined
      : conflictIn(session.doc, session.contents, logged, update, contents);
    if (conflict) return conflict;
    before.addAll(contents);
  }
  return undefined;
}

/** Whether two of them hold the same clock. */
function doOverlap(changes: readonly Change[]): boolean {
  const before = new Contents();
  return changes.some(({ contents }) => {
    const isTwice = contents.inserted.common(before.inserted).length > 0;
    before.addAll(contents);
    return isTwice;
  });
}

/**
 * Gives all changes to the document at once; if that fails, each alone, and leaves out the bad.
 * Whether it failed is seen in the document: Yjs stops at the first bad change, and the provider
 * only writes to the console about it.
 */
function applied(ports: EnteringPorts, changes: Change[]): Change[] {
  const { session, give, left } = ports;
  const updates = changes.flatMap(({ update, contents }) =>
    contents.changesWithout(session.contents) > 0 ? [update] : [],
  );
  if (updates.length === 0) return changes;
  // Of two at one clock the first in the log counts, which merging does not go by.
  if (!doOverlap(changes)) {
    give(updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates));
    if (changes.every((change) => isHeld(session, change))) return changes;
  }
  for (const update of updates) give(update);
  return changes.filter((change) => {
    const isGood = isHeld(session, change);
    if (!isGood) left(change);
    return isGood;
  });
}

/** The document has all of it, or keeps it until what comes before it arrives. */
function isHeld({ doc, contents }: BookSession, change: Change): boolean {
  if (change.contents.changesWithout(contents) === 0) return true;
  const held = contentsPending(doc);
  held.addAll(contents);
  return change.contents.changesWithout(held) === 0;
}
