import { expect, test } from 'vitest';
import { refusalCodes, refuseFile } from '@wardbook/shared/formats/file-refusal';
import { otherExports } from '@wardbook/shared/formats/layouts';
import { refusalWords } from './refusal-words.ts';

test.each([...refusalCodes, 'unreadable'] as const)(
  '[FMT1] %s says in full sentences what was found and what to do',
  (code) => {
    const { found, advice } = refusalWords({ code }, 'july.csv');
    expect(found).toMatch(/^“july\.csv” \w.*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  },
);

test('what else is known about a file is a sentence more', () => {
  const found = (...refusal: Parameters<typeof refuseFile>) =>
    refusalWords(refuseFile(...refusal), 'july.csv').found;
  const holds = (files: number, only = '') =>
    found('zip-archive', { type: 'holds', files, only }).replace(/^.*?\. /, '');
  expect(found('zip-archive', { type: 'holds', files: 1, only: 'full.csv' })).toBe(
    '“july.csv” is a ZIP archive, not a register. It holds one file, “full.csv”.',
  );
  expect([holds(0), holds(2)]).toEqual(['There is nothing in it.', 'It holds 2 files.']);
  expect(found('monthly-update', { type: 'recognised', as: 'halarose-21' })).toMatch(
    / It was recognised by its headings: Halarose, 21 columns\.$/,
  );
});

test.each(otherExports)('$id is called by its name', ({ code, id }) => {
  const { found } = refusalWords(refuseFile(code, { type: 'recognised', as: id }), 'july.csv');
  expect(found).toMatch(/ headings: [A-Z]\w+ [\w -]+\.$/);
});

test('a long name is cut', () => {
  expect(refusalWords({ code: 'pdf' }, 'x'.repeat(300)).found).toMatch(/^“x{120}” is a PDF/);
});
