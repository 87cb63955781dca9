import { describe, expect, test } from 'vitest';
import type { DeviceId } from '@wardbook/shared/base/ids';
import {
  deviceNumbered,
  grantBody,
  revokeBody,
  recoverySheetBody,
} from '@wardbook/shared/testing/statements';
import { ToldBook } from '@wardbook/shared/testing/told-book';
import { hasOneKeeperOnly, rightsOf, teamOf } from './team.ts';

const [ann, ben, next, paper] = [0, 1, 2, 3].map(deviceNumbered) as [
  DeviceId,
  DeviceId,
  DeviceId,
  DeviceId,
];
const now = 100;

describe('the team', () => {
  test('[TEAM1] each person once, with their devices, by when they came', () => {
    const told = new ToldBook(ann, 5);
    told.say(ann, grantBody(ben, 'editor'), 3);
    told.addOwn(next, ann, 1);
    const team = teamOf(told.access);
    expect(team.map(({ person, devices }) => [person, devices.map((each) => each.device)])).toEqual(
      [
        [ann, [next, ann]],
        [ben, [ben]],
      ],
    );
    expect(team[0]).toMatchObject({ since: 5 });
    expect(teamOf(undefined)).toEqual([]);
  });

  test('[TEAM1] a person stays when their first device has gone', () => {
    const told = new ToldBook(ann);
    told.say(ann, grantBody(ben, 'editor'));
    told.addOwn(next, ben, 7);
    told.say(ann, revokeBody(told.access, ben), 8);
    expect(teamOf(told.access)[1]).toMatchObject({ person: ben, since: 7, admittedBy: ann });
  });

  test('[TEAM2] a recovery sheet is nobody', () => {
    const told = new ToldBook(ann);
    told.say(ann, recoverySheetBody(paper));
    expect(teamOf(told.access)).toHaveLength(1);
  });

  test('[TEAM1] somebody may do the most that any of their devices may', () => {
    const reader = { role: 'reader', until: 0 } as const;
    expect(rightsOf([reader, { role: 'editor', until: 9 }])).toEqual({
      role: 'editor',
      until: 9,
    });
    const ends = [9, 20].map((until) => ({ role: 'keeper', until }) as const);
    expect(rightsOf(ends)).toEqual({ role: 'keeper', until: 20 });
    expect(rightsOf([...ends, { role: 'keeper', until: 0 }])).toEqual({
      role: 'keeper',
      until: 0,
    });
  });
});

describe('[TEAM7] only one person can let people in', () => {
  test.each<[string, (told: ToldBook) => void, boolean]>([
    ['one device', (told) => told.say(ann, grantBody(ben, 'editor')), true],
    ['two devices of one person', (told) => told.addOwn(next, ann), true],
    ['two people', (told) => told.say(ann, grantBody(ben, 'keeper')), false],
    ['another whose time is over', (told) => told.say(ann, grantBody(ben, 'keeper', now)), true],
    ['a recovery sheet beside them', (told) => told.say(ann, recoverySheetBody(paper)), false],
  ])('%s', (_, tell, is) => {
    const told = new ToldBook(ann);
    tell(told);
    expect(hasOneKeeperOnly(told.access, now)).toBe(is);
  });
});
