import { describe, expect, test } from 'vitest';
import type { Book } from '../../ledger/book.ts';
import {
  authorOf,
  copyOf,
  editionWith,
  emptyWard,
  exchange,
  idsOf,
  takeIn,
} from '../../testing/ward-books.ts';
import { idFor } from '../../testing/arbitraries.ts';
import { bringBack } from './bring-back.ts';
import { addDistrict, districts } from './district.ts';
import { districtsMax } from './district-letters.ts';
import { editionKind } from './edition.ts';
import type { EditionId } from './elector.ts';

test('[BOOK18] a name and a place that were changed apart are both changed', () => {
  const here = emptyWard();
  const there = copyOf(here);
  expect(addDistrict(here, authorOf(1), { letters: 'AL', name: 'New Town' }).type).toBe('done');
  const moved = { letters: 'AL', name: 'Old Town', place: 'School' };
  expect(addDistrict(there, authorOf(2), moved).type).toBe('done');
  exchange(here, there);
  for (const book of [here, there])
    expect(districts(book)).toEqual([{ letters: 'AL', name: 'New Town', place: 'School' }]);
});

test('[BOOK3] one without a name goes by its letters, one without a place has none', () => {
  const book = emptyWard();
  for (const letters of ['KD-2/2', '__proto__', 'constructor'])
    expect(addDistrict(book, authorOf(0), { letters, name: ' ' }).type).toBe('done');
  addDistrict(book, authorOf(0), { letters: 'AL', name: 'Old Town', place: ' ' });
  expect(districts(book)).toEqual([
    { letters: 'AL', name: 'Old Town' },
    { letters: 'KD-2/2', name: 'KD-2/2' },
    { letters: '__proto__', name: '__proto__' },
    { letters: 'constructor', name: 'constructor' },
  ]);
  for (const letters of ['', ' AL', 'x'.repeat(21)])
    expect(addDistrict(book, authorOf(0), { letters, name: 'x' }).type).toBe('refused');
});

test('[NAME1] letters, name and place hold nothing that cannot be seen', () => {
  for (const hidden of ['A\u200BB', 'AB\u202E', '\u3164', 'A\nB'])
    for (const change of [{ letters: hidden }, { name: hidden }, { place: hidden }])
      expect(
        addDistrict(emptyWard(), authorOf(0), { letters: 'AB', name: 'x', ...change }),
      ).toMatchObject({ reason: 'not-allowed' });
});

describe('[IMP11] districts of an edition', () => {
  const [first, second] = [idFor<EditionId>(1), idFor<EditionId>(2)];
  const me = authorOf(0);
  const letters = (book: Book) => districts(book).map((each) => each.letters);

  test('go with it when it is taken back, and come again with it', () => {
    const book = emptyWard();
    takeIn(book, { id: first, districts: ['AL', 'XX'] }, []);
    expect(letters(book)).toEqual(['AL', 'XX']);
    idsOf(book.undo(me, [first]));
    expect(letters(book)).toEqual(['AL']);
    expect(letters(copyOf(book))).toEqual(['AL']);
    idsOf(bringBack(book, me, first));
    expect(letters(book)).toEqual(['AL', 'XX']);
  });

  test('stay where another edition has them too, or somebody has said something of them', () => {
    const book = emptyWard();
    takeIn(book, { id: first, districts: ['XA', 'XB', 'XC'] }, []);
    takeIn(book, { id: second, at: 2, over: [first], districts: ['XB'] }, []);
    const hill = { letters: 'XC', name: 'Hill' };
    idsOf(addDistrict(book, me, hill));
    idsOf(book.undo(me, [first]));
    expect(letters(book)).toEqual(['AL', 'XB', 'XC']);
    expect(districts(book)).toContainEqual(hill);
  });

  test('that no app writes leave the edition as it is', () => {
    const written = editionKind.record.write(editionWith({ districts: ['AL'] }))!;
    const of = (d: unknown) => editionKind.record.parse({ ...written, d })?.districts;
    expect(of(['AL', 'AM'])).toEqual(['AL', 'AM']);
    expect(of(undefined)).toEqual([]);
    for (const bad of [7, [''], ['A\u200BB'], Array.from({ length: districtsMax + 1 }, () => 'AL')])
      expect(of(bad)).toEqual([]);
  });
});
