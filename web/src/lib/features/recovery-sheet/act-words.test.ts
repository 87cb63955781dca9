import { expect, test } from 'vitest';
import { actWords } from './act-words.ts';

test.each([
  { type: 'no-connection' },
  { type: 'no-answer' },
  { type: 'refused', reason: 'too-many' },
  { type: 'refused', reason: 'author-not-keeper' },
  { type: 'refused', reason: 'not-a-member' },
  { type: 'refused', reason: 'already-member' },
  { type: 'refused', reason: 'wrong-recipients' },
] as const)('%o is told in whole sentences', (result) => {
  const { title, next } = actWords(result);
  for (const sentence of [title, next]) expect(sentence).toMatch(/^[A-Z].*\.$/);
});
