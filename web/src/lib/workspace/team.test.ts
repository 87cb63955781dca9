import { describe, expect, test } from 'vitest';
import type { Access, Member } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { hasOneKeeperOnly, standingOf, teamOf } from './team.ts';

const id = (name: string) => name as DeviceId;
const now = 100;

function accessOf(...members: Partial<Member>[]): Access {
  const whole = members.map((member, at) => ({
    device: id(`device${at}`),
    person: id(`device${at}`),
    role: 'editor',
    until: 0,
    since: at,
    admittedBy: id('device0'),
    isSheet: false,
    ...member,
  }));
  return { members: new Map(whole.map((each) => [each.device, each])) } as unknown as Access;
}

describe('the team', () => {
  test('[TEAM1] each person once, with their devices, by when they came', () => {
    const access = accessOf({ since: 5 }, { since: 3 }, { since: 1, person: id('device0') });
    const team = teamOf(access);
    expect(team.map(({ person, devices }) => [person, devices.map((each) => each.device)])).toEqual(
      [
        ['device0', ['device2', 'device0']],
        ['device1', ['device1']],
      ],
    );
    expect(team[0]).toMatchObject({ since: 5 });
    expect(teamOf(undefined)).toEqual([]);
  });

  test('[TEAM1] a person stays when their first device has gone', () => {
    const [person] = teamOf(accessOf({ person: id('gone'), since: 7, admittedBy: id('x') }));
    expect(person).toMatchObject({ person: 'gone', since: 7, admittedBy: 'x' });
  });

  test('[TEAM2] a recovery sheet is nobody', () => {
    expect(teamOf(accessOf({}, { isSheet: true, role: 'keeper' }))).toHaveLength(1);
  });

  test('[TEAM1] somebody may do the most that any of their devices may', () => {
    const reader = { role: 'reader', until: 0 } as const;
    expect(standingOf([reader, { role: 'editor', until: 9 }])).toEqual({
      role: 'editor',
      until: 9,
    });
    const ends = [9, 20].map((until) => ({ role: 'keeper', until }) as const);
    expect(standingOf(ends)).toEqual({ role: 'keeper', until: 20 });
    expect(standingOf([...ends, { role: 'keeper', until: 0 }])).toEqual({
      role: 'keeper',
      until: 0,
    });
  });
});

describe('[TEAM7] only one person can let people in', () => {
  const keeper = { role: 'keeper' } as const;

  test.each([
    ['one device', [keeper, {}], true],
    ['two devices of one person', [keeper, { ...keeper, person: id('device0') }], true],
    ['two people', [keeper, keeper], false],
    ['another whose time is over', [keeper, { ...keeper, until: now }], true],
    ['a sheet beside them', [keeper, { ...keeper, isSheet: true }], false],
  ])('%s', (_, members, is) => {
    expect(hasOneKeeperOnly(accessOf(...members), now)).toBe(is);
  });
});
