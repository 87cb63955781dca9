/**
 * Who may do what in a book: one pure function over the book's statements in the log's order, the
 * same for the relay and for every device. A statement that breaks a rule is refused by name and
 * changes nothing. Signatures are checked before (`readStatement`); clocks are passed in.
 */
import { unreachable } from '../base/assert.ts';
import type { DeviceId } from '../base/ids.ts';
import { admit, answer, decline, invite, join, open, withdraw } from './joining.ts';
import { change, grant, recoverySheet, replace, revoke } from './members.ts';
import { relaysMax } from './relay-url.ts';
import {
  statementsForAuditsMax,
  auditsPerPersonMax,
  refused,
  roleAt,
  taken,
  withStatement,
  type Access,
  type AccessResult,
  type Member,
} from './state.ts';
import type { Relays, Role, Schema, Statement } from './statement.ts';

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
  if (body.type === 'open') return open(access, statement, body, at);
  const refusal = mayState(access, statement, at);
  if (refusal) return refused(refusal);
  switch (body.type) {
    case 'grant':
      return grant(access, statement, body);
    case 'recovery-sheet':
      return recoverySheet(access, statement, body);
    case 'replace':
      return replace(access, statement, body);
    case 'relays':
      return relays(access, statement, body);
    case 'audit':
      return audit(access, statement);
    case 'schema':
      return raiseSchema(access, statement, body);
    case 'invite':
      return invite(access, statement, body);
    case 'withdraw':
      return withdraw(access, statement, body);
    case 'admit':
      return admit(access, statement, body, at);
    case 'answer':
      return answer(access, statement, body, at);
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

/**
 * Whether `device` may put an entry of this kind in the log at `at`. A recovery sheet carries
 * statements and nothing else: whoever comes with one writes under the keys it lets in.
 */
export function mayDeviceAppend(
  access: Access,
  device: DeviceId,
  kind: 'access' | 'update' | 'snapshot',
  at: number,
): boolean {
  const role = roleAt(access, device, at);
  if (!role || !mayAppend(role, kind)) return false;
  return kind === 'access' || !access.members.get(device)!.isRecoverySheet;
}

/** Why the author may not say such a thing at `at`, whatever else it says; undefined if they may. */
function mayState(
  access: Access,
  { author, body }: Statement,
  at: number,
): 'author-not-keeper' | 'not-a-member' | undefined {
  const role = roleAt(access, author, at);
  const isRecoverySheet = access.members.get(author)?.isRecoverySheet ?? false;
  if (isForMembers(access, author, body))
    return role && !isRecoverySheet ? undefined : 'not-a-member';
  return role === 'keeper' && (!isRecoverySheet || body.type === 'grant')
    ? undefined
    : 'author-not-keeper';
}

/** What any member may say, of themselves alone. Everything else is for keepers. */
function isForMembers(access: Access, author: DeviceId, body: Statement['body']): boolean {
  switch (body.type) {
    case 'replace':
    case 'audit':
      return true;
    case 'invite':
      return body.own;
    case 'withdraw': {
      const opened = access.invites.get(body.invite);
      return opened?.own === true && opened.by === author;
    }
    default:
      return false;
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
    person: author,
    isRecoverySheet: false,
  };
  return taken({
    book: statement.book,
    nonce: body.nonce,
    epoch: 0,
    members: new Map([[author, keeper]]),
    invites: new Map(),
    waiting: new Map(),
    former: new Map(),
    relays: [],
    relaysRevision: 0,
    audits: new Map(),
    schema: schemaOf(statement),
    schemaAtFirst: schemaOf(statement),
    schemaRaisedBy: undefined,
    statements: [statement],
  });
}

function relays(access: Access, statement: Statement, body: Relays): AccessResult {
  const { urls, revision } = body;
  const isCountRight = urls.length > 0 && urls.length <= relaysMax;
  if (!isCountRight || new Set(urls).size !== urls.length) return refused('not-relays');
  const { relaysRevision: current, relays: named } = access;
  // Of two for one revision the same counts everywhere, whichever came first.
  const isTie = revision === current && urls.join(' ') > named.join(' ');
  if (revision <= current && !isTie) return refused('relays-outdated');
  return taken({ ...withStatement(access, statement), relays: urls, relaysRevision: revision });
}

function audit(access: Access, statement: Statement): AccessResult {
  const { person } = access.members.get(statement.author)!;
  const made = access.audits.get(person) ?? 0;
  if (made >= auditsPerPersonMax || access.statements.length >= statementsForAuditsMax)
    return refused('too-many');
  const audits = new Map(access.audits).set(person, made + 1);
  return taken({ ...withStatement(access, statement), audits });
}

/** A book of before may be written in maps. Whether it still is, a keeper's `schema` says. */
function schemaOf({ version }: Statement): number {
  return version >= 4 ? 2 : 1;
}

function raiseSchema(access: Access, statement: Statement, { schema }: Schema): AccessResult {
  if (schema <= access.schema) return refused('schema-not-higher');
  const schemaRaisedBy = { device: statement.author, at: statement.issuedAt };
  return taken({ ...withStatement(access, statement), schema, schemaRaisedBy });
}
