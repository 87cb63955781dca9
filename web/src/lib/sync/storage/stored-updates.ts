/**
 * A document as it lies in its database: updates, in the order in which they were stored, and those of
 * them that could not be read, which were set aside. What is set aside is kept as it was, and every log
 * is read again from its start: what had been shared comes back from there.
 *
 * Invariant: nothing is removed here but what stays under another name, or in what takes its place.
 */
import { asRecord } from '@wardbook/shared/base/stored-record';
import * as Y from 'yjs';
import { contentsOfUpdate, followContents, type Contents } from '../update/contents.ts';
import { SteadyDoc } from '../steady.ts';
import { isMarked, saysNothing, withMark } from './judged.ts';
import { addGivenUp } from './made-anew.ts';
import type { MayLoad } from './storage.ts';
import { completed, keysFrom } from './stored-book.ts';

const setAsideKey = 'set aside';

/** Of what was set aside the latest is kept, up to both of these. */
const setAsideMax = 64;
const setAsideBytesMax = 8 * 1024 * 1024;

/** By the keys under which they lie; undefined what the browser itself cannot read any more. */
export type StoredUpdates = ReadonlyMap<IDBValidKey, unknown>;

export async function readUpdates(db: IDBDatabase): Promise<StoredUpdates> {
  const read = db.transaction('updates');
  const keys = read.objectStore('updates').getAllKeys();
  const all = read.objectStore('updates').getAll() as IDBRequest<unknown[]>;
  const isRead = await completed(read).then(
    () => true,
    () => false,
  );
  if (isRead) return new Map(keys.result.map((key, at) => [key, all.result[at]]));
  const updates = new Map<IDBValidKey, unknown>();
  for (const key of await keysOf(db)) updates.set(key, await readOne(db, key));
  return updates;
}

async function keysOf(db: IDBDatabase): Promise<IDBValidKey[]> {
  const read = db.transaction('updates');
  const keys = read.objectStore('updates').getAllKeys();
  await completed(read);
  return keys.result;
}

async function readOne(db: IDBDatabase, key: IDBValidKey): Promise<unknown> {
  const read = db.transaction('updates');
  const one = read.objectStore('updates').get(key) as IDBRequest<unknown>;
  return completed(read).then(
    () => one.result,
    () => undefined,
  );
}

export interface ReadDocument {
  readonly doc: Y.Doc;
  /** What is not in it: no update, one that Yjs throws at, or one that nobody has judged and that may not. */
  readonly unreadable: StoredUpdates;
  /** What is in it and had not been judged before. */
  readonly passed: ReadonlyMap<IDBValidKey, Uint8Array>;
}

/** `mayLoad` is asked for only where something has not been judged. */
export async function readDocument(
  updates: StoredUpdates,
  mayLoad: () => Promise<MayLoad>,
): Promise<ReadDocument> {
  const marked = [...updates].filter(([, update]) => isMarked(update));
  const { doc, unreadable } = readJudged(new Map(marked));
  const unjudged = [...updates].filter(([, update]) => !isMarked(update) && !saysNothing(update));
  if (unreadable.size > 0 || unjudged.length === 0) return { doc, unreadable, passed: new Map() };
  return { doc, ...readUnjudged(doc, new Map(unjudged), await mayLoad()) };
}

/** Each is judged on what is there before it, in whatever order they fit. */
function readUnjudged(
  doc: Y.Doc,
  updates: StoredUpdates,
  mayLoad: MayLoad,
): Omit<ReadDocument, 'doc'> {
  const left = new Map(updates);
  const passed = new Map<IDBValidKey, Uint8Array>();
  const { contents, stop } = followContents(doc);
  for (let before = -1; passed.size > before;) {
    before = passed.size;
    for (const [key, update] of left) {
      if (!(update instanceof Uint8Array) || !mayLoad(update, doc, contents)) continue;
      // Yjs may have taken half of what it throws at: the rest is looked at once that is away.
      if (!isDone(() => apply(doc, update)))
        return { unreadable: new Map([[key, update]]), passed };
      left.delete(key);
      passed.set(key, update);
    }
  }
  stop();
  return { unreadable: left, passed };
}

/** They have been judged now. In a transaction. */
export function markAll(
  transaction: IDBTransaction,
  passed: ReadonlyMap<IDBValidKey, Uint8Array>,
): void {
  const store = transaction.objectStore('updates');
  for (const [key, update] of passed) store.put(withMark(update), key);
}

/** Where all can be read it costs what applying it costs. */
function readJudged(updates: StoredUpdates): Omit<ReadDocument, 'passed'> {
  const whole = new SteadyDoc();
  const isWhole = isDone(() =>
    whole.transact(() => {
      for (const update of updates.values()) apply(whole, update);
    }),
  );
  if (isWhole) return { doc: whole, unreadable: new Map() };
  whole.destroy();
  const unreadable = new Map<IDBValidKey, unknown>();
  for (;;) {
    const doc = new SteadyDoc();
    const found = unreadable.size;
    for (const [key, update] of updates)
      if (!unreadable.has(key) && !isDone(() => apply(doc, update))) unreadable.set(key, update);
    if (unreadable.size === found) return { doc, unreadable };
    // Of what Yjs has thrown at it may have taken half.
    doc.destroy();
  }
}

function apply(doc: Y.Doc, update: unknown): void {
  if (!(update instanceof Uint8Array)) throw new TypeError('no update');
  Y.applyUpdate(doc, update);
}

function isDone(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

interface SetAside {
  /** As they were, where they are bytes. */
  readonly updates: readonly Uint8Array[];
  /** How many there have been since the log was last read to its end. */
  readonly open: number;
}

/**
 * In a transaction over both stores. `client` may have stood in what cannot be read, so nothing is
 * written under it any more.
 */
export function setAside(
  transaction: IDBTransaction,
  unreadable: StoredUpdates,
  client: number,
): void {
  const updates = transaction.objectStore('updates');
  const custom = transaction.objectStore('custom');
  updates.getAllKeys().onsuccess = (read) => {
    // Another window may have come first.
    const there = new Set((read.target as IDBRequest<IDBValidKey[]>).result);
    const all = [...unreadable].filter(([key]) => there.has(key));
    for (const [key] of all) updates.delete(key);
    custom.delete(keysFrom('log '));
    addGivenUp(custom, client);
    readSetAside(custom, (before) => {
      const bytes = all.flatMap(([, each]) => (each instanceof Uint8Array ? [each] : []));
      const after: SetAside = {
        updates: latest([...before.updates, ...bytes]),
        open: before.open + all.length,
      };
      custom.put(after, setAsideKey);
    });
  };
}

/** How many were set aside since a log was last read to its end. */
export function readOpenSetAside(db: IDBDatabase): Promise<number> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction('custom');
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('abort')));
    readSetAside(transaction.objectStore('custom'), ({ open }) => resolve(open));
  });
}

/** Calls `then` with it within the transaction. */
function readSetAside(custom: IDBObjectStore, then: (all: SetAside) => void): void {
  custom.get(setAsideKey).onsuccess = (read) =>
    then(parseSetAside((read.target as IDBRequest<unknown>).result));
}

/** A log has been read to its end since. */
export function closeSetAside(custom: IDBObjectStore): void {
  readSetAside(custom, (all) => custom.put({ ...all, open: 0 }, setAsideKey));
}

function parseSetAside(value: unknown): SetAside {
  const { updates, open } = asRecord(value) ?? {};
  return {
    updates: Array.isArray(updates) ? updates.filter((each) => each instanceof Uint8Array) : [],
    open: Number.isSafeInteger(open) && Number(open) > 0 ? Number(open) : 0,
  };
}

function latest(updates: readonly Uint8Array[]): Uint8Array[] {
  let bytes = 0;
  const isKept = (each: Uint8Array) => (bytes += each.length) <= setAsideBytesMax;
  return updates.slice(-setAsideMax).toReversed().filter(isKept).toReversed();
}

/**
 * Puts a document's state in the place of all that it holds, in a transaction. What it does not hold,
 * another window having stored it since, stays as it is: into a document it comes by loading only.
 * Calls `then` with how many there are now.
 */
export function trimUpdates(
  transaction: IDBTransaction,
  state: Uint8Array,
  contents: Contents,
  then: (count: number) => void,
): void {
  const updates = transaction.objectStore('updates');
  const keys = updates.getAllKeys();
  const all = updates.getAll() as IDBRequest<unknown[]>;
  // One that cannot be read is found when the document is loaded next.
  all.onerror = (event) => event.preventDefault();
  all.onsuccess = () => {
    // What nobody has judged, an app of before has stored since: that is done when it is loaded.
    const held = keys.result.filter((_, at) => isHeld(all.result[at], contents));
    for (const key of held) updates.delete(key);
    updates.add(withMark(state));
    then(all.result.length - held.length + 1);
  };
}

function isHeld(update: unknown, contents: Contents): boolean {
  if (saysNothing(update)) return true;
  return isMarked(update) && contentsOfUpdate(update)?.changesWithout(contents) === 0;
}
