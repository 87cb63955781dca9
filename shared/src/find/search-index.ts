/**
 * Finding people by anything that is written about them on the register: name, address, elector
 * number, postcode. Built in slices, so that the list is usable before the index is complete.
 */
import MiniSearch from 'minisearch';
import { electorNumber, type Elector, type PersonId } from '../kinds/register/elector.ts';

interface Indexed {
  readonly id: PersonId;
  readonly name: string;
  readonly address: string;
  readonly number: string;
  readonly postcode: string;
}

const sliceSize = 400;

export class SearchIndex {
  readonly #index = new MiniSearch<Indexed>({
    fields: ['name', 'number', 'postcode', 'address'],
    tokenize: (text) => this.#wordsOf(text),
    processTerm: (term) => term,
  });
  readonly #electors = new Map<PersonId, Elector>();
  readonly #former = new Map<PersonId, string>();
  /** Who has an elector number, in the plain form of `words`. */
  readonly #numbers = new Map<string, ReadonlySet<PersonId>>();
  /** What each person's words begin with: one letter is so common that the index is slow on it. */
  readonly #letters = new Map<PersonId, string>();
  /** While people are taken in: addresses and postcodes come again and again. */
  readonly #read = new Map<string, string[]>();

  /**
   * Takes in the register as it is now; only what changed costs anything. `formerNumbers`: elector
   * numbers that somebody had in earlier editions, by which they are found too.
   */
  async update(
    electors: ReadonlyMap<PersonId, Elector>,
    pause: () => Promise<void>,
    formerNumbers: (id: PersonId) => readonly string[] = () => [],
  ): Promise<void> {
    for (const id of this.#electors.keys()) if (!electors.has(id)) this.#remove(id);
    let done = 0;
    for (const [id, elector] of electors) {
      const former = formerNumbers(id).join(' ');
      if (this.#electors.get(id) === elector && (this.#former.get(id) ?? '') === former) continue;
      this.#remove(id);
      this.#add(elector, former);
      if (++done % sliceSize === 0) await pause();
    }
    this.#read.clear();
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
    if (former !== '') this.#former.set(elector.id, former);
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
    this.#former.delete(id);
    this.#electors.delete(id);
    this.#index.discard(id);
  }
}

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
