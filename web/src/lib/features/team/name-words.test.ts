import { expect, test } from 'vitest';
import { deviceNumbered } from '@wardbook/shared/testing/statements';
import { formerNameLines, ownNameError, theirNameError } from './name-words.ts';

test('[NAME1] a name with what cannot be seen in it is refused with what to do', () => {
  expect(ownNameError(' Ann Lee ')).toBeUndefined();
  expect(ownNameError('Ann\u202ELee')).toMatch(/cannot be seen\. Type it again/);
  expect(ownNameError('  ')).toBe('Enter your name, in 200 characters or fewer.');
  expect(theirNameError('a'.repeat(201))).toBe('Enter their name, in 200 characters or fewer.');
});

test('[NAME3] who was called what, until when, and who changed it, the latest first', () => {
  const at = Date.UTC(2026, 10, 30, 12);
  const by = deviceNumbered(1);
  const formerly = [
    { name: 'Ben Raed', until: at, by },
    { name: 'Ben Reed', until: at + 86_400_000, by },
  ];
  expect(formerNameLines(formerly, () => 'Ann Lee', at)).toEqual([
    'Called Ben Reed until Tue 1 Dec, changed by Ann Lee.',
    'Called Ben Raed until Mon 30 Nov, changed by Ann Lee.',
  ]);
});
