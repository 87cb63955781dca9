/** What bench:relay measured, as Markdown: what was hoped for, and every figure behind it. */
import { formatNumber } from './bench-table.ts';

/** One server at one work. */
export interface Line {
  readonly work: string;
  readonly server: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** Something hoped for, and what one run of all servers says about it. */
export interface Target {
  readonly what: string;
  /** Ours, with its unit. */
  readonly reached: string;
  /** What it is held against, with name and unit. */
  readonly against: string;
  /** "1.6 times", or nothing where no ratio says anything. */
  readonly ratio: string;
  readonly wanted: string;
  readonly isMet: boolean;
}

export function linesTable(lines: readonly Line[]): string {
  return tableOf(
    ['Work', 'Server', 'Median', 'Min to max', 'Runs'],
    lines.map(({ work, server, unit, median, min, max, runs }) => [
      work,
      server,
      `${formatNumber(median)} ${unit}`,
      runs === 1 ? '' : `${formatNumber(min)} to ${formatNumber(max)}`,
      String(runs),
    ]),
  );
}

export function targetsTable(targets: readonly Target[]): string {
  return tableOf(
    ['What', 'Wardbook', 'Against', 'Ratio', 'Wanted', 'Met'],
    targets.map(({ what, reached, against, ratio, wanted, isMet }) => [
      what,
      reached,
      against,
      ratio,
      wanted,
      isMet ? 'yes' : 'no',
    ]),
  );
}

/** `ours` at least `factor` times `theirs`, both more the better. */
export function atLeast(what: string, ours: Line, theirs: Line, factor: number): Target {
  const ratio = ours.median / theirs.median;
  return {
    ...comparison(what, ours, theirs),
    ratio: `${formatNumber(ratio)} times`,
    wanted: `at least ${formatNumber(factor)} times`,
    isMet: ratio >= factor,
  };
}

/** `ours` at most `factor` times `theirs`, both less the better. */
export function atMost(what: string, ours: Line, theirs: Line, factor: number): Target {
  const ratio = ours.median / theirs.median;
  return {
    ...comparison(what, ours, theirs),
    ratio: `${formatNumber(ratio)} times`,
    wanted: factor === 1 ? 'no more' : `at most ${formatNumber(factor)} times`,
    isMet: ratio <= factor,
  };
}

function comparison(what: string, ours: Line, theirs: Line) {
  const [own, other] = [ours, theirs].map(({ median, unit }) => `${formatNumber(median)} ${unit}`);
  return { what, reached: own!, against: `${theirs.server}: ${other}` };
}

function tableOf(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
