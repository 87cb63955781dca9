import { expect, test } from 'vitest';
import { History } from '../../find/history.ts';
import { bookSummary } from '../../testing/book-summary.ts';
import { authorOf, copyOf, hidden, idsOf, newWard, people } from '../../testing/ward-books.ts';
import { addNote, editNote } from './note.ts';

const [ann] = people;

test('[BOOK6] a note is edited over what was seen, and a blank one takes it away', () => {
  const book = newWard();
  const me = authorOf(0);
  const texts = () => new History(book).person(ann).notes.map(({ text }) => text);
  const first = idsOf(addNote(book, me, { person: ann, text: ' a ' }));
  const second = idsOf(editNote(book, me, { person: ann, text: 'b', over: first }));
  expect(texts()).toEqual(['b']);
  idsOf(editNote(book, me, { person: ann, text: ' ', over: second }));
  expect(texts()).toEqual([]);
});

test('[BOOK3] one that says nothing, or too much, is not written', () => {
  const book = newWard();
  const before = book.events.length;
  const add = (text: string) => addNote(book, authorOf(0), { person: ann, text });
  expect(add(' ')).toEqual({ type: 'refused', reason: 'nothing' });
  expect(add('x'.repeat(4001))).toEqual({ type: 'refused', reason: 'not-allowed' });
  expect(book.events).toHaveLength(before);
  expect(add('x'.repeat(4000)).type).toBe('done');
});

test('[BOOK3] half a character is mended before it is stored, so that all devices hold the same', () => {
  const book = newWard();
  idsOf(addNote(book, authorOf(0), { person: ann, text: 'a\ud800b' }));
  expect(bookSummary(copyOf(book))).toEqual(bookSummary(book));
  expect(new History(book).person(ann).notes[0]?.text).toBe('a\ufffdb');
});

test('[BOOK9] there are none about an anonymous entry', () => {
  const result = addNote(newWard(), authorOf(0), { person: hidden, text: 'x' });
  expect(result).toEqual({ type: 'refused', reason: 'anonymous' });
});
