/**
 * Who may do what in a book: one pure function over the book's statements in the log's order, the
 * same for the relay and for every device. A statement that breaks a rule is refused by name and
 * changes nothing. Signatures are checked before (`readStatement`); clocks are passed in.
 */
import type { BookId, DeviceId, InviteId } from '../base/ids.ts';
import { unreachable } from '../base/assert.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Grant, Invite, Role, Statement, Wrap } from './statement.ts';

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

export interface OpenInvite extends Omit<Invite, 'type'> {
  readonly by: DeviceId;
  readonly issuedAt: number;
  readonly usedBy: readonly DeviceId[];
}

export interface Access {
  readonly book: BookId;
  readonly nonce: Bytes;
  readonly epoch: number;
  readonly members: ReadonlyMap<DeviceId, Member>;
  readonly invites: ReadonlyMap<InviteId, OpenInvite>;
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
  | 'already-member'
  | 'wrong-epoch'
  | 'too-many';

export type AccessResult =
  | { readonly type: 'access'; readonly access: Access }
  | { readonly type: 'refused'; readonly reason: AccessRefusal };

/**
 * The state after one more statement. `now` is given only by the relay when a statement comes from
 * its own author for the first time: then an invite is over once either its clock or the statement's
 * own date says so. Replaying a log passes none and goes by the date alone, so whatever was taken
 * with a clock is taken in every replay too.
 */
export function applyStatement(
  access: Access | undefined,
  statement: Statement,
  now?: number,
): AccessResult {
  if (!access) return begin(statement);
  if (statement.book !== access.book) return refused('other-book');
  const { body } = statement;
  switch (body.type) {
    case 'create':
      return refused('already-created');
    case 'grant':
      return admit(access, statement, body);
    case 'invite':
      return invite(access, statement, body);
    case 'join':
      return join(access, statement, Math.max(statement.issuedAt, now ?? 0));
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
    statements: [statement],
  });
}

function admit(access: Access, statement: Statement, body: Grant): AccessResult {
  if (roleAt(access, statement.author, statement.issuedAt) !== 'keeper')
    return refused('author-not-keeper');
  if (access.members.has(body.device)) return refused('already-member');
  if (access.members.size >= devicesMax) return refused('too-many');
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
  if (roleAt(access, statement.author, statement.issuedAt) !== 'keeper')
    return refused('author-not-keeper');
  if (access.invites.has(body.invite)) return refused('already-member');
  if (access.invites.size >= invitesMax || body.usesMax > devicesMax) return refused('too-many');
  if (body.wrap.epoch !== access.epoch) return refused('wrong-epoch');
  const opened: OpenInvite = {
    ...body,
    by: statement.author,
    issuedAt: statement.issuedAt,
    usedBy: [],
  };
  return taken({
    ...access,
    invites: new Map(access.invites).set(body.invite, opened),
    statements: [...access.statements, statement],
  });
}

function join(access: Access, statement: Statement, at: number): AccessResult {
  const { body, author } = statement;
  if (body.type !== 'join') return refused('invite-unknown');
  const used = access.invites.get(body.invite);
  if (!used) return refused('invite-unknown');
  if (access.members.has(author)) return refused('already-member');
  if (at >= used.expires) return refused('invite-expired');
  if (used.usedBy.length >= used.usesMax) return refused('invite-used-up');
  if (access.members.size >= devicesMax) return refused('too-many');
  if (body.wrap.epoch !== access.epoch) return refused('wrong-epoch');
  const invites = new Map(access.invites);
  invites.set(body.invite, { ...used, usedBy: [...used.usedBy, author] });
  return withMember({ ...access, invites }, statement, {
    device: author,
    wrapPublic: body.wrapPublic,
    role: used.role,
    until: used.until,
    admittedBy: used.by,
    invite: body.invite,
    since: statement.issuedAt,
    wraps: [body.wrap],
    label: body.label,
  });
}

function withMember(access: Access, statement: Statement, member: Member): AccessResult {
  return taken({
    ...access,
    members: new Map(access.members).set(member.device, member),
    statements: [...access.statements, statement],
  });
}

function taken(access: Access): AccessResult {
  return { type: 'access', access };
}

function refused(reason: AccessRefusal): AccessResult {
  return { type: 'refused', reason };
}
