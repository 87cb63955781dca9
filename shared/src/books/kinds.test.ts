/** Every kind of a ward's book, held to what is promised of all of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Kind, Event } from '../ledger/kind.ts';
import type { EventId } from '../ledger/ledger.ts';
import { undo } from '../ledger/undo.ts';
import { goneRow } from '../kinds/register/edition.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import { electorRow } from '../kinds/register/elector.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import { arbitraryOf } from '../testing/arbitrary-of.ts';
import { bookEvents, deviceFor, idFor } from '../testing/arbitraries.ts';
import { assertFieldLaws } from '../testing/field-laws.ts';
import { bookSummary } from '../testing/book-summary.ts';
import { bookOf, storedOf } from '../testing/ward-books.ts';
import { FedIndexes } from '../testing/index-laws.ts';
import { openBook, wardKinds, type BookEvent } from './ward.ts';

const kinds = [undo, ...wardKinds] as readonly Kind<Event>[];

test.each(kinds.map((kind) => [kind.type, kind.record] as const))(
  '[BOOK2] what is written is read as it was, and whatever is read can be: %s',
  (_, record) => assertFieldLaws(record),
);

test('[BOOK2] and so are the rows of a register', () => {
  assertFieldLaws(electorRow);
  assertFieldLaws(goneRow);
});

describe('[BOOK2] reading a document', () => {
  const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
  const junk = fc.oneof(anything, fc.jsonValue());
  const types = [...kinds.map(({ type }) => type), 'toString', '__proto__', 'ballot'];
  /** Records that look right at first: known keys with anything in them. */
  const almost = (keys: string) =>
    fc.dictionary(
      fc.constantFrom(...keys.split(' ')),
      fc.oneof(junk, fc.constantFrom(1, '', 'N', idFor<PersonId>(1), deviceFor(1))),
    );
  const happened = fc.record({
    id: fc.constant(idFor<EventId>(1)),
    at: fc.nat(),
    by: fc.constant(deviceFor(1)),
    t: fc.constantFrom(...types),
  });

  test('anything at all is an event, one of a newer version or a bad one, and costs nothing else', () => {
    const near = fc.tuple(
      happened,
      almost('p o c q n b of f v over x m k h r s d letters ward i a'),
    );
    const stored = fc.oneof(
      junk,
      near.map(([a, b]) => ({ ...b, ...a })),
    );
    fc.assert(
      fc.property(fc.array(stored, { maxLength: 4 }), (all) => {
        const book = openBook(new Y.Doc());
        const change = { t: 'settings', ward: 'A', at: 1, by: deviceFor(1), id: idFor<EventId>(9) };
        // As they come from another device; what cannot be sent is never there.
        const inside = all.filter((each) => canBeSent(each));
        book.events.push([...inside, change]);
        book.rows.push(inside);
        const { size, skipped, unknown } = book;
        expect(size + skipped + unknown).toBeLessThanOrEqual(inside.length + 1);
        expect(size).toBeGreaterThan(0);
        bookSummary(book);
      }),
      { numRuns: 1000 },
    );
  });

  test('anything at all is an elector, people gone, or a row that is left as it is', () => {
    const stored = fc.oneof(junk, almost('w i r d n s l f t x a p m o v e u z g'));
    fc.assert(
      fc.property(fc.array(stored, { maxLength: 4 }), (rows) => {
        const index = new FedIndexes().of(registerIndex);
        index.takeRows(rows);
        expect(index.people().size).toBe(0);
        expect(index.skipped).toBeLessThanOrEqual(rows.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('what has another prototype is refused, as a decoder leaves it that met __proto__', () => {
    const stored = storedOf({
      id: idFor<EventId>(1),
      at: 1,
      by: deviceFor(1),
      type: 'undo',
      of: [idFor<EventId>(2)],
    });
    for (const { record } of kinds)
      expect(record.parse(Object.setPrototypeOf({}, stored!))).toBeUndefined();
  });

  test('an event written, sent to another device and read there is the same event', () => {
    const events = fc.oneof(bookEvents, ...kinds.map(({ record }) => arbitraryOf<Event>(record)));
    fc.assert(
      fc.property(events, (event) => {
        const to = openBook(new Y.Doc());
        Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(bookOf(event as BookEvent).doc));
        // Who brought it is the document's to say.
        const { via: _via, ...said } = event;
        expect(to.event(event.id)).toEqual(said);
      }),
    );
  });
});

function canBeSent(value: unknown): boolean {
  try {
    new Y.Doc().getArray('any').push([value]);
    return true;
  } catch {
    return false;
  }
}
