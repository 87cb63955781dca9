/** What a benchmark measured, as Markdown, and where it belongs in a document. */

export interface Row {
  readonly what: string;
  /** 'ms', 'MB', 'KB', … the same for all numbers of the row. */
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** What was hoped for, at most. */
  readonly aim?: number;
  /** The same work in its barest form, measured in the same run. */
  readonly yardstick?: { readonly what: string; readonly median: number };
}

/** Two numbers beyond the point at most, fewer the larger the number. */
export function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Number(value.toFixed(digits)).toLocaleString('en-GB');
}

export function benchTable(rows: readonly Row[]): string {
  const head = ['What', 'Median', 'Spread', 'Aim', 'Met', 'Yardstick, same run'];
  const lines = rows.map((row) => [
    row.what,
    `${formatNumber(row.median)} ${row.unit}`,
    `${formatNumber(row.min)} to ${formatNumber(row.max)}`,
    row.aim === undefined ? '' : `under ${formatNumber(row.aim)} ${row.unit}`,
    row.aim === undefined ? '' : row.median < row.aim ? 'yes' : 'no',
    row.yardstick ? `${row.yardstick.what}: ${formatNumber(row.yardstick.median)} ${row.unit}` : '',
  ]);
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/**
 * The text with what stands between its two marks, `<!-- name -->`, replaced, or undefined when it
 * has not two.
 */
export function replaceBetweenMarks(
  text: string,
  table: string,
  name = 'bench',
): string | undefined {
  const mark = `<!-- ${name} -->`;
  const parts = text.split(mark);
  return parts.length === 3 ? `${parts[0]}${mark}\n\n${table}\n\n${mark}${parts[2]}` : undefined;
}
