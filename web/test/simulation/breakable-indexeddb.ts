/**
 * IndexedDB in memory (fake-indexeddb) whose device can lose power: whatever had not committed by
 * then is gone, as the real one promises. Databases are told apart by a device's prefix.
 */
import 'fake-indexeddb/auto';

const open = new Map<IDBTransaction, string>();

const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args) {
  const transaction = begin.apply(this, args);
  open.set(transaction, this.name);
  const over = () => open.delete(transaction);
  transaction.addEventListener('complete', over);
  transaction.addEventListener('abort', over);
  return transaction;
};

/**
 * Aborts every unfinished transaction of the device, which hears nothing of it any more. Gives how
 * many there were.
 */
export function losePower(prefix: string): number {
  const unfinished = [...open].filter(([, name]) => name.startsWith(prefix));
  for (const [transaction] of unfinished) {
    open.delete(transaction);
    transaction.addEventListener('error', (event) => event.stopImmediatePropagation(), true);
    try {
      transaction.abort();
    } catch {
      // It was committing at this very moment: then it counts as kept.
    }
  }
  return unfinished.length;
}
