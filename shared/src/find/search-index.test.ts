import { beforeEach, describe, expect, test } from 'vitest';
import { electorNumber, type Elector, type PersonId } from '../kinds/register/elector.ts';
import { electorOf, manyElectors } from '../testing/electors.ts';
import { SearchIndex } from './search-index.ts';

/** A register that is what it is told to be. */
class ToldRegister {
  #people = new Map<PersonId, Elector>();
  #changed = new Set<PersonId>();
  former: Readonly<Record<PersonId, string[]>> = {};
  readonly index = new SearchIndex(this);

  people(): ReadonlyMap<PersonId, Elector> {
    return this.#people;
  }

  formerNumbers(id: PersonId): string[] {
    return this.former[id] ?? [];
  }

  watch() {
    const news = () => {
      const changed = this.#changed;
      this.#changed = new Set();
      return changed;
    };
    return { news, stop: () => undefined };
  }

  become(...electors: readonly Elector[]): void {
    const before = this.#people;
    this.#people = new Map(electors.map((elector) => [elector.id, elector]));
    for (const id of [...before.keys(), ...this.#people.keys()]) this.#changed.add(id);
    this.index.takeRows();
  }

  readAll(): void {
    this.index.read(this.index.unread);
  }
}

function registerOf(...electors: readonly Elector[]): ToldRegister {
  const register = new ToldRegister();
  register.become(...electors);
  register.readAll();
  return register;
}

test('[IMP8] by an elector number of an earlier edition too, unless somebody has it now', () => {
  const ann = electorOf({ district: 'AB', number: '12' });
  const bob = electorOf({ district: 'AB', number: '7' });
  const register = new ToldRegister();
  const { index } = register;
  register.former = { [ann.id]: ['AB-7', 'AB-99'] };
  register.become(ann, bob);
  register.readAll();
  expect(index.find('AB-99')).toEqual(new Set([ann.id]));
  expect(index.find('AB-7')).toEqual(new Set([bob.id]));
  register.former = {};
  register.become(ann, bob);
  register.readAll();
  expect(index.find('AB-99')).toEqual(new Set());
});

describe('finding people', () => {
  const obrien = electorOf({ forenames: 'Siân Marie', surname: 'O’Brien', number: '12' });
  const lukasz = electorOf({ forenames: 'Łukasz', surname: 'Müller-Jones', number: '289' });
  const devon = electorOf({
    district: 'KD-2/2',
    number: '289',
    suffix: '1',
    surname: 'Ng',
    forenames: 'Mei',
    address: ['Flat 7', '45 Queen’s Drive'],
    postcode: 'M41 9FU',
  });
  let register: ToldRegister;
  let index: SearchIndex;
  const names = (text: string) => [...(index.find(text) ?? [])].sort();
  const ids = (...electors: readonly Elector[]) => electors.map(({ id }) => id).sort();

  const has = (...electors: readonly Elector[]) => {
    register = registerOf(...electors);
    ({ index } = register);
  };

  beforeEach(() => has(obrien, lukasz, devon));

  test('any word by its beginning, in any order, all of them wanted', () => {
    expect(names('rien')).toEqual([]);
    expect(names('mar')).toEqual(ids(obrien));
    expect(names('obr mar')).toEqual(ids(obrien));
    expect(names('obr mei')).toEqual([]);
    expect(names('JONES')).toEqual(ids(lukasz));
    expect(names('queens dr')).toEqual(ids(devon));
    expect(names('q')).toEqual(ids(devon));
    expect(names('mar s')).toEqual(ids(obrien));
    expect(names('mar q')).toEqual([]);
    expect(names('7 q')).toEqual(ids(devon));
  });

  test('accents and apostrophes may be typed or not', () => {
    for (const text of ['sian', 'SIÂN', "o'brien", 'o’brien', 'obrien', 'o brien', 'brien'])
      expect(names(text), text).toEqual(ids(obrien));
    for (const text of ['lukasz', 'Łuk', 'muller', 'Müller-Jones', 'muller-j', 'jones-muller'])
      expect(names(text), text).toEqual(ids(lukasz));
    for (const text of ["queen's", 'queens', 'queen s'])
      expect(names(text), text).toEqual(ids(devon));
  });

  test('elector numbers whole, without their district, and as tellers write them', () => {
    for (const text of ['KD-2/2-289/1', 'kd-2/2-289', '289/1', 'kd 289', 'KD-2-289-1'])
      expect(names(text), text).toEqual(ids(devon));
    expect(names('289.1')).toContain(devon.id);
    expect(names('289')).toEqual(ids(devon, lukasz));
    expect(names('1BDF-289')).toEqual(ids(lukasz));
    expect(names('/289/1-')).toEqual(ids(devon));
  });

  test('a whole number is one person, its beginning all whose number goes on like that', () => {
    const twelve = electorOf({ number: '12' });
    const more = electorOf({ number: '120' });
    const inserted = electorOf({ number: '12', suffix: '1' });
    const twice = electorOf({ number: '7' });
    const again = electorOf({ number: '7' });
    has(twelve, more, inserted, twice, again);
    expect(names('1bdf-12')).toEqual(ids(twelve));
    expect(names('1BDF-12/1')).toEqual(ids(inserted));
    expect(names('1BDF-1')).toEqual(ids(twelve, more, inserted));
    expect(names('1BDF-7')).toEqual(ids(twice, again));
    register.become(again);
    register.readAll();
    expect(names('1BDF-7')).toEqual(ids(again));
    expect(names('1BDF-12')).toEqual([]);
  });

  test('a postcode with its space or without', () => {
    for (const text of ['m41 9fu', 'm419fu', 'M41 9', 'm419', 'M41'])
      expect(names(text), text).toEqual(ids(devon));
  });

  test('text without a word is no search, a word that nobody has finds nobody', () => {
    expect(index.find('')).toBeUndefined();
    expect(index.find(" ' , - ")).toBeUndefined();
    expect(names('zebra')).toEqual([]);
  });

  test('who was changed or taken away is found as they are now', () => {
    const married = { ...obrien, surname: 'Clark' };
    register.become(married);
    register.readAll();
    expect(names('clark')).toEqual(ids(married));
    expect(names('obrien')).toEqual([]);
    expect(names('289')).toEqual([]);
  });

  test('10,000 people are all found by their own number, also when the index is built in slices', () => {
    const all = manyElectors(10_000);
    const large = new ToldRegister();
    large.become(...all);
    let slices = 0;
    for (; large.index.unread > 0; slices += 1) large.index.read(400);
    expect(slices).toBe(10_000 / 400);
    const lost = all.filter(
      (elector) => !large.index.find(electorNumber(elector))?.has(elector.id),
    );
    expect(lost).toEqual([]);
    expect(large.index.find('street')?.size).toBe(10_000);
  });
});
