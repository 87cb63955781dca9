import { expect, test } from 'vitest';
import { spokenDigits } from './digits.ts';

test('digits are read out one by one, with a pause between groups', () => {
  expect(spokenDigits('0042 9170')).toBe('0 0 4 2, 9 1 7 0');
});
