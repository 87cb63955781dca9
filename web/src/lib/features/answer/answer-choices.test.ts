import { expect, test } from 'vitest';
import type { Questions } from '@wardbook/shared/kinds/answer/answer';
import { questionsFor } from './answer-choices.ts';

test('what was asked stays with a conversation; that they were told stays with any meeting', () => {
  const asked: Questions = { consider: 'maybe', issue: '', poster: undefined, privacyGiven: true };
  expect(questionsFor('spoke', asked)).toEqual({ consider: 'maybe', privacyGiven: true });
  expect(questionsFor('refused', asked)).toEqual({ privacyGiven: true });
  expect(questionsFor('not-in', asked)).toBeUndefined();
  expect(questionsFor('spoke', { issue: '' })).toBeUndefined();
});
