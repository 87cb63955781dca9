/**
 * Finding people by anything that is written about them on the register: name, address, elector
 * number, postcode, and the elector numbers of earlier editions. Rests on the register's index, and is
 * built in slices, so that the list is usable before it is complete.
 */
import MiniSearch from 'minisearch';
import { editionKind, type Edition } from '../kinds/register/edition.ts';
import { electorNumber, type Elector, type PersonId } from '../kinds/register/elector.ts';
import { PeopleToRead } from '../kinds/register/people-to-read.ts';
import { registerIndex, type RegisterIndex } from '../kinds/register/register-index.ts';
import type { Derived } from '../ledger/kind.ts';
import type { Index } from '../ledger/ledger.ts';

interface Indexed {
  readonly id: PersonId;
  readonly name: string;
  readonly address: string;
  readonly number: string;
  readonly postcode: string;
}

export class SearchIndex implements Index<Edition> {
  readonly #people: PeopleToRead;
  readonly #index = new MiniSearch<Indexed>({
    fields: ['name', 'number', 'postcode', 'address'],
    tokenize: (text) => this.#wordsOf(text),
    processTerm: (term) => term,
  });
  readonly #electors = new Map<PersonId, Elector>();
  /** Who has an elector number, in the plain form of `words`. */
  readonly #numbers = new Map<string, ReadonlySet<PersonId>>();
  /** What each person's words begin with: one letter is so common that the index is slow on it. */
  readonly #letters = new Map<PersonId, string>();
  /** While people are taken in: addresses and postcodes come again and again. */
  readonly #read = new Map<string, string[]>();
  #looks = 0;

  constructor(register: RegisterIndex) {
    this.#people = new PeopleToRead(register, (id) => {
      const elector = register.people().get(id);
      this.#looks += 1;
      this.#remove(id);
      if (elector) this.#add(elector, register.formerNumbers(id).join(' '));
    });
  }

  update(): void {
    this.#people.mayDiffer();
  }

  takeRows(): void {
    this.#people.mayDiffer();
  }

  /** How many people are still to be taken in: until they are, they are found as they were. */
  get unread(): number {
    return this.#people.count;
  }

  /** Takes in so many of them. */
  read(countMax: number): void {
    this.#people.read(countMax);
    if (this.unread === 0) this.#read.clear();
  }

  /** How many times somebody was taken in or out. */
  get looks(): number {
    return this.#looks;
  }

  /**
   * Ids of those who match every word, each as the beginning of a word; undefined for no query.
   * A whole elector number with its district is that person, not everybody whose number goes on.
   */
  find(text: string): ReadonlySet<PersonId> | undefined {
    const wanted = words(text);
    if (wanted.length === 0) return undefined;
    const numbered = wanted.length === 1 ? this.#numbers.get(wanted[0]!) : undefined;
    if (numbered) return numbered;
    const found = this.#match(wanted);
    // A number or a double name that is not written like that may still be meant by its parts.
    return found.size > 0 || !wanted.some(hasParts) ? found : this.#match(wanted.flatMap(parts));
  }

  #match(wanted: readonly string[]): ReadonlySet<PersonId> {
    const long = wanted.filter((word) => word.length > 1);
    const letters = wanted.filter((word) => word.length === 1);
    const found = long.length > 0 ? this.#matchLong(long) : this.#letters.keys();
    const matching = new Set<PersonId>();
    for (const id of found) {
      const beginnings = this.#letters.get(id) ?? '';
      if (letters.every((letter) => beginnings.includes(letter))) matching.add(id);
    }
    return matching;
  }

  #matchLong(long: readonly string[]): PersonId[] {
    const found = this.#index.search(long.join(' '), {
      prefix: true,
      combineWith: 'AND',
      tokenize: (joined) => joined.split(' '),
    });
    return found.map((result) => result.id as PersonId);
  }

  #add(elector: Elector, former: string): void {
    const [written = ''] = words(electorNumber(elector));
    this.#numbers.set(written, new Set(this.#numbers.get(written)).add(elector.id));
    const about = indexed(elector, former);
    const { name, address, number, postcode } = about;
    const letters = new Set<string>();
    for (const text of [name, address, number, postcode])
      for (const word of this.#wordsOf(text)) letters.add(word[0]!);
    this.#letters.set(elector.id, [...letters].join(''));
    this.#electors.set(elector.id, elector);
    this.#index.add(about);
  }

  #wordsOf(text: string): string[] {
    const known = this.#read.get(text);
    if (known) return known;
    const found = wordsWithParts(text);
    this.#read.set(text, found);
    return found;
  }

  #remove(id: PersonId): void {
    const elector = this.#electors.get(id);
    if (!elector) return;
    const [written = ''] = words(electorNumber(elector));
    const left = new Set(this.#numbers.get(written));
    left.delete(id);
    if (left.size > 0) this.#numbers.set(written, left);
    else this.#numbers.delete(written);
    this.#letters.delete(id);
    this.#electors.delete(id);
    this.#index.discard(id);
  }
}

export const searchIndex: Derived<Edition, SearchIndex> = {
  kinds: [editionKind],
  begin: (book) => new SearchIndex(book.of(registerIndex)),
};

function indexed(elector: Elector, former: string): Indexed {
  const { id, forenames, surname, address, postcode, number, suffix } = elector;
  return {
    id,
    name: `${forenames} ${surname}`,
    address: address.join(' '),
    number: `${electorNumber(elector)} ${number}${suffix && `/${suffix}`} ${former}`.trim(),
    postcode: `${postcode} ${postcode.replaceAll(' ', '')}`,
  };
}

/** What may be typed for a text: its words, the parts of those, and both ways of an apostrophe. */
function wordsWithParts(text: string): string[] {
  const split = /['’‘ʼ`]/.test(text) ? words(text.replaceAll(apostrophes, ' ')) : [];
  const whole = words(text);
  return [...new Set([...whole, ...whole.filter(hasParts).flatMap(parts), ...split])];
}

/** Lower case, without accents and apostrophes; an elector number and a double name stay whole. */
function words(text: string): string[] {
  return plainText(text.toLowerCase())
    .replaceAll(apostrophes, '')
    .split(/[\s,.;:()[\]]+/)
    .map((word) => word.replaceAll(/^[-/]+|[-/]+$/g, ''))
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/** Nearly every text is plain already, and is passed over at once. */
function plainText(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[łøđðþßæœı]/g, (letter) => plainLetters[letter] ?? letter);
}

const apostrophes = /['’‘ʼ`]/g;

/** Letters that are written plainly on an English keyboard and do not come apart as accents do. */
const plainLetters: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

function hasParts(word: string): boolean {
  return /[-/]/.test(word);
}

function parts(word: string): string[] {
  return word.split(/[-/]+/).filter(Boolean);
}
