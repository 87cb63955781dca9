/** Who of the register is wanted, who is chosen by it, and how many each choice would leave. */
import type { Elector, PersonId } from '../kinds/register/elector.ts';
import type { CodeId } from '../kinds/code/code.ts';
import type { FlagField } from '../kinds/detail/detail.ts';
import type { Household, Street } from '../kinds/register/walk.ts';
import type { Election, Franchises } from '../rules/vote.ts';

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
  /** The election that is asked about; undefined where none is known. */
  readonly election: (Election & { readonly table: Franchises }) | undefined;
  /** Only people who may vote at it. Whoever the table leaves in doubt is not one of them. */
  readonly mayVote: boolean;
  /** Who a search found; undefined when nothing is searched for. */
  readonly matches: ReadonlySet<PersonId> | undefined;
}

export const everybody: PeopleFilter = {
  districts: new Set(),
  roads: new Set(),
  codes: new Set(),
  notAsked: false,
  flags: new Set(),
  election: undefined,
  mayVote: false,
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
  readonly mayVote: number;
}

export interface Chosen {
  readonly streets: readonly ChosenStreet[];
  readonly people: number;
  readonly counts: FilterCounts;
}
