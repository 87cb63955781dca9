import { expect, test } from 'vitest';
import type { Access, OpenInvite } from '@wardbook/shared/access/state';
import type { DeviceId, InviteId } from '@wardbook/shared/base/ids';
import { openUntil, ownLinkState } from './own-link.ts';

const [made, own, comer, keeper] = ['made', 'own', 'comer', 'keeper'] as [
  InviteId,
  DeviceId,
  DeviceId,
  DeviceId,
];
const now = 1000;

function accessWith(invite: Partial<OpenInvite>, rest: Partial<Access> = {}): Access {
  const whole = { own: true, by: own, expires: now + 5, usedBy: [], ...invite };
  const empty = { members: new Map(), waiting: new Map(), former: new Map() };
  return { ...empty, invites: new Map([[made, whole]]), ...rest } as unknown as Access;
}

const used = { usedBy: [comer] };
const at = <V>(value: V) => new Map([[comer, value]]) as never;

test.each([
  ['open', accessWith({}), { type: 'open', leftMs: 5 }],
  ['over', accessWith({ expires: now }), { type: 'over' }],
  ['withdrawn', accessWith({ withdrawnBy: keeper }), { type: 'withdrawn' }],
  ['used', accessWith({ ...used, expires: 0 }, { waiting: at({}) }), { type: 'used' }],
  ['arrived', accessWith(used, { members: at({}) }), { type: 'arrived', device: comer }],
  [
    'turned away',
    accessWith(used, { former: at({ how: 'declined', by: keeper }) }),
    { type: 'turned-away', by: keeper },
  ],
  [
    'removed since',
    accessWith(used, { former: at({ how: 'removed', by: keeper }) }),
    { type: 'none' },
  ],
])('a link for one’s own device that is %s', (_, access, state) => {
  expect(ownLinkState(access, made, now)).toEqual(state);
});

test('no link', () => {
  expect(ownLinkState(accessWith({}), undefined, now)).toEqual({ type: 'none' });
});

test('an earlier link is told of while it works', () => {
  const isOwn = (device: DeviceId) => device === own;
  expect(openUntil(accessWith({}), isOwn, now)).toBe(now + 5);
  for (const over of [used, { expires: now }, { withdrawnBy: keeper }, { own: false }])
    expect(openUntil(accessWith(over), isOwn, now)).toBeUndefined();
  expect(openUntil(accessWith({ by: keeper }), isOwn, now)).toBeUndefined();
});
