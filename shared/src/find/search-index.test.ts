import { beforeEach, describe, expect, test } from 'vitest';
import { recordNotIn } from '../kinds/answer/answer.ts';
import { electorNumber, type EditionId, type Elector } from '../kinds/register/elector.ts';
import type { Book } from '../ledger/book.ts';
import { idFor } from '../testing/arbitraries.ts';
import { electorOf, manyElectors } from '../testing/electors.ts';
import { authorOf, emptyWard, idsOf, takeIn } from '../testing/ward-books.ts';
import { searchIndex, type SearchIndex } from './search-index.ts';

const author = authorOf(1);
const [first, second] = [idFor<EditionId>(1), idFor<EditionId>(2)];

/** A ward of one edition, in which nobody was searched for yet. */
function wardOf(electors: readonly Elector[]): Book {
  const book = emptyWard();
  takeIn(book, { id: first }, electors);
  return book;
}

/** With everybody in it. */
function searched(book: Book): SearchIndex {
  const index = book.of(searchIndex);
  index.read(index.unread);
  return index;
}

test('[IMP8] by an elector number of an earlier edition too, unless somebody has it now', () => {
  const ann = electorOf({ district: 'AB', number: '12' });
  const bob = electorOf({ district: 'AB', number: '1' });
  const book = wardOf([{ ...ann, number: '7' }, bob]);
  takeIn(book, { id: second, at: 2, over: [first] }, [ann, { ...bob, number: '7' }]);
  expect(searched(book).find('AB-7')).toEqual(new Set([bob.id]));
  expect(searched(book).find('AB-1')).toEqual(new Set([ann.id, bob.id]));
  const undone = idsOf(book.undo(author, [first]));
  expect(searched(book).find('AB-1')).toEqual(new Set([ann.id]));
  idsOf(book.undo(author, undone));
  expect(searched(book).find('AB-1')).toEqual(new Set([ann.id, bob.id]));
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
  let index: SearchIndex;
  const names = (text: string) => [...(index.find(text) ?? [])].sort();
  const ids = (...electors: readonly Elector[]) => electors.map(({ id }) => id).sort();

  beforeEach(() => {
    index = searched(wardOf([obrien, lukasz, devon]));
  });

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
    const again = electorOf({ number: '7', forenames: 'Bob' });
    const book = wardOf([again]);
    const later = takeIn(book, { id: second, at: 2 }, [twelve, more, inserted, twice]);
    index = searched(book);
    expect(names('1bdf-12')).toEqual(ids(twelve));
    expect(names('1BDF-12/1')).toEqual(ids(inserted));
    expect(names('1BDF-1')).toEqual(ids(twelve, more, inserted));
    expect(names('1BDF-7')).toEqual(ids(twice, again));
    idsOf(book.undo(author, [later]));
    searched(book);
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
    const book = wardOf([obrien]);
    takeIn(book, { id: second, at: 2 }, [{ ...obrien, surname: 'Clark' }, lukasz]);
    index = searched(book);
    expect(names('clark')).toEqual(ids(obrien));
    expect(names('obrien')).toEqual([]);
    expect(names('289')).toEqual(ids(lukasz));
    idsOf(book.undo(author, [second]));
    searched(book);
    expect(names('clark')).toEqual([]);
    expect(names('obrien')).toEqual(ids(obrien));
    expect(names('289')).toEqual([]);
  });

  test('10,000 people are all found by their own number, also when the index is built in slices', () => {
    const all = manyElectors(10_000);
    index = wardOf(all).of(searchIndex);
    let slices = 0;
    for (; index.unread > 0; slices += 1) index.read(400);
    expect(slices).toBe(10_000 / 400);
    const lost = all.filter((elector) => !index.find(electorNumber(elector))?.has(elector.id));
    expect(lost).toEqual([]);
    expect(index.find('street')?.size).toBe(10_000);
  });

  test('[BOOK21] a change about one person costs that person, and nothing new costs nothing', () => {
    const all = manyElectors(1_000);
    const book = wardOf(all);
    index = searched(book);
    expect(index.looks).toBe(1_000);
    const [ann, bob] = all as [Elector, Elector];
    takeIn(book, { id: second, at: 2 }, [{ ...ann, surname: 'Clark' }, bob]);
    searched(book);
    // Bob's entry is the later edition's now.
    expect(index.looks).toBe(1_002);
    takeIn(book, { id: idFor(3), at: 0 }, [{ ...bob, number: '0' }]);
    expect(searched(book).find('1BDF-0')).toEqual(new Set([bob.id]));
    expect(index.looks).toBe(1_003);
    idsOf(recordNotIn(book, author, [ann.id]));
    searched(book);
    expect(index.looks).toBe(1_003);
  });
});
