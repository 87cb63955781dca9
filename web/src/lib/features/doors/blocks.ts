/**
 * Tall buildings as shorter runs of flats. Where flats are numbered by floor (301, 302, 401 ...) each
 * floor is a run of its own; the heading says which flats, never which floor, so it is never wrong.
 */
import type { DoorRow, HouseholdRow } from '#lib/open/rows.ts';
import * as said from '#lib/words/said/doors.ts';

export interface RunRow {
  readonly type: 'run';
  readonly key: string;
  /** 'Flats 301 to 308' */
  readonly words: string;
}

/** Fewer than this are found without help. */
const flatsMin = 12;
/** More doors than this on one floor: the hundreds mean something else. */
const perFloorMax = 24;

/** The same rows with a heading before each floor that can be told from the numbers. */
export function withRuns(rows: readonly DoorRow[]): (DoorRow | RunRow)[] {
  const out: (DoorRow | RunRow)[] = [];
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    out.push(row);
    if (row.type !== 'building') continue;
    const flats = householdsFrom(rows, at + 1);
    out.push(...(runsOf(flats) ?? flats));
    at += flats.length;
  }
  return out;
}

function householdsFrom(rows: readonly DoorRow[], start: number): HouseholdRow[] {
  const flats: HouseholdRow[] = [];
  let building: string | undefined;
  for (const row of rows.slice(start)) {
    if (row.type !== 'household') break;
    building ??= row.household.building?.key;
    if (row.household.building?.key !== building) break;
    flats.push(row);
  }
  return flats;
}

function runsOf(flats: readonly HouseholdRow[]): (HouseholdRow | RunRow)[] | undefined {
  if (flats.length < flatsMin) return undefined;
  const floors = new Map<number, { row: HouseholdRow; number: number }[]>();
  for (const row of flats) {
    const number = Number(/\d+/.exec(row.door)?.[0] ?? Number.NaN);
    if (!(number >= 100 && number < 10_000)) return undefined;
    const floor = Math.floor(number / 100);
    floors.set(floor, [...(floors.get(floor) ?? []), { row, number }]);
  }
  const all = [...floors.values()];
  if (all.length < 2 || all.some((floor) => floor.length > perFloorMax)) return undefined;
  return all.flatMap((floor) => {
    const [first, last] = [floor[0]!, floor.at(-1)!];
    const words =
      floor.length === 1
        ? said.flat({ number: String(first.number) })
        : said.flats({ first: String(first.number), last: String(last.number) });
    const key = `run|${first.row.key}`;
    return [{ type: 'run' as const, key, words }, ...floor.map(({ row }) => row)];
  });
}
