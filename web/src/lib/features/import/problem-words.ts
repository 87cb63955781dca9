/** What was wrong with rows of the file, in words. Pure. */
import { cellCharsMax } from '@wardbook/shared/formats/clean-cell';
import { looksLikeDate } from '@wardbook/shared/formats/elector-number';
import type { ProblemGroup, ProblemLine } from './problem-groups.ts';
import * as said from '#lib/words/said/import.ts';

interface KindWords {
  /** '3 rows have no name'. */
  readonly heading: (rows: { count: number }) => string;
  /** What happens to these rows. */
  readonly outcome: () => string;
}

export function problemHeading({ kind, count }: ProblemGroup): string {
  return kinds[kind].heading({ count });
}

export function problemOutcome({ kind }: ProblemGroup): string {
  return kinds[kind].outcome();
}

/** 'Line 7: 22 cells where there are 21 headings'. */
export function lineText(kind: ProblemGroup['kind'], problem: ProblemLine): string {
  const { line } = problem;
  const about = aboutLine(kind, problem);
  return about === '' ? said.line({ line }) : said.lineAbout({ line, about });
}

function aboutLine(kind: ProblemGroup['kind'], { detail, cells, otherLine }: ProblemLine): string {
  if (otherLine !== undefined) return said.alsoOnLine({ line: otherLine });
  if (cells) return kind === 'ragged-row' ? said.cellsAndHeadings(cells) : said.cellsDue(cells);
  if (kind !== 'unreadable-number') return detail;
  return looksLikeDate(detail)
    ? said.numberLooksLikeDate({ number: detail })
    : said.quoted({ text: detail });
}

const kinds: Readonly<Record<ProblemGroup['kind'], KindWords>> = {
  'missing-number': { heading: said.missingNumber, outcome: said.missingNumberOutcome },
  'unreadable-number': { heading: said.unreadableNumber, outcome: said.unreadableNumberOutcome },
  'missing-name': { heading: said.missingName, outcome: said.missingNameOutcome },
  'under-16': { heading: said.under16, outcome: said.under16Outcome },
  'ragged-row': { heading: said.raggedRow, outcome: said.raggedRowOutcome },
  truncated: { heading: said.truncated, outcome: said.truncatedOutcome },
  'repeated-row': { heading: said.repeatedRow, outcome: said.repeatedRowOutcome },
  'short-row': { heading: said.shortRow, outcome: said.shortRowOutcome },
  'partial-name': { heading: said.partialName, outcome: said.partialNameOutcome },
  'missing-address': { heading: said.missingAddress, outcome: said.missingAddressOutcome },
  'bad-date': { heading: said.badDate, outcome: said.badDateOutcome },
  'unknown-marker': { heading: said.unknownMarker, outcome: said.unknownMarkerOutcome },
  'duplicate-number': { heading: said.duplicateNumber, outcome: said.duplicateNumberOutcome },
  'anonymous-with-details': {
    heading: said.anonymousWithDetails,
    outcome: said.anonymousWithDetailsOutcome,
  },
  'cell-too-long': {
    heading: said.cellTooLong,
    outcome: () => said.cellTooLongOutcome({ max: cellCharsMax }),
  },
  'unreadable-characters': {
    heading: said.unreadableCharacters,
    outcome: said.unreadableCharactersOutcome,
  },
  'twice-in-file': { heading: said.twiceInFile, outcome: said.twiceInFileOutcome },
  'same-name-same-address': {
    heading: said.sameNameSameAddress,
    outcome: said.sameNameSameAddressOutcome,
  },
  'shared-external-id': { heading: said.sharedExternalId, outcome: said.sharedExternalIdOutcome },
  'does-not-fit': { heading: said.doesNotFit, outcome: said.doesNotFitOutcome },
};
