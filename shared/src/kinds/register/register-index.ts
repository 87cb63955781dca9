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
import { EditionOrder, type EditionStanding } from './edition-order.ts';
import { editionKind, goneRow, type Edition } from './edition.ts';
import {
  electorNumber,
  electorRow,
  sameDetails,
  type EditionId,
  type Elector,
  type PersonId,
} from './elector.ts';

/** An edition that was taken back. */
export interface TakenBack {
  readonly edition: Edition;
  /** By whom, when, and what would have to be undone to bring it back. */
  readonly undone: NonNullable<Entry<Edition>['undone']>;
}

/** Of whom an edition has the entry that counts. */
export interface RestingOn {
  /** Nothing else in the book has them: without it they are gone. */
  readonly alone: readonly PersonId[];
  /** Without it the entry that they had before counts. */
  readonly others: readonly PersonId[];
}

interface Rows {
  /** By person; a file has nobody twice. */
  readonly electors: Map<PersonId, Elector>;
  readonly gone: Set<PersonId>;
}

/** What there is of somebody beside the entry that counts. Nearly everybody stands in one edition under one id. */
interface Beside {
  /** All their ids. */
  readonly ids: readonly PersonId[];
  /** Elector numbers of earlier editions, the last first. */
  readonly formerNumbers: readonly string[];
}

export interface RegisterWatch {
  /**
   * Of whom anything is another since this was last asked: the entry, the ids or the former numbers.
   * Whoever is gone is among them, by the id that they had.
   */
  readonly news: () => ReadonlySet<PersonId>;
  readonly stop: () => void;
}

export class RegisterIndex implements Index<Edition> {
  /** What stands under each id, the one content that counts if there are several. */
  readonly #editions = new Map<EditionId, EditionStanding>();
  readonly #rows = new Map<EditionId, Rows>();
  readonly #editionsOf = new Map<PersonId, Set<EditionId>>();
  readonly #people = new Map<PersonId, Elector>();
  readonly #beside = new Map<PersonId, Beside>();
  readonly #watchers = new Set<Set<PersonId>>();
  #unread: (readonly unknown[])[] = [];
  #unreadCount = 0;
  #stale = new Set<PersonId>();
  /** undefined when an edition came or went since. */
  #order: EditionOrder | undefined;
  #places: ReadonlyMap<EditionId, number> = new Map();
  /** Whether there are editions of which neither was compared with the other. */
  #areApart = false;
  /** To the one id of whoever was taken in under several, from the others. */
  #aliases: ReadonlyMap<PersonId, PersonId> = new Map();
  #idsOf: ReadonlyMap<PersonId, readonly PersonId[]> = new Map();
  #isJoined = false;
  #skipped = 0;

  update(entries: readonly Entry<Edition>[]): void {
    for (const { event, undone } of entries) {
      const known = this.#editions.get(event.id)?.edition ?? event;
      if (event === known || newestFirst(event, known) < 0)
        this.#editions.set(event.id, { edition: event, stands: undone === undefined, undone });
    }
    this.#order = undefined;
    this.#isJoined = false;
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
    return this.#ordered().standing.toReversed();
  }

  /** Editions that were taken back, the last first. */
  takenBack(): TakenBack[] {
    return [...this.#editions.values()]
      .flatMap(({ edition, undone }) => (undone ? [{ edition, undone }] : []))
      .sort((a, b) => b.undone.at - a.undone.at || newestFirst(a.edition, b.edition));
  }

  /** Who would be gone, and who another, if an edition were taken back. */
  restingOn(edition: EditionId): RestingOn {
    const [alone, others]: PersonId[][] = [[], []];
    for (const [id, elector] of this.people()) {
      if (elector.edition !== edition) continue;
      const isAlone = this.#entriesOf(this.idsOf(id)).every((each) => each.edition === edition);
      (isAlone ? alone : others)!.push(id);
    }
    return { alone: alone!, others: others! };
  }

  /** Those that none that stands was compared with: the next one is compared with these. */
  latest(): EditionId[] {
    return this.#ordered().latest();
  }

  /** Who is on the roll of an edition that stands. */
  roll(edition: EditionId): ReadonlySet<PersonId> {
    this.#refresh();
    const ones = (ids: Iterable<PersonId>) => [...ids].map((id) => this.#aliases.get(id) ?? id);
    return this.#ordered().roll(edition, (id) => {
      const { electors, gone } = this.#rowsOf(id);
      return { here: ones(electors.keys()), gone: ones(gone) };
    });
  }

  /** Elector numbers that a person had in earlier editions and has no more, the last first. */
  formerNumbers(id: PersonId): readonly string[] {
    this.#refresh();
    return this.#beside.get(this.#aliases.get(id) ?? id)?.formerNumbers ?? [];
  }

  /** Rows that could not be read. They stay in the book. */
  get skipped(): number {
    return this.#skipped;
  }

  watch(): RegisterWatch {
    this.#refresh();
    const changed = new Set<PersonId>();
    this.#watchers.add(changed);
    return {
      news: () => {
        this.#refresh();
        const news = new Set(changed);
        changed.clear();
        return news;
      },
      stop: () => this.#watchers.delete(changed),
    };
  }

  /** Somebody's entry in any edition, also in one that was taken back. */
  everEntered(id: PersonId): Elector | undefined {
    const [edition] = this.#editionsOf.get(id) ?? [];
    return edition && this.#rowsOf(edition).electors.get(id);
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
      if (this.#areApart) this.#isJoined = false;
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
    if (!this.#isJoined) {
      this.#join(this.#ordered().standing);
      this.#isJoined = true;
      this.#stale = new Set([...this.#editionsOf.keys(), ...this.#people.keys()]);
    }
    if (this.#stale.size === 0) return;
    const stale = this.#stale;
    this.#stale = new Set();
    const ones = new Set<PersonId>();
    for (const id of stale) {
      const one = this.#aliases.get(id) ?? id;
      if (one !== id) this.#put(id, undefined, undefined);
      ones.add(one);
    }
    for (const one of ones) {
      const ids = this.#idsOf.get(one) ?? [one];
      const entries = this.#entriesOf(ids);
      this.#put(one, entryOf(one, entries), besideOf(ids, entries));
    }
  }

  #put(id: PersonId, elector: Elector | undefined, beside: Beside | undefined): void {
    const before = this.#people.get(id);
    const isSame = before === elector || (before && elector && isSameEntry(before, elector));
    if (isSame && isSameBeside(this.#beside.get(id), beside)) return;
    if (!isSame) setOrDelete(this.#people, id, elector);
    setOrDelete(this.#beside, id, beside);
    for (const changed of this.#watchers) changed.add(id);
  }

  /** The newest first. */
  #entriesOf(ids: readonly PersonId[]): Elector[] {
    const entries = ids.flatMap((id) =>
      [...(this.#editionsOf.get(id) ?? [])].flatMap((edition) =>
        this.#editions.get(edition)?.stands
          ? (this.#rows.get(edition)?.electors.get(id) ?? [])
          : [],
      ),
    );
    const placeOf = ({ edition }: Elector) => this.#places.get(edition) ?? -1;
    return entries.sort((a, b) => placeOf(b) - placeOf(a) || (comesFirst(a, b) ? -1 : 1));
  }

  #ordered(): EditionOrder {
    if (this.#order) return this.#order;
    this.#order = new EditionOrder(this.#editions);
    this.#places = new Map(this.#order.standing.map(({ id }, place) => [id, place]));
    const { standing } = this.#order;
    this.#areApart = standing.some(({ over }, n) => n > 0 && !over.includes(standing[n - 1]!.id));
    return this.#order;
  }

  /** Finds who is there under several ids. */
  #join(editions: readonly Edition[]): void {
    this.#aliases = new Map();
    this.#idsOf = new Map();
    if (!this.#areApart) return;
    const firsts = new Map<string, PersonId>();
    const aliases = new Map<PersonId, PersonId>();
    const join = (key: string, { id }: Elector) => {
      const first = mapAt(firsts, key, () => id);
      const [a, b] = [oneOf(aliases, first), oneOf(aliases, id)].sort();
      if (a !== b) aliases.set(b!, a!);
    };
    for (const { id: edition, hash } of editions)
      if (hash !== undefined)
        for (const elector of this.#rowsOf(edition).electors.values())
          if (elector.line > 0)
            join(JSON.stringify([hash, { ...elector, id: '', edition: '' }]), elector);
    for (const alike of this.#alike().values()) {
      // Two in one edition are two people: who of them is whom nobody can tell.
      if (this.#areInOneEdition(alike)) continue;
      for (const elector of alike) join(identityOf(elector), elector);
    }
    const idsOf = new Map<PersonId, PersonId[]>();
    for (const id of aliases.keys()) {
      const one = oneOf(aliases, id);
      aliases.set(id, one);
      mapAt(idsOf, one, () => [one]).push(id);
    }
    for (const ids of idsOf.values()) ids.sort();
    this.#aliases = aliases;
    this.#idsOf = idsOf;
  }

  /** Whether an edition has two of them, though a later one makes one read as the other. */
  #areInOneEdition(people: readonly Elector[]): boolean {
    const seen = new Set<EditionId>();
    for (const { id } of people)
      for (const edition of this.#editionsOf.get(id) ?? []) {
        if (!this.#editions.get(edition)?.stands) continue;
        if (seen.has(edition)) return true;
        seen.add(edition);
      }
    return false;
  }

  /** People by elector number, name and address. */
  #alike(): Map<string, Elector[]> {
    const alike = new Map<string, Elector[]>();
    for (const id of this.#editionsOf.keys()) {
      const current = entryOf(id, this.#entriesOf([id]));
      if (current && current.number !== '')
        mapAt(alike, identityOf(current), () => []).push(current);
    }
    return alike;
  }
}

export const registerIndex: Derived<Edition, RegisterIndex> = {
  kinds: [editionKind],
  begin: () => new RegisterIndex(),
};

/** Who somebody is one with, in the end. What is walked is made shorter for the next who asks. */
function oneOf(aliases: Map<PersonId, PersonId>, id: PersonId): PersonId {
  let one = id;
  for (let next = aliases.get(one); next !== undefined; next = aliases.get(one)) one = next;
  for (let at = id; at !== one;) {
    const next = aliases.get(at)!;
    aliases.set(at, one);
    at = next;
  }
  return one;
}

function identityOf(elector: Elector): string {
  const { surname, forenames, address, postcode, anonymous } = elector;
  return JSON.stringify([electorNumber(elector), surname, forenames, address, postcode, anonymous]);
}

/** What the newest says of them, under their one id. */
function entryOf(one: PersonId, [newest]: readonly Elector[]): Elector | undefined {
  return newest && (newest.id === one ? newest : { ...newest, id: one });
}

function besideOf(ids: readonly PersonId[], entries: readonly Elector[]): Beside | undefined {
  if (ids.length === 1 && entries.length < 2) return undefined;
  const [, ...formerNumbers] = new Set(entries.map(electorNumber));
  return ids.length === 1 && formerNumbers.length === 0 ? undefined : { ids, formerNumbers };
}

function isSameBeside(a: Beside | undefined, b: Beside | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function setOrDelete<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

function isSameEntry(a: Elector, b: Elector): boolean {
  return a.edition === b.edition && a.line === b.line && sameDetails(a, b);
}

/** Of two contents under one name, which one counts: by the line, then by what is said. */
function comesFirst(a: Elector, b: Elector): boolean {
  if (a.line !== b.line) return a.line < b.line;
  return JSON.stringify(a) < JSON.stringify(b);
}
