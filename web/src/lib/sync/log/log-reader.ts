/**
 * Takes in pages of a log: follows the running hash, opens what is sealed, checks that its author
 * was allowed to write it, hands the changes on, and only then lets the cursor move.
 * An entry that cannot be used is counted and passed over: it must not stop the others.
 *
 * Invariant: an entry is judged at its place, by the statements that stand before it in this log and
 * by no later ones. What somebody wrote as an editor counts after they have become a reader.
 */
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
import type { EntryRefusal } from './stored-knowledge.ts';
import type { GateRefusal } from '../gate/refusal.ts';
import { Admission } from './admission.ts';
import type { Candidate, Change } from './candidate.ts';
import type { Contents } from '../update/contents.ts';
import { enter } from './entering.ts';
import { fingerprint } from './membership.ts';
import { keepWaiting, wake } from './waiting.ts';
import { plainBoundsAt } from './plain-bounds-at.ts';
import { largeUpdateBytes, nextTask } from '../next-task.ts';

export type Page = RelayFrame & { type: 'entries' };

export interface ReaderPorts {
  readonly session: BookSession;
  /** Puts changes into the document, or as much of them as it takes. */
  readonly give: (update: Uint8Array) => void;
  /** Whether the connection that brought the page is still there. */
  readonly isOpen: () => boolean;
  /** What an entry contains that this device itself has just sent, if it has. */
  readonly ownUpdate: (blob: Uint8Array) => Uint8Array | undefined;
  /** The gate has turned away something that this device itself has written. */
  readonly refused: (reason: GateRefusal) => void;
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
  await wake(session);
  const openings = page.entries.map((entry) => openIfSealed(ports, entry, schemaAtCursor(session)));
  const candidates: Candidate[] = [];
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
    const candidate = await candidateOf(ports, place, entry, (await openings[index])!);
    if (!candidate) continue;
    candidates.push(candidate);
    const { heading } = candidate;
    // What its author had seen was another log, of which nothing can be said here.
    if (!isPutBack) compareHistories(session, heading, hashes[heading.seen - page.first]);
  }
  if (statementsTaken) await storeStatements(session);
  if (session.knowledge.locked > 0 && session.membership.keys.size > keysBefore) return false;
  // From here on nothing waits. A connection that ended meanwhile can put nothing into the
  // document any more, so it must not claim that the document has it.
  if (!ports.isOpen()) return true;
  const passedOver = page.first > page.after + 1 ? page.first - 1 : 0;
  const admission = new Admission(session, passedOver, (heading, contents) =>
    comesTooLate(session, heading, contents),
  );
  const left = (change: Change) => turnAway(ports, change, 'malformed');
  const changes = enter({ session, give: ports.give, left }, admission, candidates);
  if (!changes) return false;
  if (passedOver > 0) session.knowledge.passOver(page.first);
  for (const statement of statements) session.knowledge.statements.add(statement);
  session.knowledge.accessAtCursor = accessThere;
  for (const { candidate, reason } of admission.refused) turnAway(ports, candidate, reason);
  remember(session, changes);
  keepWaiting(session, admission.waiting);
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

type Opening = Opened | { readonly type: 'own'; readonly plain: Uint8Array } | undefined;

/** That of the book where the next page begins. It only ever rises. */
function schemaAtCursor({ knowledge, membership }: BookSession): number {
  return knowledge.accessAtCursor?.schema ?? membership.access?.schemaAtFirst ?? schemaOfBefore;
}

/** Nothing is known of it yet. */
const schemaOfBefore = 1;

async function openIfSealed(ports: ReaderPorts, entry: Entry, schema: number): Promise<Opening> {
  if (entry.kind === 'access') return undefined;
  const plain = entry.kind === 'update' ? ports.ownUpdate(entry.blob) : undefined;
  if (plain) return { type: 'own', plain };
  const { book, membership } = ports.session;
  return open(book, membership.keys, entry.blob, plainBoundsAt(schema));
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

async function candidateOf(
  { session }: ReaderPorts,
  { seq, accessThere, after }: Place,
  entry: Entry,
  opening: NonNullable<Opening>,
): Promise<Candidate | undefined> {
  const { membership } = session;
  const heading = headingOf(entry.blob);
  if (!heading || !isAllowed(accessThere, entry, heading)) {
    if (heading && isOfKeptRemoval(accessThere, heading, opening))
      session.health.removalKept = true;
    else pass(session, seq, entry, whyNotAllowed(opening));
    return undefined;
  }
  // The key may have come with a statement earlier in the same page.
  const opened =
    opening.type === 'refused' && opening.reason === 'no-key'
      ? await open(session.book, membership.keys, entry.blob, plainBoundsAt(accessThere!.schema))
      : opening;
  if (opened.type === 'refused') {
    pass(session, seq, entry, opened.reason);
    return undefined;
  }
  const { plain } = opened;
  // Judging it and giving it to the document comes next and holds up the page.
  if (plain.length > largeUpdateBytes) await nextTask();
  const sealed = { ...entry, kind: entry.kind === 'snapshot' ? entry.kind : 'update' } as const;
  const { author } = heading;
  const terms = session.gate.termsFor({ kind: sealed.kind, author, at: entry.at }, accessThere!);
  const isOwn = opening.type === 'own';
  const print = fingerprint(entry.blob);
  return { seq, print, entry: sealed, heading, update: plain, isOwn, after, terms };
}

/** Without a good signature nobody can be said to have had no right. */
function whyNotAllowed(opening: NonNullable<Opening>): EntryRefusal {
  const reason = opening.type === 'refused' ? opening.reason : undefined;
  return reason === 'bad-signature' || reason === 'malformed' ? reason : 'not-allowed';
}

/** Passes an entry over. Its author is named only if the signature is good. */
function pass(
  { knowledge, membership }: BookSession,
  seq: number,
  { kind, at, blob }: Entry,
  refusal: EntryRefusal,
): void {
  const isSigned = refusal !== 'bad-signature' && refusal !== 'malformed';
  const author = isSigned ? headingOf(blob)?.author : undefined;
  const isLocked = refusal === 'no-key';
  knowledge.passUnopened({ seq, kind, at, author, isLocked, refusal }, membership.keys.size);
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

function remember(session: BookSession, changes: Change[]): void {
  const { knowledge, membership, sealedTail } = session;
  for (const { seq, print, entry, contents, covers, heading, after } of changes) {
    const { author, epoch } = heading;
    const bytes = entry.blob.length;
    // What another relay's log brings first is kept for the one that decides.
    if (session.decides() || !session.isSettled(contents)) sealedTail.add({ ...entry, seq, after });
    if (covers === undefined)
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

/**
 * Records whose snapshot leaves out what this device had read. That stays in the sealed tail, to be
 * put back.
 */
function compareWithSnapshot(session: BookSession, author: DeviceId, replaced: Replaced): void {
  const { shortenedBy } = session.health;
  if (replaced.lost > 0) shortenedBy.set(author, (shortenedBy.get(author) ?? 0) + replaced.lost);
  else if (session.decides()) session.sealedTail.drop(replaced.prints);
}

/** The gate has not let it in: counted, with its author, who has signed it. */
function turnAway(
  { session, refused }: ReaderPorts,
  candidate: Candidate,
  reason: GateRefusal,
): void {
  const { seq, entry, heading, isOwn } = candidate;
  const { knowledge, membership } = session;
  const { kind, at } = entry;
  const { author } = heading;
  const unopened = { seq, kind, at, author, isLocked: false, refusal: reason };
  knowledge.passUnopened(unopened, membership.keys.size);
  if (isOwn) refused(reason);
}
