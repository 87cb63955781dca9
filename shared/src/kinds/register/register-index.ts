/**
 * The register: for each person the entry of the newest edition that has one. Editions that were taken
 * back, and rows of no edition, do not count. Where editions were taken in apart, people may be there
 * twice, under other ids. They are joined where one file says the same of them on one line, or where
 * elector number, name and address are the same; and nowhere else.
 *
 * Rows are read when somebody asks, or a slice at a time, so that a whole register holds nobody up.
 */
import { mapAt } from '../../base/map-at.ts';
import { newestFirst } from '../../ledger/heads.ts';
import type { Derived } from '../../ledger/kind.ts';
import type { Entry, Index } from '../../ledger/ledger.ts';
import { editionKind, goneRow, type Edition } from './edition.ts';
import { electorNumber, sameDetails, type Elector, type PersonId } from './elector.ts';
import { electorRow, type EditionId } from './elector.ts';

interface Rows {
  /** By person; a file has nobody twice. */
  readonly electors: Map<PersonId, Elector>;
  readonly gone: Set<PersonId>;
}

export class RegisterIndex implements Index<Edition> {
  /** Those that stand. */
  readonly #editions = new Map<EditionId, Edition>();
  readonly #rows = new Map<EditionId, Rows>();
  readonly #editionsOf = new Map<PersonId, Set<EditionId>>();
  readonly #people = new Map<PersonId, Elector>();
  readonly #watchers = new Set<Set<PersonId>>();
  #unread: (readonly unknown[])[] = [];
  #unreadCount = 0;
  #stale = new Set<PersonId>();
  /** The oldest first; undefined when an edition came or went since. */
  #order: readonly Edition[] | undefined;
  #places: ReadonlyMap<EditionId, number> = new Map();
  /** Whether there are editions of which neither was compared with the other. */
  #areApart = false;
  /** To the one id of whoever was taken in under several, from the others. */
  #aliases: ReadonlyMap<PersonId, PersonId> = new Map();
  #idsOf: ReadonlyMap<PersonId, readonly PersonId[]> = new Map();
  #skipped = 0;

  update(entries: readonly Entry<Edition>[]): void {
    for (const { event, undone } of entries) {
      if (undone) this.#editions.delete(event.id);
      else this.#editions.set(event.id, event);
    }
    this.#order = undefined;
  }

  takeRows(stored: readonly unknown[]): void {
    if (stored.length === 0) return;
    this.#unread.push(stored);
    this.#unreadCount += stored.length;
  }

  /** How many rows are still to be read. */
  get unread(): number {
    return this.#unreadCount;
  }

  /** Reads so many of them. */
  read(countMax: number): void {
    let left = countMax;
    while (left > 0 && this.#unread.length > 0) {
      const [first] = this.#unread;
      const part = first!.slice(0, left);
      const rest = first!.slice(left);
      if (rest.length > 0) this.#unread[0] = rest;
      else this.#unread.shift();
      for (const stored of part) this.#take(stored);
      left -= part.length;
      this.#unreadCount -= part.length;
    }
  }

  /** Everybody. The same map, which goes on changing. */
  people(): ReadonlyMap<PersonId, Elector> {
    this.#refresh();
    return this.#people;
  }

  /** By any id that they were ever taken in under. */
  elector(id: PersonId): Elector | undefined {
    return this.people().get(this.#aliases.get(id) ?? id);
  }

  /** All ids of a person, by any of them: nearly always the one. */
  idsOf(id: PersonId): readonly PersonId[] {
    this.#refresh();
    return this.#idsOf.get(this.#aliases.get(id) ?? id) ?? [id];
  }

  /** The one id of each that was taken in under several, by the others. */
  get aliases(): ReadonlyMap<PersonId, PersonId> {
    this.#refresh();
    return this.#aliases;
  }

  /** Editions that stand, the newest first. */
  editions(): Edition[] {
    return [...this.#ordered()].reverse();
  }

  /** Those that none that stands was compared with: the next one is compared with these. */
  latest(): EditionId[] {
    const replaced = new Set([...this.#editions.values()].flatMap(({ over }) => over));
    return [...this.#editions.keys()].filter((id) => !replaced.has(id));
  }

  /** Who is on the roll of an edition: on those before and not gone, or in its own entries. */
  roll(edition: EditionId): ReadonlySet<PersonId> {
    this.#refresh();
    const rolls = new Map<EditionId, Set<PersonId>>();
    for (const { id, over } of this.#ordered()) {
      const { electors, gone } = this.#rowsOf(id);
      const roll = new Set<PersonId>();
      for (const before of over) for (const person of rolls.get(before) ?? []) roll.add(person);
      for (const person of gone) roll.delete(this.#aliases.get(person) ?? person);
      for (const person of electors.keys()) roll.add(this.#aliases.get(person) ?? person);
      rolls.set(id, roll);
    }
    return rolls.get(edition) ?? new Set();
  }

  /** Elector numbers that a person had in earlier editions and has no more. */
  formerNumbers(id: PersonId): string[] {
    const now = this.elector(id);
    const all = this.#entriesOf(this.idsOf(id)).map(electorNumber);
    return [...new Set(all)].filter((number) => now && number !== electorNumber(now));
  }

  /** Rows that could not be read. They stay in the book. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Gives whose entry is another, or gone, since it was last asked. */
  watch(): () => ReadonlySet<PersonId> {
    this.#refresh();
    const changed = new Set<PersonId>();
    this.#watchers.add(changed);
    return () => {
      this.#refresh();
      const news = new Set(changed);
      changed.clear();
      return news;
    };
  }

  #take(stored: unknown): void {
    const elector = electorRow.parse(stored);
    if (elector) {
      const { electors } = this.#rowsOf(elector.edition);
      const known = electors.get(elector.id);
      // Two contents for one place: the same one on every device.
      if (known && !comesFirst(elector, known)) return;
      electors.set(elector.id, elector);
      mapAt(this.#editionsOf, elector.id, () => new Set()).add(elector.edition);
      this.#stale.add(elector.id);
      if (this.#areApart) this.#order = undefined;
      return;
    }
    const row = goneRow.parse(stored);
    if (row === undefined) this.#skipped += 1;
    else for (const person of row.gone) this.#rowsOf(row.edition).gone.add(person);
  }

  #rowsOf(edition: EditionId): Rows {
    return mapAt(this.#rows, edition, () => ({ electors: new Map(), gone: new Set() }));
  }

  #refresh(): void {
    this.read(this.#unreadCount);
    if (this.#order === undefined) {
      this.#join(this.#ordered());
      this.#stale = new Set([...this.#editionsOf.keys(), ...this.#people.keys()]);
    }
    if (this.#stale.size === 0) return;
    const stale = this.#stale;
    this.#stale = new Set();
    for (const id of stale) {
      const one = this.#aliases.get(id);
      if (one !== undefined) this.#put(id, undefined);
      this.#put(one ?? id, this.#currentOf(one ?? id));
    }
  }

  #put(id: PersonId, elector: Elector | undefined): void {
    const before = this.#people.get(id);
    if (before === elector) return;
    if (elector && before?.edition === elector.edition && sameDetails(before, elector)) return;
    if (elector) this.#people.set(id, elector);
    else this.#people.delete(id);
    for (const changed of this.#watchers) changed.add(id);
  }

  /** What the newest edition says of them. */
  #currentOf(one: PersonId): Elector | undefined {
    const [newest] = this.#entriesOf(this.#idsOf.get(one) ?? [one]);
    return newest && (newest.id === one ? newest : { ...newest, id: one });
  }

  /** The newest first. */
  #entriesOf(ids: readonly PersonId[]): Elector[] {
    const entries = ids.flatMap((id) =>
      [...(this.#editionsOf.get(id) ?? [])].flatMap((edition) =>
        this.#editions.has(edition) ? (this.#rows.get(edition)?.electors.get(id) ?? []) : [],
      ),
    );
    const placeOf = ({ edition }: Elector) => this.#places.get(edition) ?? -1;
    return entries.sort((a, b) => placeOf(b) - placeOf(a) || (comesFirst(a, b) ? -1 : 1));
  }

  /** Standing editions, each after those that it was compared with, else by their time. */
  #ordered(): readonly Edition[] {
    if (this.#order) return this.#order;
    const byTime = [...this.#editions.values()].sort((a, b) => newestFirst(b, a));
    const order: Edition[] = [];
    const begun = new Set<EditionId>();
    const done = new Set<EditionId>();
    const open = byTime.toReversed();
    for (let edition = open.at(-1); edition !== undefined; edition = open.at(-1)) {
      // Seen once, those before it are put on top of it; seen again, they are all in their place.
      if (begun.has(edition.id)) {
        open.pop();
        if (!done.has(edition.id)) order.push(edition);
        done.add(edition.id);
        continue;
      }
      begun.add(edition.id);
      const before = [...edition.over].sort().flatMap((id) => this.#editions.get(id) ?? []);
      for (const each of before) if (!begun.has(each.id)) open.push(each);
    }
    this.#order = order;
    this.#areApart = order.some(({ over }, n) => n > 0 && !over.includes(order[n - 1]!.id));
    this.#places = new Map(order.map(({ id }, place) => [id, place]));
    return order;
  }

  /** Finds who is there under several ids. */
  #join(order: readonly Edition[]): void {
    this.#aliases = new Map();
    this.#idsOf = new Map();
    if (!this.#areApart) return;
    const aliases = new Map<PersonId, PersonId>();
    const oneOf = (id: PersonId): PersonId => {
      let one = id;
      for (let next = aliases.get(one); next !== undefined; next = aliases.get(one)) one = next;
      return one;
    };
    const firsts = new Map<string, PersonId>();
    const join = (key: string, { id }: Elector) => {
      const [a, b] = [oneOf(mapAt(firsts, key, () => id)), oneOf(id)].sort();
      if (a !== b) aliases.set(b!, a!);
    };
    for (const { id, hash } of order)
      if (hash !== undefined)
        for (const elector of this.#rowsOf(id).electors.values())
          if (elector.line > 0) join(`${hash} ${elector.line} ${detailsOf(elector)}`, elector);
    for (const id of this.#editionsOf.keys()) {
      const current = this.#currentOf(id);
      if (current && current.number !== '') join(identityOf(current), current);
    }
    const idsOf = new Map<PersonId, PersonId[]>();
    for (const id of aliases.keys()) {
      const one = oneOf(id);
      aliases.set(id, one);
      mapAt(idsOf, one, () => [one]).push(id);
    }
    this.#aliases = aliases;
    this.#idsOf = idsOf;
  }
}

export const registerIndex: Derived<Edition, RegisterIndex> = {
  kinds: [editionKind],
  begin: () => new RegisterIndex(),
};

function detailsOf({ id: _, edition: __, ...details }: Elector): string {
  return JSON.stringify(details);
}

function identityOf(elector: Elector): string {
  const { surname, forenames, address, postcode, anonymous } = elector;
  return JSON.stringify([electorNumber(elector), surname, forenames, address, postcode, anonymous]);
}

/** Of two contents under one name, which one counts: by the line, then by what is said. */
function comesFirst(a: Elector, b: Elector): boolean {
  if (a.line !== b.line) return a.line < b.line;
  return JSON.stringify(a) < JSON.stringify(b);
}
