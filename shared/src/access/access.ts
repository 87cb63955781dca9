/**
 * Who may do what in a book: one pure function over the book's statements in the log's order, the
 * same for the relay and for every device. A statement that breaks a rule is refused by name and
 * changes nothing. Signatures are checked before (`readStatement`); clocks are passed in.
 */
import type { BookId, DeviceId, InviteId } from '../base/ids.ts';
import { unreachable } from '../base/assert.ts';
import { toBase64Url, type Bytes } from '../base/bytes.ts';
import type {
  Admit,
  Change,
  Decline,
  Grant,
  Invite,
  Join,
  Revoke,
  Role,
  Statement,
  Withdraw,
  Wrap,
} from './statement.ts';

export const devicesMax = 1_000;
export const invitesMax = 1_000;

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
  /** The person's name, sealed with the book's key. */
  readonly label: Bytes;
}

export interface OpenInvite extends Omit<Invite, 'type' | 'wrap'> {
  readonly by: DeviceId;
  readonly issuedAt: number;
  readonly usedBy: readonly DeviceId[];
  /** The current key for whoever comes, or undefined when a keeper must admit them first. */
  readonly wrap: Wrap | undefined;
  /** Set once it was withdrawn. */
  readonly withdrawnBy: DeviceId | undefined;
}

/** Somebody who has joined and whom no keeper has admitted or turned away yet. */
export interface Waiting {
  readonly device: DeviceId;
  readonly wrapPublic: Bytes;
  readonly invite: InviteId;
  /** The person's name, sealed for the keepers. */
  readonly label: Bytes;
  readonly since: number;
}

/** Why a device is in the book no more. It never comes back: its person comes with a new one. */
export interface Former {
  readonly device: DeviceId;
  readonly how: 'removed' | 'declined';
  readonly by: DeviceId;
  /** The statement's own date, ms since 1970. */
  readonly at: number;
  readonly label: Bytes;
}

export interface Access {
  readonly book: BookId;
  readonly nonce: Bytes;
  readonly epoch: number;
  readonly members: ReadonlyMap<DeviceId, Member>;
  readonly invites: ReadonlyMap<InviteId, OpenInvite>;
  readonly waiting: ReadonlyMap<DeviceId, Waiting>;
  readonly former: ReadonlyMap<DeviceId, Former>;
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
  | 'not-a-member'
  /** A book always has a keeper whose membership has no end. */
  | 'last-keeper'
  | 'wrong-epoch'
  /** A new key must be given to everybody who stays and to nobody else. */
  | 'wrong-recipients'
  | 'too-many';

export type AccessResult =
  | { readonly type: 'access'; readonly access: Access }
  | { readonly type: 'refused'; readonly reason: AccessRefusal };

/**
 * The state after one more statement. `now` is given only by the relay, for what reaches it first
 * hand: from the statement's own author, or from somebody who is not in the book yet. Then an invite
 * and the author's own membership are over once either its clock or the statement's date says so.
 * Replaying a log passes none and goes by the date alone, so whatever was taken with a clock is
 * taken in every replay too.
 */
export function applyStatement(
  access: Access | undefined,
  statement: Statement,
  now?: number,
): AccessResult {
  if (!access) return begin(statement);
  if (statement.book !== access.book) return refused('other-book');
  const { body } = statement;
  if (body.type === 'create') return refused('already-created');
  const at = Math.max(statement.issuedAt, now ?? 0);
  if (body.type === 'join') return join(access, statement, body, at);
  // Everything else is for keepers.
  if (roleAt(access, statement.author, at) !== 'keeper') return refused('author-not-keeper');
  switch (body.type) {
    case 'grant':
      return grant(access, statement, body);
    case 'invite':
      return invite(access, statement, body);
    case 'withdraw':
      return withdraw(access, statement, body);
    case 'admit':
      return admit(access, statement, body);
    case 'decline':
      return decline(access, statement, body);
    case 'change':
      return change(access, statement, body);
    case 'revoke':
      return revoke(access, statement, body);
    default:
      return unreachable(body);
  }
}

/** The state after all of `statements`, leaving out those that are refused. */
export function accessOf(statements: Iterable<Statement>): Access | undefined {
  let access: Access | undefined;
  for (const statement of statements) {
    const result = applyStatement(access, statement);
    if (result.type === 'access') access = result.access;
  }
  return access;
}

/** The device's role at `now`, or undefined when it has none or it has ended. */
export function roleAt(access: Access, device: DeviceId, now: number): Role | undefined {
  const member = access.members.get(device);
  if (!member || (member.until !== 0 && now >= member.until)) return undefined;
  return member.role;
}

/** Roles that may put an entry of this kind in the log. Anyone admitted may carry statements. */
export function mayAppend(role: Role, kind: 'access' | 'update' | 'snapshot'): boolean {
  switch (kind) {
    case 'access':
      return true;
    case 'update':
      return role === 'keeper' || role === 'editor';
    case 'snapshot':
      return role === 'keeper';
  }
}

function begin(statement: Statement): AccessResult {
  const { body, author } = statement;
  if (body.type !== 'create') return refused('not-a-create');
  if (body.wrap.epoch !== 0) return refused('wrong-epoch');
  const keeper: Member = {
    device: author,
    wrapPublic: body.wrapPublic,
    role: 'keeper',
    until: 0,
    admittedBy: author,
    invite: undefined,
    since: statement.issuedAt,
    wraps: [body.wrap],
    label: body.label,
  };
  return taken({
    book: statement.book,
    nonce: body.nonce,
    epoch: 0,
    members: new Map([[author, keeper]]),
    invites: new Map(),
    waiting: new Map(),
    former: new Map(),
    statements: [statement],
  });
}

function grant(access: Access, statement: Statement, body: Grant): AccessResult {
  if (isKnown(access, body.device)) return refused('already-member');
  if (devicesIn(access) >= devicesMax) return refused('too-many');
  if (body.wrap.epoch !== access.epoch) return refused('wrong-epoch');
  return withMember(access, statement, {
    device: body.device,
    wrapPublic: body.wrapPublic,
    role: body.role,
    until: body.until,
    admittedBy: statement.author,
    invite: undefined,
    since: statement.issuedAt,
    wraps: [body.wrap],
    label: body.label,
  });
}

function invite(access: Access, statement: Statement, body: Invite): AccessResult {
  if (access.invites.has(body.invite)) return refused('already-member');
  if (access.invites.size >= invitesMax || body.usesMax > devicesMax) return refused('too-many');
  if (body.wrap && body.wrap.epoch !== access.epoch) return refused('wrong-epoch');
  const { type: _, ...terms } = body;
  const opened: OpenInvite = {
    ...terms,
    by: statement.author,
    issuedAt: statement.issuedAt,
    usedBy: [],
    withdrawnBy: undefined,
  };
  return withInvite(access, statement, opened);
}

function withdraw(access: Access, statement: Statement, body: Withdraw): AccessResult {
  const opened = access.invites.get(body.invite);
  if (!opened) return refused('invite-unknown');
  if (opened.withdrawnBy) return refused('invite-withdrawn');
  return withInvite(access, statement, { ...opened, withdrawnBy: statement.author });
}

function join(access: Access, statement: Statement, body: Join, at: number): AccessResult {
  const { author } = statement;
  const used = access.invites.get(body.invite);
  if (!used) return refused('invite-unknown');
  if (isKnown(access, author)) return refused('already-member');
  if (used.withdrawnBy) return refused('invite-withdrawn');
  if (at >= used.expires) return refused('invite-expired');
  if (used.usedBy.length >= used.usesMax) return refused('invite-used-up');
  if (devicesIn(access) >= devicesMax) return refused('too-many');
  // A key that the invite did not hold cannot have come from it.
  if (body.wrap?.epoch !== used.wrap?.epoch) return refused('wrong-epoch');
  const invites = new Map(access.invites);
  invites.set(body.invite, { ...used, usedBy: [...used.usedBy, author] });
  const { wrapPublic, label, wrap } = body;
  if (wrap) {
    return withMember({ ...access, invites }, statement, {
      device: author,
      wrapPublic,
      role: used.role,
      until: used.until,
      admittedBy: used.by,
      invite: body.invite,
      since: statement.issuedAt,
      wraps: [wrap],
      label,
    });
  }
  const since = statement.issuedAt;
  const comer: Waiting = { device: author, wrapPublic, invite: body.invite, label, since };
  const waiting = new Map(access.waiting).set(author, comer);
  return taken({ ...withStatement(access, statement), invites, waiting });
}

function admit(access: Access, statement: Statement, body: Admit): AccessResult {
  const comer = access.waiting.get(body.device);
  const opened = comer && access.invites.get(comer.invite);
  if (!comer || !opened) return refused('not-waiting');
  if (body.wrap.epoch !== access.epoch) return refused('wrong-epoch');
  return withMember({ ...access, waiting: without(access.waiting, body.device) }, statement, {
    device: body.device,
    wrapPublic: comer.wrapPublic,
    role: opened.role,
    until: opened.until,
    admittedBy: statement.author,
    invite: comer.invite,
    since: statement.issuedAt,
    wraps: [body.wrap],
    label: body.label,
  });
}

function decline(access: Access, statement: Statement, body: Decline): AccessResult {
  const comer = access.waiting.get(body.device);
  if (!comer) return refused('not-waiting');
  const waiting = without(access.waiting, body.device);
  const former = withFormer(access, statement, body.device, 'declined', comer.label);
  return taken({ ...withStatement(access, statement), waiting, former });
}

function change(access: Access, statement: Statement, body: Change): AccessResult {
  const member = access.members.get(body.device);
  if (!member) return refused('not-a-member');
  const changed: Member = { ...member, role: body.role, until: body.until };
  const members = new Map(access.members).set(body.device, changed);
  if (!hasLastingKeeper(members)) return refused('last-keeper');
  return taken({ ...withStatement(access, statement), members });
}

function revoke(access: Access, statement: Statement, body: Revoke): AccessResult {
  const member = access.members.get(body.device);
  if (!member) return refused('not-a-member');
  if (body.epoch !== access.epoch + 1) return refused('wrong-epoch');
  const members = without(access.members, body.device);
  if (!hasLastingKeeper(members)) return refused('last-keeper');
  const sealedFor = new Map(
    body.wraps.map(({ recipient, sealed }) => [toBase64Url(recipient), sealed]),
  );
  const recipients = recipientsWithout(access, body.device);
  const isExact =
    sealedFor.size === body.wraps.length &&
    sealedFor.size === recipients.length &&
    recipients.every(({ id }) => sealedFor.has(id));
  if (!isExact) return refused('wrong-recipients');
  const wrapOf = (id: string): Wrap => ({ epoch: body.epoch, sealed: sealedFor.get(id)! });
  for (const [id, each] of members)
    members.set(id, { ...each, wraps: [...each.wraps, wrapOf(id)] });
  const invites = new Map(access.invites);
  for (const [id, each] of invites)
    if (sealedFor.has(id)) invites.set(id, { ...each, wrap: wrapOf(id) });
  const former = withFormer(access, statement, body.device, 'removed', member.label);
  const { epoch } = body;
  return taken({ ...withStatement(access, statement), epoch, members, invites, former });
}

/** Whom a new key must be wrapped for when `removed` goes: every other member, every open invite. */
export function recipientsWithout(
  access: Access,
  removed: DeviceId,
): { readonly id: DeviceId | InviteId; readonly wrapPublic: Bytes }[] {
  const members = [...access.members.values()]
    .filter(({ device }) => device !== removed)
    .map(({ device, wrapPublic }) => ({ id: device, wrapPublic }));
  const invites = [...access.invites.values()]
    .filter((each) => each.wrap && !each.withdrawnBy && each.usedBy.length < each.usesMax)
    .map(({ invite: id, wrapPublic }) => ({ id, wrapPublic }));
  return [...members, ...invites];
}

function hasLastingKeeper(members: ReadonlyMap<DeviceId, Member>): boolean {
  return [...members.values()].some(({ role, until }) => role === 'keeper' && until === 0);
}

/** Who waits counts, because there must be room once they are admitted. */
function devicesIn({ members, waiting }: Access): number {
  return members.size + waiting.size;
}

function isKnown(access: Access, device: DeviceId): boolean {
  return access.members.has(device) || access.waiting.has(device) || access.former.has(device);
}

function without<Value>(map: ReadonlyMap<DeviceId, Value>, device: DeviceId): Map<DeviceId, Value> {
  const rest = new Map(map);
  rest.delete(device);
  return rest;
}

function withFormer(
  access: Access,
  { author, issuedAt }: Statement,
  device: DeviceId,
  how: Former['how'],
  label: Bytes,
): ReadonlyMap<DeviceId, Former> {
  return new Map(access.former).set(device, { device, how, by: author, at: issuedAt, label });
}

function withMember(access: Access, statement: Statement, member: Member): AccessResult {
  const members = new Map(access.members).set(member.device, member);
  return taken({ ...withStatement(access, statement), members });
}

function withInvite(access: Access, statement: Statement, opened: OpenInvite): AccessResult {
  const invites = new Map(access.invites).set(opened.invite, opened);
  return taken({ ...withStatement(access, statement), invites });
}

function withStatement(access: Access, statement: Statement): Access {
  return { ...access, statements: [...access.statements, statement] };
}

function taken(access: Access): AccessResult {
  return { type: 'access', access };
}

function refused(reason: AccessRefusal): AccessResult {
  return { type: 'refused', reason };
}
