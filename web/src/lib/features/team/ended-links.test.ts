import { describe, expect, test } from 'vitest';
import { accessOf } from '@wardbook/shared/access/access';
import type { Access } from '@wardbook/shared/access/state';
import type { StatementBody } from '@wardbook/shared/access/statement';
import type { DeviceId } from '@wardbook/shared/base/ids';
import {
  bookNumbered,
  createBody,
  deviceNumbered,
  grantBody,
  inviteBody,
  joinBody,
  revokeBody,
  recoverySheetBody,
  unsignedStatement,
} from '@wardbook/shared/testing/statements';
import {
  cancelledRecoverySheetsText,
  endedLinks,
  endedLinkText,
  endedWithText,
  termsInPlaceOf,
} from './ended-links.ts';

const [keeper, other, comer, paper] = [0, 1, 2, 3].map(deviceNumbered) as [
  DeviceId,
  DeviceId,
  DeviceId,
  DeviceId,
];
const now = 5;
const terms = { expires: 90, usesMax: 5 };

function then(access: Access | undefined, ...said: [DeviceId, StatementBody][]): Access {
  const statements = said.map(([author, body]) =>
    unsignedStatement(bookNumbered(0), author, now, body),
  );
  return accessOf([...(access?.statements ?? []), ...statements])!;
}

const team = then(
  undefined,
  [keeper, createBody()],
  [keeper, grantBody(other, 'keeper')],
  [other, inviteBody(0, 'editor', { ...terms, approval: true })],
  [keeper, inviteBody(1, 'editor', terms)],
  [keeper, inviteBody(2, 'reader', { ...terms, approval: true })],
  [comer, joinBody(1)],
);
const after = (device: DeviceId) => then(team, [keeper, revokeBody(team, device)]);
const texts = (access: Access, at = now) => endedLinks(access, at).map(endedLinkText);

describe('[TEAM9] links that a removal ended', () => {
  test('are those that held the key, and those of whoever was removed', () => {
    expect(texts(team)).toEqual([]);
    expect(texts(after(comer))).toEqual(['Editor, at once, for 4 more people']);
    expect(texts(after(other))).toEqual([
      'Editor, at once, for 4 more people',
      'Editor, once a keeper agrees, for 5 more people',
    ]);
    expect(endedLinks(after(comer), now)[0]!.endedWith).toBe(comer);
    expect(texts(after(comer), 90)).toEqual([]);
  });

  test('say with whom they ended, and whether those are in the book still', () => {
    const why = (access: Access) =>
      endedLinks(access, now).map((link) => endedWithText(access, link, () => 'Kim'));
    expect(why(after(comer))).toEqual(['It ended so that Kim cannot come back by it.']);
    const steppedDown = then(team, [
      keeper,
      { type: 'change', device: other, role: 'editor', until: 0 },
    ]);
    expect(why(steppedDown)).toEqual(['It ended when Kim stopped being a keeper.']);
  });

  test('are told until a new one like it stands in their place', () => {
    const [link] = endedLinks(after(comer), now);
    expect(termsInPlaceOf(link!)).toEqual({
      role: 'editor',
      until: 0,
      expires: 90,
      usesMax: 4,
      approval: false,
    });
    const made = inviteBody(3, 'editor', { expires: 90, usesMax: 4, epoch: 1 });
    expect(texts(then(after(comer), [keeper, made]))).toEqual([]);
    const another = inviteBody(3, 'reader', { expires: 90, usesMax: 4, epoch: 1 });
    expect(texts(then(after(comer), [keeper, another]))).toHaveLength(1);
  });

  test('a recovery sheet that goes with whoever made it is told before', () => {
    const withRecoverySheet = then(team, [other, recoverySheetBody(paper)]);
    expect(cancelledRecoverySheetsText(withRecoverySheet, [comer])).toEqual([]);
    expect(cancelledRecoverySheetsText(withRecoverySheet, [paper])).toEqual([]);
    expect(cancelledRecoverySheetsText(withRecoverySheet, [other])[0]).toMatch(
      /^The recovery sheet .+ cancelled/,
    );
  });
});
