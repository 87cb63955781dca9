/** What people do for themselves, sheets and relays: what each comes to, and what is refused. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DeviceId, InviteId } from '../base/ids.ts';
import {
  admitBody,
  comparing,
  bookNumbered,
  createBody,
  deviceNumbered,
  grantBody,
  inviteBody,
  inviteNumbered,
  joinBody,
  auditBody,
  relayUrl,
  replaceBody,
  revokeAllBody,
  revokeBody,
  recoverySheetBody,
  unsignedStatement,
  waitingJoinBody,
  wrapFor,
} from '../testing/statements.ts';
import { accessOf, applyStatement, mayDeviceAppend } from './access.ts';
import { relaysMax } from './relay-url.ts';
import {
  invitesMax,
  statementsForAuditsMax,
  auditsPerPersonMax,
  ownInviteMsMax,
  ownInvitesMax,
  replacedMax,
  roleAt,
  recoverySheetsMax,
  type Access,
  type AccessRefusal,
} from './state.ts';
import type { Statement, StatementBody, Wrap } from './statement.ts';

const book = bookNumbered(0);
const [founder, editor, reader, guest, paper, second, next, late] = [0, 1, 2, 3, 4, 5, 6, 7].map(
  deviceNumbered,
) as [DeviceId, DeviceId, DeviceId, DeviceId, DeviceId, DeviceId, DeviceId, DeviceId];
const by = (author: DeviceId, issuedAt: number, body: StatementBody) =>
  unsignedStatement(book, author, issuedAt, body);

/** The book after statements that must all be taken. */
function after(access: Access | undefined, ...statements: Statement[]): Access {
  for (const statement of statements) {
    const result = applyStatement(access, statement);
    if (result.type === 'refused') return expect.unreachable(result.reason);
    ({ access } = result);
  }
  return access!;
}

function refusal(access: Access, statement: Statement, now?: number) {
  const result = applyStatement(access, statement, now);
  return result.type === 'refused' ? result.reason : undefined;
}

const ownInvite = (number: number, access: Access, author: DeviceId, lasts = 10) => {
  const { role, until } = access.members.get(author)!;
  return inviteBody(number, role, { expires: 5 + lasts, until, own: true });
};
const withdrawal = (number: number): StatementBody => ({
  type: 'withdraw',
  invite: inviteNumbered(number),
});
const naming = (revision: number, ...urls: string[]): StatementBody => ({
  type: 'relays',
  revision,
  urls,
});

const team = after(
  undefined,
  by(founder, 0, createBody()),
  by(founder, 1, grantBody(editor, 'editor')),
  by(founder, 1, grantBody(reader, 'reader')),
  by(founder, 1, grantBody(guest, 'reader', 50)),
  by(founder, 1, recoverySheetBody(paper)),
);
const invited = after(team, by(reader, 5, ownInvite(1, team, reader)));
const joined = after(invited, by(second, 6, waitingJoinBody(1, book, second)));
const waiting = after(joined, ...comparing(joined, founder, second, 6));
const replaced = after(waiting, by(reader, 7, replaceBody(next)));
const withTwo = after(waiting, by(founder, 7, admitBody(second)));

test.each<[AccessRefusal, Access, Statement]>([
  ['not-own-terms', team, by(reader, 5, inviteBody(1, 'editor', { expires: 9, own: true }))],
  ['not-own-terms', team, by(editor, 5, inviteBody(1, 'keeper', { expires: 9, own: true }))],
  ['not-own-terms', team, by(founder, 5, inviteBody(1, 'reader', { expires: 9, own: true }))],
  // Longer than oneself, or for longer than an hour, or twice, or with the key.
  ['not-own-terms', team, by(guest, 5, inviteBody(1, 'reader', { expires: 9, own: true }))],
  ['not-own-terms', team, by(reader, 5, ownInvite(1, team, reader, ownInviteMsMax + 1))],
  ['not-own-terms', team, by(reader, 5, { ...ownInvite(1, team, reader), usesMax: 2 })],
  ['not-own-terms', team, by(reader, 5, { ...inviteBody(1, 'reader', { expires: 9 }), own: true })],
  ['not-a-member', team, by(late, 5, inviteBody(1, 'reader', { expires: 9, own: true }))],
  ['not-a-member', team, by(guest, 50, ownInvite(1, team, guest))],
  ['not-a-member', team, by(paper, 5, inviteBody(1, 'keeper', { expires: 9, own: true }))],
  ['author-not-keeper', team, by(reader, 5, inviteBody(1, 'reader', { expires: 9 }))],
  ['author-not-keeper', waiting, by(reader, 7, admitBody(second))],
  ['author-not-keeper', waiting, by(second, 7, admitBody(second))],
  ['author-not-keeper', waiting, by(paper, 7, admitBody(second))],
  ['author-not-keeper', waiting, by(reader, 7, { type: 'decline', device: second })],
  ['author-not-keeper', invited, by(editor, 6, withdrawal(1))],
  ['author-not-keeper', replaced, by(reader, 8, withdrawal(1))],
  ['wrong-epoch', invited, by(second, 6, joinBody(1))],
  ['invite-used-up', waiting, by(late, 7, waitingJoinBody(1, book, late))],
  ['already-member', team, by(reader, 5, replaceBody(editor))],
  ['already-member', team, by(reader, 5, replaceBody(reader))],
  ['already-member', waiting, by(reader, 7, replaceBody(second))],
  ['already-member', replaced, by(editor, 8, replaceBody(reader))],
  ['already-member', replaced, by(founder, 8, grantBody(reader, 'reader'))],
  ['wrong-epoch', team, by(reader, 5, replaceBody(next, 1))],
  ['not-a-member', team, by(late, 5, replaceBody(next))],
  ['not-a-member', team, by(guest, 50, replaceBody(next))],
  ['not-a-member', team, by(paper, 5, replaceBody(next))],
  ['not-a-member', waiting, by(second, 7, replaceBody(next))],
  ['not-a-member', replaced, by(reader, 8, replaceBody(late))],
  ['author-not-keeper', team, by(editor, 5, recoverySheetBody(late))],
  ['author-not-keeper', team, by(paper, 5, recoverySheetBody(late))],
  ['already-member', team, by(founder, 5, recoverySheetBody(paper))],
  ['wrong-epoch', team, by(founder, 5, recoverySheetBody(late, 1))],
  ['author-not-keeper', team, by(paper, 5, inviteBody(1, 'reader', { expires: 9 }))],
  ['author-not-keeper', team, by(paper, 5, revokeBody(team, reader))],
  ['author-not-keeper', team, by(paper, 5, naming(1, relayUrl(1)))],
  ['not-a-member', team, by(paper, 5, auditBody())],
  [
    'not-a-member',
    team,
    by(founder, 5, { type: 'change', device: paper, role: 'keeper', until: 0 }),
  ],
  // With the sheet alone nobody could look after the book.
  ['last-keeper', team, by(founder, 5, revokeBody(team, founder))],
  ['last-keeper', team, by(founder, 5, revokeAllBody(team, [founder, editor, reader, guest]))],
  ['not-a-member', team, by(founder, 5, revokeAllBody(team, []))],
  ['not-a-member', team, by(founder, 5, revokeAllBody(team, [editor, late]))],
  [
    'wrong-recipients',
    team,
    // Made for one who goes as well.
    by(founder, 5, { ...revokeAllBody(team, [editor]), devices: [editor, reader] }),
  ],
  ['author-not-keeper', team, by(editor, 5, naming(1, relayUrl(1)))],
  ['not-relays', team, by(founder, 5, naming(1))],
  ['not-relays', team, by(founder, 5, naming(1, relayUrl(1), relayUrl(1)))],
  [
    'not-relays',
    team,
    by(founder, 5, naming(1, ...Array.from({ length: relaysMax + 1 }, (_, i) => relayUrl(i)))),
  ],
  ['not-a-member', team, by(late, 5, auditBody())],
  ['not-a-member', waiting, by(second, 7, auditBody())],
  ['not-a-member', team, by(guest, 50, auditBody())],
])('[ACC8] refused: %s', (reason, access, one) => {
  expect(refusal(access, one)).toBe(reason);
});

test('[ACC22] first hand, what a member says of themselves ends with the membership too', () => {
  for (const body of [auditBody(), replaceBody(next), ownInvite(1, team, guest)]) {
    expect(refusal(team, by(guest, 5, body), 49)).toBeUndefined();
    expect(refusal(team, by(guest, 5, body), 50)).toBe('not-a-member');
    expect(refusal(team, by(guest, 5, body))).toBeUndefined();
  }
});

test('[ACC23] whoever waits to be a further device of somebody’s does so when that one is replaced', () => {
  expect(replaced.former.get(reader)).toMatchObject({ how: 'replaced', person: reader });
  expect(replaced.members.get(next)).toMatchObject({ role: 'reader', person: reader });
  const both = after(replaced, by(founder, 8, admitBody(second)));
  expect(both.members.get(second)).toMatchObject({ role: 'reader', person: reader });
  // And the new one may withdraw what the old one opened.
  const unused = after(invited, by(reader, 7, replaceBody(next)), by(next, 8, withdrawal(1)));
  expect(refusal(unused, by(second, 9, waitingJoinBody(1, book, second)))).toBe('invite-withdrawn');
});

test('[ACC23] a keeper stays the last keeper under new keys, and no removed device is replaced', () => {
  const renewed = after(team, by(founder, 5, replaceBody(next)));
  expect(roleAt(renewed, next, 6)).toBe('keeper');
  expect(refusal(renewed, by(next, 6, revokeBody(renewed, next)))).toBe('last-keeper');
  expect(refusal(renewed, by(founder, 6, grantBody(late, 'keeper')))).toBe('author-not-keeper');
  const without = after(team, by(founder, 5, revokeBody(team, reader)));
  expect(refusal(without, by(reader, 4, replaceBody(next)))).toBe('not-a-member');
  const ending = after(team, by(guest, 5, replaceBody(next)));
  expect([roleAt(ending, next, 49), roleAt(ending, next, 50)]).toEqual(['reader', undefined]);
});

test('[ACC24] a further device is its person’s, with what they have when it is admitted', () => {
  expect(withTwo.members.get(second)).toMatchObject({
    role: 'reader',
    until: 0,
    person: reader,
    invite: inviteNumbered(1),
    admittedBy: founder,
  });
  const change = { type: 'change', device: reader, role: 'editor', until: 90 } as const;
  const risen = after(waiting, by(founder, 7, change), by(founder, 8, admitBody(second)));
  expect(risen.members.get(second)).toMatchObject({ role: 'editor', until: 90, person: reader });
});

test('[ACC24] one’s own invites end with oneself', () => {
  const gone = after(invited, by(founder, 6, revokeBody(invited, reader)));
  expect(gone.invites.get(inviteNumbered(1))!.withdrawnBy).toBe(founder);
  expect(refusal(gone, by(second, 7, waitingJoinBody(1, book, second)))).toBe('invite-withdrawn');
  const without = after(waiting, by(founder, 7, revokeBody(waiting, reader)));
  expect(refusal(without, by(founder, 8, admitBody(second, 1)))).toBe('not-a-member');
  expect(refusal(without, by(founder, 8, { type: 'decline', device: second }))).toBeUndefined();
});

test('[ACC31] a person goes with all their devices at once', () => {
  const gone = after(withTwo, by(founder, 8, revokeAllBody(withTwo, [reader, second])));
  expect([...gone.members.keys()]).toEqual([founder, editor, guest, paper]);
  expect(gone.members.get(paper)!.wraps.map(({ epoch }) => epoch)).toEqual([0, 1]);
  for (const device of [reader, second])
    expect(gone.former.get(device)).toMatchObject({ how: 'removed', by: founder, person: reader });
});

test('[ACC25] a recovery sheet lets a keeper in and can be cancelled; there are at most five', () => {
  const entered = after(team, by(paper, 5, grantBody(late, 'keeper')));
  expect(roleAt(entered, late, 6)).toBe('keeper');
  const cancelled = after(entered, by(late, 6, revokeBody(entered, paper)));
  expect(refusal(cancelled, by(paper, 7, grantBody(next, 'keeper', 0, 1)))).toBe(
    'author-not-keeper',
  );
  const papers = Array.from({ length: recoverySheetsMax - 1 }, (_, i) =>
    by(founder, 5, recoverySheetBody(deviceNumbered(20 + i))),
  );
  const full = after(team, ...papers);
  expect(refusal(full, by(founder, 6, recoverySheetBody(late)))).toBe('too-many');
  const one = after(full, by(founder, 6, revokeBody(full, paper)));
  expect(refusal(one, by(founder, 7, recoverySheetBody(late, 1)))).toBeUndefined();
});

test('[ACC11] a recovery sheet carries statements and appends nothing else', () => {
  const may = (device: DeviceId, at = 5) =>
    (['access', 'update', 'snapshot'] as const).map((kind) =>
      mayDeviceAppend(team, device, kind, at),
    );
  expect(may(paper)).toEqual([true, false, false]);
  expect(may(founder)).toEqual([true, true, true]);
  expect(may(editor)).toEqual([true, true, false]);
  expect(may(reader)).toEqual([true, false, false]);
  expect(may(guest, 49)).toEqual([true, false, false]);
  expect(may(guest, 50)).toEqual([false, false, false]);
  expect(may(late)).toEqual([false, false, false]);
});

test('[ACC26] whichever comes first, of several namings of relays the same counts', () => {
  const named = [
    naming(1, relayUrl(1)),
    naming(2, relayUrl(2)),
    naming(2, relayUrl(3), relayUrl(1)),
    naming(2, relayUrl(3)),
  ].map((body) => by(founder, 5, body));
  fc.assert(
    fc.property(fc.shuffledSubarray(named, { minLength: named.length }), (order) => {
      const access = accessOf([...team.statements, ...order])!;
      expect(access.relays).toEqual([relayUrl(3), relayUrl(1)]);
      expect(access.relaysRevision).toBe(2);
      expect(refusal(access, named[0]!)).toBe('relays-outdated');
    }),
  );
});

test('[ACC27] audit statements are bounded for each person, whatever device they make them on', () => {
  const audits = (author: DeviceId, count: number) =>
    Array.from({ length: count }, (_, i) => by(author, 10 + i, auditBody()));
  const some = after(withTwo, ...audits(reader, auditsPerPersonMax - 1));
  const all = after(some, by(second, 9, auditBody()), by(second, 9, replaceBody(next)));
  for (const device of [reader, next])
    expect(refusal(all, by(device, 900, auditBody()))).toBe('too-many');
  expect(refusal(all, by(editor, 900, auditBody()))).toBeUndefined();
});

test('[ACC29] audit statements of many people leave space for what keepers do', () => {
  let access = team;
  const crowd = Array.from({ length: 8 }, (_, i) => deviceNumbered(30 + i));
  for (const each of crowd) access = after(access, by(founder, 5, grantBody(each, 'reader')));
  for (let i = 0; access.statements.length < statementsForAuditsMax; i++)
    access = after(access, by(crowd[i % crowd.length]!, i, auditBody()));
  expect(refusal(access, by(editor, 5, auditBody()))).toBe('too-many');
  for (const body of [grantBody(late, 'keeper'), revokeAllBody(access, crowd), replaceBody(next)])
    expect(refusal(access, by(founder, 5, body)), body.type).toBeUndefined();
  expect(refusal(access, by(reader, 5, ownInvite(1, access, reader)))).toBeUndefined();
});

test('[ACC29] what a person can make for themselves is bounded, new keys or not', () => {
  let access = withTwo;
  let author = reader;
  const made = { invites: 1, keys: 0 };
  for (let number = 100; number < 200; number++) {
    const body = ownInvite(number, access, author);
    const isFull = refusal(access, by(author, 5, body));
    if (isFull) {
      expect(isFull).toBe('too-many');
      expect(refusal(access, by(second, 5, ownInvite(number, access, second)))).toBe('too-many');
    } else {
      access = after(access, by(author, 5, body));
      made.invites += 1;
    }
    const fresh = deviceNumbered(number);
    const isWorn = refusal(access, by(author, 5, replaceBody(fresh)));
    if (isWorn) expect(isWorn).toBe('too-many');
    else {
      access = after(access, by(author, 5, replaceBody(fresh)));
      author = fresh;
      made.keys += 1;
    }
  }
  expect(made).toEqual({ invites: ownInvitesMax, keys: replacedMax });
  // Other people have as many of their own.
  expect(refusal(access, by(editor, 5, ownInvite(1_000, access, editor)))).toBeUndefined();
  expect(refusal(access, by(editor, 5, replaceBody(late)))).toBeUndefined();
});

test('[ACC29] invites for one’s own devices take none from the keepers', () => {
  const kept = Array.from({ length: invitesMax - 1 }, (_, i) =>
    by(founder, 2, inviteBody(100 + i, 'reader', { expires: 9 })),
  );
  const full = after(invited, ...kept);
  expect(full.invites.size).toBe(invitesMax);
  const last = by(founder, 2, inviteBody(2, 'reader', { expires: 9 }));
  expect(refusal(full, last)).toBeUndefined();
  const over = by(founder, 2, inviteBody(3, 'reader', { expires: 9 }));
  expect(refusal(after(full, last), over)).toBe('too-many');
  expect(refusal(after(full, last), by(editor, 5, ownInvite(4, full, editor)))).toBeUndefined();
});

test('[ACC28] the key of an invite is no device’s, nor the other way round', () => {
  const open = after(team, by(founder, 5, inviteBody(1, 'reader', { expires: 90, usesMax: 9 })));
  // Whoever has the link can sign with its key. A removal would be for one recipient too many.
  const linkKey = inviteNumbered(1) as string as DeviceId;
  const acts: [DeviceId, StatementBody][] = [
    [linkKey, joinBody(1)],
    [reader, replaceBody(linkKey)],
    [founder, grantBody(linkKey, 'reader')],
    [founder, recoverySheetBody(linkKey)],
  ];
  for (const [author, body] of acts)
    expect(refusal(open, by(author, 6, body)), body.type).toBe('already-member');
  for (const device of [editor, founder]) {
    const posing = { ...ownInvite(2, open, reader), invite: device as string as InviteId };
    expect(refusal(open, by(reader, 6, posing))).toBe('already-member');
  }
  expect(refusal(open, by(founder, 7, revokeBody(open, editor)))).toBeUndefined();
});

test('[ACC30] keys of earlier epochs come with a place, each once, the oldest first', () => {
  const later = after(team, by(founder, 5, revokeBody(team, editor)));
  const again = after(later, by(founder, 6, revokeBody(later, reader)));
  expect(again.epoch).toBe(2);
  const [none, first, present] = [wrapFor(0), wrapFor(1), wrapFor(2)];
  const bodies = (older: Wrap[]): [DeviceId, StatementBody][] => [
    [founder, { ...grantBody(late, 'keeper', 0, 2), older }],
    [founder, { ...recoverySheetBody(late, 2), older }],
    [founder, { ...replaceBody(late, 2), older }],
  ];
  for (const [author, body] of bodies([none, first])) {
    const given = after(again, by(author, 7, body)).members.get(late);
    expect(given?.wraps).toEqual([none, first, present]);
  }
  for (const older of [[first, none], [first, first], [present], [none, wrapFor(3)]])
    for (const [author, body] of bodies(older))
      expect(refusal(again, by(author, 7, body)), body.type).toBe('wrong-epoch');
});
