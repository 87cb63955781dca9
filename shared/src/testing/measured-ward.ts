/**
 * The ward that is measured: 10,000 electors and 5,000 contacts, the same on every machine. Two
 * demo wards beside each other, the second with polling districts of its own, a year of canvassing
 * recorded through the same commands that people use, and 'not in' at further doors.
 */
import * as Y from 'yjs';
import { assert } from '../base/assert.ts';
import type { DeviceId } from '../base/ids.ts';
import { applyImport } from '../kinds/register/apply-import.ts';
import { History } from '../find/history.ts';
import type { Book } from '../ledger/book.ts';
import type { RegisterEntry } from '../kinds/register/register-entry.ts';
import { planImport } from '../kinds/register/register-import.ts';
import type { Elector } from '../kinds/register/elector.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import { createBook } from '../books/ward.ts';
import { electors } from '../kinds/register/register.ts';
import { recordAnswer } from '../kinds/answer/answer.ts';
import { newId } from '../base/ids.ts';
import type { EditionId } from '../kinds/register/elector.ts';
import { recordYear } from '../demo/canvass.ts';
import { Chance } from '../demo/chance.ts';
import { registerRows } from '../demo/register-rows.ts';
import { demoWard } from '../demo/ward.ts';

export const electorCount = 10_000;
export const contactCount = 5_000;
/** Of the contacts, those that come one by one after the others, as on any evening. */
export const eveningCount = 200;

/** The day that the ward's history ends on, whenever it is measured. */
const now = Date.UTC(2026, 10, 1);
const dayMs = 86_400_000;

/** The first so many of as many demo wards as it takes, each with polling districts of its own. */
export function wardEntries(count = electorCount): RegisterEntry[] {
  const first = demoWard(1, now).entries;
  const others = [2, 3].flatMap((ward) =>
    demoWard(ward, now).entries.map((entry) => ({
      ...entry,
      district: entry.district.replace(/^A/, ward === 2 ? 'B' : 'C'),
      externalId: '',
      uprn: '',
    })),
  );
  const entries = [...first, ...others].slice(0, count);
  assert(entries.length === count, 'three demo wards are enough for one that is measured');
  return entries.map((entry, index) => ({ ...entry, line: index + 2 }));
}

/** The register as a council's file. */
export function wardFile(entries: readonly RegisterEntry[]): Buffer {
  const cell = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = registerRows(entries, 'xpress14').map((row) => row.map(cell).join(','));
  return Buffer.from(`${rows.join('\r\n')}\r\n`);
}

/** The whole book but for the last evening's contacts, as one Yjs update. */
export function wardUpdate(by: DeviceId): Uint8Array {
  const doc = new Y.Doc();
  const chance = new Chance(3);
  const madeAt = now - 366 * dayMs;
  const founder = { device: by, now: () => madeAt, random: chance.bytes };
  const book = createBook(doc, founder, {
    ward: 'Measured Ward',
    council: 'Measured Council',
    districts: [],
  });
  const edition = newId<EditionId>(chance.bytes);
  const plan = planImport(wardEntries(), book.of(registerIndex), edition, chance.bytes);
  const summary = { file: 'register.csv', layout: 'xpress-14' };
  const imported = applyImport(book, founder, plan, { ...summary, problems: plan.clashes.length });
  assert(imported.type === 'done', 'the register can be imported');
  recordYear(book, chance, now);
  recordUpTo(book, by, contactCount - eveningCount);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

/** One contact, as somebody records it at the door. */
export function recordContact(book: Book, device: DeviceId, person: Elector, at: number): void {
  const author = { device, now: () => at, random: chanceOf(at) };
  const done = recordAnswer(book, author, { person: person.id, outcome: 'not-in' });
  assert(done.type === 'done', 'a contact can be recorded');
}

/** People who may be asked, in the order of their ids. */
export function askable(book: Book): Elector[] {
  return electors(book).electors.filter(({ anonymous }) => !anonymous);
}

/** Answers of any kind, 'not in' among them. */
export function contactsIn(book: Book): number {
  const history = new History(book);
  return history.people().reduce((sum, id) => sum + history.person(id).answers.length, 0);
}

function recordUpTo(book: Book, by: DeviceId, count: number): void {
  const people = askable(book);
  const missing = count - contactsIn(book);
  assert(missing >= 0, 'a recorded year holds no more contacts than wanted');
  book.doc.transact(() => {
    for (let index = 0; index < missing; index += 1)
      recordContact(book, by, people[(index * 7) % people.length]!, now - index * 60_000);
  });
}

function chanceOf(seed: number): Chance['bytes'] {
  return new Chance(seed % 2 ** 32).bytes;
}
