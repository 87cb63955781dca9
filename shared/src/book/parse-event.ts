/**
 * An event as stored and as used. A stored event that cannot be read is counted by whoever reads,
 * one of a type from a newer version is left alone; both stay in the document as they are.
 *
 * Reading always makes the same keys in the same order, so equal events have equal JSON.
 */
import { assert } from '../base/assert.ts';
import type { Happened, Read } from '../ledger/ledger.ts';
import {
  bounds,
  flagFields,
  outcomes,
  parseId,
  textFields,
  type BatchId,
  type BookEvent,
  type CodeId,
  type EventId,
  type FieldName,
  type FieldValue,
  type MemoryId,
  type PersonId,
  type Questions,
} from './schema.ts';
import { asRecord, type StoredRecord } from '../base/stored-record.ts';
import { asCount, asDeviceId, asList, asOneOf, asText } from './stored.ts';

export type ReadEvent = Read<BookEvent>;

const unknown: ReadEvent = { type: 'unknown' };
const bad: ReadEvent = { type: 'bad' };
const fields: readonly FieldName[] = [...textFields, ...flagFields];

/** Total: anything at all gives one of the three. */
export function parseEvent(stored: unknown): ReadEvent {
  const record = asRecord(stored);
  if (record === undefined) return bad;
  const id = parseId<EventId>(record['id']);
  const at = asCount(record['at'], bounds.atMax);
  const by = asDeviceId(record['by']);
  const via = asDeviceId(record['via']);
  if (id === undefined || at === undefined || by === undefined) return bad;
  if (via === undefined && record['via'] !== undefined) return bad;
  if (typeof record['t'] !== 'string') return bad;
  const parse = parsers.get(record['t']);
  if (parse === undefined) return unknown;
  const event = parse({ id, at, by, ...(via !== undefined && { via }) }, record);
  return event === undefined ? bad : { type: 'event', event };
}

/** The event as the document holds it; reading it back gives the same event. */
export function eventToStored(event: BookEvent): StoredRecord {
  const stored = withoutUndefined(storedForm(event));
  const read = parseEvent(stored);
  assert(read.type === 'event', 'an event that is written can be read');
  return stored;
}

/** The event as it would be read back, or undefined when it breaks a bound or a rule of form. */
export function checkEvent(event: BookEvent): BookEvent | undefined {
  const read = parseEvent(withoutUndefined(storedForm(event)));
  if (read.type !== 'event') return undefined;
  const asked = event.type === 'answer' ? Object.values(event.questions ?? {}) : [];
  const kept = read.event.type === 'answer' ? Object.values(read.event.questions ?? {}) : [];
  // A question that cannot be read is dropped from what others wrote, but never from our own.
  return asked.filter((value) => value !== undefined).length === kept.length
    ? read.event
    : undefined;
}

type Parser = (happened: Happened, record: StoredRecord) => BookEvent | undefined;

const parsers: ReadonlyMap<string, Parser> = new Map([
  ['answer', parseAnswer],
  ['undo', parseUndo],
  ['field', parseField],
  ['note', parseNote],
  ['memory', parseMemory],
]);

function parseAnswer(happened: Happened, record: StoredRecord): BookEvent | undefined {
  const person = parseId<PersonId>(record['p']);
  const outcome = asOneOf(record['o'], outcomes);
  const code = parseId<CodeId>(record['c']);
  const note = asText(record['n'], bounds.textMax);
  const batch = parseId<BatchId>(record['b']);
  if (person === undefined || outcome === undefined) return undefined;
  if (code === undefined ? record['c'] !== undefined : outcome !== 'spoke') return undefined;
  if (note === undefined && record['n'] !== undefined) return undefined;
  const questions = parseQuestions(record['q']);
  return {
    ...happened,
    type: 'answer',
    person,
    outcome,
    ...(code !== undefined && { code }),
    ...(questions !== undefined && { questions }),
    ...(note !== undefined && { note }),
    ...(batch !== undefined && { batch }),
  };
}

/**
 * One question that cannot be read (a newer version may know more answers) does not cost the
 * whole conversation: it alone is left out.
 */
function parseQuestions(stored: unknown): Questions | undefined {
  const record = asRecord(stored);
  if (record === undefined) return undefined;
  const yesOrNo = (value: unknown) => (typeof value === 'boolean' ? value : undefined);
  const questions = withoutUndefined({
    lastTime: parseId<CodeId>(record['lastTime']),
    consider: asOneOf(record['consider'], ['yes', 'maybe', 'no'] as const),
    likely: asOneOf(record['likely'], [1, 2, 3, 4, 5] as const),
    how: asOneOf(record['how'], ['post', 'person'] as const),
    issue: asText(record['issue'], bounds.titleMax),
    poster: yesOrNo(record['poster']),
    help: yesOrNo(record['help']),
    join: yesOrNo(record['join']),
    privacyGiven: yesOrNo(record['privacyGiven']),
  } satisfies Questions);
  return Object.keys(questions).length === 0 ? undefined : questions;
}

function parseUndo(happened: Happened, record: StoredRecord): BookEvent | undefined {
  const of = asList(record['of'], bounds.batchMax, parseId<EventId>);
  return of === undefined || of.length === 0 ? undefined : { ...happened, type: 'undo', of };
}

function parseField(happened: Happened, record: StoredRecord): BookEvent | undefined {
  const person = parseId<PersonId>(record['p']);
  const field = asOneOf(record['f'], fields);
  const over = parseOver(record);
  if (person === undefined || field === undefined || over === undefined) return undefined;
  const value = parseFieldValue(field, record['v']);
  return value === undefined
    ? undefined
    : { ...happened, type: 'field', person, field, value, over };
}

function parseFieldValue(field: FieldName, value: unknown): FieldValue | undefined {
  if (value === null) return null;
  if (asOneOf(field, flagFields) !== undefined)
    return typeof value === 'boolean' ? value : undefined;
  return value === ''
    ? undefined
    : asText(value, field === 'about' ? bounds.textMax : bounds.nameMax);
}

function parseNote(happened: Happened, record: StoredRecord): BookEvent | undefined {
  const person = parseId<PersonId>(record['p']);
  const text = asText(record['x'], bounds.textMax);
  const over = parseOver(record);
  if (person === undefined || text === undefined || over === undefined) return undefined;
  return { ...happened, type: 'note', person, text, over };
}

function parseMemory(happened: Happened, record: StoredRecord): BookEvent | undefined {
  const item = parseId<MemoryId>(record['m']);
  const kind = asOneOf(record['k'], ['issue', 'note'] as const);
  const title = asText(record['h'], bounds.titleMax);
  const text = asText(record['x'], bounds.textMax);
  const road = asText(record['r'], bounds.addressLineMax);
  const state = asOneOf(record['s'], ['open', 'done'] as const);
  const over = parseOver(record);
  if (item === undefined || kind === undefined || state === undefined) return undefined;
  if (title === undefined || text === undefined || over === undefined) return undefined;
  if (road === undefined && record['r'] !== undefined) return undefined;
  return {
    ...happened,
    type: 'memory',
    item,
    kind,
    title,
    text,
    ...(road !== undefined && { road }),
    state,
    over,
  };
}

function parseOver(record: StoredRecord): EventId[] | undefined {
  return asList(record['over'] ?? [], bounds.headsMax, parseId<EventId>);
}

function storedForm(event: BookEvent): StoredRecord {
  const { id, at, by, via } = event;
  const happened = { id, at, by, via, t: event.type };
  switch (event.type) {
    case 'answer': {
      const { person, outcome, code, questions, note, batch } = event;
      const q = questions && withoutUndefined(questions);
      return { ...happened, p: person, o: outcome, c: code, q, n: note, b: batch };
    }
    case 'undo':
      return { ...happened, of: [...event.of] };
    case 'field': {
      const { person, field, value } = event;
      return { ...happened, p: person, f: field, v: value, over: storedOver(event.over) };
    }
    case 'note':
      return { ...happened, p: event.person, x: event.text, over: storedOver(event.over) };
    case 'memory': {
      const { item, kind, title, text, road, state } = event;
      const over = storedOver(event.over);
      return { ...happened, m: item, k: kind, h: title, x: text, r: road, s: state, over };
    }
  }
}

function storedOver(over: readonly EventId[]): EventId[] | undefined {
  return over.length === 0 ? undefined : [...over];
}

function withoutUndefined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
