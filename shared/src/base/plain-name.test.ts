import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainName, nameKey, shownName } from './plain-name.ts';

const unseen = {
  'a zero-width space': '\u200B',
  'a zero-width joiner': '\u200D',
  'a mark of direction': '\u200F',
  'an override of direction': '\u202E',
  'an isolate': '\u2066',
  'a soft hyphen': '\u00AD',
  'a byte order mark': '\uFEFF',
  'a Hangul filler': '\u3164',
  'a variation selector': '\uFE0F',
  'a tag': '\u{E0041}',
  'a line end': '\n',
  'a line separator': '\u2028',
  'a tabulator': '\t',
  'a bell': '\u0007',
  'a control of the second row': '\u0085',
  'half a pair': '\uD800',
  'a private one': '\uE000',
  'a blank of Braille': '\u2800',
};

test.each(Object.entries(unseen))('[NAME1] %s is refused, and shown', (_, sign) => {
  for (const name of [`Ann${sign} Lee`, `${sign}Ann`, `Ann${sign}`, sign]) {
    expect(isPlainName(name)).toBe(false);
    expect(shownName(name)).toBe(name.replace(sign, '\uFFFD'));
  }
});

test.each([
  'Ann Lee',
  'Siân O’Connor-Ní Bhriain',
  'Łukasz',
  'Zoë',
  'محمد علي',
  '李雷',
  'Nguyễn',
  '😀',
])('[NAME1] %s is as it is written', (name) => {
  expect([isPlainName(name), shownName(name)]).toEqual([true, name]);
});

test('[NAME1] whatever it was, what is shown can be seen, and stays so', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(isPlainName(shownName(text))).toBe(true);
      expect(shownName(text).isWellFormed()).toBe(true);
    }),
  );
});

test('[NAME2] names that look alike have one key, others do not', () => {
  for (const name of ['ann lee', ' Ann  Lee', 'ANN LEE', 'Ann\u00A0Lee', 'Ａｎｎ Lee'])
    expect(nameKey(name)).toBe(nameKey('Ann Lee'));
  for (const name of ['Anne Lee', 'Ann-Lee', 'Ann\u200B Lee'])
    expect(nameKey(name)).not.toBe(nameKey('Ann Lee'));
});
