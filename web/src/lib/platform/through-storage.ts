/**
 * Puts something into this browser's storage and takes it out again, over another connection: what a
 * later start of the app does. It is removed again, but not by a page that is ended meanwhile: so
 * nothing is to be tried that must not be found. Doesn't know what the thing is.
 */
import { isOutOfSpace } from '@wardbook/shared/base/out-of-space';

export type ThroughStorage =
  /** What came back, which need not be what was put in: some browsers give nothing for a key. */
  | { readonly type: 'back'; readonly value: unknown }
  /** The browser would not even take it. */
  | { readonly type: 'not-taken' }
  /** There is no storage here, or it does not open. */
  | { readonly type: 'no-storage' }
  | { readonly type: 'full' };

const store = 'tried';
const key = 'it';

export async function throughStorage(
  value: unknown,
  factory: IDBFactory | undefined = globalThis.indexedDB,
): Promise<ThroughStorage> {
  if (!factory) return { type: 'no-storage' };
  // Windows, and tries within one, must not meet in one database.
  const name = `wardbook-tried ${crypto.randomUUID()}`;
  let isOpen = false;
  try {
    await within(factory, name, (objects) => {
      isOpen = true;
      return objects.put(value, key);
    });
    return { type: 'back', value: await within(factory, name, (objects) => objects.get(key)) };
  } catch (error) {
    if (isOutOfSpace(error)) return { type: 'full' };
    const isRefused = error instanceof DOMException && error.name === 'DataCloneError';
    return { type: isOpen && isRefused ? 'not-taken' : 'no-storage' };
  } finally {
    await remove(factory, name);
  }
}

/** Opens the database, lets `use` ask one thing of it, and closes it when that is on disk. */
async function within<T>(
  factory: IDBFactory,
  name: string,
  use: (objects: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const db = await open(factory, name);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(store, 'readwrite', { durability: 'strict' });
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('abort')));
      const request = use(transaction.objectStore(store));
      transaction.addEventListener('complete', () => resolve(request.result));
    });
  } finally {
    db.close();
  }
}

function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(store));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('not opened')));
  });
}

function remove(factory: IDBFactory, name: string): Promise<void> {
  return new Promise((resolve) => {
    try {
      const removal = factory.deleteDatabase(name);
      for (const end of ['success', 'error', 'blocked'])
        removal.addEventListener(end, () => resolve());
    } catch {
      resolve();
    }
  });
}
