/** A book that holds these events and nothing else, for tests of what is read out of one. */
import * as Y from 'yjs';
import { assert } from '../base/assert.ts';
import { openBook, wardKinds, type BookEvent } from '../books/ward.ts';
import type { Book } from '../ledger/book.ts';
import type { Event, Kind } from '../ledger/kind.ts';
import { undo } from '../ledger/undo.ts';

const kinds: readonly Kind<Event>[] = [undo, ...wardKinds];

export function bookOfEvents(events: readonly BookEvent[]): Book {
  const book = openBook(new Y.Doc());
  book.events.push(events.map(eventToStored));
  return book;
}

/** As the document holds it. */
export function eventToStored(event: BookEvent) {
  const kind = kinds.find(({ type }) => type === event.type);
  const stored = kind?.record.write(event);
  assert(stored !== undefined, 'an event is well formed');
  return stored;
}
