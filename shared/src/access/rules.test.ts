/** What each statement does to a book, and each rule by which one is refused. */
import { expect, test } from 'vitest';
import type { DeviceId } from '../base/ids.ts';
import {
  admitBody,
  answerBody,
  comparing,
  bookNumbered,
  createBody,
  deviceNumbered,
  earlierWaitingJoinBody,
  grantBody,
  inviteBody,
  inviteNumbered,
  joinBody,
  nonceOf,
  openBody,
  recoverySheetBody,
  replaceBody,
  revokeAllBody,
  revokeBody,
  unsignedStatement,
  waitingJoinBody,
  wrapFor,
} from '../testing/statements.ts';
import { accessOf, applyStatement } from './access.ts';
import { comparisonOf } from './comparison.ts';
import { roleAt, waitMsMax, type Access, type AccessRefusal } from './state.ts';
import type { Role, Statement, StatementBody } from './statement.ts';

const book = bookNumbered(0);
const [founder, editor, reader, stranger] = [0, 1, 2, 3].map(deviceNumbered);
const by = (author: DeviceId, issuedAt: number, body: StatementBody) =>
  unsignedStatement(book, author, issuedAt, body);
const join = (author: DeviceId, issuedAt: number, number = 1) =>
  by(author, issuedAt, joinBody(number));

const comes = (author: DeviceId, issuedAt: number, number = 3) =>
  by(author, issuedAt, waitingJoinBody(number, book, author));

function refusal(access: Access | undefined, statement: Statement, now?: number) {
  const result = applyStatement(access, statement, now);
  return result.type === 'refused' ? result.reason : undefined;
}

const created = by(founder!, 0, createBody());
const founded = [
  created,
  by(founder!, 1, grantBody(editor!, 'editor')),
  by(founder!, 2, grantBody(reader!, 'reader')),
];
const open = accessOf([
  ...founded,
  by(founder!, 3, inviteBody(1, 'editor', { expires: 10, usesMax: 1 })),
])!;
const used = accessOf([...open.statements, join(stranger!, 4)])!;
const others = [11, 12].map(deviceNumbered) as [DeviceId, DeviceId];

const withdrawBody = (number: number) =>
  ({ type: 'withdraw', invite: inviteNumbered(number) }) as const;
const declineBody = (device: DeviceId) => ({ type: 'decline', device }) as const;
const changeBody = (device: DeviceId, to: Role, until = 0) =>
  ({ type: 'change', device, role: to, until }) as const;

const schemaBody = (schema: number) => ({ type: 'schema', schema }) as const;

const withdrawn = accessOf([...open.statements, by(founder!, 5, withdrawBody(1))])!;
const removed = accessOf([...open.statements, by(founder!, 5, revokeBody(open, editor!))])!;
const removedEarlier = accessOf([
  ...open.statements,
  unsignedStatement(book, founder!, 5, revokeAllBody(open, [editor!], 1), 1),
])!;
const terms = { expires: 10, until: 40, usesMax: 2, approval: true };
const byApproval = accessOf([...open.statements, by(founder!, 3, inviteBody(3, 'editor', terms))])!;
const joined = accessOf([...byApproval.statements, comes(stranger!, 4)])!;
const [answered, opened] = comparing(joined, founder!, stranger!, 4);
const awaited = accessOf([...joined.statements, answered, opened])!;
const half = accessOf([...joined.statements, answered])!;
const another = nonceOf(editor!);
const turnedAway = accessOf([...awaited.statements, by(founder!, 5, declineBody(stranger!))])!;

const withSheet = accessOf([...open.statements, by(founder!, 5, recoverySheetBody(others[1]))])!;

test.each<[AccessRefusal, Access | undefined, Statement]>([
  ['not-a-create', undefined, founded[1]!],
  ['wrong-epoch', undefined, by(founder!, 0, createBody(1))],
  ['already-created', open, created],
  ['already-created', open, by(stranger!, 5, createBody())],
  [
    'other-book',
    open,
    unsignedStatement(bookNumbered(9), founder!, 5, grantBody(stranger!, 'keeper')),
  ],
  ['author-not-keeper', open, by(editor!, 5, grantBody(stranger!, 'reader'))],
  ['author-not-keeper', open, by(reader!, 5, inviteBody(2, 'reader', { expires: 99 }))],
  ['author-not-keeper', open, by(stranger!, 5, grantBody(stranger!, 'keeper'))],
  ['author-not-keeper', open, by(editor!, 5, grantBody(editor!, 'keeper'))],
  ['already-member', open, by(founder!, 5, grantBody(reader!, 'keeper'))],
  ['already-member', open, by(founder!, 5, grantBody(founder!, 'reader'))],
  ['already-member', open, by(founder!, 5, inviteBody(1, 'keeper', { expires: 99 }))],
  ['already-member', open, join(editor!, 5)],
  ['already-member', used, join(stranger!, 5)],
  ['invite-unknown', open, join(stranger!, 5, 2)],
  ['invite-used-up', used, join(others[0], 5)],
  ['wrong-epoch', open, by(founder!, 5, grantBody(stranger!, 'reader', 0, 1))],
  ['wrong-epoch', open, by(founder!, 5, inviteBody(2, 'reader', { expires: 99, epoch: 1 }))],
  ['wrong-epoch', open, by(stranger!, 5, joinBody(1, 1))],
  ['too-many', open, by(founder!, 5, inviteBody(2, 'reader', { expires: 99, usesMax: 1_001 }))],
  ['author-not-keeper', awaited, by(editor!, 5, admitBody(stranger!))],
  ['author-not-keeper', awaited, by(stranger!, 5, admitBody(stranger!))],
  ['author-not-keeper', awaited, by(reader!, 5, declineBody(stranger!))],
  ['author-not-keeper', open, by(editor!, 5, changeBody(editor!, 'keeper'))],
  ['author-not-keeper', open, by(editor!, 5, revokeBody(open, reader!))],
  ['author-not-keeper', open, by(reader!, 5, withdrawBody(1))],
  ['invite-unknown', open, by(founder!, 5, withdrawBody(2))],
  ['invite-withdrawn', withdrawn, by(founder!, 6, withdrawBody(1))],
  ['invite-withdrawn', withdrawn, join(stranger!, 6)],
  ['not-waiting', open, by(founder!, 5, admitBody(stranger!))],
  ['not-waiting', open, by(founder!, 5, declineBody(editor!))],
  ['not-waiting', turnedAway, by(founder!, 6, admitBody(stranger!))],
  ['wrong-epoch', awaited, by(founder!, 5, admitBody(stranger!, 1))],
  // A key from an invite that holds none, and none from one that holds one.
  ['wrong-epoch', byApproval, by(others[0], 5, joinBody(3))],
  ['wrong-epoch', open, comes(stranger!, 5, 1)],
  ['already-member', awaited, comes(stranger!, 6)],
  ['already-member', awaited, by(founder!, 6, grantBody(stranger!, 'reader'))],
  ['already-member', turnedAway, comes(stranger!, 6)],
  ['already-member', removed, by(founder!, 6, grantBody(editor!, 'editor', 0, 1))],
  ['not-a-member', removed, by(founder!, 6, revokeBody(removed, editor!))],
  ['not-a-member', removed, by(founder!, 6, changeBody(editor!, 'reader'))],
  ['not-a-member', awaited, by(founder!, 6, changeBody(stranger!, 'reader'))],
  ['not-a-member', awaited, by(founder!, 6, revokeBody(awaited, stranger!))],
  ['last-keeper', open, by(founder!, 5, revokeBody(open, founder!))],
  ['last-keeper', open, by(founder!, 5, changeBody(founder!, 'editor'))],
  ['last-keeper', open, by(founder!, 5, changeBody(founder!, 'keeper', 99))],
  ['wrong-epoch', open, by(founder!, 5, revokeBody(open, editor!, { epoch: 0 }))],
  ['wrong-epoch', open, by(founder!, 5, revokeBody(open, editor!, { epoch: 2 }))],
  ['wrong-recipients', open, by(founder!, 5, revokeBody(open, editor!, { wraps: [] }))],
  [
    'wrong-recipients',
    open,
    // Made for the removal of another.
    by(founder!, 5, revokeBody(open, editor!, { wraps: revokeBody(open, reader!).wraps })),
  ],
  // Nobody is let in before there is a code, and that comes of one answer and one opening to it.
  ['no-commitment', byApproval, by(stranger!, 4, earlierWaitingJoinBody(3))],
  ['author-not-keeper', joined, by(editor!, 5, answerBody(joined, stranger!))],
  ['author-not-keeper', joined, by(stranger!, 5, answerBody(joined, stranger!))],
  ['not-waiting', joined, by(founder!, 5, answerBody(joined, editor!))],
  ['not-waiting', joined, by(founder!, 5, answerBody(joined, stranger!, { join: another }))],
  ['not-waiting', turnedAway, by(founder!, 6, answerBody(joined, stranger!))],
  ['already-answered', half, by(founder!, 5, answerBody(joined, stranger!, { nonce: another }))],
  ['already-answered', awaited, by(founder!, 5, answerBody(joined, stranger!))],
  ['not-waiting', half, by(others[0], 5, openBody(half, stranger!))],
  ['not-waiting', turnedAway, by(stranger!, 6, openBody(half, stranger!))],
  ['not-answered', joined, opened],
  ['not-answered', half, by(stranger!, 5, openBody(half, stranger!, { answer: another }))],
  ['wrong-opening', half, by(stranger!, 5, openBody(half, stranger!, { nonce: another }))],
  ['already-opened', awaited, by(stranger!, 5, openBody(half, stranger!))],
  ['not-opened', joined, by(founder!, 5, admitBody(stranger!))],
  ['not-opened', half, by(founder!, 5, admitBody(stranger!))],
  ['not-opened', half, unsignedStatement(book, founder!, 5, admitBody(stranger!), 2)],
  ['author-not-keeper', open, by(editor!, 5, schemaBody(3))],
  ['author-not-keeper', open, by(reader!, 5, schemaBody(3))],
  ['author-not-keeper', open, by(stranger!, 5, schemaBody(3))],
  ['author-not-keeper', withSheet, by(others[1], 6, schemaBody(3))],
  ['schema-not-higher', open, by(founder!, 5, schemaBody(0))],
  ['schema-not-higher', open, by(founder!, 5, schemaBody(1))],
  ['schema-not-higher', open, by(founder!, 5, schemaBody(2))],
  // After a removal no link that held a key lets anybody in; one of version 1 renewed them.
  ['invite-withdrawn', removed, join(stranger!, 6)],
  ['wrong-epoch', removedEarlier, join(stranger!, 6)],
])('[ACC8] refused: %s', (reason, access, one) => {
  expect(refusal(access, one)).toBe(reason);
});

test('[ACC37] a book is made with the schema of then, and keepers raise it, each time for good', () => {
  for (const version of [1, 2, 3, 4] as const) {
    const made = accessOf([unsignedStatement(book, founder!, 0, createBody(), version)])!;
    expect([made.schema, made.schemaRaisedBy]).toEqual([version < 4 ? 1 : 2, undefined]);
  }
  const earlier = [
    unsignedStatement(book, founder!, 0, createBody(), 3),
    by(founder!, 1, grantBody(stranger!, 'keeper')),
  ];
  // Two keepers at once: whichever is second in the log is refused.
  for (const [first, second] of [
    [founder!, stranger!],
    [stranger!, founder!],
  ] as const) {
    const raised = accessOf([...earlier, by(first, 7, schemaBody(2))])!;
    expect([raised.schema, raised.schemaRaisedBy]).toEqual([2, { device: first, at: 7 }]);
    expect(refusal(raised, by(second, 6, schemaBody(2)))).toBe('schema-not-higher');
    const again = accessOf([...raised.statements, by(second, 9, schemaBody(4))])!;
    expect([again.schema, again.schemaRaisedBy]).toEqual([4, { device: second, at: 9 }]);
    expect(refusal(again, by(first, 10, schemaBody(3)))).toBe('schema-not-higher');
    expect(again.members).toEqual(accessOf(earlier)!.members);
  }
});

test('[ACC20] of two keepers who remove each other, the first in the log counts', () => {
  const two = accessOf([created, by(founder!, 1, grantBody(stranger!, 'keeper'))])!;
  const one = by(founder!, 5, revokeBody(two, stranger!));
  // Dated earlier, and it makes no difference.
  const other = by(stranger!, 4, revokeBody(two, founder!));
  for (const [first, second] of [
    [one, other],
    [other, one],
  ] as const) {
    const after = accessOf([...two.statements, first])!;
    expect(refusal(after, second)).toBe('author-not-keeper');
    const end = accessOf([...two.statements, first, second])!;
    expect(end).toEqual(after);
    expect([...end.members.keys()]).toEqual([first.author]);
    const { author: device } = second;
    expect(end.former.get(device)).toMatchObject({ how: 'removed', by: first.author });
    expect(roleAt(end, device, 6)).toBeUndefined();
  }
});

test('[ACC21] whoever comes by an invite with approval waits, and gets the terms of it', () => {
  expect(awaited.waiting.get(stranger!)).toMatchObject({ since: 4, invite: inviteNumbered(3) });
  expect(awaited.members.has(stranger!)).toBe(false);
  expect(roleAt(awaited, stranger!, 5)).toBeUndefined();
  expect(awaited.invites.get(inviteNumbered(3))!.usedBy).toEqual([stranger]);
  const admitted = accessOf([...awaited.statements, by(founder!, 6, admitBody(stranger!))])!;
  expect(admitted.members.get(stranger!)).toMatchObject({
    role: 'editor',
    until: 40,
    admittedBy: founder,
    since: 6,
    wraps: [wrapFor(0)],
  });
  expect(admitted.waiting.size).toBe(0);
  expect(turnedAway.former.get(stranger!)).toMatchObject({ how: 'declined', by: founder, at: 5 });
  expect(turnedAway.waiting.size).toBe(0);
});

test('[ACC21] waiting outlasts the invite, its end and a new key; the key is then the new one', () => {
  const end = by(founder!, 5, { type: 'withdraw', invite: inviteNumbered(3) });
  const later = accessOf([
    ...awaited.statements,
    end,
    by(founder!, 20, revokeBody(open, editor!)),
  ])!;
  expect(later.epoch).toBe(1);
  expect(refusal(later, by(founder!, 21, admitBody(stranger!)))).toBe('wrong-epoch');
  expect(refusal(later, by(founder!, 21, admitBody(stranger!, 1)))).toBeUndefined();
});

test('[ACC34] an invite of before there were commitments is joined without one, and with one', () => {
  const invited = inviteBody(3, 'editor', terms);
  const earlier = accessOf([
    ...open.statements,
    unsignedStatement(book, founder!, 3, invited, 2),
    by(stranger!, 4, earlierWaitingJoinBody(3)),
    comes(others[0], 4),
  ])!;
  expect([...earlier.waiting.keys()]).toEqual([stranger, others[0]]);
  // No code of the new kind can come of it, and it is let in as it was.
  expect(refusal(earlier, by(founder!, 5, answerBody(earlier, stranger!)))).toBe('not-waiting');
  expect(refusal(earlier, by(stranger!, 5, openBody(earlier, stranger!)))).toBe('not-answered');
  expect(refusal(earlier, by(founder!, 5, admitBody(stranger!)))).toBeUndefined();
  expect(refusal(earlier, by(founder!, 5, admitBody(others[0])))).toBe('not-opened');
});

test('[ACC35] a wait ends two weeks after the join, by either date; before version 3 it had no end', () => {
  const last = 4 + waitMsMax;
  const steps = [
    [joined, (at: number) => by(founder!, at, answerBody(joined, stranger!))],
    [half, (at: number) => by(stranger!, at, openBody(half, stranger!))],
    [awaited, (at: number) => by(founder!, at, admitBody(stranger!))],
  ] as const;
  for (const [access, step] of steps) {
    expect(refusal(access, step(last - 1))).toBeUndefined();
    expect(refusal(access, step(last))).toBe('wait-expired');
    expect(refusal(access, step(5), last)).toBe('wait-expired');
    expect(refusal(access, step(5))).toBeUndefined();
  }
  const earlier = unsignedStatement(book, founder!, last, admitBody(stranger!), 2);
  expect(refusal(awaited, earlier)).toBeUndefined();
  expect(refusal(awaited, by(founder!, last, declineBody(stranger!)))).toBeUndefined();
});

test('[ACC34] a code stands for nothing once whoever answered is a keeper no more', () => {
  const second = by(founder!, 3, grantBody(others[0], 'keeper'));
  const two = accessOf([...joined.statements, second])!;
  const compared = accessOf([...two.statements, ...comparing(two, others[0], stranger!, 5)])!;
  const admitted = (epoch = 0) => by(founder!, 7, admitBody(stranger!, epoch));
  expect(refusal(compared, admitted())).toBeUndefined();
  for (const [body, epoch] of [
    [changeBody(others[0], 'editor'), 0],
    [revokeBody(compared, others[0]), 1],
  ] as const) {
    const without = accessOf([...compared.statements, by(founder!, 6, body)])!;
    expect(comparisonOf(without, stranger!, 7)).toEqual({ type: 'answerer-gone' });
    expect(refusal(without, admitted(epoch))).toBe('answerer-gone');
    expect(refusal(without, by(founder!, 7, declineBody(stranger!)))).toBeUndefined();
  }
  // New keys are the same keeper, and the code is the same.
  const renewed = accessOf([...compared.statements, by(others[0], 6, replaceBody(others[1]))])!;
  expect(comparisonOf(renewed, stranger!, 7)).toEqual(comparisonOf(compared, stranger!, 7));
  expect(refusal(renewed, admitted())).toBeUndefined();
});

test('[ACC22] first hand, a keeper’s word ends with the membership by the relay’s clock', () => {
  const ending = accessOf([
    ...awaited.statements,
    by(founder!, 3, grantBody(others[0], 'keeper', 50)),
  ])!;
  const acts: StatementBody[] = [
    grantBody(others[1], 'keeper'),
    inviteBody(4, 'keeper', { expires: 99 }),
    withdrawBody(1),
    admitBody(stranger!),
    declineBody(stranger!),
    changeBody(editor!, 'keeper'),
    schemaBody(3),
    revokeBody(ending, founder!),
  ];
  for (const act of acts.slice(0, -1)) {
    expect(refusal(ending, by(others[0], 10, act), 49)).toBeUndefined();
    expect(refusal(ending, by(others[0], 10, act), 50)).toBe('author-not-keeper');
    expect(refusal(ending, by(others[0], 50, act), 10)).toBe('author-not-keeper');
    expect(refusal(ending, by(others[0], 10, act))).toBeUndefined();
  }
  expect(refusal(ending, by(others[0], 10, acts.at(-1)!), 49)).toBe('last-keeper');
  expect(refusal(ending, by(others[0], 10, acts.at(-1)!), 50)).toBe('author-not-keeper');
});
