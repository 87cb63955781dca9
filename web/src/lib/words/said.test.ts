import { afterEach, expect, test } from 'vitest';
import { agoText, dayText } from './dates.ts';
import { alphabet, eitherText, listText, numberText } from './numbers.ts';
import { languageTag, plural, said, speak, spokenLanguage } from './said.ts';
import * as codes from './said/codes.ts';

// Tests share their modules: each leaves them in English.
afterEach(() => speak('en'));

const at = new Date(2026, 10, 20, 14, 32).getTime();

test('what is said is English until Welsh was asked for', async () => {
  expect([spokenLanguage(), languageTag(), codes.letter()]).toEqual(['en', 'en-GB', 'Letter']);
  await speak('cy');
  expect([spokenLanguage(), languageTag(), codes.letter()]).toEqual(['cy', 'cy', 'Llythyren']);
});

test('what is not yet in Welsh is said in English, with English plurals', async () => {
  await speak('cy');
  expect(codes.noneOffered()).toMatch(/^No codes/);
  expect(said('codes.unheard', () => 'English')()).toBe('English');
  expect([0, 1, 2].map((n) => plural('en', n, { one: 'one', other: 'other' }))).toEqual([
    'other',
    'one',
    'other',
  ]);
});

test('a count takes the form that there is for it: its own, its kind’s, the rest’s', () => {
  const forms = { '=0': 'none', one: 'one', two: 'two', few: 'few', other: 'other' } as const;
  expect([0, 1, 2, 3, 6, 9].map((n) => plural('cy', n, forms))).toEqual([
    'none',
    'one',
    'two',
    'few',
    'other',
    'other',
  ]);
});

test('dates, numbers and lists follow the language', async () => {
  expect(dayText(at, at)).toBe('Fri 20 Nov');
  expect(numberText(6_000)).toBe('6,000');
  expect(listText(['Ann', 'Bob', 'Bob', 'Cat'])).toBe('Ann, Bob and Cat');
  expect(eitherText(['Ann', 'Bob'])).toBe('Ann or Bob');
  expect(['10 Elm', '2 Elm'].toSorted(alphabet().compare)).toEqual(['2 Elm', '10 Elm']);
  await speak('cy');
  expect(agoText(at, at)).toBe('Heddiw, 14:32');
  expect(dayText(at, at)).toMatch(/^Gwe\S* 20 Tach/);
  // Browsers write 'a' or 'a(c)'.
  expect(listText(['Ann', 'Bob'])).toMatch(/^Ann a\S* Bob$/);
});
