/** For tests only: books to import into, register files, and a session whose messages are kept. */
import * as Y from 'yjs';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { applyImport } from '@wardbook/shared/kinds/register/apply-import';
import type { RegisterEntry } from '@wardbook/shared/kinds/register/register-entry';
import { createBook, openBook } from '@wardbook/shared/books/ward';
import { electors } from '@wardbook/shared/kinds/register/register';
import type { EditionId } from '@wardbook/shared/kinds/register/elector';
import { demoWard } from '@wardbook/shared/demo/ward';
import { registerRows, type DemoLayout } from '@wardbook/shared/demo/register-rows';
import type { PageMessage, WorkerMessage } from './import-messages.ts';
import { ImportSession } from './import-session.ts';

export const at = Date.UTC(2026, 10, 23, 12);
const today = '2026-11-23';
let editions = 0;
export const device = 'A'.repeat(43) as DeviceId;

/** Always the same bytes, one after the other, so that each id is another. */
export function countingRandom(): (length: number) => Uint8Array<ArrayBuffer> {
  let next = 0;
  return (length) => Uint8Array.from({ length }, () => next++ % 256);
}

export function newBook(): Y.Doc {
  const doc = new Y.Doc();
  const random = countingRandom();
  const start = { ward: 'Elmfield', council: 'Marlow', districts: [] };
  createBook(doc, { device, now: () => at, random }, start);
  return doc;
}

/** The first electors of the demo ward: the same ones whenever they are asked for. */
export function demoEntries(count: number): RegisterEntry[] {
  return demoWard(1, at).entries.slice(0, count);
}

export function registerFile(
  entries: readonly RegisterEntry[],
  layout: DemoLayout = 'xpress14',
  name = 'register.csv',
): File {
  return csvFile(registerRows(entries, layout), name);
}

export function csvFile(rows: readonly (readonly string[])[], name = 'register.csv'): File {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const text = rows.map((row) => row.map(cell).join(',')).join('\r\n');
  return new File([text], name);
}

type Answer = Exclude<WorkerMessage, { type: 'progress' | 'part' }>;

function isAnswer(message: WorkerMessage): message is Answer {
  return message.type !== 'progress' && message.type !== 'part';
}

/** A session, and all that it posted. `ask` gives the one answer to a question. */
export function openSession() {
  const posted: WorkerMessage[] = [];
  const session = new ImportSession((message) => posted.push(message));
  return {
    posted,
    async ask(message: PageMessage): Promise<Answer> {
      const before = posted.length;
      await session.take(message);
      const answers = posted.slice(before).filter(isAnswer);
      const [answer, ...more] = answers;
      if (answer === undefined || more.length > 0)
        throw new Error(`One answer is due, not ${answers.length}`);
      return answer;
    },
    read(file: File, doc: Y.Doc) {
      const book = Y.encodeStateAsUpdate(doc);
      editions += 1;
      const edition = `edition-${String(editions).padStart(8, '0')}` as EditionId;
      return this.ask({ type: 'read', file, book, edition, today });
    },
    /** Asks for the plan, for the book as it is now if that is given, and writes it into `doc`. */
    async write(doc: Y.Doc, hasMovedOn = false) {
      const before = posted.length;
      const book = hasMovedOn ? Y.encodeStateAsUpdate(doc) : undefined;
      const answer = await this.ask({ type: 'write', book });
      if (answer.type !== 'planned') throw new Error(`Not planned: ${answer.type}`);
      const parts = posted.slice(before).filter((message) => message.type === 'part');
      const added = parts.flatMap((part) => part.added);
      const changed = parts.flatMap((part) => part.changed);
      const { plan, counts, hash, layout, problems } = answer;
      const author = { device, now: () => at, random: countingRandom() };
      const summary = { file: 'register.csv', hash, layout, problems };
      const applied = applyImport(openBook(doc), author, { ...plan, added, changed }, summary);
      return { applied, counts };
    },
  };
}

/** Imports the file into the book and gives what was previewed. */
export async function importFile(file: File, doc: Y.Doc) {
  const session = openSession();
  const answer = await session.read(file, doc);
  if (answer.type !== 'preview') throw new Error(`Not a preview: ${JSON.stringify(answer)}`);
  const { applied, counts } = await session.write(doc);
  if (applied.type !== 'done') throw new Error(`Not written: ${applied.reason}`);
  return { preview: answer.preview, counts };
}

export function peopleIn(doc: Y.Doc): number {
  return electors(openBook(doc)).electors.length;
}
