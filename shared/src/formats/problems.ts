/**
 * What can be wrong with a row of a register, and what happens to it, in words for the person who
 * imports it. Whether a row is left out depends on the kind alone.
 */

interface Kind {
  refused: boolean;
  /** After "1 row" and after "2 rows". */
  heading: readonly [one: string, many: string];
  outcome: string;
}

const kinds = {
  'missing-number': {
    refused: true,
    heading: [
      'has no elector number or no polling district',
      'have no elector number or no polling district',
    ],
    outcome: 'Left out, because nobody can be told apart without them.',
  },
  'unreadable-number': {
    refused: true,
    heading: [
      'has an elector number that cannot be right',
      'have an elector number that cannot be right',
    ],
    outcome:
      'Left out. Use the file as the council sent it, not a copy saved by a spreadsheet program.',
  },
  'missing-name': {
    refused: true,
    heading: ['has no name', 'have no name'],
    outcome: 'Left out. Anonymous electors, who are marked as such, are kept by number.',
  },
  'under-16': {
    refused: true,
    heading: [
      'is about somebody who seems to be under 16',
      'are about people who seem to be under 16',
    ],
    outcome: 'Left out, and nothing in them is kept: nothing may be held about anybody that young.',
  },
  'ragged-row': {
    refused: true,
    heading: ['has more cells than there are headings', 'have more cells than there are headings'],
    outcome: 'Left out, because their cells would land in the wrong columns.',
  },
  truncated: {
    refused: true,
    heading: ['stops short at the end of the file', 'stop short at the end of the file'],
    outcome: 'Left out. The file seems to have been cut off: download it again.',
  },
  'repeated-row': {
    refused: true,
    heading: ['says the same as an earlier row', 'say the same as an earlier row'],
    outcome: 'Left out; the earlier one is kept.',
  },
  'short-row': {
    refused: false,
    heading: [
      'has fewer cells than there are headings',
      'have fewer cells than there are headings',
    ],
    outcome: 'Imported with what is there. Check them against the file.',
  },
  'partial-name': {
    refused: false,
    heading: ['has only half a name', 'have only half a name'],
    outcome: 'Imported with the half that is there.',
  },
  'missing-address': {
    refused: false,
    heading: ['has no address', 'have no address'],
    outcome: 'Imported without one. Overseas electors, who never have one, are not counted here.',
  },
  'bad-date': {
    refused: false,
    heading: ['has a date that cannot be right', 'have a date that cannot be right'],
    outcome: 'Imported without the date.',
  },
  'unknown-marker': {
    refused: false,
    heading: ['has a marker that is not known', 'have a marker that is not known'],
    outcome: 'Imported with the marker as it is written.',
  },
  'duplicate-number': {
    refused: false,
    heading: [
      'has the elector number of an earlier row',
      'have the elector number of an earlier row',
    ],
    outcome: 'Imported beside it, because they are not the same. Check which number is right.',
  },
  'anonymous-with-details': {
    refused: false,
    heading: [
      'is an anonymous entry that gives personal details',
      'are anonymous entries that give personal details',
    ],
    outcome:
      'Only the elector number is kept. Tell the council: these details should not be there.',
  },
  'cell-too-long': {
    refused: false,
    heading: ['has a cell that is far too long', 'have a cell that is far too long'],
    outcome: 'Imported with the first 200 characters of it.',
  },
  'unreadable-characters': {
    refused: false,
    heading: [
      'has letters that were lost before the file got here',
      'have letters that were lost before the file got here',
    ],
    outcome: 'Imported with a “�” in their place. Ask the council for the file again.',
  },
} as const satisfies Record<string, Kind>;

export type ProblemKind = keyof typeof kinds;

export const problemKinds = Object.keys(kinds) as ProblemKind[];

export interface Problem {
  kind: ProblemKind;
  /** 1-based line of the file. */
  line: number;
  /** What was found there; always empty for somebody under age or anonymous. */
  detail: string;
  /** The row was not imported. */
  refused: boolean;
}

export function problem(kind: ProblemKind, line: number, detail = ''): Problem {
  return { kind, line, detail, refused: kinds[kind].refused };
}

/** `heading`: "3 rows have no name". `outcome`: what happens to those rows. */
export function describeProblem(
  kind: ProblemKind,
  count: number,
): { heading: string; outcome: string; refused: boolean } {
  const { heading, outcome, refused } = kinds[kind];
  const rows = `${count.toLocaleString('en-GB')} ${count === 1 ? 'row' : 'rows'}`;
  return { heading: `${rows} ${heading[count === 1 ? 0 : 1]}`, outcome, refused };
}
