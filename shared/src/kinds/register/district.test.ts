import { expect, test } from 'vitest';
import { authorOf, copyOf, emptyWard, exchange } from '../../testing/ward-books.ts';
import { addDistrict, districts } from './district.ts';

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
