// Owns the walking rules of a long list: which row a key leads to, and how many headings stand
// before it. Pure; rows are numbered from 0 and headings are rows that cannot be chosen.
// Doesn't know pixels, the DOM or what a row holds.

/** Where a key leads from `from` (-1: nowhere yet), or null when the key is not ours. */
export function rowForKey(
  key: string,
  from: number,
  count: number,
  pageRows: number,
  isHeading: (row: number) => boolean,
): number | null {
  switch (key) {
    case 'ArrowDown':
      return walk(from + 1, 1, count, isHeading) ?? from;
    case 'ArrowUp':
      return walk(from - 1, -1, count, isHeading) ?? from;
    case 'Home':
      return walk(0, 1, count, isHeading) ?? from;
    case 'End':
      return walk(count - 1, -1, count, isHeading) ?? from;
    case 'PageDown':
      return jump(Math.min(count - 1, from + pageRows), 1, count, isHeading) ?? from;
    case 'PageUp':
      return jump(Math.max(0, from - pageRows), -1, count, isHeading) ?? from;
    default:
      return null;
  }
}

/** How many of the ascending `headings` stand at or before `row`; found by binary search. */
export function headingsUpTo(headings: readonly number[], row: number): number {
  let low = 0;
  let high = headings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((headings[middle] ?? 0) <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}

function walk(
  start: number,
  step: 1 | -1,
  count: number,
  isHeading: (row: number) => boolean,
): number | null {
  for (let row = start; row >= 0 && row < count; row += step) {
    if (!isHeading(row)) return row;
  }
  return null;
}

/** Past a heading in the same direction, or else back from it: a page may end on one. */
function jump(
  start: number,
  step: 1 | -1,
  count: number,
  isHeading: (row: number) => boolean,
): number | null {
  return walk(start, step, count, isHeading) ?? walk(start, step === 1 ? -1 : 1, count, isHeading);
}
