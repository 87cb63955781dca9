/**
 * The worker's whole work, apart from being a worker: a file becomes a preview, and then a plan for
 * the page to write in one go. It is the plan that crosses over and not a finished Yjs update: for
 * ten thousand people the page would read that update for longer than it writes them itself. Nothing here writes to the book, so that the page may end it at
 * any moment. Doesn't know workers, pages or storage.
 */
import * as Y from 'yjs';
import { assert } from '@wardbook/shared/base/assert';
import { bookSettings } from '@wardbook/shared/kinds/settings/settings';
import { districts } from '@wardbook/shared/kinds/register/district';
import { registerIndex } from '@wardbook/shared/kinds/register/register-index';
import { toBase64Url } from '@wardbook/shared/base/bytes';
import { systemRandom } from '@wardbook/shared/base/ports';
import { openBook } from '@wardbook/shared/books/ward';
import { planImport, type ImportPlan } from '@wardbook/shared/kinds/register/register-import';
import type { EditionId } from '@wardbook/shared/kinds/register/elector';
import { detectLayout, type DetectedLayout } from '@wardbook/shared/formats/detect-layout';
import { refuseFile } from '@wardbook/shared/formats/file-refusal';
import { fileBytesMax } from '@wardbook/shared/formats/limits';
import { isUsable, type Mapping } from '@wardbook/shared/formats/mapping';
import { readRegister, type Register } from '@wardbook/shared/formats/read-register';
import { readTable } from '@wardbook/shared/formats/read-table';
import type { Table } from '@wardbook/shared/formats/table';
import type { PageMessage, PlanPart, Stage, WorkerMessage } from './import-messages.ts';
import { countsOf, previewOf, type FileColumns, type ReadLayout } from './preview.ts';

type Ask<Type extends PageMessage['type']> = Extract<PageMessage, { type: Type }>;

interface OpenFile {
  readonly name: string;
  readonly edition: EditionId;
  /** Base64url of the file's SHA-256. */
  readonly hash: string;
  readonly today: string;
  readonly table: Table;
  readonly layout: DetectedLayout;
}

/** Of a thousand people the page takes over in a few milliseconds. */
const partSize = 1_000;

interface Planned {
  readonly register: Register;
  readonly layout: ReadLayout;
  plan: ImportPlan;
}

export class ImportSession {
  readonly #post: (message: WorkerMessage) => void;
  #book: Uint8Array = new Uint8Array();
  #file: OpenFile | undefined;
  #planned: Planned | undefined;

  constructor(post: (message: WorkerMessage) => void) {
    this.#post = post;
  }

  /** Answers with exactly one message that is neither progress nor part. Rejects only for a fault of ours. */
  async take(message: PageMessage): Promise<void> {
    switch (message.type) {
      case 'read':
        return this.#read(message);
      case 'map':
        return this.#readPeople(message.mapping);
      case 'write':
        return this.#write(message);
    }
  }

  async #read({ file, book, edition, today }: Ask<'read'>): Promise<void> {
    this.#book = book;
    this.#progress('opening');
    const { name } = file;
    if (file.size > fileBytesMax)
      return this.#post({ type: 'refused', refusal: refuseFile('too-large') });
    const bytes = await file.arrayBuffer().catch(() => undefined);
    if (bytes === undefined) return this.#post({ type: 'unreadable' });
    const hash = toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    const table = await readTable(new Uint8Array(bytes), this.#counting('text'));
    if (table.type === 'refused') return this.#post({ type: 'refused', refusal: table });
    const layout = detectLayout(table);
    if (layout.type === 'refused') return this.#post({ type: 'refused', refusal: layout });
    this.#file = { name, edition, hash, today, table, layout };
    const { mapping } = layout;
    if (layout.layout !== 'unknown' && isUsable(mapping).type === 'usable')
      return this.#readPeople(mapping);
    this.#post({ type: 'columns', columns: columnsOf(layout, mapping) });
  }

  async #readPeople(mapping: Mapping): Promise<void> {
    assert(this.#file !== undefined, 'a file is read before its columns are mapped');
    const { table, layout: detected, today, name } = this.#file;
    const work = { today, ...this.#counting('rows') };
    const register = await readRegister(table, mapping, detected, work);
    this.#progress('comparing');
    const { plan, knownDistricts } = planFor(this.#book, register, this.#file.edition);
    const isOwnMapping = JSON.stringify(mapping) === JSON.stringify(detected.mapping);
    const layout = detected.layout !== 'unknown' && isOwnMapping ? detected.layout : 'by-hand';
    this.#planned = { register, layout, plan };
    const preview = previewOf({
      file: { name, layout, worksheet: table.worksheet, otherWorksheets: table.otherWorksheets },
      columns: columnsOf(detected, mapping),
      register,
      plan,
      knownDistricts,
    });
    this.#post({ type: 'preview', preview });
  }

  #write({ book }: Ask<'write'>): void {
    assert(this.#file !== undefined && this.#planned !== undefined, 'written after a preview');
    const planned = this.#planned;
    this.#progress('preparing');
    if (book !== undefined) {
      this.#book = book;
      planned.plan = planFor(book, planned.register, this.#file.edition).plan;
    }
    const { plan, layout, register } = planned;
    const { hash } = this.#file;
    for (const part of partsOf(plan)) this.#post({ type: 'part', ...part });
    const problems = register.problems.length + plan.clashes.length;
    const rest = { ...plan, added: [], changed: [], clashes: [] };
    this.#post({ type: 'planned', plan: rest, counts: countsOf(plan), hash, layout, problems });
  }

  #progress(stage: Stage): void {
    this.#post({ type: 'progress', stage, done: 0, total: 0 });
  }

  #counting(stage: Stage) {
    return {
      onProgress: (done: number, total: number) =>
        this.#post({ type: 'progress', stage, done, total }),
    };
  }
}

function planFor(
  state: Uint8Array,
  register: Register,
  edition: EditionId,
): { plan: ImportPlan; knownDistricts: ReadonlySet<string> } {
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, state);
    const book = openBook(doc);
    assert(bookSettings(book) !== undefined, 'a book has settings once it is imported into');
    return {
      plan: planImport(register.records, book.of(registerIndex), edition, systemRandom),
      knownDistricts: new Set(districts(book).map(({ letters }) => letters)),
    };
  } finally {
    doc.destroy();
  }
}

function* partsOf({ added, changed }: ImportPlan): Generator<PlanPart> {
  for (let start = 0; start < added.length; start += partSize)
    yield { added: added.slice(start, start + partSize), changed: [] };
  for (let start = 0; start < changed.length; start += partSize)
    yield { added: [], changed: changed.slice(start, start + partSize) };
}

function columnsOf(layout: DetectedLayout, mapping: Mapping): FileColumns {
  const { columns, headerLine } = layout;
  return { columns, mapping, headerLine, isKnown: layout.layout !== 'unknown' };
}
