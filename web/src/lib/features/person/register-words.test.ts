import { expect, test } from 'vitest';
import { attainsWords, markerWords } from './register-words.ts';

const now = Date.UTC(2026, 10, 23);

test('no marker says so, each letter has its line, and a strange letter is not guessed', () => {
  expect(markerWords('')).toEqual([{ letter: '', words: 'No marker: may vote in all elections.' }]);
  expect(markerWords('GB').map(({ letter }) => letter)).toEqual(['G', 'B']);
  expect(markerWords('F')[0]?.words).toContain('UK Parliament only');
  expect(markerWords('Q')[0]?.words).toContain('Not a marker');
  expect(markerWords('toString'.slice(0, 1))[0]?.words).toContain('Not a marker');
});

test('an attainer can vote from a day; nobody else has one', () => {
  expect(attainsWords({ attains: '2027-03-12' }, now)).toBe('Can vote from 12 March 2027');
  expect(attainsWords({ attains: '2026-03-12' }, now)).toBe(
    'Has been old enough to vote since 12 March 2026',
  );
  expect(attainsWords({ attains: '' }, now)).toBeUndefined();
  expect(attainsWords({ attains: 'soon' }, now)).toBeUndefined();
});
