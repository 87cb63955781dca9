/**
 * The books on this device: for each its keys, where its relay is and what it is called, in a small
 * IndexedDB database of its own. The private keys in it cannot be read out, only used.
 *
 * A book that is locked lies here too, sealed and without its keys: see `lock-book.ts`. Nothing in its
 * entry says which book it is.
 *
 * An entry is looked at when it is read: some browsers take a key and give nothing back for it. One
 * that is there and cannot be read has a name of its own, and is never taken for none.
 */
import type { Bytes } from '@wardbook/shared/base/bytes';
import { parseBookId, type BookId } from '@wardbook/shared/base/ids';
import { asRecord } from '@wardbook/shared/base/stored-record';
import type { DeviceKeyPairs } from '@wardbook/shared/sealing/keys';
import type { UnlockWay } from '@wardbook/shared/sealing/lock';
import type { Tries } from './lock/pin-waits.ts';

export interface ShelvedBook {
  readonly id: BookId;
  readonly pairs: DeviceKeyPairs;
  /** What this person calls themselves in this book. */
  readonly name: string;
  readonly relay: string;
  /** With the council '' while waiting: only the book itself says them. */
  readonly ward: string;
  readonly council: string;
  /** The demo ward: everybody in it is made up. */
  readonly demo: boolean;
  /** Set while a keeper has still to let this device in: the book itself is not here yet. */
  readonly waiting?: boolean;
  /** When it was last open here, ms since 1970. */
  readonly openedAt: number;
  readonly lock?: OpenLock;
}

/** What a lock is, whether it is open or shut. */
export interface BookLock {
  /** At least one. */
  readonly ways: readonly UnlockWay[];
  /** Whether the PIN is digits only, for the keyboard that a phone shows. */
  readonly isDigits: boolean;
  /** What this device's keys follow from, sealed with the lock's key. */
  readonly seed: Bytes;
  /** The keys that follow from it; a lock of before there was a choice says nothing. */
  readonly keysFrom?: 'device' | 'earlier-device';
  readonly idleMs: number;
  readonly tries: Tries;
}

export interface OpenLock extends BookLock {
  /** Seals the book, and cannot be read out. */
  readonly key: CryptoKey;
  /** When the book was last in use here, ms since 1970. */
  readonly usedAt: number;
  /**
   * The keys that follow from the seed, while the relay has still to take them for the old ones. The
   * lock cannot shut until then.
   */
  readonly next?: DeviceKeyPairs;
}

/** A book that is locked: which one, and what is in it, only its sealed copy says. */
export interface LockedBook {
  readonly id: BookId;
  readonly isLocked: true;
  readonly demo: boolean;
  readonly openedAt: number;
  /** Changes in it that were not shared when it was locked; undefined where that was not known. */
  readonly unshared: number | undefined;
  readonly lock: BookLock;
}

export type BookOnShelf = ShelvedBook | LockedBook;

export function isLocked(book: BookOnShelf): book is LockedBook {
  return 'isLocked' in book;
}

const databaseName = 'wardbook';
const version = 2;
const entries = 'books';
const sealedCopies = 'sealed';

/** Those that are not locked, the last opened first. */
export async function booksOnDevice(): Promise<ShelvedBook[]> {
  return (await allOnDevice()).filter((book): book is ShelvedBook => !isLocked(book));
}

export async function lockedBooksOnDevice(): Promise<LockedBook[]> {
  return (await allOnDevice()).filter(isLocked);
}

async function allOnDevice(): Promise<BookOnShelf[]> {
  const all = await transact(
    'readonly',
    (store) => store(entries).getAll() as IDBRequest<unknown[]>,
  );
  return all.filter(isEntry).sort((a, b) => b.openedAt - a.openedAt);
}

/** Undefined as well where there is an entry that this browser does not give back whole. */
export async function bookOnDevice(id: BookId): Promise<BookOnShelf | undefined> {
  const entry = await transact('readonly', (store) => entryIn(store, id));
  return isEntry(entry) ? entry : undefined;
}

/** Books that were put here and whose entries, keys and all, do not come out again. */
export async function unreadableOnDevice(): Promise<BookId[]> {
  const keys = await transact('readonly', (store) => store(entries).getAllKeys());
  const readable = new Set<string>((await allOnDevice()).map(({ id }) => id));
  return keys.flatMap((key) => {
    const id = typeof key === 'string' ? parseBookId(key) : undefined;
    return id && !readable.has(id) ? [id] : [];
  });
}

export async function shelve(book: ShelvedBook): Promise<void> {
  await transact('readwrite', (store) => store(entries).put(book, book.id));
}

/**
 * Replaces a book's entry by what `change` makes of it, in one transaction. Nothing happens when the
 * book is not here, another window having removed it, say, or when `change` gives undefined. The
 * entry as it then is.
 */
export async function changeOnShelf(
  id: BookId,
  change: (book: BookOnShelf) => BookOnShelf | undefined,
): Promise<BookOnShelf | undefined> {
  let result: BookOnShelf | undefined;
  await transact('readwrite', (store) => {
    const found = entryIn(store, id);
    found.addEventListener('success', () => {
      const known = isEntry(found.result) ? found.result : undefined;
      const changed = known && change(known);
      result = changed ?? known;
      if (changed) store(entries).put(changed, id);
    });
    return found;
  });
  return result;
}

/** As `changeOnShelf`, for a book that is not locked. A full disk leaves its entry a little old. */
export async function updateOnShelf(
  id: BookId,
  change: (book: ShelvedBook) => ShelvedBook,
): Promise<void> {
  try {
    await changeOnShelf(id, (book) => (isLocked(book) ? undefined : change(book)));
  } catch {
    // The list says an earlier day. The book itself does not depend on it.
  }
}

export async function unshelve(id: BookId): Promise<void> {
  await transact('readwrite', (store) => {
    store(sealedCopies).delete(id);
    return store(entries).delete(id);
  });
}

/** Lays a sealed copy beside the book's entry. */
export async function storeSealedCopy(id: BookId, sealed: Bytes): Promise<void> {
  await transact('readwrite', (store) => store(sealedCopies).put(sealed, id));
}

export async function sealedCopy(id: BookId): Promise<Bytes | undefined> {
  return transact(
    'readonly',
    (store) => store(sealedCopies).get(id) as IDBRequest<Bytes | undefined>,
  );
}

/** Takes away the sealed copy of a book that is not locked; that of a locked one stays. */
export async function dropSealedCopy(id: BookId): Promise<void> {
  await transact('readwrite', (store) => {
    const found = entryIn(store, id);
    found.addEventListener('success', () => {
      const isTheBook = found.result !== undefined && !isOpenEntry(found.result);
      if (!isTheBook) store(sealedCopies).delete(id);
    });
    return found;
  });
}

/** From now on the sealed copy, which must be here, is the book. Its keys go with this. */
export async function shut(book: LockedBook): Promise<void> {
  await transact('readwrite', (store) => {
    const copies = store(sealedCopies).count(book.id);
    copies.addEventListener('success', () => {
      if (copies.result === 1) store(entries).put(book, book.id);
      else copies.transaction?.abort();
    });
    return copies;
  });
}

/** From now on the plain book, which must be here, is the book, and the sealed copy goes. */
export async function unshut(book: ShelvedBook): Promise<void> {
  await transact('readwrite', (store) => {
    store(sealedCopies).delete(book.id);
    return store(entries).put(book, book.id);
  });
}

type Stores = (name: string) => IDBObjectStore;

function entryIn(store: Stores, id: BookId): IDBRequest<unknown> {
  return store(entries).get(id);
}

/** Whether an entry came back with all that the book cannot be opened without. */
function isEntry(value: unknown): value is BookOnShelf {
  const entry = asRecord(value);
  if (typeof entry?.['id'] !== 'string') return false;
  const { isLocked: isShut, lock, pairs } = entry;
  if (lock !== undefined && !isLock(lock, isShut === true)) return false;
  return isShut === true ? lock !== undefined : arePairs(pairs);
}

function isOpenEntry(value: unknown): boolean {
  return isEntry(value) && !isLocked(value);
}

function isLock(value: unknown, isShut: boolean): boolean {
  const { ways, seed, key, next } = asRecord(value) ?? {};
  if (!Array.isArray(ways) || !(seed instanceof Uint8Array)) return false;
  return isShut || (key instanceof CryptoKey && (next === undefined || arePairs(next)));
}

function arePairs(value: unknown): boolean {
  const { signing, wrapping } = asRecord(value) ?? {};
  return [signing, wrapping]
    .map(asRecord)
    .every(
      (pair) => pair?.['privateKey'] instanceof CryptoKey && pair['publicKey'] instanceof CryptoKey,
    );
}

/** Resolves once what was written is on disk: without its keys a book can never be opened again. */
async function transact<T>(
  mode: 'readonly' | 'readwrite',
  use: (store: Stores) => IDBRequest<T>,
): Promise<T> {
  const db = await openShelf();
  try {
    return await new Promise<T>((resolve, reject) => {
      const names = [entries, sealedCopies];
      const transaction = db.transaction(names, mode, { durability: 'strict' });
      const request = use((name) => transaction.objectStore(name));
      transaction.addEventListener('complete', () => resolve(request.result));
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('abort')));
    });
  } finally {
    db.close();
  }
}

function openShelf(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, version);
    request.addEventListener('upgradeneeded', () => {
      const { result } = request;
      for (const name of [entries, sealedCopies])
        if (!result.objectStoreNames.contains(name)) result.createObjectStore(name);
    });
    request.addEventListener('success', () => {
      const { result } = request;
      // A newer Wardbook in another window must not wait for this one.
      result.addEventListener('versionchange', () => result.close());
      resolve(result);
    });
    request.addEventListener('error', () => reject(request.error ?? new Error('not opened')));
  });
}
