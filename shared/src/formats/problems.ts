/**
 * What can be wrong with a row of a register. Whether a row is left out depends on the kind alone; the
 * page has the words for each kind.
 */

/** Whether a row with such a problem is left out. */
const leftOut = {
  'missing-number': true,
  'unreadable-number': true,
  'missing-name': true,
  'under-16': true,
  'ragged-row': true,
  truncated: true,
  'repeated-row': true,
  'short-row': false,
  'partial-name': false,
  'missing-address': false,
  'bad-date': false,
  'unknown-marker': false,
  'duplicate-number': false,
  'anonymous-with-details': false,
  'cell-too-long': false,
  'unreadable-characters': false,
} as const satisfies Record<string, boolean>;

export type ProblemKind = keyof typeof leftOut;

export const problemKinds = Object.keys(leftOut) as ProblemKind[];

export interface Problem {
  kind: ProblemKind;
  /** 1-based line of the file. */
  line: number;
  /** What stands there in the file; always empty for somebody under age or anonymous. */
  detail: string;
  /** Of a row that does not line up: the cells that it has, and those that are due. */
  cells?: { found: number; due: number };
  /** The row was not imported. */
  refused: boolean;
}

export function problem(kind: ProblemKind, line: number, detail = ''): Problem {
  return { kind, line, detail, refused: leftOut[kind] };
}

export function misfit(
  kind: 'ragged-row' | 'short-row' | 'truncated',
  line: number,
  cells: { found: number; due: number },
): Problem {
  return { ...problem(kind, line), cells };
}
