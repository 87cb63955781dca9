/** What is known of a person besides answers: how to reach them, and what to heed at the door. */
import { bounds } from '../../base/bounds.ts';
import { as, either, oneOf, record, refine, text, type ValueOf } from '../../base/fields.ts';
import type { Book } from '../../ledger/book.ts';
import type { Author, CommandResult } from '../../ledger/command.ts';
import type { PersonId } from '../register/elector.ts';
import type { Fresh } from '../../ledger/book.ts';
import { happened, over, recordId, type Kind } from '../../ledger/kind.ts';
import type { EventId } from '../../ledger/ledger.ts';
import { refuseAbout } from '../register/register.ts';

export const textFields = ['phone', 'mobile', 'email', 'known-as', 'about'] as const;
export const flagFields = [
  'flag:do-not-knock',
  'flag:moved',
  'flag:deceased',
  'flag:poster',
  'flag:helper',
  'flag:postal',
  'flag:objects',
] as const;
export type TextField = (typeof textFields)[number];
export type FlagField = (typeof flagFields)[number];
export type FieldName = TextField | FlagField;
const fieldNames: readonly FieldName[] = [...textFields, ...flagFields];
/** null: cleared. Text for a text field, true or false for a flag. */
export type FieldValue = string | boolean | null;

const detailRecord = refine(
  record({
    ...happened,
    type: as('t', oneOf(['field'])),
    person: as('p', recordId<PersonId>()),
    field: as('f', oneOf(fieldNames)),
    /** null: cleared. Text for a text field, true or false for a flag. */
    value: as('v', either(text(bounds.textMax), oneOf([true, false, null]))),
    over,
  }),
  (detail) => (isValueOf(detail.field, detail.value) ? detail : undefined),
);
export type FieldEvent = ValueOf<typeof detailRecord>;

export const detailKind: Kind<FieldEvent> = {
  type: 'field',
  record: detailRecord,
  subject: ({ person }) => person,
  // That somebody objects, or is not to be called on, is taken down all the same.
  isAlwaysTaken: ({ field }) => isGuarded(field),
  refuse: (book, { person }) => refuseAbout(book, person),
  replaces: ({ over: versions }) => versions,
};

/** Where people disagree on one of these it counts as set: it is the safe way. */
export function isGuarded(field: FieldName): boolean {
  return field === 'flag:do-not-knock' || field === 'flag:objects';
}

export interface NewField {
  readonly person: PersonId;
  readonly field: FieldName;
  /** Blank text counts as null: cleared. */
  readonly value: FieldValue;
  /** The heads that the author saw: `history.person(id).fields.get(field)?.heads`. */
  readonly over: readonly EventId[];
}

export function setField(book: Book, author: Author, change: NewField): CommandResult {
  const { person, field, over: seen } = change;
  const given =
    typeof change.value === 'string' ? change.value.trim().toWellFormed() : change.value;
  const value = given === '' ? null : given;
  const fresh: Fresh<FieldEvent> = { type: 'field', person, field, value, over: seen };
  return book.append(author, [fresh]);
}

function isValueOf(name: FieldName, value: FieldValue): boolean {
  if (value === null) return true;
  const isFlag = (flagFields as readonly FieldName[]).includes(name);
  if (typeof value === 'boolean') return isFlag;
  const lengthMax = name === 'about' ? bounds.textMax : bounds.nameMax;
  return !isFlag && value !== '' && value.length <= lengthMax;
}
