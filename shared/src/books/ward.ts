/** A ward's book: its kinds, when it may be written, and how a new one begins. */
import type * as Y from 'yjs';
import { assert } from '../base/assert.ts';
import { toBase64Url } from '../base/bytes.ts';
import { newId, type DeviceId } from '../base/ids.ts';
import { isName } from '../base/is-name.ts';
import { answerKind, codesIn, type AnswerEvent } from '../kinds/answer/answer.ts';
import { code, codeKind, type CodeEvent, type CodeId } from '../kinds/code/code.ts';
import { defaultCodes } from '../kinds/code/default-codes.ts';
import { detailKind } from '../kinds/detail/detail.ts';
import { deviceKind } from '../kinds/device/device.ts';
import { holderKind } from '../kinds/holder/holder.ts';
import { memoryKind } from '../kinds/memory/memory.ts';
import { noteKind } from '../kinds/note/note.ts';
import { placeKind } from '../kinds/place/place.ts';
import { districtKind, type District, type DistrictEvent } from '../kinds/register/district.ts';
import { editionKind } from '../kinds/register/edition.ts';
import { franchiseKind } from '../kinds/register/franchise.ts';
import {
  saidKindsIndex,
  saltBytes,
  settingsKind,
  type SettingsEvent,
} from '../kinds/settings/settings.ts';
import { strikeOutKind } from '../kinds/strike-out/strike-out.ts';
import { Book } from '../ledger/book.ts';
import type { Author } from '../ledger/command.ts';
import type { BookSort } from '../ledger/book.ts';
import type { Event, EventOf, Reading } from '../ledger/kind.ts';
import type { EventId, UndoEvent } from '../ledger/ledger.ts';
import { firstShape } from './first-shape.ts';

/**
 * The newest way of writing a book that this version knows (`Access.schema`). Raised only when an older
 * app could no longer write without harm; additions do not raise it.
 */
export const schemaVersion = 2;

/** As `settings.kind` has it. */
const wardKind = 'ward';

export const wardKinds = [
  settingsKind,
  districtKind,
  codeKind,
  deviceKind,
  holderKind,
  editionKind,
  franchiseKind,
  answerKind,
  detailKind,
  noteKind,
  memoryKind,
  placeKind,
  strikeOutKind,
] as const;

export type BookEvent = EventOf<typeof wardKinds> | UndoEvent;

const wardBook: Omit<BookSort, 'refuse'> = {
  kinds: wardKinds,
  refuseEvent(book, event) {
    if (!isAnswer(event)) return undefined;
    return codesIn(event).every((id) => code(book, id)) ? undefined : 'unknown-code';
  },
  earlier: firstShape,
};

/** What may stand in the document, for the gate that every change from outside passes. */
export const wardPolicy = { events: ['events'], rows: ['register'] } as const;

export interface NewBook {
  /** 1 to 200 characters. */
  readonly ward: string;
  readonly council: string;
  /** Letters as `isDistrictLetters` allows them. */
  readonly districts: readonly District[];
  readonly demo?: boolean;
}

/**
 * Handles only: the document may still be empty, or arrive later. `schema` says of which one the book
 * is now, as its keepers have signed; nothing in the document does, since any member could write it.
 * `founder`: whose word it is of which kind the book is. Undefined where a document stands by itself.
 */
export function openBook(
  doc: Y.Doc,
  schema: () => number = () => schemaVersion,
  founder: () => DeviceId | undefined = () => undefined,
): Book {
  return new Book(doc, {
    ...wardBook,
    refuse(book) {
      if (schema() > schemaVersion) return 'newer-book';
      return isUnknownKind(book, founder()) ? 'unknown-kind' : undefined;
    },
  });
}

/** Whether it is a book of a kind that this version knows nothing of: it is never written. */
export function isUnknownKind(book: Reading, founder?: DeviceId): boolean {
  const kinds = book.of(saidKindsIndex).by(founder);
  return kinds.size > 0 && !kinds.has(wardKind);
}

/** Writes a new book into an empty document, in one transaction. The form has checked the names. */
export function createBook(doc: Y.Doc, author: Author, start: NewBook): Book {
  const book = openBook(doc);
  assert(book.events.length === 0, 'a book is made in an empty document');
  assert(isName(start.ward) && isName(start.council), 'ward and council have names');
  const at = author.now();
  const happened = () => ({ id: newId<EventId>(author.random), at, by: author.device });
  const settings: SettingsEvent = {
    ...happened(),
    type: 'settings',
    kind: wardKind,
    ward: start.ward.toWellFormed(),
    council: start.council.toWellFormed(),
    createdAt: at,
    salt: toBase64Url(author.random(saltBytes)),
    ...(start.demo === true && { demo: true }),
    over: [],
  };
  const districts = start.districts.map(({ letters, name, place }): DistrictEvent => ({
    ...happened(),
    type: 'district',
    letters,
    name,
    ...(place !== undefined && { place }),
    over: [],
  }));
  const codes = defaultCodes.map((each, index): CodeEvent => ({
    ...happened(),
    type: 'code',
    code: newId<CodeId>(author.random),
    ...each,
    order: index + 1,
    over: [],
  }));
  const made = book.appendMade([settings, ...districts, ...codes]);
  assert(made.type === 'done', 'a new book can be written');
  return book;
}

function isAnswer(event: Event): event is AnswerEvent {
  return event.type === 'answer';
}
