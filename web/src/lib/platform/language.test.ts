import { expect, test } from 'vitest';
import { chosenLanguage } from './language.ts';

const holding = (value: string | null) => () => ({ getItem: () => value });

test('what was chosen here counts before what the browser says', () => {
  expect(chosenLanguage(holding('en'), ['cy'])).toBe('en');
  expect(chosenLanguage(holding('cy'), ['en-GB'])).toBe('cy');
});

test('else the first of the browser’s languages that there is', () => {
  expect(chosenLanguage(holding(null), ['fr', 'cy-GB', 'en'])).toBe('cy');
  expect(chosenLanguage(holding(null), ['en-GB', 'cy'])).toBe('en');
  expect(chosenLanguage(holding('martian'), ['CY'])).toBe('cy');
});

test('else English, also where storage is blocked', () => {
  expect(chosenLanguage(holding(null), ['fr'])).toBe('en');
  expect(chosenLanguage(holding(null), [])).toBe('en');
  const blocked = () => {
    throw new DOMException('blocked', 'SecurityError');
  };
  expect(chosenLanguage(blocked, ['cy'])).toBe('cy');
});
