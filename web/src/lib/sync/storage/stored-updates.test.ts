import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { IndexedDbStorage } from './indexeddb-storage.ts';
import { LogKnowledge } from '../log/log-knowledge.ts';
import { untilStored } from './storage.ts';
import { openExistingDatabase } from './stored-book.ts';
import { anyUpdate, loadDocument } from './testing-load.ts';

const relay = 'ws://relay.example/relay';
let books = 0;

function someKnowledge() {
  const knowledge = new LogKnowledge();
  knowledge.resume({ log: new Uint8Array(16), seq: 0, hash: new Uint8Array(32) });
  return knowledge.toStored()!;
}

/** It can be decoded, and Yjs throws at it when half of it is in a document. */
const thrownAt = Uint8Array.from(
  [
    [1, 9, 5, 0, 1, 1, 1, 97, 1, 136, 5, 0, 1, 118, 1, 1, 97, 125, 1, 39, 1, 1, 109, 1, 107, 1],
    [40, 0, 5, 2, 1, 113, 1, 119, 1, 122, 6, 1, 1, 116, 4, 98, 111, 108, 100, 4, 116, 114, 117],
    [101, 132, 5, 4, 1, 104, 129, 5, 5, 24, 132, 5, 7, 2, 108, 111, 134, 5, 34, 4, 98, 111, 108],
    [100, 4, 110, 117, 108, 108, 1, 5, 2, 0, 1, 6, 2],
  ].flat(),
);

/** A book whose updates hold `words`, each one its own, with these in between. */
async function storedWith(between: readonly unknown[], ...words: string[]) {
  const author = new Y.Doc();
  const updates: unknown[] = [];
  author.on('update', (update: Uint8Array) => updates.push(update));
  for (const word of words) author.getArray('words').push([word]);
  updates.splice(1, 0, ...between);
  const storage = new IndexedDbStorage(`book-${++books}`);
  const custom = [[`log ${relay}`, someKnowledge()]] as const;
  await storage.importAll({ updates: updates as Uint8Array[], custom });
  return storage;
}

const cut = (() => {
  const doc = new Y.Doc();
  doc.getArray('other').push(['a word that is cut short']);
  return Y.encodeStateAsUpdate(doc).slice(0, -8);
})();

test.each<[what: string, update: unknown]>([
  ['was cut short', cut],
  ['is random', Uint8Array.from({ length: 200 }, (_, at) => (at * 97 + 13) % 256)],
  ['is empty', new Uint8Array()],
  ['is no bytes', 'words'],
  ['Yjs throws at', thrownAt],
])('[STORE4] an update that %s is set aside, and the others open', async (_, update) => {
  expect(() => Y.applyUpdate(new Y.Doc(), update as Uint8Array)).toThrow(Error);
  const storage = await storedWith([update], 'one', 'two', 'three');
  expect(await storage.load(7, anyUpdate)).toEqual({ type: 'set-aside' });
  expect(await storage.readGivenUp()).toMatchObject([{ client: 7 }]);
  const doc = await loadDocument(storage, 8);
  expect(doc.getArray('words').toArray()).toEqual(['one', 'two', 'three']);
  expect([...doc.share.keys()]).toEqual(['words']);
  expect(storage.setAside).toBe(1);
  // Every log is read from its start, or nothing would bring back what was in it.
  expect(await storage.readKnowledge(relay)).toBeUndefined();
  await storage.close();
  const { updates, custom } = await storage.exportAll();
  expect(updates).not.toContainEqual(update);
  const kept = update instanceof Uint8Array ? [update] : [];
  expect(new Map(custom).get('set aside')).toEqual({ updates: kept, open: 1 });
  // It is said until a log has been read to its end.
  const next = new IndexedDbStorage(storage.name, '');
  await loadDocument(next);
  expect(next.setAside).toBe(1);
  await next.readAgain();
  await next.close();
  const last = new IndexedDbStorage(storage.name, '');
  await loadDocument(last);
  expect(last.setAside).toBe(0);
  await last.close();
});

test('[STORE4] what is set aside is bounded: the latest of it is kept', async () => {
  const bad = Array.from({ length: 70 }, (_, at) => Uint8Array.of(255, at));
  const storage = await storedWith(bad, 'one', 'two');
  expect(await storage.load(7, anyUpdate)).toEqual({ type: 'set-aside' });
  await loadDocument(storage);
  expect(storage.setAside).toBe(70);
  await storage.close();
  const { custom } = await storage.exportAll();
  expect(new Map(custom).get('set aside')).toEqual({ updates: bad.slice(-64), open: 70 });
});

test('[STORE4] where it cannot be set aside either, the others open all the same', async () => {
  const storage = await storedWith([cut], 'one', 'two');
  const remove = IDBObjectStore.prototype.delete;
  IDBObjectStore.prototype.delete = function (this: IDBObjectStore) {
    this.transaction.abort();
    throw new DOMException('', 'QuotaExceededError');
  };
  expect(await storage.load(7, anyUpdate)).toEqual({ type: 'set-aside' });
  const doc = await loadDocument(storage, 8);
  Object.assign(IDBObjectStore.prototype, { delete: remove });
  expect(doc.getArray('words').toArray()).toEqual(['one', 'two']);
  expect(storage.setAside).toBe(1);
  doc.getArray('words').push(['three']);
  await untilStored(storage);
  await storage.close();
  expect(await new IndexedDbStorage(storage.name, '').load(7, anyUpdate)).toEqual({
    type: 'set-aside',
  });
});

test('[STORE4] what the browser itself cannot read any more is set aside too', async () => {
  const storage = await storedWith([], 'one', 'two');
  const { getAll, get } = IDBObjectStore.prototype;
  // Not what y-indexeddb does by itself, which nobody waits for.
  const abort = ({ name, transaction }: IDBObjectStore) =>
    name === 'updates' && transaction.mode === 'readonly' && transaction.abort();
  IDBObjectStore.prototype.getAll = function (this: IDBObjectStore, ...args) {
    queueMicrotask(() => abort(this));
    return getAll.apply(this, args);
  };
  IDBObjectStore.prototype.get = function (this: IDBObjectStore, key) {
    if (key === 2) queueMicrotask(() => abort(this));
    return get.call(this, key);
  };
  expect(await storage.load(7, anyUpdate)).toEqual({ type: 'set-aside' });
  Object.assign(IDBObjectStore.prototype, { getAll, get });
  expect((await loadDocument(storage)).getArray('words').toArray()).toEqual(['one']);
  expect(storage.setAside).toBe(1);
  await storage.close();
});

test('[STORE5] many changes become one, and what another window stored meanwhile stays as it is', async () => {
  const storage = new IndexedDbStorage(`book-${++books}`);
  const doc = await loadDocument(storage);
  const other = new IndexedDbStorage(storage.name, '');
  const others = await loadDocument(other);
  others.getArray('others').push(['not in the first window']);
  await untilStored(other);
  await other.close();
  for (let at = 0; at < 600; at++) doc.getArray('words').push([`word ${at}`]);
  await untilStored(storage);
  const rows = async () => {
    const db = await openExistingDatabase(storage.name);
    const request = db!.transaction('updates').objectStore('updates').count();
    await new Promise((resolve) => request.addEventListener('success', resolve));
    db!.close();
    return request.result;
  };
  await expect.poll(rows, { timeout: 10_000 }).toBeLessThan(10);
  expect([...doc.share.keys()]).toEqual(['words']);
  await storage.close();
  const next = new IndexedDbStorage(storage.name, '');
  const all = await loadDocument(next);
  expect(all.getArray('words').length).toBe(600);
  expect(all.getArray('others').toArray()).toEqual(['not in the first window']);
  await next.close();
});
