import { expect, test } from 'vitest';
import type { DeviceId } from '@wardbook/shared/base/ids';
import {
  deviceNumbered,
  inviteBody,
  inviteNumbered,
  revokeBody,
} from '@wardbook/shared/testing/statements';
import { ToldBook } from '@wardbook/shared/testing/told-book';
import { openUntil, ownLinkState, type OwnLinkState } from './own-link.ts';

const [own, comer] = [0, 1].map(deviceNumbered) as [DeviceId, DeviceId];
const made = inviteNumbered(0);
const [now, expires] = [3, 8];

/** The founder has made a link for another device of theirs; then this. */
function accessAfter(tell: (told: ToldBook) => void = () => undefined) {
  const told = new ToldBook(own);
  told.say(own, inviteBody(0, 'keeper', { expires, own: true }));
  tell(told);
  return told.access;
}

const withdrawn = (told: ToldBook) => told.say(own, { type: 'withdraw', invite: made });
const used = (told: ToldBook) => told.takeUp(comer, 0);
const arrived = (told: ToldBook) => {
  used(told);
  told.letIn(comer);
};

test.each<[string, (told: ToldBook) => void, number, OwnLinkState]>([
  ['open', () => undefined, now, { type: 'open', leftMs: 5 }],
  ['over', () => undefined, expires, { type: 'over' }],
  ['withdrawn', withdrawn, now, { type: 'withdrawn' }],
  ['used', used, expires, { type: 'used' }],
  ['arrived', arrived, now, { type: 'arrived', device: comer }],
  [
    'turned away',
    (told) => {
      used(told);
      told.say(own, { type: 'decline', device: comer });
    },
    now,
    { type: 'turned-away', by: own },
  ],
  [
    'removed since',
    (told) => {
      arrived(told);
      told.say(own, revokeBody(told.access, comer));
    },
    now,
    { type: 'none' },
  ],
])('a link for one’s own device that is %s', (_, tell, at, state) => {
  expect(ownLinkState(accessAfter(tell), made, at)).toEqual(state);
});

test('no link', () => {
  expect(ownLinkState(accessAfter(), undefined, now)).toEqual({ type: 'none' });
});

test('an earlier link is told of while it works', () => {
  const isOwn = (device: DeviceId) => device === own;
  expect(openUntil(accessAfter(), isOwn, now)).toBe(expires);
  expect(openUntil(accessAfter(), isOwn, expires)).toBeUndefined();
  expect(openUntil(accessAfter(), () => false, now)).toBeUndefined();
  for (const tell of [used, withdrawn])
    expect(openUntil(accessAfter(tell), isOwn, now)).toBeUndefined();
  const told = new ToldBook(own);
  told.say(own, inviteBody(0, 'keeper', { expires, approval: true }));
  expect(openUntil(told.access, isOwn, now)).toBeUndefined();
});
