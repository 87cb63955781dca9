import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { followContents } from './update/contents.ts';
import { attempt, SteadyAwareness, SteadyDoc } from './steady.ts';

const reported: unknown[] = [];
beforeEach(() => {
  reported.length = 0;
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
});
afterEach(() => vi.unstubAllGlobals());

const events = [
  'beforeAllTransactions',
  'beforeTransaction',
  'beforeObserverCalls',
  'afterTransaction',
  'afterTransactionCleanup',
  'update',
  'updateV2',
  'afterAllTransactions',
] as const;

const boom = new Error('thrown by a listener');
const fail = () => {
  throw boom;
};

/** What is heard of a document while three words are written in it. */
function write(doc: Y.Doc): string[] {
  const heard: string[] = [];
  for (const each of events) doc.on(each, () => heard.push(each));
  for (const word of ['one', 'two', 'three']) doc.getArray('words').push([word]);
  return heard;
}

test.each(events)('[STORE1] a listener of %s that throws stops nothing that follows', (event) => {
  const doc = new SteadyDoc();
  let thrown = 0;
  doc.on(event, () => {
    thrown += 1;
    throw boom;
  });
  expect(write(doc)).toEqual(write(new Y.Doc()));
  expect(thrown).toBeGreaterThanOrEqual(3);
  expect(reported).toEqual(Array.from({ length: thrown }, () => boom));
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  expect(copy.getArray('words').toArray()).toEqual(['one', 'two', 'three']);
});

test('[STORE1] whoever stops listening is heard no more, and who listens once hears once', () => {
  const doc = new SteadyDoc();
  let [always, once] = [0, 0];
  const listener = () => (always += 1);
  doc.on('update', listener);
  doc.once('update', () => (once += 1));
  doc.getArray('words').push(['one']);
  doc.off('update', listener);
  doc.getArray('words').push(['two']);
  expect([always, once]).toEqual([1, 1]);
});

test('[STORE1] a listener of presence that throws keeps nobody else from hearing of it', () => {
  const awareness = new SteadyAwareness(new SteadyDoc());
  let heard = 0;
  const listener = () => (heard += 1);
  awareness.on('change', fail);
  awareness.on('change', listener);
  awareness.setLocalState({ person: 'x' });
  awareness.off('change', listener);
  awareness.setLocalState({ person: 'y' });
  awareness.destroy();
  expect(heard).toBe(1);
  expect(new Set(reported)).toEqual(new Set([boom]));
});

test('[STORE1] what waits cannot fall behind the document, whoever else listens and throws', () => {
  const doc = new SteadyDoc();
  for (const event of events) doc.on(event, fail);
  doc.getArray('words').observe(fail);
  const { contents } = followContents(doc);
  for (const event of events) doc.on(event, fail);
  const words = doc.getArray('words');
  for (let at = 0; at < 20; at++) {
    attempt(() => words.push([`word ${at}`]));
    if (at % 3 === 0) attempt(() => words.delete(0, 1));
    const other = new Y.Doc();
    other.getArray('words').push(['from elsewhere']);
    attempt(() => Y.applyUpdate(doc, Y.encodeStateAsUpdate(other)));
    const anew = followContents(doc).contents;
    expect(anew.changesWithout(contents)).toBe(0);
    expect(contents.changesWithout(anew)).toBe(0);
  }
});

test('[STORE1] without a page to report to, a script is told', () => {
  vi.stubGlobal('reportError', undefined);
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  attempt(fail);
  expect(told).toHaveBeenCalledWith(boom);
  told.mockRestore();
});
