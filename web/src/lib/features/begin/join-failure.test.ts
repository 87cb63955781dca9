import { describe, expect, test } from 'vitest';
import { closeCodes, isFinal, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import { joinFailureWords, notSavedWords } from './join-failure.ts';

const reasons = Object.keys(closeCodes) as CloseReason[];
const saving = [
  'full',
  'broken',
  'closed',
  'cleared',
  'keys-not-made',
  'keys-not-given-back',
  'not-given-back',
] as const;
const all = [...reasons, 'no-answer', 'nothing-in-it', ...saving] as const;

describe('why joining failed', () => {
  test.each(all)('%s says what happened, what is safe and what to do', (reason) => {
    const { title, safe, next } = joinFailureWords(reason);
    for (const sentence of [title, safe, next]) expect(sentence).toMatch(/^[A-Z].+\.$/);
    expect(`${title} ${safe} ${next}`).not.toMatch(/relay|sync|CRDT|epoch|statement|undefined/i);
  });

  test.each(reasons)(
    '%s may be tried again exactly when the relay would have us back',
    (reason) => {
      expect(joinFailureWords(reason).mayRetry).toBe(!isFinal(closeCodes[reason]));
    },
  );

  test('a book that was started and not saved speaks of no link', () => {
    for (const reason of saving) {
      const { title, safe, next } = notSavedWords(reason);
      expect(`${title} ${safe} ${next}`).not.toMatch(/link/);
    }
  });
});
