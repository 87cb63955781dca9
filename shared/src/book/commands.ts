/**
 * What people do with a book: record, correct, note. Every command appends events in one
 * transaction, or refuses with a named reason and writes nothing.
 */
import { assert } from '../base/assert.ts';
import type { StoredRecord } from '../base/stored-record.ts';
import { code, elector, isNewerSchema, type Book } from './book.ts';
import { refused, type Author, type CommandResult, type Refused } from './command.ts';
import { eventToStored } from './events.ts';
import {
  bounds,
  newId,
  type BatchId,
  type EventId,
  type FieldName,
  type FieldValue,
  type MemoryId,
  type PersonId,
} from './schema.ts';
import type { AnswerEvent, BookEvent, MemoryEvent, Questions } from './events.ts';

type Fresh<E> = E extends BookEvent ? Omit<E, 'id' | 'at' | 'by'> : never;

/** An answer as a canvasser gives it. A code belongs to the outcome 'spoke' only. */
export type NewAnswer = Omit<Fresh<AnswerEvent>, 'type' | 'batch'>;

export interface NewField {
  readonly person: PersonId;
  readonly field: FieldName;
  /** Blank text counts as null: cleared. */
  readonly value: FieldValue;
  /** The heads that the author saw: `history.person(id).fields.get(field)?.heads`. */
  readonly over: readonly EventId[];
}

/** Without an item: a new one. With: the next version of it, over the heads the author saw. */
export type NewMemory = Omit<Fresh<MemoryEvent>, 'type' | 'item' | 'over'> & {
  readonly item?: MemoryId;
  readonly over?: readonly EventId[];
};

export function recordAnswer(book: Book, author: Author, answer: NewAnswer): CommandResult {
  const { code: chosen, questions, note } = answer;
  const known = [chosen, questions?.lastTime].every(
    (id) => id === undefined || code(book, id) !== undefined,
  );
  if (!known) return refused('unknown-code');
  const text = note?.trim();
  return append(book, author, [
    {
      type: 'answer',
      person: answer.person,
      outcome: answer.outcome,
      code: chosen,
      questions: asked(questions),
      note: text === '' ? undefined : text?.toWellFormed(),
    },
  ]);
}

/** Those that were answered; undefined when none was. */
function asked(questions: Questions | undefined): Questions | undefined {
  const issue = questions?.issue?.trim().toWellFormed();
  const all = { ...questions, issue: issue === '' ? undefined : issue };
  const answered = Object.entries(all).filter(([, answer]) => answer !== undefined);
  return answered.length === 0 ? undefined : Object.fromEntries(answered);
}

/** Nobody was in: one answer for each person of the household, joined by a batch. */
export function recordNotIn(
  book: Book,
  author: Author,
  people: readonly PersonId[],
): CommandResult {
  const batch = newId<BatchId>(author.random);
  return append(
    book,
    author,
    [...new Set(people)].map((person) => ({ type: 'answer', person, outcome: 'not-in', batch })),
  );
}

/** Takes events back, whoever wrote them; they stay in the timeline. Undoing an undo redoes. */
export function undo(book: Book, author: Author, ids: readonly EventId[]): CommandResult {
  const of = [...new Set(ids)];
  if (of.length === 0) return refused('nothing');
  if (!book.history().mayUndo(of)) return refused('undone-too-often');
  return append(book, author, [{ type: 'undo', of }]);
}

export function setField(book: Book, author: Author, change: NewField): CommandResult {
  const { person, field, over } = change;
  const text = typeof change.value === 'string' ? change.value.trim().toWellFormed() : change.value;
  const value = text === '' ? null : text;
  return append(book, author, [{ type: 'field', person, field, value, over }]);
}

export function addNote(
  book: Book,
  author: Author,
  note: { readonly person: PersonId; readonly text: string },
): CommandResult {
  return note.text.trim() === ''
    ? refused('nothing')
    : editNote(book, author, { ...note, over: [] });
}

/** `over`: the note events this replaces. Blank text takes the note away. */
export function editNote(
  book: Book,
  author: Author,
  note: { readonly person: PersonId; readonly text: string; readonly over: readonly EventId[] },
): CommandResult {
  const text = note.text.trim().toWellFormed();
  return append(book, author, [{ type: 'note', person: note.person, text, over: note.over }]);
}

/** Writes down something that the ward should remember: a local issue, a note about a place. */
export function saveMemory(
  book: Book,
  author: Author,
  memory: NewMemory,
): { readonly type: 'done'; readonly ids: EventId[]; readonly item: MemoryId } | Refused {
  const item = memory.item ?? newId<MemoryId>(author.random);
  const title = memory.title.trim().toWellFormed();
  const road = memory.road?.trim().toWellFormed();
  if (title === '') return refused('nothing');
  const result = append(book, author, [
    {
      type: 'memory',
      item,
      kind: memory.kind,
      title,
      text: memory.text.trim().toWellFormed(),
      road: road === '' ? undefined : road,
      state: memory.state,
      over: memory.over ?? [],
    },
  ]);
  return result.type === 'done' ? { ...result, item } : result;
}

/** All of them or none. */
function append(book: Book, author: Author, fresh: readonly Fresh<BookEvent>[]): CommandResult {
  if (isNewerSchema(book)) return refused('newer-book');
  if (fresh.length === 0) return refused('nothing');
  if (fresh.length > bounds.batchMax) return refused('not-allowed');
  const at = author.now();
  const ids: EventId[] = [];
  const stored: StoredRecord[] = [];
  for (const each of fresh) {
    if ('person' in each) {
      const person = elector(book, each.person);
      if (person === undefined) return refused('unknown-person');
      if (person.anonymous) return refused('anonymous');
    }
    if (isFull(book, each)) return refused('record-full');
    const id = newId<EventId>(author.random);
    const record = eventToStored({ ...each, id, at, by: author.device });
    if (record === undefined) return refused('not-allowed');
    ids.push(id);
    stored.push(record);
  }
  const before = book.events.length;
  book.doc.transact(() => book.events.push(stored));
  assert(book.events.length === before + stored.length, 'events are appended');
  return { type: 'done', ids };
}

/**
 * Whether what is to be written about has as much written about it as it may have. That somebody
 * objects, or is not to be called on, is taken down all the same.
 */
function isFull(book: Book, event: Fresh<BookEvent>): boolean {
  if (event.type === 'undo') return false;
  if (event.type === 'field' && /^flag:(objects|do-not-knock)$/.test(event.field)) return false;
  const subject = event.type === 'memory' ? event.item : event.person;
  return book.history().countAbout(subject) >= bounds.eventsAboutMax;
}
