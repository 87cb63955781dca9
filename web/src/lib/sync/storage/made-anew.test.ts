import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { clientIdOf, noncesMax } from '@wardbook/shared/base/client-id';
import { bookNumbered, deviceNumbered } from '@wardbook/shared/testing/statements';
import { contentsOfUpdate } from '../update/contents.ts';
import { IndexedDbStorage } from './indexeddb-storage.ts';
import type { Redate } from '../update/renamed.ts';
import { mintAnew } from './made-anew.ts';
import { loadDocument } from './testing-load.ts';

const [book, device] = [bookNumbered(1), deviceNumbered(1)];
const [first, second, third] = [0, 1, 2].map((nonce) => clientIdOf(book, device, nonce)) as [
  number,
  number,
  number,
];
let storage: IndexedDbStorage;
let books = 0;

/** A book that is stored with these words, each a change of its own, under one client id. */
async function store(client: number, ...words: string[]): Promise<void> {
  storage = new IndexedDbStorage(`anew-${++books}`);
  const doc = await loadDocument(storage);
  doc.clientID = client;
  for (const word of words) doc.getArray('words').push([word]);
  await storage.writeStatements([Uint8Array.of(7)]);
  await storage.close();
}
afterEach(() => storage.remove());

async function stored() {
  const again = new IndexedDbStorage(storage.name, '');
  const givenUp = await again.readGivenUp();
  const doc = await loadDocument(again);
  const statements = await again.readStatements();
  await again.close();
  const { inserted } = contentsOfUpdate(Y.encodeStateAsUpdate(doc))!;
  const words = doc.getArray('words').toArray();
  return { words, givenUp: [...givenUp], clients: inserted.stateVector(), statements };
}

test('[CLIENT5] what is kept is exchanged whole, and the client id is given up for good', async () => {
  await store(first, 'one', 'two', 'three');
  await storage.exchange((old) => mintAnew(old, book, device, { client: first, from: 1 }));
  expect(await stored()).toEqual({
    words: ['one', 'two', 'three'],
    givenUp: [{ client: first, from: 1, to: second }],
    clients: new Map([
      [first, 1],
      [second, 2],
    ]),
    statements: [Uint8Array.of(7)],
  });
  await storage.exchange((old) => mintAnew(old, book, device, { client: second, from: 0 }));
  const { words, givenUp, clients } = await stored();
  expect(words).toEqual(['one', 'two', 'three']);
  expect(givenUp).toEqual([
    { client: first, from: 1, to: second },
    { client: second, from: 0, to: third },
  ]);
  expect(clients.get(third)).toBe(2);
});

test('[CLIENT5] all is as it was where it cannot be made anew', async () => {
  await store(first, 'one');
  const before = await stored();
  const failing = storage.exchange(() => {
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  expect(await stored()).toEqual(before);
  const nobody = new IndexedDbStorage('not there');
  await expect(nobody.exchange((old) => old)).rejects.toThrow('no document');
  expect(await nobody.readGivenUp()).toEqual([]);
});

test('[CLIENT4] a device that has used up its ids says so, and all is as it was', async () => {
  await store(first, 'one');
  const before = await stored();
  const givenUp = Array.from({ length: noncesMax }, (_, nonce) => {
    const client = clientIdOf(book, device, nonce);
    return { client, from: 0, to: client };
  });
  const conflict = { client: first, from: 0 };
  const failing = storage.exchange(({ update }) =>
    mintAnew({ update, givenUp }, book, device, conflict),
  );
  await expect(failing).rejects.toThrow('used up its client ids');
  expect(await stored()).toEqual(before);
});

test('[CLIENT6] what is moved stands beside nothing of others, in the list in which it was', async () => {
  const doc = new Y.Doc();
  doc.clientID = 77;
  doc.getArray('words').push(['theirs']);
  doc.clientID = first;
  doc.getArray('words').push(['mine', 'mine too']);
  doc.getArray('others').push(['elsewhere']);
  const mine = { update: Y.encodeStateAsUpdate(doc), givenUp: [] };
  const { update } = mintAnew(mine, book, device, { client: first, from: 0 });
  const alone = new Y.Doc();
  const own = Y.encodeStateVector(doc);
  Y.applyUpdate(alone, Y.diffUpdate(update, own));
  expect(alone.store.pendingStructs).toBeNull();
  expect(alone.getArray('words').toArray()).toEqual(['mine', 'mine too']);
  expect(alone.getArray('others').toArray()).toEqual(['elsewhere']);
});

test('[CLIENT6] events are amended: their time where it lies outside, and who brings others’', async () => {
  const doc = new Y.Doc();
  doc.clientID = 77;
  const own = { by: device, at: 5_000, id: 'own' };
  const other = { by: 'somebody', at: 150, id: 'theirs' };
  doc.getArray('events').push([own, other, { w: 'a row' }]);
  const kept = { update: Y.encodeStateAsUpdate(doc), givenUp: [] };
  const mint = (redate?: Redate) => {
    const conflict = { client: 77, from: 0, ...(redate && { redate }) };
    const anew = new Y.Doc();
    Y.applyUpdate(anew, mintAnew(kept, book, device, conflict).update);
    return anew.getArray('events').toArray();
  };
  const brought = { ...other, via: device };
  expect(mint()).toEqual([own, brought, { w: 'a row' }]);
  const redate = { byMs: -4_800, from: 100, until: 300 };
  expect(mint(redate)).toEqual([{ ...own, at: 200 }, brought, { w: 'a row' }]);
});
