import { expect, test } from 'vitest';
import { letterErrors } from './voting-form.ts';

test('[RULE3] a line has one letter that the table lacks, and names who says so', () => {
  expect(letterErrors('K', 'Letter from the council', ['F'])).toEqual({});
  expect(letterErrors('', ' ', ['F'])).toEqual({
    letter: 'Enter one letter from A to Z.',
    source: 'Enter who says so.',
  });
  expect(letterErrors('KK', 'x'.repeat(201), [])).toEqual({
    letter: 'Enter one letter from A to Z.',
    source: 'Shorten this to 200 characters or fewer.',
  });
  expect(letterErrors('F', 'the council', ['F']).letter).toBe('F is in the list already.');
});
