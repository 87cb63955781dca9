/**
 * One import from choosing a file to the book holding it, as the steps a person sees. The worker
 * does all the work; this asks it, shows where it is, and makes the one write at the end.
 * Invariant: until that write nothing has changed, so that every step may be left at any moment.
 * Doesn't know components, nor where the book is kept.
 */
import type { ImportSummary } from '@wardbook/shared/kinds/register/apply-import';
import type { Author, CommandResult, RefusalReason } from '@wardbook/shared/ledger/command';
import type { ImportPlan } from '@wardbook/shared/kinds/register/register-import';
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import { newId } from '@wardbook/shared/base/ids';
import type { EditionId } from '@wardbook/shared/kinds/register/elector';
import type { Mapping } from '@wardbook/shared/formats/mapping';
import type { ChosenFile, PageMessage, Progress, WorkerMessage } from './import-messages.ts';
import type { FileColumns, ImportCounts, Preview } from './preview.ts';
import type { Refusal } from './refusal-words.ts';

export type Step =
  | { readonly type: 'choosing' }
  | { readonly type: 'reading'; readonly file: string; readonly progress: Progress }
  | { readonly type: 'refused'; readonly refusal: Refusal }
  /** `preview` is there when it is from there that the columns were doubted. */
  | { readonly type: 'mapping'; readonly columns: FileColumns; readonly preview?: Preview }
  | { readonly type: 'preview'; readonly preview: Preview }
  | { readonly type: 'importing'; readonly progress: Progress }
  /** In the book; whether it is on the device yet is for the book's status to say. */
  | { readonly type: 'imported'; readonly counts: ImportCounts; readonly edition: EditionId }
  | { readonly type: 'not-written'; readonly reason: RefusalReason; readonly unchanged: number }
  | { readonly type: 'fault' };

/** The open book, as far as an import has to do with it. */
export interface ImportBook {
  readonly author: Author;
  /** All of it, as one Yjs update (version 1). */
  state(): Uint8Array;
  /** Told when people or polling districts have changed, whoever changed them. */
  onChange(listener: () => void): () => void;
  /** Writes all of it in one transaction, or refuses and writes nothing. */
  apply(plan: ImportPlan, summary: ImportSummary): CommandResult;
}

/** The part of a `Worker` that is used. */
export interface ImportWorker {
  onmessage: ((event: MessageEvent<WorkerMessage>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: PageMessage, transfer: Transferable[]): void;
  terminate(): void;
}

/** A book that never rests is written to all the same: what comes together is merged. */
const plansMax = 5;

export class ImportFlow {
  readonly #book: ImportBook;
  readonly #startWorker: () => ImportWorker;
  #step = $state.raw<Step>({ type: 'choosing' });
  #fileName = '';
  #preview: Preview | undefined;
  #worker: ImportWorker | undefined;
  #stopWatching: (() => void) | undefined;
  /** The book has changed since the worker was given it. */
  #hasMovedOn = false;
  #plans = 0;
  /** As far as they have come. */
  #people: { added: Elector[]; changed: ImportPlan['changed'][number][] } = noPeople();

  constructor(book: ImportBook, startWorker: () => ImportWorker) {
    this.#book = book;
    this.#startWorker = startWorker;
  }

  get step(): Step {
    return this.#step;
  }

  get fileName(): string {
    return this.#fileName;
  }

  choose(file: ChosenFile): void {
    this.close();
    this.#fileName = file.name;
    this.#show({ type: 'reading', file: file.name, progress: beginning });
    const worker = this.#startWorker();
    worker.onmessage = ({ data }) => this.#answered(data);
    worker.onerror = ({ message }) => this.#failed(message);
    this.#worker = worker;
    this.#stopWatching = this.#book.onChange(() => (this.#hasMovedOn = true));
    const { random, now } = this.#book.author;
    const edition = newId<EditionId>(random);
    const book = this.#state();
    this.#ask({ type: 'read', file, book, edition, today: isoDay(now()) }, book);
  }

  /** Reads the file by these columns, which must be usable. */
  map(mapping: Mapping): void {
    this.#show({ type: 'reading', file: this.#fileName, progress: beginning });
    this.#ask({ type: 'map', mapping });
  }

  /** From the preview: these columns look wrong. */
  doubtColumns(): void {
    const preview = this.#preview;
    if (preview) this.#show({ type: 'mapping', columns: preview.columns, preview });
  }

  /** Back to the preview that was there before the columns were doubted. */
  backToPreview(): void {
    if (this.#preview) this.#show({ type: 'preview', preview: this.#preview });
  }

  import(): void {
    this.#plans = 0;
    this.#write();
  }

  /** Back to the beginning. */
  cancel(): void {
    this.close();
    this.#show({ type: 'choosing' });
  }

  /** Ends whatever is under way. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#preview = undefined;
    this.#people = noPeople();
  }

  #write(): void {
    this.#plans += 1;
    this.#show({ type: 'importing', progress: { ...beginning, stage: 'preparing' } });
    this.#people = noPeople();
    const book = this.#hasMovedOn ? this.#state() : undefined;
    this.#ask({ type: 'write', book }, book);
  }

  #answered(message: WorkerMessage): void {
    switch (message.type) {
      case 'progress':
        return this.#advance(message);
      case 'refused':
        return this.#end({ type: 'refused', refusal: message.refusal });
      case 'unreadable':
        return this.#end({ type: 'refused', refusal: { code: 'unreadable' } });
      case 'columns':
        return this.#show({ type: 'mapping', columns: message.columns });
      case 'preview':
        this.#preview = message.preview;
        return this.#show({ type: 'preview', preview: message.preview });
      case 'part':
        this.#people.added.push(...message.added);
        this.#people.changed.push(...message.changed);
        return;
      case 'planned':
        if (this.#hasMovedOn && this.#plans < plansMax) return this.#write();
        return this.#apply(message);
      case 'fault':
        return this.#failed(message.text);
    }
  }

  #apply({ plan, counts, hash, layout, problems }: WorkerMessage & { type: 'planned' }): void {
    const summary = { file: this.#fileName, hash, layout, problems };
    const applied = this.#book.apply({ ...plan, ...this.#people }, summary);
    const unchanged = this.#preview?.people ?? 0;
    if (applied.type === 'done') this.#end({ type: 'imported', counts, edition: plan.edition });
    else this.#end({ type: 'not-written', reason: applied.reason, unchanged });
  }

  #advance(progress: Progress): void {
    const { type } = this.#step;
    if (type === 'reading') this.#show({ type, file: this.#fileName, progress });
    else if (type === 'importing') this.#show({ type, progress });
  }

  #failed(text: string): void {
    reportError(new Error(`The import's worker failed: ${text}`));
    this.#end({ type: 'fault' });
  }

  #end(step: Step): void {
    this.close();
    this.#show(step);
  }

  #show(step: Step): void {
    this.#step = step;
  }

  #state(): Uint8Array {
    this.#hasMovedOn = false;
    return this.#book.state();
  }

  #ask(message: PageMessage, handedOver?: Uint8Array): void {
    this.#worker?.postMessage(message, handedOver ? [handedOver.buffer as ArrayBuffer] : []);
  }
}

function noPeople() {
  return { added: [], changed: [] };
}

const beginning: Progress = { stage: 'opening', done: 0, total: 0 };

/** The day on this device's own calendar. */
function isoDay(at: number): string {
  const date = new Date(at);
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}
