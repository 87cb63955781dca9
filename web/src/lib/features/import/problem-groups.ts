/**
 * Everything that was wrong with rows of the file, by kind: what the reader found in them, and what
 * came up when they were compared with each other and with the book. Pure.
 */
import type { Clash, ClashKind } from '@wardbook/shared/kinds/register/register-import';
import type { Problem, ProblemKind } from '@wardbook/shared/formats/problems';

export interface ProblemLine extends Pick<Problem, 'line' | 'detail' | 'cells'> {
  /** Of the other row that this one is about. */
  readonly otherLine?: number;
}

export interface ProblemGroup {
  readonly kind: ProblemKind | ClashKind;
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
  const ofRows = [...Map.groupBy(problems, ({ kind }) => kind)].map(([kind, found]) =>
    groupOf(
      kind,
      found.every(({ refused }) => refused),
      found,
    ),
  );
  const ofBook = [...Map.groupBy(clashes, ({ kind }) => kind)].map(([kind, found]) =>
    groupOf(
      kind,
      found.every(({ imported }) => !imported),
      found.map((clash) => ({ ...clash, detail: '' })),
    ),
  );
  return [...ofRows, ...ofBook].sort(
    (a, b) => Number(b.isLeftOut) - Number(a.isLeftOut) || b.count - a.count,
  );
}

function groupOf(
  kind: ProblemGroup['kind'],
  isLeftOut: boolean,
  found: readonly ProblemLine[],
): ProblemGroup {
  const lines = found.slice(0, linesMax).map(({ line, detail, cells, otherLine }) => ({
    line,
    detail,
    ...(cells && { cells }),
    ...(otherLine !== undefined && { otherLine }),
  }));
  return { kind, isLeftOut, count: found.length, lines };
}
