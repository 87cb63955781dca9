import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { clientIdOf, noncesMax } from '@wardbook/shared/base/client-id';
import { bookNumbered, deviceNumbered } from '@wardbook/shared/testing/statements';
import { systemRandom } from '@wardbook/shared/base/ports';
import { givenUpMax } from './client-claim.ts';
import { contentsOfUpdate } from '../log/contents.ts';
import { IndexedDbStorage } from './indexeddb-storage.ts';
import { mintAnew } from './made-anew.ts';
import type { Renaming } from './renamed.ts';
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
  await storage.exchange((old) =>
    mintAnew(old, book, device, { client: first, from: 1 }, systemRandom),
  );
  expect(await stored()).toEqual({
    words: ['one', 'two', 'three'],
    givenUp: [{ client: first, from: 1, to: second }],
    clients: new Map([
      [first, 1],
      [second, 2],
    ]),
    statements: [Uint8Array.of(7)],
  });
  await storage.exchange((old) =>
    mintAnew(old, book, device, { client: second, from: 0 }, systemRandom),
  );
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

test('[CLIENT4] a device whose ids keep being taken goes on under one that nobody can foresee', () => {
  const update = Y.encodeStateAsUpdate(new Y.Doc());
  const own = Array.from({ length: noncesMax }, (_, nonce) => clientIdOf(book, device, nonce));
  const conflict = { client: first, from: 0 };
  const mint = (givenUp: readonly Renaming[]) =>
    mintAnew({ update, givenUp }, book, device, conflict, () => Uint8Array.of(1, 2, 3, 4));
  let { givenUp } = mint([]);
  while (givenUp.length < givenUpMax) ({ givenUp } = mint(givenUp));
  const doc = new Y.Doc();
  doc.clientID = first;
  doc.getArray('words').push(['mine']);
  const mine = { update: Y.encodeStateAsUpdate(doc), givenUp };
  const anew = mintAnew(mine, book, device, conflict, () => Uint8Array.of(1, 2, 3, 4));
  const [struct] = Y.decodeUpdate(anew.update).structs;
  expect(struct?.id).toEqual({ client: 0x01020304, clock: 0 });
  expect(own).not.toContain(struct?.id.client);
});
