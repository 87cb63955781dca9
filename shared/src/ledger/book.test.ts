import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bounds } from '../base/bounds.ts';
import { openBook } from '../books/ward.ts';
import { recordAnswer, recordNotIn } from '../kinds/answer/answer.ts';
import { addNote } from '../kinds/note/note.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import type { Book } from './book.ts';
import type { Author } from './command.ts';
import type { EditionId } from '../kinds/register/elector.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import { electors } from '../kinds/register/register.ts';
import { electorWith, idFor } from '../testing/arbitraries.ts';
import { bookSummary } from '../testing/book-summary.ts';
import {
  authorOf,
  copyOf,
  editionWith,
  idsOf,
  newWard,
  people,
  rowsOf,
  send,
  storedOf,
} from '../testing/ward-books.ts';
import type { BookChange } from './book.ts';
import type { EventId } from './ledger.ts';
import { undoDepthMax } from './undos.ts';

const [ann, bo] = people;
let book: Book;
let me: Author;

beforeEach(() => {
  book = newWard();
  me = authorOf(0);
});

describe('appending', () => {
  test('[BOOK3] all of it or nothing, and a refusal has a name', () => {
    const before = Y.encodeStateAsUpdate(book.doc);
    const not = { type: 'answer', outcome: 'not-in' } as const;
    const stranger = idFor<PersonId>(8);
    const results = [
      book.append(me, []),
      book.append(me, [
        { ...not, person: ann },
        { ...not, person: stranger },
      ] as never),
      book.append(me, Array.from({ length: bounds.batchMax + 1 }, () => not) as never),
      book.undo(me, []),
    ];
    const reasons = results.map((result) => (result.type === 'refused' ? result.reason : 'done'));
    expect(reasons).toEqual(['nothing', 'unknown-person', 'not-allowed', 'nothing']);
    expect(Y.encodeStateAsUpdate(book.doc)).toEqual(before);
  });

  test('[BOOK13] what was taken back and put back too often stays as it is', () => {
    let [id] = idsOf(recordAnswer(book, me, { person: ann, outcome: 'not-in' }));
    const first = id!;
    for (let depth = 1; depth <= undoDepthMax; depth += 1) [id] = idsOf(book.undo(me, [id!]));
    expect(book.isUndone(first)).toBe(false);
    const before = book.events.length;
    expect(book.undo(me, [id!])).toEqual({ type: 'refused', reason: 'undone-too-often' });
    expect(book.events).toHaveLength(before);
  });

  test('[BOOK13] a record holds no more entries than it may, and what is there can be taken back', () => {
    const [first] = idsOf(recordAnswer(book, me, { person: ann, outcome: 'not-in' }));
    for (let n = 1; n < bounds.eventsAboutMax; n += 1)
      idsOf(recordAnswer(book, me, { person: ann, outcome: 'not-in' }));
    const before = book.events.length;
    const full = { type: 'refused', reason: 'record-full' };
    expect(addNote(book, me, { person: ann, text: 'one more' })).toEqual(full);
    expect(recordNotIn(book, me, [bo, ann])).toEqual(full);
    expect(addNote(copyOf(book), me, { person: ann, text: 'one more' })).toEqual(full);
    expect(book.events).toHaveLength(before);
    idsOf(book.undo(me, [first!]));
    idsOf(recordAnswer(book, me, { person: bo, outcome: 'not-in' }));
  });
});

describe('following a document', () => {
  /** What listeners were told since. */
  function told(of: Book): BookChange[] {
    const changes: BookChange[] = [];
    of.onChange((change) => changes.push(change));
    return changes;
  }

  test('[BOOK8] a listener is given what is new or stands otherwise, once everything has it', () => {
    const changes = told(book);
    const [id] = idsOf(recordAnswer(book, me, { person: ann, outcome: 'refused' }));
    const [undoing] = idsOf(book.undo(me, [id!]));
    expect(changes.map(({ entries, hasRows }) => [entries.length, hasRows])).toEqual([
      [1, false],
      [1, false],
    ]);
    expect(changes[0]?.entries[0]).toMatchObject({ event: { id, type: 'answer' } });
    expect(changes[1]?.entries[0]?.undone).toMatchObject({ undo: undoing });
  });

  test('[BOOK8] an edition and its rows come together', () => {
    const edition = idFor<EditionId>(40);
    const cy = electorWith({ id: idFor<PersonId>(7), line: 30, number: '30' });
    const seen: (boolean | undefined)[] = [];
    const changes = told(book);
    book.onChange(() => seen.push(electors(book).electors.some(({ id }) => id === cy.id)));
    idsOf(book.appendMade([editionWith({ id: edition })], rowsOf(edition, [cy])));
    expect(seen).toEqual([true]);
    expect(changes).toMatchObject([{ entries: [{ event: { id: edition } }], hasRows: true }]);
  });

  test('[BOOK8] what changes nothing is told to nobody, nor is whoever has ended', () => {
    const changes = told(book);
    const end = book.onChange((change) => changes.push(change));
    end();
    book.doc.getMap('of something else').set('a', 1);
    expect(changes).toEqual([]);
    idsOf(recordAnswer(book, me, { person: ann, outcome: 'not-in' }));
    expect(changes).toHaveLength(1);
  });

  test('[BOOK2] what cannot be read is counted once, however the document comes', () => {
    const strange = { t: 'ballot', id: idFor<EventId>(90), at: 1, by: me.device };
    book.events.push([7, strange]);
    const other = openBook(new Y.Doc());
    expect(other.size).toBe(0);
    send(book, other);
    for (const each of [book, other, copyOf(book)])
      expect([each.skipped, each.unknown, each.clashes]).toEqual([1, 1, 0]);
  });

  test('[BOOK12] what stands under an id, by its kind', () => {
    const [id] = idsOf(recordAnswer(book, me, { person: ann, outcome: 'not-in' }));
    expect(book.event(id!)).toMatchObject({ type: 'answer', person: ann });
    expect(book.event(idFor<EventId>(99))).toBeUndefined();
    const other = { id: id!, at: 1, by: me.device, type: 'undo', of: [ann as never] } as const;
    book.events.push([storedOf(other)]);
    expect(book.clashes).toBe(1);
  });
});

describe('[BOOK19] a member’s device that deletes', () => {
  const summaries = () => [bookSummary(book), bookSummary(copyOf(book))] as const;

  test('from the events has everything read anew of what is left', () => {
    idsOf(addNote(book, me, { person: ann, text: 'a' }));
    bookSummary(book);
    const changes: BookChange[] = [];
    book.onChange((change) => changes.push(change));
    book.events.delete(book.events.length - 1, 1);
    const [now, anew] = summaries();
    expect(now).toEqual(anew);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ hasRows: true });
    expect(changes[0]!.entries).toHaveLength(book.events.length);
    idsOf(addNote(book, me, { person: ann, text: 'b' }));
    expect(bookSummary(book)).toEqual(bookSummary(copyOf(book)));
  });

  test('from the rows too, and in one transaction with what it writes', () => {
    const index = book.of(registerIndex);
    expect(index.people().size).toBe(5);
    book.doc.transact(() => {
      book.rows.delete(0, 2);
      idsOf(addNote(book, me, { person: people[3], text: 'a' }));
    });
    expect(book.of(registerIndex)).not.toBe(index);
    expect(electors(book).electors).toHaveLength(3);
    const [now, anew] = summaries();
    expect(now).toEqual(anew);
  });

  test('everything leaves a document that is no book, and can be one again', () => {
    const copy = copyOf(book);
    bookSummary(book);
    book.events.delete(0, book.events.length);
    book.rows.delete(0, book.rows.length);
    expect([book.size, electors(book).electors]).toEqual([0, []]);
    book.events.push(copy.events.toArray());
    book.rows.push(copy.rows.toArray());
    expect(bookSummary(book)).toEqual(bookSummary(copy));
  });
});
