/**
 * A book as typed handles on its document, how to make one, and what it says about itself.
 *
 * Invariant: no shared type is ever made inside another. Two devices that each make "the same"
 * nested type while apart lose one of them, so everything nested is a plain object replaced whole.
 * Knows nothing of storage, sealing or the network.
 */
import type * as Y from 'yjs';
import { assert } from '../base/assert.ts';
import { toBase64Url } from '../base/bytes.ts';
import type { DeviceId } from '../base/ids.ts';
import { isPlainName } from '../base/plain-name.ts';
import type { Clock, RandomBytes } from '../base/ports.ts';
import { defaultCodes } from './default-codes.ts';
import {
  codeToStored,
  districtToStored,
  isDistrictLetters,
  parseCode,
  parseDistrict,
  parseHolder,
  parseImport,
  parseMember,
  parseSettings,
} from './parse-book.ts';
import { History, insertedEvents } from './history.ts';
import { parseElector } from './parse-elector.ts';
import {
  bounds,
  newId,
  saltBytes,
  schemaVersion,
  type BookSettings,
  type Code,
  type CodeId,
  type District,
  type Elector,
  type Holder,
  type ImportRecord,
  type Member,
  type PersonId,
} from './schema.ts';

export interface Book {
  readonly doc: Y.Doc;
  readonly settings: Y.Map<unknown>;
  readonly districts: Y.Map<unknown>;
  readonly codes: Y.Map<unknown>;
  readonly electors: Y.Map<unknown>;
  readonly events: Y.Array<unknown>;
  readonly members: Y.Map<unknown>;
  readonly holders: Y.Map<unknown>;
  readonly imports: Y.Map<unknown>;
  /**
   * What its events add up to, kept up to date from the first time that this is asked for. Another
   * object only when something was deleted.
   */
  history(): History;
}

export interface NewBook {
  /** 1 to 200 characters. */
  readonly ward: string;
  readonly council: string;
  /** Letters as `isDistrictLetters` allows them. */
  readonly districts: readonly District[];
  readonly now: Clock;
  readonly random: RandomBytes;
  readonly demo?: boolean;
}

/** Handles only: the document may still be empty, or arrive later. */
export function openBook(doc: Y.Doc): Book {
  return {
    doc,
    settings: doc.getMap('settings'),
    districts: doc.getMap('districts'),
    codes: doc.getMap('codes'),
    electors: doc.getMap('electors'),
    events: doc.getArray('events'),
    members: doc.getMap('members'),
    holders: doc.getMap('holders'),
    imports: doc.getMap('imports'),
    history: followed(doc.getArray('events')),
  };
}

function followed(events: Y.Array<unknown>): () => History {
  let history: History | undefined;
  const follow = (change: Y.YArrayEvent<unknown>) => {
    const inserted = insertedEvents(change);
    if (inserted === 'rebuild') history = History.of(events);
    else history!.add(inserted);
  };
  return () => {
    if (history) return history;
    events.observe(follow);
    return (history = History.of(events));
  };
}

/** Writes a new book into an empty document, in one transaction. The form has checked the names. */
export function createBook(doc: Y.Doc, start: NewBook): Book {
  const book = openBook(doc);
  assert(book.settings.size === 0, 'a book is made in an empty document');
  assert(isName(start.ward) && isName(start.council), 'ward and council have names');
  doc.transact(() => {
    book.settings.set('schema', schemaVersion);
    book.settings.set('kind', 'ward');
    book.settings.set('ward', start.ward.toWellFormed());
    book.settings.set('council', start.council.toWellFormed());
    book.settings.set('createdAt', start.now());
    book.settings.set('salt', toBase64Url(start.random(saltBytes)));
    if (start.demo === true) book.settings.set('demo', true);
    for (const district of start.districts) {
      assert(isDistrictLetters(district.letters), 'district letters have their form');
      book.districts.set(district.letters, districtToStored(district));
    }
    defaultCodes.forEach((each, index) => {
      const id = newId<CodeId>(start.random);
      book.codes.set(id, codeToStored({ ...each, id, order: index + 1, retired: false }));
    });
  });
  return book;
}

/** Says something, fits and can be seen: 1 to 200 characters that are not all blank. */
export function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= bounds.nameMax && isPlainName(text);
}

/** undefined until the book's settings are there. */
export function bookSettings(book: Book): BookSettings | undefined {
  return parseSettings((key) => book.settings.get(key));
}

/** A book that a newer Wardbook has changed beyond what this one can write safely: read only. */
export function isNewerSchema(book: Book): boolean {
  const schema = book.settings.get('schema');
  return typeof schema === 'number' && schema > schemaVersion;
}

/** By their letters. */
export function districts(book: Book): District[] {
  return readAll(book.districts, parseDistrict).sort((a, b) => compareText(a.letters, b.letters));
}

/** In the team's order, retired ones among them. */
export function codes(book: Book): Code[] {
  return readAll(book.codes, parseCode).sort(
    (a, b) => a.order - b.order || compareText(a.letter, b.letter) || compareText(a.id, b.id),
  );
}

export function code(book: Book, id: CodeId): Code | undefined {
  return parseCode(id, book.codes.get(id));
}

/** By name. One entry for each device that has been given one. */
export function members(book: Book): Member[] {
  return readAll(book.members, parseMember).sort(
    (a, b) => compareText(a.name, b.name) || compareText(a.device, b.device),
  );
}

export function member(book: Book, device: DeviceId): Member | undefined {
  return parseMember(device, book.members.get(device));
}

/** When each device was last known to have everything, the latest first. */
export function holders(book: Book): Holder[] {
  return readAll(book.holders, parseHolder).sort(
    (a, b) => b.at - a.at || compareText(a.device, b.device),
  );
}

export function holder(book: Book, device: DeviceId): Holder | undefined {
  return parseHolder(device, book.holders.get(device));
}

/** Newest first. */
export function imports(book: Book): ImportRecord[] {
  return readAll(book.imports, parseImport).sort((a, b) => b.at - a.at || compareText(a.id, b.id));
}

export function elector(book: Book, id: PersonId): Elector | undefined {
  return parseElector(id, book.electors.get(id));
}

/** Everybody that can be read, by id, and how many records could not be. */
export function electors(book: Book): { readonly electors: Elector[]; readonly skipped: number } {
  const found = readAll(book.electors, parseElector);
  const skipped = book.electors.size - found.length;
  return { electors: found.sort((a, b) => compareText(a.id, b.id)), skipped };
}

function readAll<T>(
  map: Y.Map<unknown>,
  parse: (key: string, stored: unknown) => T | undefined,
): T[] {
  const found: T[] = [];
  for (const [key, stored] of map.entries()) {
    const read = parse(key, stored);
    if (read !== undefined) found.push(read);
  }
  return found;
}

/** The same order on every device, whatever its language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
