/**
 * Everything that a book's database on this device holds, taken out and put back as it is: for the
 * lock, while nothing has the book open. Doesn't know what any of it means.
 */
import * as idb from 'lib0/indexeddb';

export interface StoredBook {
  /** The document, as the updates that it was written down in. */
  readonly updates: readonly Uint8Array[];
  /** Statements, what is known of each relay's log, and whatever else lies beside the document. */
  readonly custom: readonly (readonly [key: string, value: unknown])[];
}

const updates = 'updates';
const custom = 'custom';

export async function exportDatabase(name: string): Promise<StoredBook> {
  const db = await openDatabase(name);
  try {
    const transaction = db.transaction([updates, custom], 'readonly');
    const all = transaction.objectStore(updates).getAll() as IDBRequest<Uint8Array[]>;
    const keys = transaction.objectStore(custom).getAllKeys();
    const values = transaction.objectStore(custom).getAll() as IDBRequest<unknown[]>;
    await completed(transaction);
    const pairs = keys.result.map((key, at) => [key as string, values.result[at]] as const);
    return { updates: all.result, custom: pairs };
  } finally {
    db.close();
  }
}

/** Into a database that is not there yet. All of it is on disk when this resolves, or none of it. */
export async function importDatabase(name: string, stored: StoredBook): Promise<void> {
  const db = await openDatabase(name);
  try {
    const transaction = db.transaction([updates, custom], 'readwrite', { durability: 'strict' });
    for (const update of stored.updates) transaction.objectStore(updates).add(update);
    for (const [key, value] of stored.custom) transaction.objectStore(custom).put(value, key);
    await completed(transaction);
  } finally {
    db.close();
  }
}

/** Undefined when it is not there; then it is not made. */
export function openExistingDatabase(name: string): Promise<IDBDatabase | undefined> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    let isNew = false;
    request.addEventListener('upgradeneeded', () => {
      isNew = true;
      request.transaction!.abort();
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', (event) => {
      event.preventDefault();
      if (isNew) resolve(undefined);
      else reject(request.error ?? new Error('not opened'));
    });
  });
}

/** With the stores that y-indexeddb would make. */
function openDatabase(name: string): Promise<IDBDatabase> {
  return idb.openDB(name, (db) =>
    idb.createStores(db, [[updates, { autoIncrement: true }], [custom]]),
  );
}

/** Whatever key begins so. */
export function keysFrom(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}

/** On disk when it resolves, where it writes and asks for that. */
export function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('abort')));
  });
}
