/**
 * A browser that dies at a chosen moment: everything it asks of IndexedDB is counted, and from one of
 * these on nothing is done any more, until it starts again. What had not committed is gone.
 */
import { losePower } from '../simulation/breakable-indexeddb.ts';

let asked = 0;
let diesAt = Infinity;

/** From now on, as many askings as this are answered. */
export function dieAfter(count: number): void {
  asked = 0;
  diesAt = count;
}

/** Starts again. Gives whether it had died. */
export function startAgain(): boolean {
  const hasDied = asked > diesAt;
  diesAt = Infinity;
  return hasDied;
}

function ask(): void {
  asked++;
  if (asked <= diesAt) return;
  losePower('');
  throw new Error('The power is gone.');
}

const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args) {
  // The one that makes a new database's stores belongs to the opening.
  if ((args[1] as string) !== 'versionchange') ask();
  return begin.apply(this, args);
};

const { open, deleteDatabase } = IDBFactory.prototype;
IDBFactory.prototype.open = function (this: IDBFactory, ...args) {
  ask();
  return open.apply(this, args);
};
IDBFactory.prototype.deleteDatabase = function (this: IDBFactory, ...args) {
  ask();
  return deleteDatabase.apply(this, args);
};

/** The next write that is to be kept does not find space. Gives what ends that. */
export function fillDisk(): () => void {
  const { put, add } = IDBObjectStore.prototype;
  const refuse = (transaction: IDBTransaction, request: IDBRequest<IDBValidKey>) => {
    const error = new DOMException('There is no space left.', 'QuotaExceededError');
    Object.defineProperty(transaction, 'error', { value: error });
    request.addEventListener('success', () => transaction.abort(), { once: true });
    return request;
  };
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args) {
    return refuse(this.transaction, put.apply(this, args));
  };
  IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...args) {
    return refuse(this.transaction, add.apply(this, args));
  };
  return () => Object.assign(IDBObjectStore.prototype, { put, add });
}
