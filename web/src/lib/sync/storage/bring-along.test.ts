import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Renaming } from '../update/renamed.ts';
import { bringAlong } from './bring-along.ts';

const [shared, free] = [1, 2];

function docOf(client: number, ...updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  doc.clientID = client;
  return doc;
}

function write(doc: Y.Doc, ...words: readonly string[]): void {
  doc.getArray('events').push(words.map((id) => ({ id })));
}

const wordsIn = (doc: Y.Doc) =>
  (doc.getArray('events').toArray() as { id: string }[]).map(({ id }) => id).toSorted();

const opened = (doc: Y.Doc, givenUp: readonly Renaming[] = []) => ({ doc, givenUp });
const closed = (doc: Y.Doc) => ({
  doc,
  givenUp: [],
  closedAt: Y.encodeStateVector(doc),
  isSpoilt: false,
});

test('[OPEN3] what is written in a document that was closed comes into the next', () => {
  const doc = docOf(shared);
  write(doc, 'kept');
  const next = docOf(free, Y.encodeStateAsUpdate(doc));
  const before = closed(doc);
  write(doc, 'meanwhile', 'and more');
  bringAlong(before, opened(next));
  expect(wordsIn(next)).toEqual(['and more', 'kept', 'meanwhile']);
  expect(Y.getState(next.store, shared)).toBe(1);
});

test('[OPEN3] where all of it was kept nothing is written', () => {
  const doc = docOf(shared);
  write(doc, 'kept');
  const next = docOf(free, Y.encodeStateAsUpdate(doc));
  bringAlong(closed(doc), opened(next));
  expect(next.store.clients.has(free)).toBe(false);
});

test('[CLIENT6] what was amended when it was minted anew is there', () => {
  const before = docOf(shared);
  const event = { by: 'Ann', id: 'own' };
  before.getArray('events').push([{ ...event, at: 1 }, { row: 1 }]);
  const next = docOf(free);
  next.getArray('events').push([{ ...event, at: 5, via: 'Bob' }, { row: 1 }]);
  const vector = Y.encodeStateVector(next);
  bringAlong(closed(before), opened(next, [{ client: shared, from: 0, to: free }]));
  expect(Y.encodeStateVector(next)).toEqual(vector);
});

test('[CLIENT4] what stands in storage behind something else at the same clock comes along, too', () => {
  const before = docOf(shared);
  write(before, 'before');
  const common = Y.encodeStateAsUpdate(before);
  // Another window has kept what the log holds there.
  const log = docOf(shared, common);
  write(log, 'lost with the disk', 'and this');
  write(before, 'in its place');
  const stored = docOf(free, Y.encodeStateAsUpdate(log), Y.encodeStateAsUpdate(before));
  expect(wordsIn(stored)).not.toContain('in its place');
  const closing = closed(before);
  write(before, 'meanwhile');
  bringAlong(closing, opened(stored));
  expect(wordsIn(stored)).toEqual([
    'and this',
    'before',
    'in its place',
    'lost with the disk',
    'meanwhile',
  ]);
  expect(stored.store.pendingStructs).toBeNull();
});

test('[CLIENT4] also where what stood before it was minted anew', () => {
  const before = docOf(shared);
  write(before, 'in its place');
  // As the log has it, under the id to which this device has moved what it found in storage.
  const next = docOf(free);
  write(next, 'lost with the disk', 'and this');
  bringAlong(closed(before), opened(next, [{ client: shared, from: 0, to: free }]));
  expect(wordsIn(next)).toEqual(['and this', 'in its place', 'lost with the disk']);
  expect(next.store.pendingStructs).toBeNull();
});
