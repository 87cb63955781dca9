/** The counts of a preview as lines to read, leaving out what is nought. Pure. */
import type { Preview } from './preview.ts';
import * as said from '#lib/words/said/import.ts';

export interface Fact {
  readonly term: string;
  readonly value: string;
}

export function previewFacts(preview: Preview): Fact[] {
  const { counts, missing, anonymous, problems } = preview;
  const leftOut = sum(problems.filter(({ isLeftOut }) => isLeftOut));
  const toCheck = sum(problems.filter(({ isLeftOut }) => !isLeftOut));
  const { added, changed, unchanged } = counts;
  const facts = [
    { count: added, term: said.newOnes(), value: said.people({ count: added }) },
    { count: changed, term: said.changed(), value: said.people({ count: changed }) },
    { count: unchanged, term: said.inBook(), value: said.leftAsTheyAre({ count: unchanged }) },
    { count: missing, term: said.notInFile(), value: said.keptAsTheyAre({ count: missing }) },
    { count: anonymous, term: said.anonymous(), value: said.byNumberOnly({ count: anonymous }) },
    { count: leftOut, term: said.leftOut(), value: said.leftOutRows({ count: leftOut }) },
    { count: toCheck, term: said.toCheck(), value: said.toCheckRows({ count: toCheck }) },
  ];
  return facts.filter(({ count }) => count > 0).map(({ term, value }) => ({ term, value }));
}

function sum(groups: Preview['problems']): number {
  return groups.reduce((total, { count }) => total + count, 0);
}
