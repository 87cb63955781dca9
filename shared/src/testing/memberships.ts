/**
 * Random histories of a book's membership for property tests. A step says who tries what with whom;
 * `statementOf` makes the statement from it as it fits the book at that point, because a statement
 * drawn blindly would hardly ever fit. So most are nearly right: enough are taken to matter, and the
 * rest break one rule.
 */
import fc from 'fast-check';
import { accessOf, applyStatement } from '../access/access.ts';
import { isKnown, ownInviteMsMax, type Access } from '../access/state.ts';
import type {
  AuditedAct,
  Relays,
  Revoke,
  Role,
  Schema,
  Statement,
  StatementBody,
  StatementVersion,
  WrapFor,
} from '../access/statement.ts';
import type { Bytes } from '../base/bytes.ts';
import type { DeviceId } from '../base/ids.ts';
import {
  admitBody,
  answerBody,
  bookNumbered,
  createBody,
  earlierWaitingJoinBody,
  deviceNumbered,
  grantBody,
  inviteBody,
  inviteNumbered,
  joinBody,
  nonceOf,
  auditBody,
  openBody,
  relayUrl,
  replaceBody,
  revokeAllBody,
  recoverySheetBody,
  unsignedStatement,
  waitingJoinBody,
  wrapNamed,
} from './statements.ts';

const devices = 24;
const invites = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
// In the place of the hash of its create statement.
const book = bookNumbered(0);
const firstKeeper = deviceNumbered(0);

export interface Step {
  readonly type: Exclude<StatementBody['type'], 'create'>;
  /** By number, or one of those whom the book has at that point. */
  readonly author: number | 'a keeper' | 'another keeper' | 'a member' | 'a sheet';
  readonly target: number;
  readonly invite: number;
  readonly role: Role;
  readonly until: number;
  readonly issuedAt: number;
  readonly version: StatementVersion;
  readonly usesMax: number;
  readonly approval: boolean;
  /** Whether an invite is for a further device of its author's. */
  readonly own: boolean;
  /**
   * How many relays are named, or steps the schema is raised by; how many devices removed, and with 5
   * all that keep the book.
   */
  readonly count: number;
  readonly what: AuditedAct;
  readonly flaw: 'none' | 'epoch' | 'one-less' | 'one-more' | 'twice' | 'another';
}

const role = fc.constantFrom<Role>('keeper', 'keeper', 'editor', 'reader');
/** Ends cross the dates, so that memberships end in the middle of a history. */
const until = fc.constantFrom(0, 0, 0, 10, 20);

export const step: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom<Step['type']>(
    ...(['grant', 'grant', 'invite', 'invite', 'invite', 'withdraw'] as const),
    ...(['join', 'join', 'join', 'join', 'join', 'join', 'join'] as const),
    ...(['admit', 'admit', 'admit', 'admit', 'admit', 'admit'] as const),
    ...(['answer', 'answer', 'answer', 'answer', 'answer', 'answer', 'answer'] as const),
    ...(['open', 'open', 'open', 'open', 'open', 'open', 'open', 'open'] as const),
    ...(['admit', 'admit', 'admit', 'admit', 'admit', 'admit'] as const),
    ...(['decline', 'decline', 'decline', 'change', 'change', 'change', 'change'] as const),
    ...(['revoke', 'revoke', 'revoke', 'revoke', 'revoke', 'revoke', 'replace'] as const),
    ...(['recovery-sheet', 'recovery-sheet', 'relays', 'relays', 'audit', 'schema'] as const),
  ),
  author: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom<Step['author']>(
        ...(['a keeper', 'a keeper', 'a keeper', 'another keeper', 'a member', 'a sheet'] as const),
      ),
    },
    { weight: 2, arbitrary: fc.nat(devices - 1) },
  ),
  target: fc.oneof(
    { weight: 1, arbitrary: fc.nat(1) },
    { weight: 4, arbitrary: fc.nat(devices - 1) },
  ),
  invite: fc.constantFrom(...invites),
  role,
  until,
  issuedAt: fc.nat(25),
  version: fc.constantFrom<StatementVersion>(1, 2, 3, 4, 4),
  usesMax: fc.constantFrom(0, 1, 1, 3, 9),
  approval: fc.boolean(),
  own: fc.boolean(),
  count: fc.constantFrom(0, 1, 1, 1, 1, 2, 2, 3, 4, 5),
  what: fc.constantFrom<AuditedAct>(
    'copy-made',
    'list-exported',
    'recovery-sheet-printed',
    'work-taken-in',
  ),
  flaw: fc.constantFrom<Step['flaw']>(
    ...(['none', 'none', 'none', 'none', 'none', 'none', 'none'] as const),
    ...(['epoch', 'one-less', 'one-more', 'twice', 'another'] as const),
  ),
});

export const steps: fc.Arbitrary<Step[]> = fc.array(step, {
  minLength: 20,
  maxLength: 90,
  size: 'max',
});

/** A keeper, another, an editor and a reader. */
export const beginning: Statement[] = [
  unsignedStatement(book, firstKeeper, 0, createBody()),
  unsignedStatement(book, firstKeeper, 0, grantBody(deviceNumbered(1), 'keeper')),
  unsignedStatement(book, firstKeeper, 0, grantBody(deviceNumbered(2), 'editor')),
  unsignedStatement(book, firstKeeper, 0, grantBody(deviceNumbered(3), 'reader')),
];

export function statementOf(access: Access, tried: Step): Statement {
  // Whoever joins is most often somebody new, and whom a keeper decides about somebody who waits.
  const author = authorOf(access, tried);
  return unsignedStatement(book, author, tried.issuedAt, bodyOf(access, tried), tried.version);
}

export function authorOf(access: Access, { type, target, author }: Step): DeviceId {
  if (type === 'join') return deviceNumbered(target);
  if (type === 'open') return waiterIn(access, target) ?? deviceNumbered(target);
  if (typeof author === 'number') return deviceNumbered(author);
  const keepers = lastingKeepersIn(access);
  const sheet = [...access.members.values()].find(({ isRecoverySheet }) => isRecoverySheet);
  if (author === 'a sheet' && sheet) return sheet.device;
  if (author === 'a member') return [...access.members.keys()][target % access.members.size]!;
  return keepers[author === 'a keeper' ? 0 : keepers.length - 1]!;
}

/** Somebody who waits, most often one who has something to open. */
function waiterIn({ waiting }: Access, target: number): DeviceId | undefined {
  const comers = [...waiting.values()];
  const answered = comers.filter(({ comparing }) => comparing?.answer && !comparing.opened);
  const from = answered.length > 0 ? answered : comers;
  return from[target % from.length]?.device;
}

/** Those without whom nobody could look after the book; never none. */
function lastingKeepersIn({ members }: Access): DeviceId[] {
  const lasting = [...members.values()].filter(({ role: held, until: end, isRecoverySheet }) => {
    return held === 'keeper' && end === 0 && !isRecoverySheet;
  });
  return lasting.map(({ device }) => device);
}

function bodyOf(access: Access, tried: Step): StatementBody {
  const { type, role: given, until: end } = tried;
  const epoch = access.epoch + (tried.flaw === 'epoch' ? 1 : 0);
  const there = invites.filter((number) => access.invites.has(inviteNumbered(number)));
  const number = there[tried.invite % there.length] ?? tried.invite;
  const invite = inviteNumbered(number);
  const target = deviceNumbered(tried.target);
  const waiting = waitingFor(access, type);
  const comer =
    tried.flaw === 'another' ? target : (waiting[tried.target % waiting.length] ?? target);
  switch (type) {
    case 'grant':
      return grantBody(target, given, end, epoch);
    case 'invite':
      return invitationOf(access, tried, epoch);
    case 'join': {
      const held = access.invites.get(invite)?.wrap;
      const brings = tried.flaw === 'another' ? held === undefined : held !== undefined;
      if (!brings) return keylessJoinOf(access, tried, number);
      return joinBody(number, (held?.epoch ?? 0) + (tried.flaw === 'epoch' ? 1 : 0));
    }
    case 'withdraw':
      return { type, invite };
    case 'answer':
      return answerBody(access, comer);
    case 'open':
      return openBody(access, authorOf(access, tried), openingOf(tried));
    case 'admit':
      return admitBody(comer, epoch);
    case 'decline':
      return { type, device: comer };
    case 'change':
      return { type, device: whoChanges(access, tried), role: given, until: end };
    case 'revoke':
      return removalOf(access, tried);
    case 'replace':
      return replaceBody(tried.flaw === 'another' ? target : someoneNew(access, tried), epoch);
    case 'recovery-sheet':
      return recoverySheetBody(
        tried.flaw === 'another' ? target : someoneNew(access, tried),
        epoch,
      );
    case 'relays':
      return relaysOf(access, tried);
    case 'audit':
      return auditBody(tried.what, tried.what === 'work-taken-in' ? target : undefined);
    case 'schema':
      return schemaOf(access, tried);
  }
}

/** Of those who wait, the ones for whom it is time, if there are any. */
function waitingFor({ waiting }: Access, type: Step['type']): DeviceId[] {
  const comers = [...waiting.values()];
  const due = comers.filter(({ comparing }) =>
    type === 'answer' ? comparing && !comparing.answer : !comparing || comparing.opened,
  );
  return (due.length > 0 ? due : comers).map(({ device }) => device);
}

function keylessJoinOf(access: Access, tried: Step, number: number): StatementBody {
  const isEarlier = tried.version < 3 || tried.flaw === 'one-less';
  if (isEarlier) return earlierWaitingJoinBody(number);
  return waitingJoinBody(number, access.book, deviceNumbered(tried.target));
}

function openingOf({ flaw, target }: Step): { nonce?: Bytes; answer?: Bytes } {
  if (flaw === 'one-less') return { nonce: nonceOf(deviceNumbered(target + 1)) };
  return flaw === 'another' ? { answer: nonceOf(deviceNumbered(target)) } : {};
}

/** The target; often one of the lasting keepers, or whoever waits for a device of their own. */
function whoChanges(access: Access, { target, count }: Step): DeviceId {
  if (count === 5) return lastingKeepersIn(access)[0]!;
  const awaited = [...access.waiting.values()]
    .map(({ invite }) => access.invites.get(invite)!)
    .find(({ own }) => own);
  return (count > 1 && awaited?.by) || deviceNumbered(target);
}

/** The target, or the next after it that the book does not know. */
function someoneNew(access: Access, { target }: Step): DeviceId {
  for (let number = target; number < target + devices; number++) {
    const device = deviceNumbered(number % devices);
    if (!isKnown(access, device)) return device;
  }
  return deviceNumbered(target);
}

function invitationOf(access: Access, tried: Step, epoch: number): StatementBody {
  const { issuedAt, usesMax, approval, own, flaw } = tried;
  const expires = issuedAt + 10;
  const author = access.members.get(authorOf(access, tried));
  if (own && author && flaw !== 'another') {
    const lasts = flaw === 'one-more' ? ownInviteMsMax + 1 : 10;
    const terms = { expires: issuedAt + lasts, until: author.until, own };
    return inviteBody(tried.invite, author.role, terms);
  }
  const terms = { expires, until: tried.until, usesMax, epoch, approval, own };
  return inviteBody(tried.invite, tried.role, terms);
}

function relaysOf(access: Access, { count, flaw }: Step): Relays {
  const urls = Array.from({ length: count }, (_, number) => relayUrl(number));
  if (flaw === 'twice') urls.push(...urls.slice(0, 1));
  const revision = access.relaysRevision + (flaw === 'epoch' || flaw === 'another' ? 0 : 1);
  return { type: 'relays', revision, urls };
}

function schemaOf({ schema }: Access, { count, flaw }: Step): Schema {
  return { type: 'schema', schema: flaw === 'another' ? schema - 1 : schema + count };
}

function removalOf(access: Access, tried: Step): Revoke {
  const { target, count, flaw } = tried;
  const first = deviceNumbered(target);
  const others = [...access.members.keys()].filter((device) => device !== first);
  const some = [first, ...others.slice(target % 5)].slice(0, count);
  const gone = count === 5 ? lastingKeepersIn(access) : some;
  const right = revokeAllBody(access, gone, tried.version);
  const wraps = flawed(right.wraps, right.epoch, tried);
  return { ...right, epoch: right.epoch + (flaw === 'epoch' ? 1 : 0), wraps };
}

function flawed(
  right: readonly WrapFor[],
  epoch: number,
  { flaw, target }: Step,
): readonly WrapFor[] {
  const extra = wrapNamed(deviceNumbered(target), epoch);
  switch (flaw) {
    case 'one-less':
      return right.slice(1);
    case 'one-more':
      return [...right, extra];
    case 'twice':
      return [...right, ...right.slice(0, 1)];
    case 'another':
      return [extra, ...right.slice(1)];
    default:
      return right;
  }
}

/** One statement of a history, and the book before and after it. */
export interface Turn {
  readonly before: Access;
  readonly statement: Statement;
  readonly result: ReturnType<typeof applyStatement>;
  readonly after: Access;
}

/** What becomes of the book step by step. `clock` is the relay's, for statements first hand. */
export function play(
  tried: readonly Step[],
  clock?: (index: number) => number,
  start: Access = accessOf(beginning)!,
): Turn[] {
  let before = start;
  return tried.map((each, index) => {
    const statement = statementOf(before, each);
    const result = applyStatement(before, statement, clock?.(index));
    const turn = {
      before,
      statement,
      result,
      after: result.type === 'access' ? result.access : before,
    };
    before = turn.after;
    return turn;
  });
}
