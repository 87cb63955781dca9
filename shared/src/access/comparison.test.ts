import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equal } from '../base/bytes.ts';
import { idToBytes, type DeviceId } from '../base/ids.ts';
import {
  answerBody,
  bookNumbered,
  comparing,
  createBody,
  deviceNumbered,
  earlierWaitingJoinBody,
  grantBody,
  inviteBody,
  inviteNumbered,
  nonceOf,
  openBody,
  unsignedStatement,
  waitingJoinBody,
} from '../testing/statements.ts';
import { accessOf } from './access.ts';
import { commitmentTo, comparisonDigest, comparisonOf, earlierCode } from './comparison.ts';
import { waitMsMax, type Access } from './state.ts';
import type { Invite, Join, Statement } from './statement.ts';

const book = bookNumbered(0);
const [keeper, second, sam, tom] = [0, 1, 2, 3].map(deviceNumbered) as [
  DeviceId,
  DeviceId,
  DeviceId,
  DeviceId,
];
const terms = { expires: 99, usesMax: 9, approval: true };
const beginning = (invite: Partial<Invite> = {}) => [
  unsignedStatement(book, keeper, 0, createBody()),
  unsignedStatement(book, keeper, 1, grantBody(second, 'keeper')),
  unsignedStatement(book, keeper, 2, { ...inviteBody(1, 'editor', terms), ...invite }),
];
const joinOf = (device: DeviceId, at = 3, parts: Partial<Join> = {}) =>
  unsignedStatement(book, device, at, { ...waitingJoinBody(1, book, device), ...parts });
const after = (access: Access, ...statements: Statement[]) =>
  accessOf([...access.statements, ...statements])!;

const asked = accessOf([...beginning(), joinOf(sam)])!;

test('[ACC36] there is a code once a keeper’s device has answered and the comer’s has opened', () => {
  const [answer, opening] = comparing(asked, keeper, sam, 4);
  const stages = [asked, after(asked, answer), after(asked, answer, opening)];
  expect(stages.map((access) => comparisonOf(access, sam, 5)?.type)).toEqual([
    'awaits-answer',
    'awaits-opening',
    'code',
  ]);
  expect(comparisonOf(stages[2]!, sam, 5)).toEqual({
    type: 'code',
    code: expect.stringMatching(/^\d{4} \d{4} \d{4}$/) as string,
  });
  expect(comparisonOf(stages[2]!, sam, 3 + waitMsMax)).toEqual({ type: 'wait-expired' });
  expect(comparisonOf(asked, keeper, 5)).toBeUndefined();
});

test('[ACC36] it is the same for ever', () => {
  // Of statements of version 3, since which it is made like this.
  const earlier = ({ author, issuedAt, body }: Statement) =>
    unsignedStatement(book, author, issuedAt, body, 3);
  const waiting = accessOf(asked.statements.map(earlier))!;
  const answered = after(waiting, earlier(comparing(waiting, keeper, sam, 4)[0]));
  const opening = unsignedStatement(book, sam, 4, openBody(answered, sam), 3);
  const code = '9862 6496 2804';
  expect(comparisonOf(after(answered, opening), sam, 5)).toEqual({ type: 'code', code });
});

test('[ACC36] in whatever order two come, are answered and open, each has one code everywhere', () => {
  const two = after(asked, joinOf(tom));
  const [samAnswer, samOpening] = comparing(two, keeper, sam, 4);
  const [tomAnswer, tomOpening] = comparing(two, second, tom, 4);
  const more = unsignedStatement(book, keeper, 4, inviteBody(2, 'reader', terms));
  const codeAlone = (comer: DeviceId, ...said: Statement[]) =>
    comparisonOf(accessOf([...beginning(), joinOf(comer), ...said])!, comer, 5);
  const expected = [codeAlone(sam, samAnswer, samOpening), codeAlone(tom, tomAnswer, tomOpening)];
  expect(expected[0]).not.toEqual(expected[1]);
  fc.assert(
    fc.property(fc.array(fc.nat(2), { minLength: 5, maxLength: 5 }), (turns) => {
      const lines = [[samAnswer, samOpening], [tomAnswer, tomOpening], [more]];
      const inTurn = turns.flatMap((turn) => lines[turn]!.splice(0, 1));
      const end = after(two, ...inTurn, ...lines.flat());
      expect([comparisonOf(end, sam, 5), comparisonOf(end, tom, 5)]).toEqual(expected);
    }),
  );
});

const key = fc.constantFrom(1, 2, 3);

test('[ACC36] with another key, number, invite or join it is another code', () => {
  const seen = new Map<string, string>();
  const parts = fc.record({
    wrapPublic: key,
    own: key,
    answer: key,
    by: fc.constantFrom(keeper, second),
    usesMax: key,
    at: key,
  });
  fc.assert(
    fc.property(parts, (given) => {
      const wrapPublic = new Uint8Array(32).fill(given.wrapPublic);
      const nonce = new Uint8Array(32).fill(given.own);
      const invite = inviteNumbered(1);
      const commitment = commitmentTo({ book, invite, device: sam, wrapPublic }, nonce);
      const join = joinOf(sam, 2 + given.at, { wrapPublic, commitment });
      const access = accessOf([...beginning({ usesMax: given.usesMax }), join])!;
      const said = answerBody(access, sam, { nonce: new Uint8Array(32).fill(given.answer) });
      const answered = after(access, unsignedStatement(book, given.by, 6, said));
      const opening = openBody(answered, sam, { nonce });
      const end = after(answered, unsignedStatement(book, sam, 6, opening));
      const name = JSON.stringify(given);
      const { code } = comparisonOf(end, sam, 7) as { code: string };
      expect(seen.get(code) ?? name).toBe(name);
      seen.set(code, name);
    }),
    { numRuns: 300 },
  );
  expect(seen.size).toBeGreaterThan(100);
});

test('[ACC36] what could be made anew after the answer, its date above all, is no part of it', () => {
  const digests = [4, 5].map((at) => {
    const end = after(asked, ...comparing(asked, keeper, sam, at));
    return comparisonDigest(end, end.waiting.get(sam)!)!;
  });
  expect(equal(digests[0]!, digests[1]!)).toBe(true);
});

test('[ACC34] a commitment is to one number, by one device with one key, by one invite, in one book', () => {
  const wrapPublic = new Uint8Array(32).fill(9);
  const joiner = { book, invite: inviteNumbered(1), device: sam, wrapPublic };
  const all = [
    commitmentTo(joiner, nonceOf(sam)),
    commitmentTo(joiner, nonceOf(tom)),
    commitmentTo({ ...joiner, book: bookNumbered(1) }, nonceOf(sam)),
    commitmentTo({ ...joiner, invite: inviteNumbered(2) }, nonceOf(sam)),
    commitmentTo({ ...joiner, device: tom }, nonceOf(sam)),
    commitmentTo({ ...joiner, wrapPublic: new Uint8Array(65).fill(9) }, nonceOf(sam)),
  ];
  expect(new Set(all.map(String)).size).toBe(all.length);
  expect(commitmentTo({ ...joiner }, nonceOf(sam))).toEqual(all[0]);
});

test('[SEAL14] the code of a join of before version 3 is the same for ever, and of one device in one book', () => {
  const [device, wrapPublic] = [deviceNumbered(1), idToBytes(deviceNumbered(2))];
  const code = earlierCode(bookNumbered(1), { device, wrapPublic });
  expect(code).toBe('9992 7010 3805');
  expect(earlierCode(bookNumbered(2), { device, wrapPublic })).not.toBe(code);
  expect(earlierCode(bookNumbered(1), { device: sam, wrapPublic: idToBytes(tom) })).not.toBe(code);
  const earlier = accessOf([
    ...beginning().map((each) => ({ ...each, version: 2 as const })),
    unsignedStatement(book, sam, 3, earlierWaitingJoinBody(1), 2),
  ])!;
  const comer = earlier.waiting.get(sam)!;
  expect(comparisonOf(earlier, sam, 5)).toEqual({
    type: 'earlier-code',
    code: earlierCode(book, comer),
  });
});
