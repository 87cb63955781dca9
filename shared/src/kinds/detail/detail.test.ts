import { beforeEach, describe, expect, test } from 'vitest';
import { bounds } from '../../base/bounds.ts';
import { History } from '../../find/history.ts';
import type { Book } from '../../ledger/book.ts';
import type { Author } from '../../ledger/command.ts';
import type { EventId } from '../../ledger/ledger.ts';
import { deviceFor, idFor } from '../../testing/arbitraries.ts';
import { authorOf, hidden, idsOf, newWard, people } from '../../testing/ward-books.ts';
import { recordAnswer } from '../answer/answer.ts';
import { addNote } from '../note/note.ts';
import { detailKind, setField, type FieldValue } from './detail.ts';

const [ann] = people;
let book: Book;
let me: Author;

beforeEach(() => {
  book = newWard();
  me = authorOf(0);
});

test('[BOOK3] a text is trimmed, and a blank one clears the field', () => {
  idsOf(setField(book, me, { person: ann, field: 'mobile', value: ' 07700 900001 ', over: [] }));
  const field = () => new History(book).person(ann).fields.get('mobile');
  expect(field()?.value).toBe('07700 900001');
  const over = field()!.heads.map(({ id }) => id);
  idsOf(setField(book, me, { person: ann, field: 'mobile', value: ' ', over }));
  expect(field()?.value).toBeNull();
});

test('[BOOK3] a flag is no text, a text no flag, and each within its bound', () => {
  const happened = { id: idFor<EventId>(1), at: 1, by: deviceFor(1), over: [] };
  const written = (field: 'about' | 'email' | 'flag:poster', value: FieldValue) =>
    detailKind.record.write({ ...happened, type: 'field', person: ann, field, value }) !==
    undefined;
  expect([written('flag:poster', true), written('flag:poster', null)]).toEqual([true, true]);
  expect([written('flag:poster', 'yes'), written('email', true)]).toEqual([false, false]);
  expect([written('email', 'x'.repeat(200)), written('email', 'x'.repeat(201))]).toEqual([
    true,
    false,
  ]);
  expect([written('about', 'x'.repeat(4000)), written('about', 'x'.repeat(4001))]).toEqual([
    true,
    false,
  ]);
  expect(written('about', '')).toBe(false);
});

test('[BOOK9] nothing is kept of an anonymous entry, not even an objection', () => {
  const before = book.events.length;
  const refused = { type: 'refused', reason: 'anonymous' };
  for (const [field, value] of [
    ['about', 'x'],
    ['flag:objects', true],
  ] as const)
    expect(setField(book, me, { person: hidden, field, value, over: [] })).toEqual(refused);
  expect(book.events).toHaveLength(before);
});

describe('[BOOK17] of somebody whose record is full', () => {
  beforeEach(() => {
    book.doc.transact(() => {
      for (let n = 0; n < bounds.eventsAboutMax; n += 1)
        idsOf(recordAnswer(book, me, { person: ann, outcome: 'not-in' }));
    });
  });

  const set = (field: 'flag:objects' | 'flag:do-not-knock' | 'flag:poster', value: boolean) =>
    setField(book, me, { person: ann, field, value, over: [] });
  const reads = (field: 'flag:objects' | 'flag:do-not-knock') =>
    new History(book).person(ann).fields.get(field)?.value;

  test('an objection is taken down all the same', () => {
    expect(set('flag:objects', true).type).toBe('done');
    expect(reads('flag:objects')).toBe(true);
  });

  test('and so is that they are not to be called on', () => {
    expect(set('flag:do-not-knock', true).type).toBe('done');
    expect(reads('flag:do-not-knock')).toBe(true);
  });

  test('but nothing else is', () => {
    expect(addNote(book, me, { person: ann, text: 'x' })).toMatchObject({ reason: 'record-full' });
    expect(set('flag:poster', true)).toEqual({ type: 'refused', reason: 'record-full' });
  });
});
