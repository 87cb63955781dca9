/**
 * The books on this device: for each its keys, where its relay is and what it is called, in a small
 * IndexedDB database of its own. The private keys in it cannot be read out, only used.
 */
import * as idb from 'lib0/indexeddb';
import type { BookId } from '@wardbook/shared/base/ids';
import type { DeviceKeyPairs } from '@wardbook/shared/sealing/keys';

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
}

const databaseName = 'wardbook';
const storeName = 'books';

/** The last opened first. */
export async function booksOnDevice(): Promise<ShelvedBook[]> {
  const all = await withStore('readonly', (store) => store.getAll() as IDBRequest<ShelvedBook[]>);
  return all.sort((a, b) => b.openedAt - a.openedAt);
}

export function bookOnDevice(id: BookId): Promise<ShelvedBook | undefined> {
  return withStore('readonly', (store) => store.get(id) as IDBRequest<ShelvedBook | undefined>);
}

export async function shelve(book: ShelvedBook): Promise<void> {
  await withStore('readwrite', (store) => store.put(book, book.id));
}

/** As `shelve`, for a book that is here already. A full disk only leaves the list a little old. */
export async function noteOpened(book: ShelvedBook): Promise<void> {
  try {
    await withStore('readwrite', (store) => {
      const known = store.count(book.id);
      // Not again, when another window has removed it in the meantime.
      known.addEventListener('success', () => known.result > 0 && store.put(book, book.id));
      return known;
    });
  } catch {
    // The list says an earlier day. The book itself does not depend on it.
  }
}

export async function unshelve(id: BookId): Promise<void> {
  await withStore('readwrite', (store) => store.delete(id));
}

/** Resolves once what was written is on disk: without its keys a book can never be opened again. */
async function withStore<T>(
  mode: 'readonly' | 'readwrite',
  use: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const db = await idb.openDB(databaseName, (made) => idb.createStores(made, [[storeName]]));
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(storeName, mode, { durability: 'strict' });
      const request = use(transaction.objectStore(storeName));
      transaction.addEventListener('complete', () => resolve(request.result));
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('abort')));
    });
  } finally {
    db.close();
  }
}
