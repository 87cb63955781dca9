/**
 * The store in one SQLite file in one folder: what a relay on one machine needs, with nothing to
 * install. One relay at a time: a lock that the system lets go of with the process guards the folder.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { bookIdOf, idToBytes, type BookId } from '@wardbook/shared/base/ids';
import { kindNumber, kindOf } from '@wardbook/shared/protocol/entry';
import { aloneBounds, followNobody } from './alone.ts';
import { pageOf, type ServedEntry } from './runs.ts';
import { failureReason, openingReason, type CannotOpen } from './sqlite-errors.ts';
import {
  lengthenWal,
  placeOf,
  prepareDatabase,
  seqOf,
  type EntryRow,
  type LogRow,
} from './sqlite-schema.ts';
import type {
  BookCommit,
  ChainedEntry,
  Committed,
  MovedOn,
  NewLog,
  OpenedLog,
  Page,
  ReadRequest,
  Store,
  StoreFailure,
  Tombstone,
} from './store.ts';

export const databaseFile = 'wardbook.sqlite';
const lockFile = 'relay.lock';
const busyMs = 2_000;
const pruneStep = 1_000;

export type OpenedStore =
  | { readonly type: 'opened'; readonly store: Store }
  | {
      readonly type: 'cannot-open';
      /** `newer`: made by a later version of this program; `damaged`: no database, or a broken one. */
      readonly reason: CannotOpen;
      readonly detail: string;
    };

/**
 * Opens or makes the store in `folder`, making the folder too. `pagesMax` bounds the file, in pages
 * of 4 KiB; without it the disk does.
 */
export function openSqliteStore(folder: string, pagesMax?: number): OpenedStore {
  const opened: DatabaseSync[] = [];
  const give = (reason: CannotOpen, detail: string): OpenedStore => {
    for (const database of opened) database.close();
    return { type: 'cannot-open', reason, detail };
  };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = new DatabaseSync(join(folder, lockFile));
    opened.push(lock);
    lock.exec('BEGIN EXCLUSIVE');
    const path = join(folder, databaseFile);
    const database = new DatabaseSync(path, { timeout: busyMs });
    opened.push(database);
    if (prepareDatabase(database) === 'newer') return give('newer', 'unknown schema version');
    lengthenWal(path);
    if (pagesMax) database.exec(`PRAGMA max_page_count = ${pagesMax}`);
    return { type: 'opened', store: new SqliteStore(database, lock) };
  } catch (error) {
    return give(openingReason(error), String(error));
  }
}

class SqliteStore implements Store {
  readonly commitBounds = aloneBounds;
  readonly follow = followNobody;
  readonly #database: DatabaseSync;
  readonly #lock: DatabaseSync;
  readonly #sql: ReturnType<typeof prepareStatements>;

  constructor(database: DatabaseSync, lock: DatabaseSync) {
    this.#database = database;
    this.#lock = lock;
    this.#sql = prepareStatements(database);
  }

  async openLog(
    book: BookId,
  ): Promise<OpenedLog | { type: 'none' } | { type: 'deleted' } | StoreFailure> {
    return this.#try(() => {
      const row = this.#sql.log.get(idToBytes(book)) as LogRow | undefined;
      if (!row) return { type: this.#isDeleted(book) ? 'deleted' : 'none' };
      const { number, log, head, hash, covers, bytes } = row;
      const range = [placeOf(number, 0), placeOf(number, head)] as const;
      const statements = (this.#sql.statements.all(...range) as unknown as ServedRow[]).map(
        ({ blob }) => blob,
      );
      return { type: 'log', log, head, hash, snapshotCovers: covers, bytes, statements };
    });
  }

  async createLog({
    book,
    log,
    entries,
  }: NewLog): Promise<{ type: 'saved' } | MovedOn | StoreFailure> {
    return this.#transaction(() => {
      if (this.#sql.log.get(idToBytes(book)) || this.#isDeleted(book)) return { type: 'moved-on' };
      const { hash } = entries.at(-1)!;
      const made = this.#sql.addLog.run(
        idToBytes(book),
        log,
        entries.length,
        hash,
        bytesOf(entries),
      );
      this.#addEntries(Number(made.lastInsertRowid), 0, entries);
      return { type: 'saved' };
    });
  }

  async commit(batch: readonly BookCommit[]): Promise<Committed | MovedOn | StoreFailure> {
    return this.#transaction(() => {
      const rows = batch.map(
        ({ book }) => this.#sql.log.get(idToBytes(book)) as LogRow | undefined,
      );
      if (batch.some(({ after }, index) => rows[index]?.head !== after))
        return { type: 'moved-on' };
      return {
        type: 'saved',
        bytes: batch.map((commit, index) => this.#append(rows[index]!, commit)),
      };
    });
  }

  async read(request: ReadRequest): Promise<Page | StoreFailure> {
    return this.#try(() => {
      const row = this.#sql.log.get(idToBytes(request.book)) as LogRow | undefined;
      if (!row) return { type: 'page', runs: [] };
      const range = [
        placeOf(row.number, request.after),
        placeOf(row.number, request.through),
      ] as const;
      const rows = this.#sql.served.iterate(...range) as Iterable<unknown> as Iterable<ServedRow>;
      return pageOf(servedFrom(rows), request, (seq) => this.#hash(row.number, seq));
    });
  }

  async hashAt(
    book: BookId,
    seq: number,
  ): Promise<{ type: 'hash'; hash: Bytes } | { type: 'none' } | StoreFailure> {
    return this.#try(() => {
      const row = this.#sql.log.get(idToBytes(book)) as LogRow | undefined;
      const hash = row && this.#hash(row.number, seq);
      return hash ? { type: 'hash', hash } : { type: 'none' };
    });
  }

  async booksStartingWith(
    start: Bytes,
    count: number,
  ): Promise<{ type: 'books'; books: BookId[] } | StoreFailure> {
    return this.#try(() => {
      const rows = this.#sql.books.all(withEnd(start, 0x00), withEnd(start, 0xff), count);
      const books = (rows as unknown as { book: Bytes }[]).map(({ book }) => bookIdOf(book));
      return { type: 'books', books };
    });
  }

  async prune(before: number): Promise<{ type: 'pruned'; count: number } | StoreFailure> {
    const emptied = await this.#emptyDeleted();
    if (emptied.type === 'cannot-save') return emptied;
    return this.#inSteps(() => Number(this.#sql.prune.run(before, pruneStep).changes));
  }

  async deleteBook({ book, at, proof }: Tombstone): Promise<{ type: 'saved' } | StoreFailure> {
    const deleted = this.#transaction(() => {
      const row = this.#sql.log.get(idToBytes(book)) as LogRow | undefined;
      const number = row?.number ?? null;
      this.#sql.bury.run(idToBytes(book), at, proof, number, number === null ? 1 : 0);
      if (number !== null) this.#sql.dropLog.run(number);
      return { type: 'saved' as const };
    });
    if (deleted.type === 'cannot-save') return deleted;
    // The book is gone already; should this fail, pruning does the rest.
    await this.#emptyDeleted();
    return deleted;
  }

  async health(): Promise<{ type: 'well'; bytes: number } | StoreFailure> {
    const { pages, free, pageBytes, version } = this.#sql;
    const numberOf = (statement: StatementSync) => Number(Object.values(statement.get()!)[0]);
    // Writing what is there already goes the whole way to the disk and changes nothing.
    return this.#transaction(() => {
      this.#database.exec(`PRAGMA user_version = ${numberOf(version)}`);
      const bytes = (numberOf(pages) - numberOf(free)) * numberOf(pageBytes);
      return { type: 'well', bytes };
    });
  }

  /** Removes what is left of deleted books' logs. */
  async #emptyDeleted(): Promise<{ type: 'pruned'; count: number } | StoreFailure> {
    return this.#inSteps(() => {
      const left = this.#sql.leftOver.get() as { number: number } | undefined;
      if (!left) return 0;
      const range = [placeOf(left.number, 0), placeOf(left.number + 1, 0)] as const;
      const count = Number(this.#sql.empty.run(...range, pruneStep).changes);
      if (count < pruneStep) this.#sql.emptied.run(left.number);
      // A log that has just been emptied may not have been the last.
      return pruneStep;
    });
  }

  /** Until a step does less than a whole step's worth. */
  async #inSteps(step: () => number): Promise<{ type: 'pruned'; count: number } | StoreFailure> {
    let total = 0;
    for (;;) {
      const done = this.#transaction(() => ({ type: 'done' as const, count: step() }));
      if (done.type === 'cannot-save') return done;
      total += done.count;
      if (done.count < pruneStep) return { type: 'pruned', count: total };
      // Each step is a transaction of its own, so that no device's change waits for all of them.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #isDeleted(book: BookId): boolean {
    return this.#sql.tombstone.get(idToBytes(book)) !== undefined;
  }

  async close(): Promise<void> {
    this.#database.close();
    this.#lock.close();
  }

  /** Gives the served bytes afterwards. */
  #append(row: LogRow, { after, entries, covers }: BookCommit): number {
    const { number } = row;
    const { at, hash } = entries.at(-1)!;
    let bytes = row.bytes + bytesOf(entries);
    if (covers > 0) {
      const range = [placeOf(number, 0), placeOf(number, covers)] as const;
      bytes -= Number(this.#sql.coveredBytes.get(...range)!['bytes']);
      this.#sql.supersede.run(at, ...range);
    }
    this.#addEntries(number, after, entries);
    const head = after + entries.length;
    this.#sql.moveHead.run(head, hash, covers > 0 ? covers : row.covers, bytes, number);
    return bytes;
  }

  #addEntries(number: number, after: number, entries: readonly ChainedEntry[]): void {
    let place = placeOf(number, after);
    for (const { kind, at, hash, blob } of entries)
      this.#sql.addEntry.run((place += 1), kindNumber(kind), at, hash, blob);
  }

  #hash(number: number, seq: number): Bytes | undefined {
    const row = this.#sql.hash.get(placeOf(number, seq)) as { hash: Bytes } | undefined;
    return row?.hash;
  }

  #transaction<T>(work: () => T): T | StoreFailure {
    return this.#try(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #try<T>(work: () => T): T | StoreFailure {
    try {
      return work();
    } catch (error) {
      return { type: 'cannot-save', reason: failureReason(error), detail: String(error) };
    }
  }
}

/** Of what is served the blob is always there. */
type ServedRow = Pick<EntryRow, 'place' | 'kind' | 'at'> & { readonly blob: Bytes };

function prepareStatements(database: DatabaseSync) {
  return {
    log: database.prepare('SELECT number, log, head, hash, covers, bytes FROM logs WHERE book = ?'),
    books: database.prepare('SELECT book FROM logs WHERE book BETWEEN ? AND ? LIMIT ?'),
    addLog: database.prepare(
      // A number that a deleted book's log had is not used again: its entries may still be there.
      `INSERT INTO logs (number, book, log, head, hash, covers, bytes) VALUES (
         1 + max((SELECT coalesce(max(number), 0) FROM logs),
                 (SELECT coalesce(max(number), 0) FROM deleted)), ?, ?, ?, ?, 0, ?)`,
    ),
    dropLog: database.prepare('DELETE FROM logs WHERE number = ?'),
    tombstone: database.prepare('SELECT 1 FROM deleted WHERE book = ?'),
    bury: database.prepare(
      `INSERT INTO deleted (book, at, proof, number, emptied) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (book) DO NOTHING`,
    ),
    leftOver: database.prepare('SELECT number FROM deleted WHERE emptied = 0 LIMIT 1'),
    empty: database.prepare(
      'DELETE FROM entries WHERE place IN (SELECT place FROM entries WHERE place > ? AND place < ? LIMIT ?)',
    ),
    emptied: database.prepare('UPDATE deleted SET emptied = 1 WHERE number = ?'),
    version: database.prepare('PRAGMA user_version'),
    pages: database.prepare('PRAGMA page_count'),
    free: database.prepare('PRAGMA freelist_count'),
    pageBytes: database.prepare('PRAGMA page_size'),
    moveHead: database.prepare(
      'UPDATE logs SET head = ?, hash = ?, covers = ?, bytes = ? WHERE number = ?',
    ),
    addEntry: database.prepare(
      'INSERT INTO entries (place, kind, at, hash, blob) VALUES (?, ?, ?, ?, ?)',
    ),
    hash: database.prepare('SELECT hash FROM entries WHERE place = ?'),
    statements: database.prepare(
      `SELECT blob FROM entries INDEXED BY statements
       WHERE kind = 0 AND place > ? AND place <= ? ORDER BY place`,
    ),
    served: database.prepare(
      `SELECT place, kind, at, blob FROM entries INDEXED BY served
       WHERE superseded IS NULL AND place > ? AND place <= ? ORDER BY place`,
    ),
    coveredBytes: database.prepare(
      `SELECT total(length(blob)) AS bytes FROM entries INDEXED BY served
       WHERE superseded IS NULL AND place > ? AND place <= ? AND kind <> 0`,
    ),
    supersede: database.prepare(
      `UPDATE entries INDEXED BY served SET superseded = ?
       WHERE superseded IS NULL AND place > ? AND place <= ? AND kind <> 0`,
    ),
    prune: database.prepare(
      `UPDATE entries SET blob = NULL WHERE place IN (
         SELECT place FROM entries WHERE superseded IS NOT NULL AND blob IS NOT NULL
         AND superseded < ? LIMIT ?)`,
    ),
  };
}

function* servedFrom(rows: Iterable<ServedRow>): Iterable<ServedEntry> {
  for (const { place, kind, at, blob } of rows)
    yield { seq: seqOf(place), kind: kindOf(kind), at, blob };
}

/** The lowest or the highest id with this beginning. */
function withEnd(start: Bytes, fill: number): Bytes {
  const id = new Uint8Array(32).fill(fill);
  id.set(start);
  return id;
}

function bytesOf(entries: readonly ChainedEntry[]): number {
  return entries.reduce((sum, { blob }) => sum + blob.length, 0);
}
