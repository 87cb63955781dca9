/** One record written to IndexedDB and nothing else: the least that "on this device" can cost. */
const storeName = 'records';

/** ms from asking to the transaction's end, for each of `count` records of 300 bytes. */
export async function putStrictly(count: number): Promise<number[]> {
  const db = await openDatabase();
  const samples: number[] = [];
  for (let key = 0; key < count; key += 1) {
    const start = performance.now();
    await put(db, key, new Uint8Array(300).fill(key));
    samples.push(performance.now() - start);
  }
  db.close();
  return samples;
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('yardstick');
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(storeName));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(new Error('IndexedDB does not open')));
  });
}

function put(db: IDBDatabase, key: number, value: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(storeName, 'readwrite', { durability: 'strict' });
    transaction.objectStore(storeName).put(value, key);
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(new Error('IndexedDB does not write')));
  });
}
