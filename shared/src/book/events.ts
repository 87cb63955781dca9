/**
 * The events of a ward's book, each declared in one table: how it is used, and how the document holds
 * it, under short keys. One that cannot be read is counted by whoever reads, one of a type from a newer
 * version is left alone; both stay in the document as they are.
 */
import {
  as,
  count,
  either,
  lenient,
  list,
  oneOf,
  optional,
  or,
  record,
  refine,
  text,
  yesOrNo,
  type RecordField,
  type ValueOf,
} from '../base/fields.ts';
import type { DeviceId } from '../base/ids.ts';
import { asRecord, type StoredRecord } from '../base/stored-record.ts';
import type { EventId, Read } from '../ledger/ledger.ts';
import {
  bounds,
  fieldNames,
  flagFields,
  idForm,
  outcomes,
  type BatchId,
  type CodeId,
  type FieldName,
  type FieldValue,
  type MemoryId,
  type PersonId,
} from './schema.ts';
import { deviceIdForm } from './stored.ts';

const idOf = <Id extends string>() => text<Id>(bounds.shortMax, idForm);
const device = text<DeviceId>(bounds.shortMax, deviceIdForm);
const person = as('p', idOf<PersonId>());
/** The events that the author saw as current and means to replace. */
const over = or(list(idOf<EventId>(), bounds.headsMax), []);

/** What every event says; `by` is who recorded it, `via` who carried it from another book or a file. */
const happened = {
  id: idOf<EventId>(),
  /** Milliseconds since 1970 on the author's clock, which may be wrong. */
  at: count(bounds.atMax),
  by: device,
  via: optional(device),
};
const anyEvent = record(happened);

/** One that cannot be read (a newer version may know more answers) is left out alone. */
const questions = refine(
  record({
    lastTime: lenient(optional(idOf<CodeId>())),
    consider: lenient(optional(oneOf(['yes', 'maybe', 'no']))),
    likely: lenient(optional(oneOf([1, 2, 3, 4, 5]))),
    how: lenient(optional(oneOf(['post', 'person']))),
    issue: lenient(optional(text(bounds.titleMax))),
    poster: lenient(optional(yesOrNo)),
    help: lenient(optional(yesOrNo)),
    join: lenient(optional(yesOrNo)),
    privacyGiven: lenient(optional(yesOrNo)),
  }),
  (asked) => (Object.keys(asked).length === 0 ? undefined : asked),
);
export type Questions = ValueOf<typeof questions>;

export const answer = refine(
  record({
    ...happened,
    type: as('t', oneOf(['answer'])),
    person,
    outcome: as('o', oneOf(outcomes)),
    code: as('c', optional(idOf<CodeId>())),
    questions: as('q', lenient(optional(questions))),
    note: as('n', optional(text(bounds.textMax))),
    /** Shared by the answers of one household that were recorded in one tap. */
    batch: as('b', lenient(optional(idOf<BatchId>()))),
  }),
  (said) => (said.code !== undefined && said.outcome !== 'spoke' ? undefined : said),
);
export type AnswerEvent = ValueOf<typeof answer>;

export const undo = refine(
  record({
    ...happened,
    type: as('t', oneOf(['undo'])),
    of: list(idOf<EventId>(), bounds.batchMax),
  }),
  (undone) => (undone.of.length === 0 ? undefined : undone),
);
export type UndoEvent = ValueOf<typeof undo>;

export const field = refine(
  record({
    ...happened,
    type: as('t', oneOf(['field'])),
    person,
    field: as('f', oneOf(fieldNames)),
    /** null: cleared. Text for a text field, true or false for a flag. */
    value: as('v', either(text(bounds.textMax), oneOf([true, false, null]))),
    over,
  }),
  (detail) => (isValueOf(detail.field, detail.value) ? detail : undefined),
);
export type FieldEvent = ValueOf<typeof field>;

export const note = record({
  ...happened,
  type: as('t', oneOf(['note'])),
  person,
  /** '' takes the note away. */
  text: as('x', text(bounds.textMax)),
  over,
});
export type NoteEvent = ValueOf<typeof note>;

export const memory = record({
  ...happened,
  type: as('t', oneOf(['memory'])),
  item: as('m', idOf<MemoryId>()),
  kind: as('k', oneOf(['issue', 'note'])),
  title: as('h', text(bounds.titleMax)),
  text: as('x', text(bounds.textMax)),
  road: as('r', optional(text(bounds.addressLineMax))),
  state: as('s', oneOf(['open', 'done'])),
  over,
});
export type MemoryEvent = ValueOf<typeof memory>;

export type BookEvent = AnswerEvent | UndoEvent | FieldEvent | NoteEvent | MemoryEvent;

const tables = new Map<unknown, RecordField<BookEvent>>(
  Object.entries({ answer, undo, field, note, memory }),
);

/** Total: anything at all is an event, one of a newer version, or bad. */
export function parseEvent(stored: unknown): Read<BookEvent> {
  const type = asRecord(stored)?.['t'];
  const table = tables.get(type);
  if (table === undefined)
    return { type: typeof type === 'string' && anyEvent.parse(stored) ? 'unknown' : 'bad' };
  const event = table.parse(stored);
  return event === undefined ? { type: 'bad' } : { type: 'event', event };
}

/** As the document holds it, or undefined when it breaks a bound or a rule of form. */
export function eventToStored(event: BookEvent): StoredRecord | undefined {
  return tables.get(event.type)?.write(event);
}

function isValueOf(name: FieldName, value: FieldValue): boolean {
  if (value === null) return true;
  const isFlag = (flagFields as readonly FieldName[]).includes(name);
  if (typeof value === 'boolean') return isFlag;
  const lengthMax = name === 'about' ? bounds.textMax : bounds.nameMax;
  return !isFlag && value !== '' && value.length <= lengthMax;
}
