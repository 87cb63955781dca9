/**
 * Everything that was wrong with rows of the file, by kind, in words: what the reader found in
 * them, and what came up when they were compared with each other and with the book. Pure.
 */
import type { Clash, ClashKind } from '@wardbook/shared/kinds/register/register-import';
import { describeProblem, type Problem } from '@wardbook/shared/formats/problems';
import { numberText } from '#lib/words/numbers.ts';

export interface ProblemLine {
  readonly line: number;
  /** What was found there; '' when it must not be repeated or there is nothing to say. */
  readonly detail: string;
}

export interface ProblemGroup {
  readonly kind: string;
  /** '3 rows have no name'. */
  readonly heading: string;
  /** What happens to these rows. */
  readonly outcome: string;
  readonly isLeftOut: boolean;
  readonly count: number;
  /** The first of them. */
  readonly lines: readonly ProblemLine[];
}

export const linesMax = 100;

/** Rows that are left out come first, then the kinds with most rows. */
export function problemGroups(
  problems: readonly Problem[],
  clashes: readonly Clash[],
): ProblemGroup[] {
  const ofRows = [...Map.groupBy(problems, ({ kind }) => kind)].map(([kind, found]) => {
    const { heading, outcome, refused } = describeProblem(kind, found.length);
    return groupOf(kind, heading, outcome, refused, found);
  });
  const ofBook = [...Map.groupBy(clashes, ({ kind }) => kind)].map(([kind, found]) => {
    const { heading, outcome } = clashWords[kind];
    const words = `${rowsText(found.length)} ${heading[found.length === 1 ? 0 : 1]}`;
    const isLeftOut = found.every(({ imported }) => !imported);
    return groupOf(kind, words, outcome, isLeftOut, found.map(clashLine));
  });
  return [...ofRows, ...ofBook].sort(
    (a, b) => Number(b.isLeftOut) - Number(a.isLeftOut) || b.count - a.count,
  );
}

const clashWords: Readonly<
  Record<ClashKind, { heading: readonly [one: string, many: string]; outcome: string }>
> = {
  'twice-in-file': {
    heading: [
      'names somebody who is in the file already',
      'name somebody who is in the file already',
    ],
    outcome: 'Left out; the earlier row is kept.',
  },
  'same-name-same-address': {
    heading: [
      'is about one of several people with the same name and address',
      'are about people who share their name and address',
    ],
    outcome:
      'Added as new people, because their numbers have changed and it is not clear who is who. Check them afterwards.',
  },
  'shared-external-id': {
    heading: [
      'has the council’s reference of somebody else',
      'have the council’s reference of somebody else',
    ],
    outcome: 'Imported by number, name and address; the reference was not relied on.',
  },
  'does-not-fit': {
    heading: [
      'holds more than the book has room for in one place',
      'hold more than the book has room for in one place',
    ],
    outcome: 'Left out, because a number, name or address is far too long.',
  },
};

function clashLine({ line, otherLine }: Clash): ProblemLine {
  return { line, detail: otherLine === undefined ? '' : `also on line ${otherLine}` };
}

function groupOf(
  kind: string,
  heading: string,
  outcome: string,
  isLeftOut: boolean,
  found: readonly ProblemLine[],
): ProblemGroup {
  const lines = found.slice(0, linesMax).map(({ line, detail }) => ({ line, detail }));
  return { kind, heading, outcome, isLeftOut, count: found.length, lines };
}

function rowsText(count: number): string {
  return `${numberText(count)} ${count === 1 ? 'row' : 'rows'}`;
}
