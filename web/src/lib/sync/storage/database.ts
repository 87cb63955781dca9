/**
 * The connection to a book's database: y-indexeddb opens it and stores each change of the document.
 * y-indexeddb itself reads nothing: what it would load, and take in whenever it trims, comes into the
 * document unasked, and one update that Yjs throws at would end both (`stored-updates.ts`).
 *
 * Nothing here throws but `open` and `reopen`. Doesn't know what became of the writes of before: whoever
 * is told of a failure writes everything again.
 */
import { isOutOfSpace } from '@wardbook/shared/base/out-of-space';
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { attempt, report } from '../steady.ts';
import type { StorageFailure } from './storage.ts';
import { openExistingDatabase } from './stored-book.ts';

export interface DatabaseEvents {
  /** A write was not kept. The connection stays for `full` only. */
  readonly failed: (reason: StorageFailure) => void;
  /** The connection is there no more. */
  readonly lost: () => void;
}

const stores = ['updates', 'custom'];

export class Database {
  readonly #name: string;
  readonly #events: DatabaseEvents;
  #persistence: IndexeddbPersistence | undefined;
  #db: IDBDatabase | undefined;

  constructor(name: string, events: DatabaseEvents) {
    this.#name = name;
    this.#events = events;
  }

  /** Undefined once it was lost. */
  get connection(): IDBDatabase | undefined {
    return this.#db;
  }

  /** Makes it where it is not there. */
  async open(): Promise<IDBDatabase> {
    const persistence = new IndexeddbPersistence(this.#name, new Y.Doc());
    // From where on it reads: it finds nothing.
    persistence._dbref = Number.POSITIVE_INFINITY;
    this.#persistence = persistence;
    return this.#watch(await persistence._db);
  }

  /** After it was lost. Undefined where it is not there any more; then it is not made. */
  async reopen(): Promise<IDBDatabase | undefined> {
    const db = await openExistingDatabase(this.#name);
    if (!db) return undefined;
    this.#persistence!.db = db;
    this.#persistence!._db = Promise.resolve(db);
    return this.#watch(db);
  }

  /** Lets go of the connection, whatever state it is in. */
  drop(): void {
    const db = this.#db;
    this.#db = undefined;
    // Without one y-indexeddb writes nothing, and throws nothing either.
    if (this.#persistence) this.#persistence.db = null;
    if (db) attempt(() => db.close());
  }

  async close(): Promise<void> {
    try {
      await this.#persistence?.destroy();
    } catch {
      // It was never opened, or is closed already.
    }
    this.drop();
  }

  /** Within the transaction of the document's own writes. */
  store(update: Uint8Array): void {
    if (!this.#db || !this.#persistence) return;
    try {
      // It never comes to have so many that it would trim them.
      this.#persistence._dbsize = 0;
      this.#persistence._storeUpdate(update, undefined);
    } catch {
      this.#lose();
    }
  }

  /** True when the transaction, over all that there is, is on disk. */
  transact(write: (transaction: IDBTransaction) => void): Promise<boolean> {
    return new Promise((resolve) => {
      const transaction = this.#begin();
      if (!transaction) return resolve(false);
      transaction.addEventListener('complete', () => resolve(true));
      transaction.addEventListener('abort', () => resolve(false));
      try {
        write(transaction);
      } catch (error) {
        report(error);
        transaction.abort();
        this.#fail(error);
      }
    });
  }

  /** Undefined where the browser does not answer. */
  read<T>(ask: (custom: IDBObjectStore) => IDBRequest<T>): Promise<{ value: T } | undefined> {
    return new Promise((resolve) => {
      if (!this.#db) return resolve(undefined);
      try {
        const request = ask(this.#db.transaction('custom').objectStore('custom'));
        request.addEventListener('success', () => resolve({ value: request.result }));
        request.addEventListener('error', () => resolve(undefined));
      } catch {
        resolve(undefined);
      }
    });
  }

  #begin(): IDBTransaction | undefined {
    try {
      return this.#db?.transaction(stores, 'readwrite', { durability: 'strict' });
    } catch {
      // Whatever it says, it takes nothing more.
      this.#lose();
      return undefined;
    }
  }

  #watch(db: IDBDatabase): IDBDatabase {
    this.#db = db;
    // Of a connection that was given up nothing matters: all is written again through another.
    const on = (type: string, heard: (event: Event) => void) =>
      db.addEventListener(type, (event) => this.#db === db && heard(event));
    on('abort', ({ target }) => {
      const { error } = target as IDBTransaction;
      // An abort of our own carries no error: it follows a failure that has been noticed.
      if (error) this.#fail(error);
    });
    on('close', () => this.#lose());
    // Somebody deletes it: whoever has it open is to let go.
    on('versionchange', () => this.#lose());
    return db;
  }

  #fail(error: unknown): void {
    const reason = failureOf(error);
    // Only for want of space is this connection as good as another.
    if (reason !== 'full') this.drop();
    this.#events.failed(reason);
  }

  #lose(): void {
    this.drop();
    this.#events.lost();
  }
}

export function failureOf(error: unknown): StorageFailure {
  if (isOutOfSpace(error)) return 'full';
  if (error instanceof DOMException && error.name === 'InvalidStateError') return 'closed';
  return 'broken';
}
