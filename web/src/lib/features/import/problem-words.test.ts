import { describe, expect, test } from 'vitest';
import { misfit, problem, problemKinds } from '@wardbook/shared/formats/problems';
import type { ClashKind } from '@wardbook/shared/kinds/register/register-import';
import { lineText, problemHeading, problemOutcome } from './problem-words.ts';

// As a record, so that a new kind without a test does not compile.
const clashKinds: Record<ClashKind, true> = {
  'twice-in-file': true,
  'same-name-same-address': true,
  'shared-external-id': true,
  'does-not-fit': true,
};
const kinds = [...problemKinds, ...(Object.keys(clashKinds) as ClashKind[])];

describe('[FMT19] problems', () => {
  test.each(kinds)('%s says in plain words what is wrong with its rows', (kind) => {
    const group = { kind, isLeftOut: false, lines: [] };
    expect(problemHeading({ ...group, count: 1 })).toMatch(
      /^1 row (has|is|says|stops|names|holds) [a-z]/,
    );
    expect(problemHeading({ ...group, count: 1234 })).toMatch(
      /^1,234 rows (have|are|say|stop|name|hold) [a-z]/,
    );
    expect(problemOutcome({ ...group, count: 1 })).toMatch(/^[A-Z].+\.$/);
  });

  test.each(problemKinds)('%s says whether its rows are imported', (kind) => {
    const outcome = problemOutcome({ kind, isLeftOut: false, lines: [], count: 1 });
    expect(outcome).toMatch(problem(kind, 2).refused ? /^Left out/ : /^(Imported|Only)/);
  });

  test('what stands there is shown, and what a spreadsheet program may have done to it', () => {
    expect(lineText('missing-name', problem('missing-name', 7))).toBe('Line 7');
    expect(lineText('bad-date', problem('bad-date', 7, '31/02/2020'))).toBe('Line 7: 31/02/2020');
    const unreadable = (number: string) =>
      lineText('unreadable-number', problem('unreadable-number', 7, number));
    expect(unreadable('BW1-12')).toBe('Line 7: “BW1-12”');
    expect(unreadable('12-Jan')).toMatch(/^Line 7: “12-Jan” looks like a date\. .+\.$/);
  });

  test('a row that does not line up says how many cells it has', () => {
    const line = (kind: Parameters<typeof misfit>[0]) =>
      lineText(kind, misfit(kind, 7, { found: 22, due: 21 }));
    expect(line('ragged-row')).toBe('Line 7: 22 cells where there are 21 headings');
    expect(line('short-row')).toBe('Line 7: 22 cells where there should be 21');
  });
});
