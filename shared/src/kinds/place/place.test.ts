import { expect, test } from 'vitest';
import { authorOf, copyOf, exchange, idsOf, newWard } from '../../testing/ward-books.ts';
import { placeIndex } from './place-index.ts';
import { writePlaceNote } from './place.ts';

const place = 'AL|high road|12';
const ann = authorOf(1, 10);
const bob = authorOf(2, 20);

const texts = (book: ReturnType<typeof newWard>, at = place) =>
  book
    .of(placeIndex)
    .notes(at)
    .map(({ text }) => text);

test('[PLACE1] a note about a place is changed over what its author saw, taken away and brought back', () => {
  const book = newWard();
  const first = idsOf(writePlaceNote(book, ann, { place, text: ' Dog in the garden ', over: [] }));
  expect([texts(book), texts(book, 'AL|high road')]).toEqual([['Dog in the garden'], []]);
  const second = idsOf(writePlaceNote(book, bob, { place, text: 'Side gate', over: first }));
  expect(texts(book)).toEqual(['Side gate']);
  const gone = idsOf(writePlaceNote(book, ann, { place, text: ' ', over: second }));
  expect(texts(book)).toEqual([]);
  idsOf(book.undo(ann, gone));
  expect(texts(book)).toEqual(['Side gate']);
  expect(writePlaceNote(book, ann, { place, text: '', over: [] })).toEqual({
    type: 'refused',
    reason: 'nothing',
  });
});

test('[PLACE1] two who change one note apart are both read', () => {
  const here = newWard();
  const first = idsOf(writePlaceNote(here, ann, { place, text: 'Keypad 12', over: [] }));
  const there = copyOf(here);
  idsOf(writePlaceNote(here, ann, { place, text: 'Keypad 34', over: first }));
  idsOf(writePlaceNote(there, bob, { place, text: 'Ring flat 2', over: first }));
  exchange(here, there);
  for (const book of [here, there])
    expect(texts(book).toSorted()).toEqual(['Keypad 34', 'Ring flat 2']);
});
