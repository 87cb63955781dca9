/**
 * What the statements of a book come to: who is in it, who waits, who was put out, on which terms.
 * Every part is replaced whole when it changes. The rules are in `access.ts` and its neighbours.
 */
import type { Bytes } from '../base/bytes.ts';
import type { BookId, DeviceId, InviteId } from '../base/ids.ts';
import type { Invite, Role, Statement, StatementVersion, Wrap } from './statement.ts';

export const devicesMax = 1_000;
/**
 * Invites that keepers may make. Those that people make for their own devices are counted apart.
 */
export const invitesMax = 1_000;
/** Invites that one person may make for their own devices. */
export const ownInvitesMax = 20;
/** How long an invite for one's own device may last. */
export const ownInviteMsMax = 60 * 60 * 1000;
/** How long somebody may wait for a keeper's word, from the date of their join. */
export const waitMsMax = 14 * 24 * 60 * 60 * 1000;
/** Recovery sheets that are good at the same time. */
export const recoverySheetsMax = 5;
/** Audit statements of one person, from whichever of their devices. */
export const auditsPerPersonMax = 200;
/**
 * Audit statements are taken while a book has fewer statements than this, so that what keepers do
 * still fits beside them into what travels in one piece (protocol/limits.ts, `statementsMax`).
 */
export const statementsForAuditsMax = 1_024;
/** How often one person's devices may take new keys. Every such key stays in the book. */
export const replacedMax = 20;

export interface Member {
  readonly device: DeviceId;
  readonly wrapPublic: Bytes;
  readonly role: Role;
  /** ms since 1970, 0 for no end. */
  readonly until: number;
  readonly admittedBy: DeviceId;
  readonly invite: InviteId | undefined;
  /** The statement's own date, ms since 1970. */
  readonly since: number;
  readonly wraps: readonly Wrap[];
  /** The person's name, sealed with the book's key; for a further device of theirs, its own name. */
  readonly label: Bytes;
  /** The first device of the same person: alike for all that are theirs. */
  readonly person: DeviceId;
  /** A recovery sheet: a keeper on paper, which lets devices in and does nothing else. */
  readonly isRecoverySheet: boolean;
}

export interface OpenInvite extends Omit<Invite, 'type' | 'wrap'> {
  readonly by: DeviceId;
  readonly issuedAt: number;
  /** Of the statement that made it. */
  readonly version: StatementVersion;
  readonly usedBy: readonly DeviceId[];
  /** The current key for whoever comes, or undefined when a keeper must admit them first. */
  readonly wrap: Wrap | undefined;
  /** Set once it is over before its end. */
  readonly withdrawnBy: DeviceId | undefined;
  /** A device of the person whose removal or stepping down ended it. */
  readonly endedWith: DeviceId | undefined;
}

/** Somebody who has joined and whom no keeper has admitted or turned away yet. */
export interface Waiting {
  readonly device: DeviceId;
  readonly wrapPublic: Bytes;
  readonly invite: InviteId;
  /** The person's name, sealed for the keepers. */
  readonly label: Bytes;
  /** The join's own date, ms since 1970. */
  readonly since: number;
  /** Undefined for a join of before version 3. */
  readonly comparing: Comparing | undefined;
}

/** What the code that is compared comes from, as far as it has come (`comparison.ts`). */
export interface Comparing {
  /** The hash of the join, by which an answer names it. */
  readonly join: Bytes;
  readonly commitment: Bytes;
  readonly answer: Answered | undefined;
  /** What the commitment was made with, once that has been opened. */
  readonly opened: Bytes | undefined;
}

export interface Answered {
  /** The hash of the answer, by which the opening names it. */
  readonly hash: Bytes;
  readonly nonce: Bytes;
  /** Whose it was, with the keys of then. */
  readonly author: DeviceId;
  readonly wrapPublic: Bytes;
  /** The device that has the author's place now: another one if it took new keys. */
  readonly by: DeviceId;
}

/**
 * Why a device is in the book no more. It never comes back: its person comes with a new one, or has
 * given its place to one already (`replaced`).
 */
export interface Former {
  readonly device: DeviceId;
  readonly how: 'removed' | 'declined' | 'replaced';
  readonly by: DeviceId;
  /** The statement's own date, ms since 1970. */
  readonly at: number;
  readonly label: Bytes;
  readonly person: DeviceId;
}

export interface SchemaRaised {
  readonly device: DeviceId;
  /** The statement's own date, ms since 1970. */
  readonly at: number;
}

export interface Access {
  readonly book: BookId;
  readonly nonce: Bytes;
  readonly epoch: number;
  readonly members: ReadonlyMap<DeviceId, Member>;
  readonly invites: ReadonlyMap<InviteId, OpenInvite>;
  readonly waiting: ReadonlyMap<DeviceId, Waiting>;
  readonly former: ReadonlyMap<DeviceId, Former>;
  /** Addresses, the one that decides the order first. None before a keeper has named any. */
  readonly relays: readonly string[];
  /** Of the statement that named them, 0 without one. */
  readonly relaysRevision: number;
  /** How many audit statements each person has made. */
  readonly audits: ReadonlyMap<DeviceId, number>;
  /**
   * How the book's document is written: 1 in maps that are replaced whole, 2 in arrays to which
   * everything is appended. Higher ones are of newer versions. It never falls.
   */
  readonly schema: number;
  /** The one that it was made with. What was written then stands in it still. */
  readonly schemaAtFirst: number;
  /** Who raised it last. Undefined while it is what the book was made with. */
  readonly schemaRaisedBy: SchemaRaised | undefined;
  readonly statements: readonly Statement[];
}

/** Why a statement was not taken. Each has a sentence for the person in the app. */
export type AccessRefusal =
  | 'not-a-create'
  | 'already-created'
  | 'other-book'
  | 'author-not-keeper'
  | 'invite-unknown'
  | 'invite-expired'
  | 'invite-used-up'
  | 'invite-withdrawn'
  | 'already-member'
  | 'not-waiting'
  /** They have waited for too long to be let in. */
  | 'wait-expired'
  /** An invite that waits for a keeper's word, made since there are commitments, needs one. */
  | 'no-commitment'
  /** A join is answered once. */
  | 'already-answered'
  /** An opening names the answer that the book has. */
  | 'not-answered'
  | 'already-opened'
  /** It is not what the join had bound itself to. */
  | 'wrong-opening'
  /** Nobody is let in before there is a code to compare. */
  | 'not-opened'
  /** Whoever answered is a keeper no more, so the code may be of their making. */
  | 'answerer-gone'
  | 'not-a-member'
  /** An invite for one's own device gives one's own role and end, once and soon. */
  | 'not-own-terms'
  /** A book is on one relay at least, and on none twice. */
  | 'not-relays'
  /** Others were named later, or in the same moment. */
  | 'relays-outdated'
  /** The book is of that schema already, or of a higher one. */
  | 'schema-not-higher'
  /** A book always has a keeper whose membership has no end. */
  | 'last-keeper'
  | 'wrong-epoch'
  /** A new key must be given to everybody who stays and to nobody else. */
  | 'wrong-recipients'
  | 'too-many';

export type AccessResult =
  | { readonly type: 'access'; readonly access: Access }
  | { readonly type: 'refused'; readonly reason: AccessRefusal };

/** The device's role at `now`, or undefined when it has none or it has ended. */
export function roleAt(access: Access, device: DeviceId, now: number): Role | undefined {
  const member = access.members.get(device);
  if (!member || (member.until !== 0 && now >= member.until)) return undefined;
  return member.role;
}

/** Whether somebody has waited for so long by `at` that no keeper lets them in any more. */
export function isWaitOver({ since }: Waiting, at: number): boolean {
  return at >= since + waitMsMax;
}

/** Whose device it is or was, as the first of their devices. Undefined when it was never in the book. */
export function personInBook(access: Access, device: DeviceId): DeviceId | undefined {
  return (access.members.get(device) ?? access.former.get(device))?.person;
}

/** Recovery sheets do not count: with them alone nobody could look after the book. */
export function hasLastingKeeper(members: ReadonlyMap<DeviceId, Member>): boolean {
  return [...members.values()].some(
    ({ role, until, isRecoverySheet }) => role === 'keeper' && until === 0 && !isRecoverySheet,
  );
}

/** Those who wait count too, because there must be a place for them once they are admitted. */
export function devicesIn({ members, waiting }: Access): number {
  return members.size + waiting.size;
}

/**
 * Whether the key is somebody's already. An invite's is too: whoever has its link could come in with
 * it as a device, and a new key would have to be wrapped for both under one id.
 */
export function isKnown(access: Access, key: DeviceId | InviteId): boolean {
  const { members, waiting, former, invites } = access;
  const known: readonly ReadonlyMap<string, unknown>[] = [members, waiting, former, invites];
  return known.some((each) => each.has(key));
}

export function without<Value>(
  map: ReadonlyMap<DeviceId, Value>,
  devices: readonly DeviceId[],
): Map<DeviceId, Value> {
  const rest = new Map(map);
  for (const device of devices) rest.delete(device);
  return rest;
}

export function withMember(access: Access, statement: Statement, member: Member): AccessResult {
  const members = new Map(access.members).set(member.device, member);
  return taken({ ...withStatement(access, statement), members });
}

export function withInvite(access: Access, statement: Statement, opened: OpenInvite): AccessResult {
  const invites = new Map(access.invites).set(opened.invite, opened);
  return taken({ ...withStatement(access, statement), invites });
}

export function withStatement(access: Access, statement: Statement): Access {
  return { ...access, statements: [...access.statements, statement] };
}

export function taken(access: Access): AccessResult {
  return { type: 'access', access };
}

export function refused(reason: AccessRefusal): AccessResult {
  return { type: 'refused', reason };
}
