/**
 * A book in this browser's IndexedDB. y-indexeddb keeps the document; beside it, in the same
 * database, lie the book's statements and what is known of each relay's log.
 *
 * Invariants: "saved" is said only after a transaction that overlaps the document's own writes, was
 * begun after them and asked for strict durability has completed. A write that the browser aborts
 * (a full disk, say) is noticed through the database's own abort event; from then on nothing is
 * called saved and no cursor moves until the whole document has been written again.
 *
 * Browsers take connections away, from phones that were put away above all. The database is then opened
 * again, if it is still there. One that is not was cleared, and is not made anew behind the back of
 * whoever cleared it.
 */
import * as idb from 'lib0/indexeddb';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { isOutOfSpace } from '@wardbook/shared/base/out-of-space';
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import type { StoredKnowledge } from '../log/stored-knowledge.ts';
import { parseKnowledge } from '../log/parse-knowledge.ts';
import { exchangeDocument, readGivenUp, type StoredDocument } from './made-anew.ts';
import type { Renaming } from './renamed.ts';
import {
  keyPrefix,
  parseSealedEntry,
  type SealedEntry,
  type TailChanges,
} from '../log/sealed-tail.ts';
import {
  storedOnceMax,
  type BookStorage,
  type StorageFailure,
  type StorageState,
} from './storage.ts';
import {
  exportDatabase,
  importDatabase,
  openExistingDatabase,
  type StoredBook,
} from './stored-book.ts';

const stores = ['updates', 'custom'];
const retryMs = 5_000;

/** How the keys of what `storeOnce` stores begin. */
export const firstKey = 'first ';
const usualPrefix = 'wardbook-book-';

export class IndexedDbStorage implements BookStorage {
  readonly #name: string;
  readonly #listeners = new Set<() => void>();
  #persistence: IndexeddbPersistence | undefined;
  #doc: Y.Doc | undefined;
  #db: IDBDatabase | undefined;
  #statements: readonly Uint8Array[] = [];
  #state: StorageState = { type: 'saving' };
  #settling = false;
  #changedSinceSettle = false;
  #isClosed = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** `prefix` sets apart several devices that share a process, in tests. */
  constructor(book: string, prefix = usualPrefix) {
    this.#name = prefix + book;
  }

  /** The statements that were last to be written. */
  get statements(): readonly Uint8Array[] {
    return this.#statements;
  }

  /** What the database is called. */
  get name(): string {
    return this.#name;
  }

  get state(): StorageState {
    return this.#state;
  }

  onStateChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async load(doc: Y.Doc): Promise<StorageFailure | undefined> {
    this.#doc = doc;
    try {
      this.#watch(await this.#open(doc));
    } catch (error) {
      return failureOf(error);
    }
    doc.on('update', this.#onUpdate);
    this.#setState({ type: 'saved' });
    return undefined;
  }

  readGivenUp(): Promise<readonly Renaming[]> {
    return readGivenUp(this.#name);
  }

  async readStatements(): Promise<Uint8Array[] | undefined> {
    const read = await this.#read<unknown>((custom) => custom.get('statements'));
    if (!read) return undefined;
    return Array.isArray(read.value) ? read.value.filter((each) => each instanceof Uint8Array) : [];
  }

  async writeStatements(statements: readonly Uint8Array[]): Promise<boolean> {
    this.#statements = [...statements];
    return this.#put((custom) => custom.put([...statements], 'statements'));
  }

  async storeOnce(name: string, value: Bytes): Promise<Bytes | undefined> {
    let stored: unknown;
    const isDone = await this.#transact((transaction) => {
      const custom = transaction.objectStore('custom');
      const key = firstKey + name;
      custom.get(key).onsuccess = (got) => {
        stored = (got.target as IDBRequest<unknown>).result;
        if (stored !== undefined) return;
        custom.count(keysFrom(firstKey)).onsuccess = (counted) => {
          const isPlaceLeft = (counted.target as IDBRequest<number>).result < storedOnceMax;
          if (!isPlaceLeft || this.#state.type === 'failing') return transaction.abort();
          stored = value;
          custom.put(value, key);
        };
      };
    });
    return isDone && stored instanceof Uint8Array ? (stored as Bytes) : undefined;
  }

  async readKnowledge(relay: string): Promise<StoredKnowledge | undefined> {
    const read = await this.#read<unknown>((custom) => custom.get(`log ${relay}`));
    return parseKnowledge(read?.value);
  }

  async writeKnowledge(
    relay: string,
    knowledge: StoredKnowledge,
    { put, remove }: TailChanges,
  ): Promise<boolean> {
    if (this.#state.type === 'failing') return false;
    return this.#put((custom) => {
      custom.put(knowledge, `log ${relay}`);
      for (const [key, entry] of put) custom.put(entry, key);
      for (const key of remove) custom.delete(key);
    });
  }

  async readTailKeys(): Promise<string[]> {
    const read = await this.#read((custom) => custom.getAllKeys(keysFrom(keyPrefix)));
    return read?.value.map(String) ?? [];
  }

  async readTail(): Promise<SealedEntry[]> {
    const read = await this.#read<unknown[]>((custom) => custom.getAll(keysFrom(keyPrefix)));
    return read?.value.flatMap((each) => parseSealedEntry(each) ?? []) ?? [];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#doc?.off('update', this.#store);
    this.#doc?.off('update', this.#onUpdate);
    clearTimeout(this.#retry);
    await this.#persistence?.destroy();
  }

  async remove(): Promise<void> {
    await this.close();
    await idb.deleteDB(this.#name);
  }

  /** All that is kept of the book. Nothing may have it open. */
  exportAll(): Promise<StoredBook> {
    return exportDatabase(this.#name);
  }

  /** Puts back what `exportAll` gave, where nothing of the book is. On disk once it resolves. */
  importAll(stored: StoredBook): Promise<void> {
    return importDatabase(this.#name, stored);
  }

  /** Makes the document anew. Nothing may have it open. On disk once it resolves. */
  exchange(make: (stored: StoredDocument) => StoredDocument): Promise<void> {
    return exchangeDocument(this.#name, make);
  }

  async #open(doc: Y.Doc): Promise<IDBDatabase> {
    const persistence = new IndexeddbPersistence(this.#name, doc);
    this.#persistence = persistence;
    // Until all is read nothing else happens to the document. If it listened already, Yjs would write
    // the whole book out again for every opening, for it to see that it comes from itself.
    doc.off('update', persistence._storeUpdate);
    // y-indexeddb reports a database that cannot be opened nowhere but here.
    await Promise.race([
      persistence.whenSynced,
      persistence._db.then(() => persistence.whenSynced),
    ]);
    doc.on('update', this.#store);
    return persistence.db!;
  }

  /** What somebody does must not fail because a connection is gone: that is told by the state. */
  readonly #store = (update: Uint8Array, origin: unknown): void => {
    try {
      this.#persistence!._storeUpdate(update, origin);
    } catch {
      this.#lose();
    }
  };

  #watch(db: IDBDatabase): void {
    this.#db = db;
    db.addEventListener('abort', (event) => {
      const { error } = event.target as IDBTransaction;
      // Our own abort in `put` carries no error: it follows a failure that has been noticed.
      if (error) this.#fail(failureOf(error));
    });
    db.addEventListener('close', () => this.#lose());
    // Somebody deletes it: whoever has it open is to let go.
    db.addEventListener('versionchange', () => this.#lose());
  }

  /** The connection is gone. Without one y-indexeddb writes nothing, and throws nothing either. */
  #lose(retryAfterMs = 0): void {
    if (this.#isClosed || !this.#db) return;
    this.#db.close();
    this.#db = undefined;
    this.#persistence!.db = null;
    this.#fail('closed', retryAfterMs);
  }

  /** Whether there is a connection again. */
  async #reopen(): Promise<boolean> {
    try {
      const db = await openExistingDatabase(this.#name);
      if (!db) this.#fail('cleared');
      else if (this.#isClosed) db.close();
      else {
        this.#watch(db);
        this.#persistence!.db = db;
        this.#persistence!._db = Promise.resolve(db);
      }
    } catch (error) {
      this.#fail(failureOf(error));
    }
    return this.#db !== undefined;
  }

  readonly #onUpdate = (_update: Uint8Array, origin: unknown): void => {
    if (origin === this.#persistence) return;
    this.#changedSinceSettle = true;
    if (this.#state.type === 'saved') this.#setState({ type: 'saving' });
    void this.#settle();
  };

  /** Says "saved" once everything written so far is; one at a time, the last one counts. */
  async #settle(): Promise<void> {
    if (this.#settling || this.#state.type === 'failing') return;
    this.#settling = true;
    while (this.#changedSinceSettle && this.#currentState().type !== 'failing') {
      this.#changedSinceSettle = false;
      await this.#put((custom) => custom.put(1, 'settled'));
    }
    this.#settling = false;
    if (this.#currentState().type === 'saving') this.#setState({ type: 'saved' });
  }

  // Read afresh after an await: the abort event may have come in between.
  #currentState(): StorageState {
    return this.#state;
  }

  #fail(reason: StorageFailure, retryAfterMs = retryMs): void {
    if (this.#isClosed || this.#isCleared) return;
    this.#setState({ type: 'failing', reason });
    clearTimeout(this.#retry);
    // What was cleared stays cleared.
    if (reason !== 'cleared') this.#retry = setTimeout(() => void this.#recover(), retryAfterMs);
  }

  get #isCleared(): boolean {
    return this.#state.type === 'failing' && this.#state.reason === 'cleared';
  }

  /** Writes the whole document again; only that makes up for the writes that were lost. */
  async #recover(): Promise<void> {
    if (!this.#db && !(await this.#reopen())) return;
    this.#changedSinceSettle = false;
    const state = Y.encodeStateAsUpdate(this.#doc!);
    const kept = await this.#transact((transaction) => {
      transaction.objectStore('updates').add(state);
    });
    if (!kept) return;
    this.#setState({ type: this.#changedSinceSettle ? 'saving' : 'saved' });
    void this.#settle();
  }

  /**
   * Writes after everything that was written before, and only if all of that was kept: the first
   * request answers when the earlier transactions are over, and their aborts have been noticed.
   */
  #put(write: (custom: IDBObjectStore) => void): Promise<boolean> {
    return this.#transact((transaction) => {
      const custom = transaction.objectStore('custom');
      custom.count().onsuccess = () => {
        if (this.#state.type === 'failing') transaction.abort();
        else write(custom);
      };
    });
  }

  /** Undefined where the browser does not answer. */
  #read<T>(ask: (custom: IDBObjectStore) => IDBRequest<T>): Promise<{ value: T } | undefined> {
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

  /** True when the transaction is on disk. */
  #transact(write: (transaction: IDBTransaction) => void): Promise<boolean> {
    return new Promise((resolve) => {
      if (!this.#db) return resolve(false);
      try {
        const transaction = this.#db.transaction(stores, 'readwrite', { durability: 'strict' });
        transaction.addEventListener('complete', () => resolve(true));
        transaction.addEventListener('abort', () => resolve(false));
        write(transaction);
      } catch (error) {
        const reason = failureOf(error);
        if (reason === 'closed') this.#lose(retryMs);
        else this.#fail(reason);
        resolve(false);
      }
    });
  }

  #setState(state: StorageState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Whatever begins so. */
function keysFrom(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}

function failureOf(error: unknown): StorageFailure {
  if (isOutOfSpace(error)) return 'full';
  if (error instanceof DOMException && error.name === 'InvalidStateError') return 'closed';
  return 'broken';
}
