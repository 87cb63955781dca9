/**
 * Takes in pages of a log: follows the running hash, opens what is sealed, checks that its author
 * was allowed to write it, hands the changes on, and only then lets the cursor move.
 * An entry that cannot be used is counted and passed over: it must not stop the others.
 *
 * Invariant: an entry is judged at its place, by the statements that stand before it in this log and
 * by no later ones. What somebody wrote as an editor counts after they have become a reader.
 */
import * as Y from 'yjs';
import { applyStatement, mayDeviceAppend } from '@wardbook/shared/access/access';
import type { Access } from '@wardbook/shared/access/state';
import { equal, type Bytes } from '@wardbook/shared/base/bytes';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { chainNext } from '@wardbook/shared/protocol/chain';
import {
  headingOf,
  seenHashBytes,
  type Entry,
  type SealedHeading,
} from '@wardbook/shared/protocol/entry';
import type { RelayFrame } from '@wardbook/shared/protocol/frames';
import { open, type Opened } from '@wardbook/shared/sealing/open';
import type { BookSession } from '../book-session.ts';
import type { Replaced } from './log-knowledge.ts';
import { conflictIn, type Conflict } from './conflict.ts';
import { Contents, contentsOfUpdate, contentsPending } from './contents.ts';
import { fingerprint } from './membership.ts';
import { largeUpdateBytes, nextTask } from '../next-task.ts';

export type Page = RelayFrame & { type: 'entries' };

export interface ReaderPorts {
  readonly session: BookSession;
  /** Puts changes into the document, or as much of them as it takes. */
  readonly give: (update: Uint8Array) => void;
  /** Whether the connection that brought the page is still there. */
  readonly isOpen: () => boolean;
  /** What an entry contains that this device itself has just sent, if it has. */
  readonly ownContents: (blob: Uint8Array) => Contents | undefined;
}

interface Change {
  readonly seq: number;
  readonly entry: Entry;
  readonly contents: Contents;
  /** Undefined when the document has it already. */
  readonly update: Uint8Array | undefined;
  readonly covers: number | undefined;
  readonly heading: SealedHeading;
  /** The fingerprint of the last statement before it. */
  readonly after: string;
}

/** Where an entry stands in the log, and who might do what there. */
interface Place {
  readonly seq: number;
  readonly accessThere: Access | undefined;
  readonly after: string;
}

/**
 * Gives false when the log must be read again from its start: the page does not follow from what
 * was read before, or does not fit with the document, or it brought a key that entries before it
 * were passed over for want of (as for a device that a keeper has just let in).
 */
export async function readPage(ports: ReaderPorts, page: Page): Promise<boolean> {
  const { session } = ports;
  const { cursor } = session.knowledge;
  if (!cursor || page.after !== cursor.seq || page.first <= page.after) return false;
  if (page.first === page.after + 1 && !equal(page.previousHash, cursor.hash)) return false;

  const keysBefore = session.membership.keys.size;
  const openings = page.entries.map((entry) => openIfSealed(ports, entry));
  const changes: Change[] = [];
  const statements: string[] = [];
  const hashes: Bytes[] = [];
  let hash = page.previousHash;
  let { accessAtCursor: accessThere, latestAt } = session.knowledge;
  let after = [...session.knowledge.statements].at(-1) ?? '';
  let statementsTaken = false;
  for (const [index, entry] of page.entries.entries()) {
    hash = chainNext(hash, entry.kind, entry.at, entry.blob);
    hashes.push(hash);
    const isPutBack = entry.at < latestAt;
    latestAt = Math.max(latestAt, entry.at);
    if (entry.kind === 'access') {
      statements.push((after = fingerprint(entry.blob)));
      if (await takeStatement(session, entry.blob)) statementsTaken = true;
      accessThere = await accessAfter(session, accessThere, entry.blob);
      continue;
    }
    const place = { seq: page.first + index, accessThere, after };
    const change = await changeOf(ports, place, entry, (await openings[index])!);
    if (!change) continue;
    changes.push(change);
    const { heading } = change;
    // What its author had seen was another log, of which nothing can be said here.
    if (!isPutBack) compareHistories(session, heading, hashes[heading.seen - page.first]);
  }
  if (statementsTaken) await storeStatements(session);
  if (session.knowledge.locked > 0 && session.membership.keys.size > keysBefore) return false;
  // From here on nothing waits. A connection that ended meanwhile can put nothing into the
  // document any more, so it must not claim that the document has it.
  if (!ports.isOpen()) return true;
  const conflict = conflictOf(session, changes);
  if (conflict) {
    session.collided(conflict);
    return false;
  }
  if (page.first > page.after + 1) session.knowledge.passOver(page.first);
  for (const statement of statements) session.knowledge.statements.add(statement);
  session.knowledge.accessAtCursor = accessThere;
  remember(session, applied(ports, changes));
  for (const [index, each] of hashes.entries())
    session.knowledge.advance(page.first + index, each, page.entries[index]!.at);
  return true;
}

/** A statement that a relay shows. False when it changes nothing here. */
export async function takeStatement(session: BookSession, bytes: Uint8Array): Promise<boolean> {
  const { membership } = session;
  return session.decides() ? membership.takeFromLog(bytes) : membership.hear(bytes);
}

export async function storeStatements(session: BookSession): Promise<boolean> {
  return session.storage.writeStatements(session.membership.statements);
}

type Opening = Opened | { readonly type: 'own'; readonly contents: Contents } | undefined;

async function openIfSealed(ports: ReaderPorts, entry: Entry): Promise<Opening> {
  if (entry.kind === 'access') return undefined;
  const contents = entry.kind === 'update' ? ports.ownContents(entry.blob) : undefined;
  if (contents) return { type: 'own', contents };
  const { book, membership } = ports.session;
  return open(book, membership.keys, entry.blob);
}

async function accessAfter(
  { membership }: BookSession,
  accessThere: Access | undefined,
  bytes: Uint8Array,
): Promise<Access | undefined> {
  const statement = await membership.read(bytes);
  const result = statement && applyStatement(accessThere, statement);
  return result?.type === 'access' ? result.access : accessThere;
}

async function changeOf(
  { session }: ReaderPorts,
  { seq, accessThere, after }: Place,
  entry: Entry,
  opening: NonNullable<Opening>,
): Promise<Change | undefined> {
  const { membership } = session;
  const heading = headingOf(entry.blob);
  if (!heading || !isAllowed(accessThere, entry, heading)) {
    if (heading && isOfKeptRemoval(accessThere, heading, opening))
      session.health.removalKept = true;
    else pass(session, seq, entry, opening);
    return undefined;
  }
  const covers = entry.kind === 'snapshot' ? heading.covers : undefined;
  if (opening.type === 'own') {
    const { contents } = opening;
    if (comesTooLate(session, heading, contents)) return undefined;
    return { seq, entry, contents, update: undefined, covers, heading, after };
  }
  // The key may have come with a statement earlier in the same page.
  const opened =
    opening.type === 'refused' && opening.reason === 'no-key'
      ? await open(session.book, membership.keys, entry.blob)
      : opening;
  if (opened.type === 'refused') {
    pass(session, seq, entry, opened, opened.reason === 'no-key');
    return undefined;
  }
  const { plain } = opened;
  const contents = contentsOfUpdate(plain);
  // Giving it to the document comes next and holds up the page as long again.
  if (plain.length > largeUpdateBytes) await nextTask();
  if (!contents) {
    pass(session, seq, entry, opened);
    return undefined;
  }
  if (comesTooLate(session, heading, contents)) return undefined;
  return { seq, entry, contents, update: plain, covers, heading, after };
}

/** Passes an entry over. Its author is named only if the signature is good. */
function pass(
  { knowledge, membership }: BookSession,
  seq: number,
  { kind, blob }: Entry,
  opening: NonNullable<Opening>,
  isLocked = false,
): void {
  const refusal = opening.type === 'refused' ? opening.reason : undefined;
  const isSigned = refusal !== 'bad-signature' && refusal !== 'malformed';
  const author = isSigned ? headingOf(blob)?.author : undefined;
  knowledge.passUnopened({ seq, kind, author, isLocked }, membership.keys.size);
}

/**
 * A member has signed under a later key than the statements shown here know of. So there was a
 * removal, and the relay has kept it from this device: one that shows all it has could not have
 * taken such an entry here.
 */
function isOfKeptRemoval(
  accessThere: Access | undefined,
  { author, epoch }: SealedHeading,
  opening: NonNullable<Opening>,
): boolean {
  const isSigned = opening.type === 'refused' && opening.reason === 'no-key';
  return isSigned && accessThere?.members.has(author) === true && epoch > accessThere.epoch;
}

/**
 * Whether an entry that brings something new here was written too late to count.
 *
 * If this device knows that the author was removed, and has read all that they wrote before in a
 * log that has since been lost or set back, then anything new was written afterwards and put in
 * front of the removal.
 *
 * In a log that does not decide, an entry under an older key than the book has now may have been
 * written after a removal that its relay had not heard of. It may bring nothing that is neither
 * here nor in the log that decides. If its author is still in the book, they seal it again.
 */
function comesTooLate(session: BookSession, heading: SealedHeading, contents: Contents): boolean {
  const { access, device } = session.membership;
  if (session.knowledge.isGone(heading.author) && contents.changesWithout(session.contents) > 0)
    return true;
  if (session.decides() || heading.epoch >= (access?.epoch ?? 0)) return false;
  if (session.isSettled(contents)) return false;
  return heading.author === device.id || contents.changesWithout(session.contents) > 0;
}

/**
 * The question that the relay asked before it took the entry, at that place and by the relay's
 * clock.
 */
function isAllowed(accessThere: Access | undefined, entry: Entry, heading: SealedHeading): boolean {
  return (
    accessThere !== undefined &&
    heading.kind === entry.kind &&
    heading.epoch === accessThere.epoch &&
    mayDeviceAppend(accessThere, heading.author, entry.kind, entry.at)
  );
}

/**
 * Compares what the author had seen, which they signed, with what was shown here. If it differs,
 * the relay shows them another history, or they do not tell the truth. If a later entry of theirs
 * agrees, they had been shown the same all along, because each hash covers all before it.
 */
function compareHistories(
  session: BookSession,
  heading: SealedHeading,
  inThisPage: Bytes | undefined,
): void {
  const own = inThisPage ?? session.knowledge.hashAt(heading.seen);
  if (!own) return;
  const { disputedBy } = session.health;
  if (equal(own.subarray(0, seenHashBytes), heading.seenHash)) disputedBy.delete(heading.author);
  else disputedBy.add(heading.author);
}

function conflictOf(session: BookSession, changes: readonly Change[]): Conflict | undefined {
  const before = new Contents();
  for (const { update, contents } of changes) {
    const logged = [session.logged(), before];
    const conflict = update && conflictIn(session.doc, session.contents, logged, update, contents);
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
function applied(ports: ReaderPorts, changes: Change[]): Change[] {
  const { session, give } = ports;
  const updates = changes.flatMap(({ update }) => (update ? [update] : []));
  if (updates.length === 0) return changes;
  // Of two at one clock the first in the log counts, which merging does not go by.
  if (!doOverlap(changes)) {
    give(updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates));
    if (changes.every((change) => isHeld(session, change))) return changes;
  }
  for (const update of updates) give(update);
  return changes.filter((change) => {
    const isGood = isHeld(session, change);
    if (!isGood)
      pass(session, change.seq, change.entry, { type: 'own', contents: change.contents });
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

function remember(session: BookSession, changes: Change[]): void {
  const { knowledge, membership, sealedTail } = session;
  for (const { seq, entry, contents, covers, heading, after } of changes) {
    const { author, epoch } = heading;
    const [bytes, print] = [entry.blob.length, fingerprint(entry.blob)];
    // What another relay's log brings first is kept for the one that decides.
    if (session.decides() || !session.isSettled(contents))
      sealedTail.add({ ...entry, kind: kindOf(covers), seq, after });
    // One that was put back speaks of another log's positions, and takes the place of nothing here.
    if (covers === undefined || covers <= knowledge.covers || covers >= seq)
      knowledge.update(
        seq,
        bytes,
        contents,
        author === membership.device.id ? epoch : undefined,
        print,
      );
    else
      compareWithSnapshot(
        session,
        author,
        knowledge.snapshot(seq, covers, bytes, contents, epoch, print),
      );
  }
}

const kindOf = (covers: number | undefined) => (covers === undefined ? 'update' : 'snapshot');

/**
 * Records whose snapshot leaves out what this device had read. That stays in the sealed tail, to be
 * put back.
 */
function compareWithSnapshot(session: BookSession, author: DeviceId, replaced: Replaced): void {
  const { shortenedBy } = session.health;
  if (replaced.lost > 0) shortenedBy.set(author, (shortenedBy.get(author) ?? 0) + replaced.lost);
  else if (session.decides()) session.sealedTail.drop(replaced.prints);
}
