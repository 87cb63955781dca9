import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { clientIdOf } from '@wardbook/shared/base/client-id';
import { bookNumbered, deviceNumbered } from '@wardbook/shared/testing/statements';
import { contentsOfUpdate } from './contents.ts';
import { renamed, underOwnIds } from './renamed.ts';

function documentOf(client: number, given?: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  if (given) Y.applyUpdate(doc, given);
  doc.clientID = client;
  return doc;
}

function read(update: Uint8Array) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  expect(doc.store.pendingStructs).toBeNull();
  return { words: doc.getArray('words').toArray(), map: doc.getMap('map').toJSON() };
}

test('[CLIENT5] what is minted anew says what it said, with all that refers to it', () => {
  const doc = documentOf(1);
  doc.getArray('words').push(['one', 'two', 'three', 'four']);
  doc.getMap('map').set('k', 1);
  doc.getMap('map').set('k', 2);
  const other = documentOf(9, Y.encodeStateAsUpdate(doc));
  other.getArray('words').insert(3, ['between']);
  other.getArray('words').delete(0);
  other.getMap('map').set('k', 3);
  const before = Y.encodeStateAsUpdate(other);
  for (const from of [0, 2, 5]) {
    const after = renamed(before, { client: 1, from, to: 5 });
    expect(read(after)).toEqual(read(before));
    const stored = contentsOfUpdate(after)!.inserted.toStored();
    const expected = [[5, 0, 6 - from], [9, 0, 2], ...(from > 0 ? [[1, 0, from]] : [])];
    expect(new Set(stored)).toEqual(new Set(expected));
  }
});

test('[CLIENT5] where nothing is to be minted anew, nothing changes', () => {
  const doc = documentOf(1);
  doc.getArray('words').push(['one', 'two']);
  const before = Y.encodeStateAsUpdate(doc);
  for (const renaming of [
    { client: 1, from: 2, to: 5 },
    { client: 3, from: 0, to: 5 },
  ])
    expect(renamed(before, renaming)).toEqual(before);
});

test('[CLIENT5] what waits for something that is missing goes on waiting', () => {
  const doc = documentOf(1);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const word of ['one', 'two', 'three']) doc.getArray('words').push([word]);
  const gapped = documentOf(2, updates[0]);
  Y.applyUpdate(gapped, updates[2]!);
  const after = documentOf(
    2,
    renamed(Y.encodeStateAsUpdate(gapped), { client: 1, from: 2, to: 5 }),
  );
  expect(after.store.pendingStructs).not.toBeNull();
  Y.applyUpdate(after, updates[1]!);
  expect(after.getArray('words').toArray()).toEqual(['one', 'two', 'three']);
});

test('[CLIENT1] what was written outside of a book comes into it under ids of the device', () => {
  const doc = documentOf(1);
  doc.getArray('words').push(['one']);
  const other = documentOf(2, Y.encodeStateAsUpdate(doc));
  other.getArray('words').push(['two']);
  const before = Y.encodeStateAsUpdate(other);
  const [book, device] = [bookNumbered(1), deviceNumbered(1)];
  const after = underOwnIds(book, device, before);
  expect(read(after)).toEqual(read(before));
  const clients = contentsOfUpdate(after)!
    .inserted.toStored()
    .map(([client]) => client);
  expect(new Set(clients)).toEqual(new Set([1, 2].map((nonce) => clientIdOf(book, device, nonce))));
});

test('[OPEN3] what was written beside a document goes to the end of a line that went on', () => {
  const kept = documentOf(1);
  kept.getArray('words').push(['one', 'two']);
  const stored = Y.encodeStateAsUpdate(kept);
  const closedAt = Y.encodeStateVector(kept);
  // The window writes on, and takes back some of it; another goes on under the client id that it had.
  kept.getArray('words').push(['mine', 'mistyped']);
  kept.getArray('words').delete(3);
  const written = Y.encodeStateAsUpdate(kept, closedAt);
  for (const [client, at] of [
    [1, 3],
    [5, 2],
  ] as const) {
    const next = documentOf(client, stored);
    // Such a line of its own it may have had from before.
    next.getArray('words').push(['theirs', 'gone'].slice(0, at === 3 ? 1 : 2));
    if (at === 2) next.getArray('words').delete(3);
    Y.applyUpdate(next, renamed(written, { client: 1, from: 2, to: client, at }));
    expect(next.store.pendingStructs).toBeNull();
    const words = next.getArray<string>('words').toArray();
    expect(words.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['mine', 'one', 'theirs', 'two']);
    expect(Y.getState(next.store, client)).toBe(at + 2);
    const again = documentOf(9, Y.encodeStateAsUpdate(next));
    expect(again.getArray('words').toArray()).toEqual(words);
  }
});

test('[CLIENT6] what others recorded in what was written outside of the book is brought by this device', () => {
  const [book, device] = [bookNumbered(1), deviceNumbered(1)];
  const doc = new Y.Doc();
  const own = { by: device, at: 1, id: 'own' };
  const other = { by: 'somebody', at: 1, id: 'theirs' };
  doc.getArray('events').push([own, other]);
  const inside = new Y.Doc();
  Y.applyUpdate(inside, underOwnIds(book, device, Y.encodeStateAsUpdate(doc)));
  expect(inside.getArray('events').toArray()).toEqual([own, { ...other, via: device }]);
});
