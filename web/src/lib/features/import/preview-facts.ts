/** The counts of a preview as lines to read, leaving out what is nought. Pure. */
import { peopleText } from './import-words.ts';
import type { Preview } from './preview.ts';
import { numberText } from '#lib/words/numbers.ts';

export interface Fact {
  readonly term: string;
  readonly value: string;
}

export function previewFacts(preview: Preview): Fact[] {
  const { counts, missing, anonymous, problems } = preview;
  const leftOut = sum(problems.filter(({ isLeftOut }) => isLeftOut));
  const toCheck = sum(problems.filter(({ isLeftOut }) => !isLeftOut));
  const facts = [
    { count: counts.added, term: 'New', value: peopleText(counts.added) },
    { count: counts.changed, term: 'Changed', value: peopleText(counts.changed) },
    {
      count: counts.unchanged,
      term: 'In the book already',
      value: `${peopleText(counts.unchanged)}, left as they are`,
    },
    {
      count: missing,
      term: 'Not in this file',
      value: `${peopleText(missing)} of the book, kept as they are`,
    },
    { count: anonymous, term: 'Anonymous', value: `${entriesText(anonymous)}, by number only` },
    { count: leftOut, term: 'Left out', value: `${rowsText(leftOut)}, listed below` },
    { count: toCheck, term: 'To check', value: `${rowsText(toCheck)}, imported and listed below` },
  ];
  return facts.filter(({ count }) => count > 0).map(({ term, value }) => ({ term, value }));
}

function sum(groups: Preview['problems']): number {
  return groups.reduce((total, { count }) => total + count, 0);
}

function rowsText(count: number): string {
  return count === 1 ? '1 row' : `${numberText(count)} rows`;
}

function entriesText(count: number): string {
  return count === 1 ? '1 entry' : `${numberText(count)} entries`;
}
