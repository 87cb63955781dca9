/**
 * Finds the people of a book among the entries of a register. The surest ways come first over the
 * whole file, so that a weak likeness never takes somebody whom another entry names exactly:
 * an id of the software; number, name and address; name and address, if only one person has them;
 * number and name; number and half the name at the same address (a corrected name).
 */
import type { Keys, RegisterEntry } from './register-entry.ts';
import type { Elector } from './elector.ts';

export interface Candidate {
  readonly entry: RegisterEntry;
  readonly keys: Keys;
}

export interface Known {
  readonly elector: Elector;
  readonly keys: Keys;
}

export interface Matches {
  readonly pairs: ReadonlyMap<RegisterEntry, Elector>;
  /** Not matched, because several people share their name and address. */
  readonly unclear: ReadonlySet<RegisterEntry>;
  /** Entries whose external id the file gives to several people. */
  readonly sharedIds: readonly Candidate[];
}

type KeyOf = (keys: Keys) => string;

const externalId: KeyOf = (keys) => keys.externalId;
const exact: KeyOf = (keys) =>
  JSON.stringify([keys.anonymous, keys.number, keys.name, keys.address]);
const nameAndAddress: KeyOf = (keys) =>
  keys.name === '' || keys.address === '' ? '' : JSON.stringify([keys.name, keys.address]);
const numberAndName: KeyOf = (keys) =>
  keys.number === '' || keys.name === '' ? '' : JSON.stringify([keys.number, keys.name]);
const corrected =
  (half: 'surname' | 'forenames'): KeyOf =>
  (keys) =>
    keys.number === '' || keys.address === '' || keys[half] === ''
      ? ''
      : JSON.stringify([keys.number, keys.address, keys[half]]);

export class RegisterMatcher {
  readonly #file: readonly Candidate[];
  readonly #book: readonly Known[];
  readonly #pairs = new Map<RegisterEntry, Elector>();
  readonly #unclear = new Set<RegisterEntry>();
  readonly #taken = new Set<Elector>();

  /** Both in a fixed order: where several would do, the first is taken. */
  constructor(file: readonly Candidate[], book: readonly Known[]) {
    this.#file = file;
    this.#book = book;
  }

  match(): Matches {
    this.#matchOnlyOnes(externalId, (a, b) => agree(a.keys, b.keys));
    this.#matchFirst(exact);
    this.#matchOnlyOnes(nameAndAddress, () => true);
    this.#matchFirst(numberAndName);
    this.#matchFirst(corrected('surname'));
    this.#matchFirst(corrected('forenames'));
    this.#noteUnclear();
    const byId = groupBy(this.#file, externalId);
    return {
      pairs: this.#pairs,
      unclear: this.#unclear,
      sharedIds: [...byId.values()].filter((group) => group.length > 1).flat(),
    };
  }

  /** Pairs where the key stands for one entry and one person, counting those already paired. */
  #matchOnlyOnes(keyOf: KeyOf, may: (candidate: Candidate, known: Known) => boolean): void {
    const book = groupBy(this.#book, keyOf);
    for (const [key, [candidate, second]] of groupBy(this.#file, keyOf)) {
      const [known, another] = book.get(key) ?? [];
      if (candidate === undefined || second !== undefined) continue;
      if (known === undefined || another !== undefined) continue;
      if (may(candidate, known)) this.#pair(candidate, known);
    }
  }

  #matchFirst(keyOf: KeyOf): void {
    const book = groupBy(this.#free(), keyOf);
    for (const candidate of this.#open()) {
      const known = book
        .get(keyOf(candidate.keys))
        ?.find(({ elector }) => !this.#taken.has(elector));
      if (known !== undefined) this.#pair(candidate, known);
    }
  }

  #noteUnclear(): void {
    const book = groupBy(this.#free(), nameAndAddress);
    for (const { entry, keys } of this.#open())
      if (book.has(nameAndAddress(keys))) this.#unclear.add(entry);
  }

  #pair({ entry }: Candidate, { elector }: Known): void {
    if (this.#pairs.has(entry) || this.#taken.has(elector)) return;
    this.#pairs.set(entry, elector);
    this.#taken.add(elector);
  }

  #open(): Candidate[] {
    return this.#file.filter(({ entry }) => !this.#pairs.has(entry));
  }

  #free(): Known[] {
    return this.#book.filter(({ elector }) => !this.#taken.has(elector));
  }
}

/** An id alone could be another system's: something else must be the same too. */
function agree(a: Keys, b: Keys): boolean {
  const same = (key: 'number' | 'surname' | 'forenames' | 'address') =>
    a[key] !== '' && a[key] === b[key];
  return same('surname') || same('forenames') || same('address') || same('number');
}

/** Keys of '' stand for nothing to go by. */
function groupBy<T extends { readonly keys: Keys }>(
  items: readonly T[],
  keyOf: KeyOf,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item.keys);
    if (key === '') continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
