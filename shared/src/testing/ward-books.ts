/** Ward books for tests: one with a few people in it, copies of it, and what joins them again. */
import * as Y from 'yjs';
import { assert } from '../base/assert.ts';
import { createBook, openBook, wardKinds, type BookEvent } from '../books/ward.ts';
import type { StoredRecord } from '../base/stored-record.ts';
import { goneRow, type Edition } from '../kinds/register/edition.ts';
import type { Elector, PersonId } from '../kinds/register/elector.ts';
import type { Book } from '../ledger/book.ts';
import type { Author, Refused } from '../ledger/command.ts';
import { electorRow, type EditionId } from '../kinds/register/elector.ts';
import type { Event, Kind } from '../ledger/kind.ts';
import type { EventId } from '../ledger/ledger.ts';
import { undo } from '../ledger/undo.ts';
import { deviceFor, electorWith, idFor } from './arbitraries.ts';
import { seededRandom, steppingClock } from './seeded-random.ts';

/** Everybody of whom something may be recorded in `newWard`. */
export const people = [0, 1, 2, 3].map((n) => idFor<PersonId>(n)) as [
  PersonId,
  PersonId,
  PersonId,
  PersonId,
];
/** An anonymous entry. */
export const hidden = idFor<PersonId>(9);
const firstEdition = idFor<EditionId>(250);

/** An id is never made twice, however often one device is asked for. */
const random = seededRandom(100);

export function authorOf(n: number, start = 10_000): Author {
  return { device: deviceFor(n), now: steppingClock(start), random };
}

/** Alderbrook, made at 1000, with one district and nobody in it. */
export function emptyWard(): Book {
  const founder = { device: deviceFor(9), now: () => 1000, random: seededRandom(1) };
  return createBook(new Y.Doc(), founder, {
    ward: 'Alderbrook',
    council: 'Marlow Vale',
    districts: [{ letters: 'AL', name: 'Old Town', place: 'Hall' }],
  });
}

/** The same with `people` and `hidden`. */
export function newWard(): Book {
  const book = emptyWard();
  const taken = people.map((id, n) => electorWith({ id, line: n + 2, number: `${n + 1}` }));
  const anonymous = electorWith({ id: hidden, line: 9, number: '9', anonymous: true });
  takeIn(book, { id: firstEdition, at: 1000 }, [...taken, anonymous]);
  return book;
}

export function editionWith(parts: Partial<Edition> = {}): Edition {
  return {
    id: idFor<EditionId>(1),
    at: 1,
    by: deviceFor(1),
    type: 'edition',
    file: 'register.csv',
    layout: 'xpress-14',
    added: 0,
    changed: 0,
    unchanged: 0,
    problems: 0,
    districts: [],
    over: [],
    ...parts,
  };
}

/** As they are stored, in the edition. */
export function rowsOf(
  edition: EditionId,
  electors: readonly Elector[],
  gone: readonly PersonId[] = [],
): StoredRecord[] {
  const rows = electors.map((each) => electorRow.write({ ...each, edition })!);
  return gone.length === 0 ? rows : [...rows, goneRow.write({ edition, gone })!];
}

/** An edition with just these rows, whatever a file would have said. */
export function takeIn(
  book: Book,
  parts: Partial<Edition> & Pick<Edition, 'id'>,
  electors: readonly Elector[],
  gone: readonly PersonId[] = [],
): EditionId {
  idsOf(book.appendMade([editionWith(parts)], rowsOf(parts.id, electors, gone)));
  return parts.id;
}

export function copyOf(book: Book): Book {
  const copy = openBook(new Y.Doc());
  send(book, copy);
  return copy;
}

export function send(from: Book, to: Book): void {
  Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)));
}

/** Until all of them hold the same. */
export function exchange(...books: readonly Book[]): void {
  for (let round = 0; round < 2; round += 1)
    for (const from of books) for (const to of books) if (from !== to) send(from, to);
}

/** What a command wrote; throws where it refused. */
export function idsOf(result: { readonly type: 'done'; readonly ids: EventId[] } | Refused) {
  assert(result.type === 'done', `done, not refused: ${JSON.stringify(result)}`);
  return result.ids;
}

const kinds = new Map([undo, ...wardKinds].map((kind) => [kind.type, kind as Kind<Event>]));

/** As its kind writes it; undefined for what breaks a bound. */
export function storedOf(event: BookEvent): StoredRecord | undefined {
  return kinds.get(event.type)?.record.write(event);
}

/** A document with these events and nothing else. */
export function bookOf(...events: readonly BookEvent[]): Book {
  const book = openBook(new Y.Doc());
  book.events.push(events.map(storedOf));
  return book;
}
