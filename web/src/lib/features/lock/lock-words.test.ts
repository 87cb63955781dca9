import { describe, expect, test } from 'vitest';
import {
  choiceOf,
  idleChoices,
  idleMsOf,
  notLockedWords,
  notUnlockedWords,
  pinFaultText,
  setResultWords,
  waitText,
  wrongText,
} from './lock-words.ts';

test('a wait is said in whole seconds or minutes, and never as less than it is', () => {
  expect([1, 1_000, 4_200, 59_001, 61_000, 300_000].map(waitText)).toEqual([
    '1 second',
    '1 second',
    '5 seconds',
    '1 minute',
    '2 minutes',
    '5 minutes',
  ]);
});

test('a wrong PIN says how long to wait, and that nothing is lost', () => {
  expect(wrongText('pin', 0)).toBe(
    'That is not the PIN. Try again. Nothing is lost, however often you try.',
  );
  expect(wrongText('passphrase', 15_000)).toContain(
    'not the passphrase. You can try again in 15 seconds.',
  );
});

test('the choices of time are those that are kept', () => {
  for (const { value } of idleChoices()) expect(choiceOf(idleMsOf(value))).toBe(value);
});

describe('every failure is whole sentences that say what is safe', () => {
  test.each(['full', 'broken', 'other-window'] as const)('%s', (fault) => {
    for (const words of [notLockedWords(fault), notUnlockedWords(fault)]) {
      expect(words.safe).toMatch(/^Nothing was changed: .+\.$/);
      expect(words.title).toMatch(/\.$/);
      expect(words.next).toMatch(/\.$/);
    }
  });

  test('a damaged copy sends people to their team', () => {
    expect(notUnlockedWords('damaged').next).toContain('Ask a keeper');
  });

  test.each(['no-connection', 'no-answer', 'not-a-member', 'too-many', 'full', 'broken'] as const)(
    'a lock that is not set: %s',
    (result) => {
      const words = setResultWords(result);
      expect(words?.title).toMatch(/\.$/);
      expect(words?.safe).toContain('Your book is as it was');
    },
  );

  test.each(['too-short', 'too-long', 'one-character', 'run', 'pattern', 'well-known'] as const)(
    'a PIN that will not do: %s',
    (fault) => {
      for (const kind of ['pin', 'passphrase'] as const)
        expect(pinFaultText(fault, kind)).toMatch(/\.$/);
    },
  );
});
