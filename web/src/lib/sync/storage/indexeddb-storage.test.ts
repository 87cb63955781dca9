import 'fake-indexeddb/auto';
import { forceCloseDatabase } from 'fake-indexeddb';
import { expect, test, vi } from 'vitest';
import { firstKey, IndexedDbStorage } from './indexeddb-storage.ts';
import { Contents } from '../update/contents.ts';
import { LogKnowledge } from '../log/log-knowledge.ts';
import { fingerprint } from '../log/membership.ts';
import { SealedTail, type SealedEntry } from '../log/sealed-tail.ts';
import { storedOnceMax, type StorageState } from './storage.ts';
import { loadDocument } from './testing-load.ts';

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
  const doc = await loadDocument(storage);
  return { storage, doc, write: (word: string) => doc.getArray('words').push([word]) };
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
  const next = new IndexedDbStorage(storage.name, '');
  const doc = await loadDocument(next);
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
  await loadDocument(other);
  const [one, two] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const kept = await Promise.all([storage.storeOnce('n', one), other.storeOnce('n', two)]);
  expect(kept[0]).toEqual(kept[1]);
  expect(await other.storeOnce('another', two)).toEqual(two);
  await storage.close();
  await other.close();
  expect(await other.storeOnce('n', two)).toBeUndefined();
  const next = new IndexedDbStorage(storage.name, '');
  await loadDocument(next);
  expect(await next.storeOnce('n', new Uint8Array(32))).toEqual(kept[0]);
  await next.close();
});

test('what is kept by names has an end, which takes nothing away', async () => {
  const value = new Uint8Array(32).fill(1);
  const full = new IndexedDbStorage(`book-${++books}`);
  const firsts = Array.from(
    { length: storedOnceMax },
    (_, at) => [`${firstKey}${at}`, value] as const,
  );
  await full.importAll({ updates: [], custom: firsts });
  await loadDocument(full);
  expect(await full.storeOnce('one too many', value)).toBeUndefined();
  expect(await full.storeOnce('7', new Uint8Array(32))).toEqual(value);
  expect(full.state).toEqual({ type: 'saved' });
  await full.close();
});

const relay = 'ws://relay.example/relay';

function knowledgeAt(seq: number) {
  const knowledge = new LogKnowledge();
  knowledge.resume({ log: new Uint8Array(16), seq: 0, hash: new Uint8Array(32) });
  for (let n = 1; n <= seq; n++) {
    knowledge.update(n, 100, new Contents());
    knowledge.advance(n, new Uint8Array(32).fill(n));
  }
  return knowledge.toStored()!;
}

const entryNumbered = (seq: number, kind: SealedEntry['kind'] = 'update'): SealedEntry => ({
  kind,
  at: 1_000 + seq,
  seq,
  after: 'a statement',
  blob: new Uint8Array(100).fill(seq),
});

const bySeq = (entries: readonly SealedEntry[]) => entries.toSorted((a, b) => a.seq - b.seq);

test('[LOG20] the sealed tail is written with the cursor, pruned with it, and comes back as it was', async () => {
  const { storage } = await openBook();
  const tail = new SealedTail([]);
  for (const seq of [1, 2, 3]) tail.add(entryNumbered(seq));
  expect(await storage.writeKnowledge(relay, knowledgeAt(3), tail.takeChanges())).toBe(true);
  expect(bySeq(await storage.readTail())).toEqual([1, 2, 3].map((seq) => entryNumbered(seq)));
  const again = new SealedTail(await storage.readTailKeys());
  expect(again.without(new Set())).toHaveLength(3);
  again.drop([1, 2].map((seq) => fingerprint(entryNumbered(seq).blob)));
  again.add(entryNumbered(4, 'snapshot'));
  expect(await storage.writeKnowledge(relay, knowledgeAt(4), again.takeChanges())).toBe(true);
  expect(bySeq(await storage.readTail())).toEqual([entryNumbered(3), entryNumbered(4, 'snapshot')]);
  // And goes with the book, into a copy of its database and out of this browser.
  await storage.close();
  const { custom } = await storage.exportAll();
  expect(custom.filter(([key]) => key.startsWith('sealed '))).toHaveLength(2);
  await storage.remove();
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(storage.name);
});

test('[LOG20] while the document cannot be kept, neither can the tail, and it is written later', async () => {
  const { storage, write } = await openBook();
  write('before');
  await reach(storage, isSaved);
  forceCloseDatabase(connections.at(-1) as never);
  const tail = new SealedTail([]);
  tail.add(entryNumbered(1));
  const changes = tail.takeChanges();
  expect(await storage.writeKnowledge(relay, knowledgeAt(1), changes)).toBe(false);
  tail.giveBack(changes);
  await reach(storage, isSaved);
  expect(await storage.readTail()).toEqual([]);
  expect(await storage.writeKnowledge(relay, knowledgeAt(1), tail.takeChanges())).toBe(true);
  expect(await storage.readTail()).toEqual([entryNumbered(1)]);
});

test('[LOG20] what lies in storage in its place and is no entry is not taken for one', async () => {
  const { storage } = await openBook();
  const put = new Map<string, SealedEntry>([['sealed good 100', entryNumbered(1)]]);
  const { kind, at, seq, after, blob } = entryNumbered(2);
  const others: unknown[] = [
    null,
    [],
    { kind: 'access', at, seq, after, blob },
    { kind, at: -1, seq, after, blob },
    { kind, at, seq: 0.5, after, blob },
    { kind, at, seq, after: 7, blob },
    { kind, at, seq, after, blob: [...blob] },
    { kind, at, seq, after, blob: new Uint8Array(17 * 1024 * 1024) },
  ];
  for (const [n, other] of others.entries()) put.set(`sealed ${n} 1`, other as SealedEntry);
  await storage.writeKnowledge(relay, knowledgeAt(1), { put, remove: [] });
  expect(await storage.readTail()).toEqual([entryNumbered(1)]);
});

test('statements that cannot be read are not the same as none', async () => {
  const { storage } = await openBook();
  expect(await storage.readStatements()).toEqual([]);
  await storage.writeStatements([new Uint8Array([1])]);
  const { get } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.get = () => {
    throw new DOMException('', 'UnknownError');
  };
  expect(await storage.readStatements()).toBeUndefined();
  Object.assign(IDBObjectStore.prototype, { get });
  expect(await storage.readStatements()).toEqual([new Uint8Array([1])]);
});

/** From now on every connection that is open refuses to begin anything. */
function refuse(error: () => Error): void {
  for (const each of connections)
    each.transaction = () => {
      throw error();
    };
}

test.each([
  ['is closing', () => new DOMException('', 'InvalidStateError')],
  ['was lost', () => new DOMException('', 'UnknownError')],
  ['fails otherwise', () => new TypeError('no such thing')],
])(
  '[STORE2] where a connection %s, it is opened again and the whole of it stored',
  async (_, error) => {
    const { storage, write } = await openBook();
    write('before');
    await reach(storage, isSaved);
    refuse(error);
    for (const word of ['one', 'two', 'three']) {
      write(word);
      expect(storage.state.type).not.toBe('saved');
    }
    await reach(storage, isSaved);
    write('after');
    await reach(storage, isSaved);
    expect(await wordsIn(storage)).toEqual(['before', 'one', 'two', 'three', 'after']);
  },
);

test('[STORE1] a listener of the document that throws keeps nothing from being stored', async () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const { storage, doc, write } = await openBook();
  const fail = () => {
    throw new Error('thrown by a listener');
  };
  doc.on('update', fail);
  doc.on('afterTransaction', fail);
  storage.onStateChange(fail);
  for (const word of ['one', 'two']) write(word);
  await reach(storage, isSaved);
  expect(await wordsIn(storage)).toEqual(['one', 'two']);
  expect(reported).toHaveBeenCalled();
  vi.unstubAllGlobals();
});

test('[STORE3] it closes though the provider and the connection throw', async () => {
  const { storage, write } = await openBook();
  write('before');
  await reach(storage, isSaved);
  const db = connections.at(-1)!;
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  db.close = () => {
    throw new DOMException('', 'UnknownError');
  };
  await storage.close();
  expect(reported).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
  write('afterwards');
  expect(await wordsIn(storage)).toEqual(['before']);
});
