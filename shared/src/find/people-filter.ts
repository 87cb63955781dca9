/**
 * Who of the register is wanted: a filter over streets, households and electors, and how many each
 * choice would leave. Pure; walking order is kept.
 */
import type { History } from './history.ts';
import type { PersonHistory } from './person-history.ts';
import type { Elector, PersonId } from '../kinds/register/elector.ts';
import type { CodeId } from '../kinds/code/code.ts';
import type { FlagField } from '../kinds/detail/detail.ts';
import type { Household, Street } from '../kinds/register/walk.ts';
import { barOf, countedCode } from './contact.ts';

/** Everything asked for must hold; within one set any of its values will do; an empty set asks nothing. */
export interface PeopleFilter {
  readonly districts: ReadonlySet<string>;
  /** Keys of streets. */
  readonly roads: ReadonlySet<string>;
  /** The code that counts now; 'none' for people without one. */
  readonly codes: ReadonlySet<CodeId | 'none'>;
  /** Only people who were never spoken to and have not refused. */
  readonly notAsked: boolean;
  readonly flags: ReadonlySet<FlagField>;
  /** Who a search found; undefined when nothing is searched for. */
  readonly matches: ReadonlySet<PersonId> | undefined;
}

export const everybody: PeopleFilter = {
  districts: new Set(),
  roads: new Set(),
  codes: new Set(),
  notAsked: false,
  flags: new Set(),
  matches: undefined,
};

export interface ChosenHousehold {
  readonly household: Household;
  /** At least one, by number on the register. */
  readonly electors: readonly Elector[];
}

export interface ChosenStreet {
  readonly street: Street;
  /** At least one, in walking order. */
  readonly households: readonly ChosenHousehold[];
  readonly people: number;
}

/** For each value how many people there would be if it alone were chosen of its kind. */
export interface FilterCounts {
  readonly districts: ReadonlyMap<string, number>;
  readonly roads: ReadonlyMap<string, number>;
  readonly codes: ReadonlyMap<CodeId | 'none', number>;
  readonly flags: ReadonlyMap<FlagField, number>;
  readonly notAsked: number;
}

export interface Chosen {
  readonly streets: readonly ChosenStreet[];
  readonly people: number;
  readonly counts: FilterCounts;
}

/** One walk over everybody; a few milliseconds for 10,000. */
export function choosePeople(
  streets: readonly Street[],
  history: History,
  filter: PeopleFilter,
): Chosen {
  const tally = new Tally(history, filter);
  const chosen: ChosenStreet[] = [];
  let people = 0;
  for (const street of streets) {
    const households: ChosenHousehold[] = [];
    let atStreet = 0;
    for (const household of street.households) {
      const electors = household.electors.filter((elector) => tally.takes(elector, street.key));
      if (electors.length === 0) continue;
      households.push({ household, electors });
      atStreet += electors.length;
    }
    if (atStreet === 0) continue;
    chosen.push({ street, households, people: atStreet });
    people += atStreet;
  }
  return { streets: chosen, people, counts: tally };
}

/** Decides one person at a time and counts for each kind those who fail at most that kind. */
class Tally implements FilterCounts {
  readonly districts = new Map<string, number>();
  readonly roads = new Map<string, number>();
  readonly codes = new Map<CodeId | 'none', number>();
  readonly flags = new Map<FlagField, number>();
  readonly #history: History;
  readonly #asked: ReadonlySet<PersonId>;
  readonly #filter: PeopleFilter;
  #notAsked = 0;

  constructor(history: History, filter: PeopleFilter) {
    this.#history = history;
    this.#asked = history.askedIds;
    this.#filter = filter;
  }

  get notAsked(): number {
    return this.#notAsked;
  }

  takes(elector: Elector, road: string): boolean {
    const { districts, roads, codes, notAsked, flags, matches } = this.#filter;
    if (matches && !matches.has(elector.id)) return false;
    const known = this.#history.person(elector.id);
    const code = countedCode(known) ?? 'none';
    // Whoever may not be asked is never one of those still to be asked.
    const unasked = !this.#asked.has(elector.id) && barOf(elector, known) === undefined;
    const raised = known.fields.size === 0 ? noFlags : flagsOf(known);
    const fails = {
      district: districts.size > 0 && !districts.has(elector.district),
      road: roads.size > 0 && !roads.has(road),
      code: codes.size > 0 && !codes.has(code),
      asked: notAsked && !unasked,
      flag: flags.size > 0 && !raised.some((flag) => flags.has(flag)),
    };
    const failed =
      Number(fails.district) +
      Number(fails.road) +
      Number(fails.code) +
      Number(fails.asked) +
      Number(fails.flag);
    if (failed > 1) return false;
    if (failed === 0 || fails.district) count(this.districts, elector.district);
    if (failed === 0 || fails.road) count(this.roads, road);
    if (failed === 0 || fails.code) count(this.codes, code);
    if (unasked && (failed === 0 || fails.asked)) this.#notAsked += 1;
    if (failed === 0 || fails.flag) for (const flag of raised) count(this.flags, flag);
    return failed === 0;
  }
}

const noFlags: readonly FlagField[] = [];

function flagsOf(known: PersonHistory): FlagField[] {
  const raised: FlagField[] = [];
  for (const [field, { value }] of known.fields) {
    if (value === true && field.startsWith('flag:')) raised.push(field as FlagField);
  }
  return raised;
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
