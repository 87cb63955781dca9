import { expect, test } from 'vitest';
import { lackText } from './lack-words.ts';

test.each([
  'not-secure',
  'no-sealing',
  'no-storage',
  'keys-not-given-back',
  'no-space',
  'no-compression',
  'not-now',
] as const)('%s is said with what to do', (lack) => {
  expect(lackText(lack)).toMatch(/\b(Update|Leave|Open|Free|Try again)\b/);
});
