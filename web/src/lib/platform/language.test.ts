import { expect, test } from 'vitest';
import { chosenLanguage } from './language.ts';

const storing = (value: string | null) => () => ({ getItem: () => value });

test('what was chosen here counts before what the browser says', () => {
  expect(chosenLanguage(storing('en'), ['cy'])).toBe('en');
  expect(chosenLanguage(storing('cy'), ['en-GB'])).toBe('cy');
});

test('else the first of the browser’s languages that there is', () => {
  expect(chosenLanguage(storing(null), ['fr', 'cy-GB', 'en'])).toBe('cy');
  expect(chosenLanguage(storing(null), ['en-GB', 'cy'])).toBe('en');
  expect(chosenLanguage(storing('martian'), ['CY'])).toBe('cy');
});

test('else English, also where storage is blocked', () => {
  expect(chosenLanguage(storing(null), ['fr'])).toBe('en');
  expect(chosenLanguage(storing(null), [])).toBe('en');
  const blocked = () => {
    throw new DOMException('blocked', 'SecurityError');
  };
  expect(chosenLanguage(blocked, ['cy'])).toBe('cy');
});
