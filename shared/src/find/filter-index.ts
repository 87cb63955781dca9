/**
 * Who is chosen by a filter, in walking order, and how many each choice would leave. What filters ask of
 * a person is worked out once, and again when something new concerns them. Of the filter that was asked
 * for last all counts are kept: whoever is another is taken out of them, and put in again as they are.
 */
import type { FlagField } from '../kinds/detail/detail.ts';
import { editionKind, type Edition } from '../kinds/register/edition.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import { walkIndex } from '../kinds/register/walk-index.ts';
import type { Street } from '../kinds/register/walk.ts';
import type { Derived, Kind, Reading } from '../ledger/kind.ts';
import type { Entry, Index } from '../ledger/ledger.ts';
import { barOf, countedCode } from './contact.ts';
import {
  everybody,
  type Chosen,
  type ChosenHousehold,
  type ChosenStreet,
  type PeopleFilter,
} from './people-filter.ts';
import { peopleIndex } from './people-index.ts';
import type { PersonEvent, PersonHistory } from './person-history.ts';
import { add, Tally, type Asked } from './tally.ts';

export class FilterIndex implements Index<PersonEvent | Edition> {
  readonly #book: Reading;
  readonly #asked = new Map<PersonId, Asked>();
  readonly #toAsk = new Map<string, number>();
  readonly #stale = new Set<PersonId>();
  #aliases: ReadonlyMap<PersonId, PersonId> = new Map();
  #streets: readonly Street[] = [];
  #streetAt: ReadonlyMap<string, Street> = new Map();
  #tally = new Tally(everybody);
  /** Keys of the streets where somebody else is chosen now. */
  readonly #otherStreets = new Set<string>();
  readonly #chosenAt = new Map<string, ChosenStreet>();
  #chosenStreets: readonly ChosenStreet[] = [];
  /** undefined when a count is another. */
  #chosen: Chosen | undefined;
  #looks = 0;

  constructor(book: Reading) {
    this.#book = book;
  }

  update(entries: readonly Entry<PersonEvent | Edition>[]): void {
    for (const { event } of entries) if (event.type !== 'edition') this.#stale.add(event.person);
  }

  /**
   * The same until somebody is another whom it counts; its streets until somebody else is chosen. For
   * another filter than the last (by identity) everybody is looked at.
   */
  choose(filter: PeopleFilter): Chosen {
    this.#refresh();
    if (filter !== this.#tally.filter) this.#begin(filter);
    this.#chosen ??= this.#gather();
    return this.#chosen;
  }

  /** How many people may be asked and were not yet, by street. The same map, which goes on changing. */
  toAsk(): ReadonlyMap<string, number> {
    this.#refresh();
    return this.#toAsk;
  }

  /** How many times somebody was looked at. */
  get looks(): number {
    return this.#looks;
  }

  #begin(filter: PeopleFilter): void {
    this.#tally = new Tally(filter);
    for (const asked of this.#asked.values()) this.#tally.count(asked, 1);
    this.#looks += this.#asked.size;
    for (const key of this.#streetAt.keys()) this.#otherStreets.add(key);
    this.#chosen = undefined;
  }

  #refresh(): void {
    const { aliases } = this.#book.of(registerIndex);
    if (aliases !== this.#aliases) {
      // What was recorded under one id is another person's now.
      for (const joined of [this.#aliases, aliases])
        for (const pair of joined) for (const id of pair) this.#stale.add(id);
      this.#aliases = aliases;
    }
    const streets = this.#book.of(walkIndex).streets();
    if (streets !== this.#streets) this.#follow(streets);
    if (this.#stale.size === 0) return;
    const ids = new Set(this.#stale);
    for (const id of this.#stale) ids.add(aliases.get(id) ?? id);
    this.#stale.clear();
    for (const id of ids) this.#look(id);
  }

  /** Whoever lives in a street that is another now, or did. */
  #follow(streets: readonly Street[]): void {
    const before = this.#streetAt;
    const now = new Map(streets.map((street) => [street.key, street]));
    this.#streets = streets;
    this.#streetAt = now;
    for (const key of new Set([...before.keys(), ...now.keys()])) {
      const [old, street] = [before.get(key), now.get(key)];
      if (old === street) continue;
      this.#otherStreets.add(key);
      for (const { households } of [old, street].filter((each) => each !== undefined))
        for (const { electors } of households) for (const { id } of electors) this.#stale.add(id);
    }
    this.#chosen = undefined;
  }

  /** Counts somebody as they are now, in place of what they were. */
  #look(id: PersonId): void {
    this.#looks += 1;
    const before = this.#asked.get(id);
    const now = this.#askedOf(id);
    if (before && now && isSame(before, now)) return;
    if (before) this.#count(before, -1);
    if (now) this.#count(now, 1);
    if (now) this.#asked.set(id, now);
    else this.#asked.delete(id);
    const took = before !== undefined && this.#tally.takes(before);
    const takes = now !== undefined && this.#tally.takes(now);
    if (took !== takes) this.#otherStreets.add((now ?? before)!.road);
    this.#chosen = undefined;
  }

  #count(asked: Asked, by: 1 | -1): void {
    this.#tally.count(asked, by);
    if (!asked.isToAsk) return;
    add(this.#toAsk, asked.road, by);
  }

  /** undefined for whoever is not on the register. */
  #askedOf(id: PersonId): Asked | undefined {
    const register = this.#book.of(registerIndex);
    const elector = register.people().get(id);
    const home = this.#book.of(walkIndex).home(id);
    if (elector === undefined || home === undefined) return undefined;
    const known = this.#book.of(peopleIndex).person(register.idsOf(id));
    return {
      elector,
      road: home.street.key,
      code: countedCode(known) ?? 'none',
      // Whoever may not be asked is never one of those still to be asked.
      isToAsk: !known.asked && barOf(elector, known) === undefined,
      flags: flagsOf(known),
    };
  }

  #gather(): Chosen {
    if (this.#otherStreets.size > 0) {
      for (const key of this.#otherStreets) this.#chooseAt(key);
      this.#otherStreets.clear();
      this.#chosenStreets = this.#streets.flatMap(({ key }) => this.#chosenAt.get(key) ?? []);
    }
    const { people } = this.#tally;
    return { streets: this.#chosenStreets, people, counts: this.#tally.counts() };
  }

  #chooseAt(key: string): void {
    const street = this.#streetAt.get(key);
    const households: ChosenHousehold[] = [];
    let people = 0;
    for (const household of street?.households ?? []) {
      const electors = household.electors.filter(({ id }) => this.#takes(id));
      if (electors.length > 0) households.push({ household, electors });
      people += electors.length;
    }
    if (street && people > 0) this.#chosenAt.set(key, { street, households, people });
    else this.#chosenAt.delete(key);
  }

  #takes(id: PersonId): boolean {
    this.#looks += 1;
    return this.#tally.takes(this.#asked.get(id)!);
  }
}

export const filterIndex: Derived<PersonEvent | Edition, FilterIndex> = {
  kinds: [...peopleIndex.kinds, editionKind] as readonly Kind<PersonEvent | Edition>[],
  begin: (book) => new FilterIndex(book),
};

const noFlags: readonly FlagField[] = [];

function flagsOf({ fields }: PersonHistory): readonly FlagField[] {
  if (fields.size === 0) return noFlags;
  return [...fields].flatMap(([field, { value }]) =>
    value === true && field.startsWith('flag:') ? [field as FlagField] : [],
  );
}

function isSame(a: Asked, b: Asked): boolean {
  return (
    a.elector === b.elector &&
    a.road === b.road &&
    a.code === b.code &&
    a.isToAsk === b.isToAsk &&
    a.flags.join() === b.flags.join()
  );
}
