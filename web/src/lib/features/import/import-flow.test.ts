import * as Y from 'yjs';
import { expect, test, vi } from 'vitest';
import { applyImport } from '@wardbook/shared/kinds/register/apply-import';
import { openBook } from '@wardbook/shared/books/ward';
import { ImportFlow, type ImportBook, type ImportWorker } from './import-flow.svelte.ts';
import type { WorkerMessage } from './import-messages.ts';
import { ImportSession } from './import-session.ts';
import {
  at,
  countingRandom,
  demoEntries,
  device,
  importFile,
  newBook,
  peopleIn,
  registerFile,
} from './testing-import.ts';

/** A worker on this thread: what it answers comes a turn later, and not at all once it has ended. */
class NearWorker implements ImportWorker {
  onmessage: ImportWorker['onmessage'] = null;
  onerror: ImportWorker['onerror'] = null;
  isEnded = false;
  readonly #session = new ImportSession((message) => this.#answer(message));
  readonly #before: (message: WorkerMessage) => Promise<unknown>;
  #answers: Promise<unknown> = Promise.resolve();

  constructor(before: (message: WorkerMessage) => Promise<unknown>) {
    this.#before = before;
  }

  postMessage(...[message]: Parameters<ImportWorker['postMessage']>): void {
    void this.#session.take(message);
  }

  terminate(): void {
    this.isEnded = true;
  }

  #answer(data: WorkerMessage): void {
    this.#answers = this.#answers
      .then(() => this.#before(data))
      .then(() => this.isEnded || this.onmessage?.({ data } as MessageEvent<WorkerMessage>));
  }
}

function begin(
  doc = newBook(),
  before = (_: WorkerMessage): Promise<unknown> => Promise.resolve(),
) {
  const workers: NearWorker[] = [];
  const author = { device, now: () => at, random: countingRandom() };
  const book: ImportBook = {
    author,
    state: vi.fn(() => Y.encodeStateAsUpdate(doc)),
    onChange: (listener) => openBook(doc).onChange(listener),
    apply: vi.fn((plan, summary) => applyImport(openBook(doc), author, plan, summary)),
  };
  const flow = new ImportFlow(book, () => {
    const worker = new NearWorker(before);
    workers.push(worker);
    return worker;
  });
  const until = (type: ImportFlow['step']['type']) =>
    vi.waitFor(() => expect(flow.step.type).toBe(type), { timeout: 10_000 });
  return { doc, flow, workers, book, until };
}

test('a file is previewed, imported in one write, and the worker ends', async () => {
  const { doc, flow, workers, book, until } = begin();
  flow.choose(registerFile(demoEntries(200)));
  expect(flow.step.type).toBe('reading');
  await until('preview');
  expect(peopleIn(doc)).toBe(0);
  flow.import();
  await until('imported');
  expect(flow.step).toMatchObject({ counts: { added: 200 } });
  expect(book.apply).toHaveBeenCalledTimes(1);
  expect(book.state).toHaveBeenCalledTimes(1);
  expect(peopleIn(doc)).toBe(200);
  expect(workers.map(({ isEnded }) => isEnded)).toEqual([true]);
});

test('cancelled at any message, it leaves the book as it was', async () => {
  const kinds = new Set<string>();
  for (const stage of ['opening', 'text', 'rows', 'comparing', 'preparing', 'part', 'planned']) {
    const doc = newBook();
    const before = Y.encodeStateAsUpdate(doc);
    const { flow, workers, book, until } = begin(doc, (message) => {
      const kind = message.type === 'progress' ? message.stage : message.type;
      if (kind === stage && !kinds.has(stage)) {
        kinds.add(stage);
        flow.cancel();
      }
      return Promise.resolve();
    });
    flow.choose(registerFile(demoEntries(50)));
    if (['preparing', 'part', 'planned'].includes(stage)) {
      await until('preview');
      flow.import();
    }
    await until('choosing');
    await vi.waitFor(() => expect(workers[0]!.isEnded).toBe(true));
    expect(book.apply).not.toHaveBeenCalled();
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
  }
  expect(kinds.size).toBe(7);
});

test('a book that changes after the preview is planned for again before the write', async () => {
  const { doc, flow, book, until } = begin();
  flow.choose(registerFile(demoEntries(100)));
  await until('preview');
  await importFile(registerFile(demoEntries(30)), doc);
  flow.import();
  await until('imported');
  expect(flow.step).toMatchObject({ counts: { added: 70, unchanged: 30 } });
  expect(book.state).toHaveBeenCalledTimes(2);
  expect(peopleIn(doc)).toBe(100);
});

test('a book that changes while the plan crosses over is planned for again', async () => {
  const doc = newBook();
  let hasChanged = false;
  const { flow, until } = begin(doc, async (message) => {
    if (message.type !== 'planned' || hasChanged) return;
    hasChanged = true;
    await importFile(registerFile(demoEntries(30)), doc);
  });
  flow.choose(registerFile(demoEntries(100)));
  await until('preview');
  flow.import();
  await until('imported');
  expect(flow.step).toMatchObject({ counts: { added: 70, unchanged: 30 } });
});

test('a book that never rests is written to after a few plans', async () => {
  const doc = newBook();
  const entries = demoEntries(40);
  let changes = 0;
  const { flow, book, until } = begin(doc, async (message) => {
    if (message.type === 'planned') await importFile(registerFile([entries[changes++]!]), doc);
  });
  flow.choose(registerFile(entries));
  await until('preview');
  flow.import();
  await until('imported');
  expect(changes).toBe(5);
  expect(book.apply).toHaveBeenCalledTimes(1);
  expect(peopleIn(doc)).toBe(40);
});

test('when everybody has come meanwhile there is nothing left to write', async () => {
  const { doc, flow, until } = begin();
  const file = registerFile(demoEntries(60));
  flow.choose(file);
  await until('preview');
  await importFile(file, doc);
  flow.import();
  await until('not-written');
  expect(flow.step).toMatchObject({ reason: 'nothing', unchanged: 60 });
});

test('columns can be doubted, and the preview come back to', async () => {
  const { flow, until } = begin();
  flow.choose(registerFile(demoEntries(20)));
  await until('preview');
  flow.doubtColumns();
  expect(flow.step).toMatchObject({ type: 'mapping', columns: { isKnown: true } });
  flow.backToPreview();
  expect(flow.step.type).toBe('preview');
  flow.doubtColumns();
  if (flow.step.type === 'mapping') flow.map(flow.step.columns.mapping);
  expect(flow.step.type).toBe('reading');
  await until('preview');
});

test('a file that is refused or gone ends the worker and says why', async () => {
  const { flow, workers, until } = begin();
  flow.choose(new File([], 'empty.csv'));
  await until('refused');
  const gone = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
  flow.choose(Object.assign(new File(['x'], 'gone.csv'), { arrayBuffer: gone }));
  const refusal = { code: 'unreadable' };
  await vi.waitFor(() => expect(flow.step).toEqual({ type: 'refused', refusal }));
  expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, true]);
});

test('a worker that fails is said to have failed', async () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const { flow, workers } = begin();
  flow.choose(registerFile(demoEntries(10)));
  workers[0]!.onerror?.({ message: 'out of memory' } as ErrorEvent);
  expect(flow.step.type).toBe('fault');
  expect(workers[0]!.isEnded).toBe(true);
  expect(reported).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});
