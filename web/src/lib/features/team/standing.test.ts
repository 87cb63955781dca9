import { describe, expect, test } from 'vitest';
import type { Access, Member } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { deviceRemovalTexts, lastKeeper, lastKeeperText, removalTexts } from './standing.ts';

type Standing = Pick<Member, 'role' | 'until'> & Partial<Member>;

function accessOfMembers(members: readonly Standing[]): Access {
  const entries = members.map((member, index) => {
    const device = `device${index}` as DeviceId;
    return [device, { device, person: device, isSheet: false, ...member } as Member] as const;
  });
  return { members: new Map(entries) } as unknown as Access;
}

describe('the last keeper', () => {
  const lasting = { role: 'keeper', until: 0 } as const;

  test('is the only one without a last day', () => {
    const others = [
      { role: 'keeper', until: 5 },
      { role: 'editor', until: 0 },
    ] as const;
    expect(lastKeeper(accessOfMembers([...others, lasting]))).toBe('device2');
    expect(lastKeeper(accessOfMembers([lasting, ...others, lasting]))).toBeUndefined();
  });

  test('[TEAM1] is one person, however many devices they have, and never a sheet of paper', () => {
    const person = 'device0' as DeviceId;
    const two = accessOfMembers([lasting, { ...lasting, person }]);
    expect(lastKeeper(two)).toBe(person);
    expect(lastKeeper(accessOfMembers([lasting, { ...lasting, isSheet: true }]))).toBe(person);
  });

  test('is told why', () => {
    expect(lastKeeperText(undefined)).toMatch(/^You are the only keeper .+ first\.$/);
    expect(lastKeeperText('Ruth')).toMatch(/^Ruth is the only keeper/);
  });
});

test('a removal says what happens at once, what stays in memory, and what becomes of the others', () => {
  for (const texts of [1, 2].flatMap((n) => [removalTexts(true, n), removalTexts(false, n)])) {
    expect(texts[0]).toMatch(/^At once: .+ the book off( itself)?\.$/);
    expect(texts[1]).toContain('What they have already seen, they have seen.');
    expect(texts.at(-1)).toMatch(/new key by itself/);
  }
});

test('removing one device of several says that its person stays', () => {
  for (const isHere of [true, false]) {
    expect(deviceRemovalTexts(isHere, true)[1]).toBe('You stay in the book on your other devices.');
    expect(deviceRemovalTexts(isHere, false)[1]).toMatch(/^They stay .+ their other devices\.$/);
    expect(deviceRemovalTexts(isHere, false).at(-1)).toMatch(/new key by itself/);
  }
});
