/**
 * Random histories of a book's membership for property tests. A step says who tries what with whom;
 * `statementOf` makes the statement from it as it fits the book at that point, because a statement
 * drawn blindly would hardly ever fit. So most are nearly right: enough are taken to matter, and the
 * rest break one rule.
 */
import fc from 'fast-check';
import { accessOf, applyStatement, type Access } from '../access/access.ts';
import type { Role, Statement, StatementBody, WrapFor } from '../access/statement.ts';
import {
  admitBody,
  bookNumbered,
  createBody,
  deviceNumbered,
  grantBody,
  inviteBody,
  inviteNumbered,
  joinBody,
  revokeBody,
  unsignedStatement,
  waitingJoinBody,
  wrapNamed,
} from './statements.ts';

const devices = 20;
const invites = [0, 1, 2, 3, 4, 5, 6, 7];
// In the place of the hash of its create statement.
const book = bookNumbered(0);
const firstKeeper = deviceNumbered(0);

export interface Step {
  readonly type: Exclude<StatementBody['type'], 'create'>;
  readonly author: number;
  readonly target: number;
  readonly invite: number;
  readonly role: Role;
  readonly until: number;
  readonly issuedAt: number;
  readonly usesMax: number;
  readonly approval: boolean;
  readonly flaw: 'none' | 'epoch' | 'one-less' | 'one-more' | 'twice' | 'another';
}

const role = fc.constantFrom<Role>('keeper', 'keeper', 'editor', 'reader');
/** Ends cross the dates, so that memberships end in the middle of a history. */
const until = fc.constantFrom(0, 0, 0, 10, 20);

export const step: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom<Step['type']>(
    ...(['grant', 'invite', 'invite', 'join', 'join', 'join', 'withdraw'] as const),
    ...(['admit', 'admit', 'admit', 'decline', 'decline'] as const),
    ...(['change', 'change', 'revoke', 'revoke'] as const),
  ),
  author: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0, 0, 0, 1) }, fc.nat(devices - 1)),
  target: fc.oneof(
    { weight: 1, arbitrary: fc.nat(1) },
    { weight: 4, arbitrary: fc.nat(devices - 1) },
  ),
  invite: fc.constantFrom(...invites),
  role,
  until,
  issuedAt: fc.nat(25),
  usesMax: fc.constantFrom(0, 1, 1, 3, 9),
  approval: fc.boolean(),
  flaw: fc.constantFrom<Step['flaw']>(
    ...(['none', 'none', 'none', 'none', 'none', 'none', 'none'] as const),
    ...(['epoch', 'one-less', 'one-more', 'twice', 'another'] as const),
  ),
});

export const steps: fc.Arbitrary<Step[]> = fc.array(step, {
  minLength: 20,
  maxLength: 60,
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
  const author = deviceNumbered(tried.type === 'join' ? tried.target : tried.author);
  return unsignedStatement(book, author, tried.issuedAt, bodyOf(access, tried));
}

function bodyOf(access: Access, tried: Step): StatementBody {
  const { type, role: given, until: end, issuedAt, usesMax, approval } = tried;
  const epoch = access.epoch + (tried.flaw === 'epoch' ? 1 : 0);
  const there = invites.filter((number) => access.invites.has(inviteNumbered(number)));
  const number = there[tried.invite % there.length] ?? tried.invite;
  const invite = inviteNumbered(number);
  const target = deviceNumbered(tried.target);
  const waiting = [...access.waiting.keys()];
  const comer =
    tried.flaw === 'another' ? target : (waiting[tried.target % waiting.length] ?? target);
  switch (type) {
    case 'grant':
      return grantBody(target, given, end, epoch);
    case 'invite': {
      const terms = { expires: issuedAt + 10, until: end, usesMax, epoch, approval };
      return inviteBody(tried.invite, given, terms);
    }
    case 'join': {
      const held = access.invites.get(invite)?.wrap;
      const brings = tried.flaw === 'another' ? held === undefined : held !== undefined;
      if (!brings) return waitingJoinBody(number);
      return joinBody(number, (held?.epoch ?? 0) + (tried.flaw === 'epoch' ? 1 : 0));
    }
    case 'withdraw':
      return { type, invite };
    case 'admit':
      return admitBody(comer, epoch);
    case 'decline':
      return { type, device: comer };
    case 'change':
      return { type, device: target, role: given, until: end };
    case 'revoke': {
      const right = revokeBody(access, target);
      const wraps = flawed(access, right.wraps, right.epoch, tried);
      return { ...right, epoch: right.epoch + (tried.flaw === 'epoch' ? 1 : 0), wraps };
    }
  }
}

function flawed(
  access: Access,
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
