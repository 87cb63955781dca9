/**
 * A book in this browser's IndexedDB: its document, and beside it, in the same database, its statements
 * and what is known of each relay's log.
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
import { PREFERRED_TRIM_SIZE } from 'y-indexeddb';
import * as Y from 'yjs';
import { followContents } from '../update/contents.ts';
import type { StoredKnowledge } from '../log/stored-knowledge.ts';
import { parseKnowledge } from '../log/parse-knowledge.ts';
import { exchangeDocument, readGivenUp, type StoredDocument } from './made-anew.ts';
import type { Renaming } from '../update/renamed.ts';
import {
  keyPrefix,
  parseSealedEntry,
  type SealedEntry,
  type TailChanges,
} from '../log/sealed-tail.ts';
import { attempt } from '../steady.ts';
import { Database, failureOf } from './database.ts';
import { withMark } from './judged.ts';
import {
  storedOnceMax,
  type BookStorage,
  type JudgeStored,
  type Loaded,
  type StorageFailure,
  type StorageState,
  type StoredCopy,
} from './storage.ts';
import { copyKey, copyPrefix, parseCopyKey } from './copy-key.ts';
import { exportDatabase, importDatabase, keysFrom, type StoredBook } from './stored-book.ts';
import {
  closeSetAside,
  markAll,
  readDocument,
  readOpenSetAside,
  readUpdates,
  setAside,
  trimUpdates,
} from './stored-updates.ts';

const retryMs = 5_000;
/** After so many changes the document is stored whole in their place, once nothing was written for a while. */
const trimSize = PREFERRED_TRIM_SIZE;
const trimAfterMs = 1_000;

/** How the keys of what `storeOnce` stores begin. */
export const firstKey = 'first ';
const usualPrefix = 'wardbook-book-';

export class IndexedDbStorage implements BookStorage {
  readonly #name: string;
  readonly #listeners = new Set<() => void>();
  readonly #database: Database;
  #doc: Y.Doc | undefined;
  #statements: readonly Uint8Array[] = [];
  #state: StorageState = { type: 'saving' };
  #settling = false;
  #changedSinceSettle = false;
  #isClosed = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #trimming: ReturnType<typeof setTimeout> | undefined;
  /** How many updates the document is stored as. */
  #size = 0;
  #setAside = 0;
  /** What could not be read, nor be set aside. */
  readonly #passedOver = new Set<IDBValidKey>();

  /** `prefix` sets apart several devices that share a process, in tests. */
  constructor(book: string, prefix = usualPrefix) {
    this.#name = prefix + book;
    this.#database = new Database(this.#name, {
      failed: (reason) => this.#fail(reason),
      lost: () => this.#fail('closed', this.#state.type === 'failing' ? retryMs : 0),
    });
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

  get setAside(): number {
    return this.#setAside + this.#passedOver.size;
  }

  async load(client: number, judge: JudgeStored): Promise<Loaded> {
    try {
      const db = this.#database.connection ?? (await this.#database.open());
      const all = [...(await readUpdates(db))].filter(([key]) => !this.#passedOver.has(key));
      const mayLoad = async () => judge((await this.readStatements()) ?? []);
      const { doc, unreadable, passed } = await readDocument(new Map(all), mayLoad);
      if (unreadable.size > 0) {
        const put = (transaction: IDBTransaction) => setAside(transaction, unreadable, client);
        const isDone = await this.#database.transact(put);
        if (!isDone) for (const key of unreadable.keys()) this.#passedOver.add(key);
        return { type: 'set-aside' };
      }
      // Where they cannot be marked they are judged again next time.
      if (passed.size > 0)
        await this.#database.transact((transaction) => markAll(transaction, passed));
      this.#setAside = await readOpenSetAside(db);
      if (!this.#database.connection) return { type: 'failed', reason: 'closed' };
      this.#size = all.length;
      this.#doc = doc;
      doc.on('update', this.#onUpdate);
      this.#setState({ type: 'saved' });
      return { type: 'loaded', doc };
    } catch (error) {
      return { type: 'failed', reason: failureOf(error) };
    }
  }

  async readAgain(): Promise<void> {
    if (this.#setAside > 0) await this.#put(closeSetAside);
  }

  readGivenUp(): Promise<readonly Renaming[]> {
    return readGivenUp(this.#name);
  }

  async readStatements(): Promise<Uint8Array[] | undefined> {
    const read = await this.#database.read<unknown>((custom) => custom.get('statements'));
    if (!read) return undefined;
    return Array.isArray(read.value) ? read.value.filter((each) => each instanceof Uint8Array) : [];
  }

  async writeStatements(statements: readonly Uint8Array[]): Promise<boolean> {
    this.#statements = [...statements];
    return this.#put((custom) => custom.put([...statements], 'statements'));
  }

  async storeOnce(name: string, value: Bytes): Promise<Bytes | undefined> {
    let stored: unknown;
    const isDone = await this.#database.transact((transaction) => {
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
    const read = await this.#database.read<unknown>((custom) => custom.get(`log ${relay}`));
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
    const read = await this.#database.read((custom) => custom.getAllKeys(keysFrom(keyPrefix)));
    return read?.value.map(String) ?? [];
  }

  async readTail(): Promise<SealedEntry[]> {
    const read = await this.#database.read<unknown[]>((custom) =>
      custom.getAll(keysFrom(keyPrefix)),
    );
    return read?.value.flatMap((each) => parseSealedEntry(each) ?? []) ?? [];
  }

  async readCopies(): Promise<StoredCopy[]> {
    const read = await this.#database.read((custom) => custom.getAllKeys(keysFrom(copyPrefix)));
    return read?.value.flatMap((key) => parseCopyKey(key) ?? []) ?? [];
  }

  async readCopy(copy: StoredCopy): Promise<Bytes | undefined> {
    const read = await this.#database.read<unknown>((custom) => custom.get(copyKey(copy)));
    return read?.value instanceof Uint8Array ? (read.value as Bytes) : undefined;
  }

  async writeCopy(copy: StoredCopy, file: Bytes, gone: readonly StoredCopy[]): Promise<boolean> {
    if (this.#state.type === 'failing') return false;
    return this.#put((custom) => {
      custom.put(file, copyKey(copy));
      for (const each of gone) custom.delete(copyKey(each));
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#doc?.off('update', this.#onUpdate);
    clearTimeout(this.#retry);
    clearTimeout(this.#trimming);
    await this.#database.close();
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

  readonly #onUpdate = (update: Uint8Array): void => {
    this.#database.store(withMark(update));
    if (++this.#size >= trimSize) this.#trimSoon();
    this.#changedSinceSettle = true;
    if (this.#state.type === 'saved') this.#setState({ type: 'saving' });
    void this.#settle();
  };

  #trimSoon(): void {
    clearTimeout(this.#trimming);
    this.#trimming = setTimeout(() => this.#trim(), trimAfterMs);
  }

  #trim(): void {
    if (this.#state.type === 'failing') return;
    void this.#database.transact((transaction) => {
      const { contents, stop } = followContents(this.#doc!);
      stop();
      const state = Y.encodeStateAsUpdate(this.#doc!);
      trimUpdates(transaction, state, contents, (count) => (this.#size = count));
    });
  }

  /** Says "saved" once everything written so far is; one at a time, the last one counts. */
  async #settle(): Promise<void> {
    if (this.#settling || this.#state.type === 'failing') return;
    this.#settling = true;
    while (this.#changedSinceSettle && this.#currentState().type !== 'failing') {
      this.#changedSinceSettle = false;
      const isKept = await this.#put((custom) => custom.put(1, 'settled'));
      if (!isKept && this.#currentState().type !== 'failing') this.#fail('broken');
    }
    this.#settling = false;
    if (this.#currentState().type === 'saving') this.#setState({ type: 'saved' });
  }

  // Read afresh after an await: the abort event may have come in between.
  #currentState(): StorageState {
    return this.#state;
  }

  #fail(reason: StorageFailure, retryAfterMs = retryMs): void {
    // While it is loaded, whoever loads it is told.
    if (this.#isClosed || this.#isCleared || !this.#doc) return;
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
    if (!this.#database.connection && !(await this.#reopen())) return;
    this.#changedSinceSettle = false;
    const isKept = await this.#database.transact((transaction) => {
      transaction.objectStore('updates').add(withMark(Y.encodeStateAsUpdate(this.#doc!)));
    });
    if (!isKept) return;
    this.#setState({ type: this.#changedSinceSettle ? 'saving' : 'saved' });
    void this.#settle();
  }

  /** Whether there is a connection again. */
  async #reopen(): Promise<boolean> {
    try {
      const db = await this.#database.reopen();
      if (!db) this.#fail('cleared');
      else if (this.#isClosed) this.#database.drop();
    } catch (error) {
      this.#fail(failureOf(error));
    }
    return this.#database.connection !== undefined;
  }

  /**
   * Writes after everything that was written before, and only if all of that was kept: the first
   * request answers when the earlier transactions are over, and their aborts have been noticed.
   */
  #put(write: (custom: IDBObjectStore) => void): Promise<boolean> {
    return this.#database.transact((transaction) => {
      const custom = transaction.objectStore('custom');
      custom.count().onsuccess = () => {
        if (this.#state.type === 'failing') transaction.abort();
        else write(custom);
      };
    });
  }

  #setState(state: StorageState): void {
    this.#state = state;
    for (const listener of this.#listeners) attempt(listener);
  }
}
