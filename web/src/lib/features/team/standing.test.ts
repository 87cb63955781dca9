import { describe, expect, test } from 'vitest';
import type { Access, Member } from '@wardbook/shared/access/access';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { lastKeeper, lastKeeperText, removalTexts } from './standing.ts';

function accessOfMembers(members: readonly Pick<Member, 'role' | 'until'>[]): Access {
  const entries = members.map((member, index) => {
    const device = `device${index}` as DeviceId;
    return [device, { ...member, device } as Member] as const;
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

  test('is told why', () => {
    expect(lastKeeperText(undefined)).toMatch(/^You are the only keeper .+ first\.$/);
    expect(lastKeeperText('Ruth')).toMatch(/^Ruth is the only keeper/);
  });
});

test('a removal says what happens at once, what stays in memory, and what becomes of the others', () => {
  for (const texts of [removalTexts(true), removalTexts(false)]) {
    expect(texts[0]).toMatch(/^At once: .+ takes the book off itself\.$/);
    expect(texts[1]).toContain('What they have already seen, they have seen.');
    expect(texts.at(-1)).toMatch(/new key by itself/);
  }
});
