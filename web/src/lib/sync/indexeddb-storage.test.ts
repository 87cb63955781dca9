import 'fake-indexeddb/auto';
import { forceCloseDatabase } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { firstKey, IndexedDbStorage } from './indexeddb-storage.ts';
import { firstsMax, type StorageState } from './storage.ts';

/** Every connection that was opened, the latest last. */
const connections: IDBDatabase[] = [];
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (this: IDBFactory, ...args) {
  const request = open.apply(this, args);
  request.addEventListener('success', () => connections.push(request.result));
  return request;
};

let books = 0;

async function openBook() {
  const storage = new IndexedDbStorage(`book-${++books}`);
  const doc = new Y.Doc();
  expect(await storage.load(doc)).toBeUndefined();
  return { storage, write: (word: string) => doc.getArray('words').push([word]) };
}

async function reach(storage: IndexedDbStorage, holds: (state: StorageState) => boolean) {
  await new Promise<void>((resolve) => {
    const look = () => holds(storage.state) && resolve();
    storage.onStateChange(look);
    look();
  });
}

const isSaved = ({ type }: StorageState) => type === 'saved';

/** What is on disk, as the next start finds it. */
async function wordsIn(storage: IndexedDbStorage) {
  await storage.close();
  const doc = new Y.Doc();
  const next = new IndexedDbStorage(storage.name, '');
  await next.load(doc);
  await next.close();
  return doc.getArray('words').toArray();
}

test('[PHONE3] a connection that the browser takes away is opened again, and nothing is lost', async () => {
  const { storage, write } = await openBook();
  write('before');
  await reach(storage, isSaved);
  forceCloseDatabase(connections.at(-1) as never);
  expect(storage.state).toEqual({ type: 'failing', reason: 'closed' });
  write('meanwhile');
  expect(storage.state).toEqual({ type: 'failing', reason: 'closed' });
  await reach(storage, isSaved);
  write('after');
  await reach(storage, isSaved);
  expect(await wordsIn(storage)).toEqual(['before', 'meanwhile', 'after']);
});

test('[PHONE3] one that is gone with no word of it is noticed by the next thing that is written', async () => {
  const { storage, write } = await openBook();
  write('before');
  await reach(storage, isSaved);
  connections.at(-1)!.close();
  write('meanwhile');
  expect(storage.state.type).not.toBe('saved');
  await reach(storage, isSaved);
  expect(await wordsIn(storage)).toEqual(['before', 'meanwhile']);
});

test('[PHONE3] a book that was cleared away is called that, and is not made anew', async () => {
  const { storage, write } = await openBook();
  write('before');
  await reach(storage, isSaved);
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(storage.name).addEventListener('success', resolve);
  });
  await reach(storage, (state) => state.type === 'failing' && state.reason === 'cleared');
  write('meanwhile');
  expect(await storage.writeStatements([])).toBe(false);
  expect(storage.state).toEqual({ type: 'failing', reason: 'cleared' });
  await storage.close();
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(storage.name);
});

test('[KEEP2] of several windows that keep something by one name, the first decides, for good', async () => {
  const { storage } = await openBook();
  const other = new IndexedDbStorage(storage.name, '');
  await other.load(new Y.Doc());
  const [one, two] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const kept = await Promise.all([storage.keepFirst('n', one), other.keepFirst('n', two)]);
  expect(kept[0]).toEqual(kept[1]);
  expect(await other.keepFirst('another', two)).toEqual(two);
  await storage.close();
  await other.close();
  expect(await other.keepFirst('n', two)).toBeUndefined();
  const next = new IndexedDbStorage(storage.name, '');
  await next.load(new Y.Doc());
  expect(await next.keepFirst('n', new Uint8Array(32))).toEqual(kept[0]);
  await next.close();
});

test('what is kept by names has an end, which takes nothing away', async () => {
  const value = new Uint8Array(32).fill(1);
  const full = new IndexedDbStorage(`book-${++books}`);
  const firsts = Array.from({ length: firstsMax }, (_, at) => [`${firstKey}${at}`, value] as const);
  await full.importAll({ updates: [], custom: firsts });
  await full.load(new Y.Doc());
  expect(await full.keepFirst('one too many', value)).toBeUndefined();
  expect(await full.keepFirst('7', new Uint8Array(32))).toEqual(value);
  expect(full.state).toEqual({ type: 'saved' });
  await full.close();
});
