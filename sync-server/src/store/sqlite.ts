/**
 * The store in one SQLite file in one folder: what a relay on one machine needs, with nothing to
 * install. One relay at a time: a lock that the system lets go of with the process guards the folder.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { bookIdOf, idToBytes, type BookId } from '@wardbook/shared/base/ids';
import { chainStart } from '@wardbook/shared/protocol/chain';
import { kindNumber } from '@wardbook/shared/protocol/entry';
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';
import { aloneBounds, followNobody } from './alone.ts';
import { isAsHashed, pageOf, type ServedEntry } from './runs.ts';
import {
  damageOf,
  servedFrom,
  wholeLog,
  withEnd,
  type HashedEntry,
  type ServedRow,
} from './sqlite-rows.ts';
import { failureReason, openingReason, type CannotOpen } from './sqlite-errors.ts';
import {
  lengthenWal,
  placeOf,
  placesPerLog,
  prepareDatabase,
  seqOf,
  type EntryRow,
  type LogRow,
} from './sqlite-schema.ts';
import { prepareStatements } from './sqlite-statements.ts';
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
import { commitTime } from './commit-time.ts';

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

/** `lock`: what keeps a second relay out, where the file is written to. */
export class SqliteStore implements Store {
  readonly commitBounds = aloneBounds;
  readonly follow = followNobody;
  readonly #database: DatabaseSync;
  readonly #lock: DatabaseSync | undefined;
  readonly #sql: ReturnType<typeof prepareStatements>;

  constructor(database: DatabaseSync, lock?: DatabaseSync) {
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
      const { number, log, covers } = row;
      const { place, hash, bytes } = this.#sql.last.get(...wholeLog(number)) as unknown as EntryRow;
      const statements: Bytes[] = [];
      const damaged: DamagedEntry[] = [];
      for (const entry of servedFrom(this.#statements(placeOf(number, 0), place)))
        if (this.#isSound(row, entry)) statements.push(entry.blob);
        else damaged.push(damageOf(entry));
      return {
        type: 'log',
        log,
        head: seqOf(place),
        hash,
        snapshotCovers: covers,
        bytes,
        statements,
        damaged,
      };
    });
  }

  async createLog({
    book,
    log,
    entries,
  }: NewLog): Promise<{ type: 'saved' } | MovedOn | StoreFailure> {
    return this.#transaction(() => {
      if (this.#sql.log.get(idToBytes(book)) || this.#isDeleted(book)) return { type: 'moved-on' };
      const made = this.#sql.addLog.run(idToBytes(book), log);
      this.#addEntries(placeOf(Number(made.lastInsertRowid), 0), entries, 0, 0);
      return { type: 'saved' };
    });
  }

  async commit(batch: readonly BookCommit[]): Promise<Committed | MovedOn | StoreFailure> {
    return this.#transaction(() => {
      const places = batch.map(({ book, after }) => this.#headAt(book, after));
      if (places.includes(undefined)) return { type: 'moved-on' };
      return {
        type: 'saved',
        bytes: batch.map((commit, index) => this.#append(places[index]!, commit)),
      };
    });
  }

  async read(request: ReadRequest): Promise<Page | StoreFailure> {
    return this.#try(() => {
      const row = this.#sql.log.get(idToBytes(request.book)) as LogRow | undefined;
      if (!row) return { type: 'page', runs: [], damaged: [] };
      return pageOf(this.#served(row, request), request, (seq) => this.#hash(row, seq));
    });
  }

  async hashAt(
    book: BookId,
    seq: number,
  ): Promise<{ type: 'hash'; hash: Bytes } | { type: 'none' } | StoreFailure> {
    return this.#try(() => {
      const row = this.#sql.log.get(idToBytes(book)) as LogRow | undefined;
      const hash = row && this.#hash(row, seq);
      return hash ? { type: 'hash', hash } : { type: 'none' };
    });
  }

  async mend(
    book: BookId,
    seq: number,
    blob: Bytes,
  ): Promise<{ type: 'mended' } | { type: 'other' } | StoreFailure> {
    return this.#transaction(() => {
      const row = this.#sql.log.get(idToBytes(book)) as LogRow | undefined;
      const stored = row && this.#sql.entry.get(placeOf(row.number, seq));
      if (!stored) return { type: 'other' };
      const [entry] = servedFrom([stored as unknown as ServedRow]);
      const isIt = !this.#isSound(row, entry!) && this.#isSound(row, { ...entry!, blob });
      if (!isIt) return { type: 'other' };
      this.#sql.mend.run(blob, placeOf(row.number, seq));
      return { type: 'mended' };
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
    const pruned = await this.#inSteps(() => {
      const aged = this.#sql.agedSnapshot.get(before) as SnapshotRow | undefined;
      return aged ? this.#pruneBelow(aged) : { count: 0, isDone: true };
    });
    if (pruned.type === 'cannot-save') return pruned;
    return (await this.#giveBackSpace()) ?? pruned;
  }

  async deleteBook({ book, at, proof }: Tombstone): Promise<{ type: 'saved' } | StoreFailure> {
    const deleted = this.#transaction(() => {
      const row = this.#sql.log.get(idToBytes(book)) as LogRow | undefined;
      const number = row?.number ?? null;
      this.#sql.bury.run(idToBytes(book), at, proof, number, number === null ? 1 : 0);
      if (number !== null) {
        this.#sql.dropLog.run(number);
        this.#sql.dropSnapshots.run(number, placesPerLog);
      }
      return { type: 'saved' as const };
    });
    if (deleted.type === 'cannot-save') return deleted;
    // The book is gone already; should this fail, pruning does the rest.
    await this.#emptyDeleted();
    return deleted;
  }

  async health(): Promise<{ type: 'well'; bytes: number } | StoreFailure> {
    const { pages, free, pageBytes, version } = this.#sql;
    // Writing what is there already goes the whole way to the disk and changes nothing.
    return this.#transaction(() => {
      this.#database.exec(`PRAGMA user_version = ${numberOf(version)}`);
      const bytes = (numberOf(pages) - numberOf(free)) * numberOf(pageBytes);
      return { type: 'well', bytes };
    });
  }

  /** Removes what is left of deleted books' logs. */
  async #emptyDeleted(): Promise<Pruned | StoreFailure> {
    return this.#inSteps(() => {
      const left = this.#sql.leftOver.get() as { number: number } | undefined;
      if (!left) return { count: 0, isDone: true };
      const count = Number(this.#sql.empty.run(...wholeLog(left.number), pruneStep).changes);
      if (count < pruneStep) this.#sql.emptied.run(left.number);
      return { count, isDone: false };
    });
  }

  /** Of what nobody is served any more only the hashes stay that the entry after them is read with. */
  #pruneBelow({ number, covers }: SnapshotRow): Step {
    const range = [placeOf(number, 0), placeOf(number, covers)] as const;
    const count = Number(this.#sql.prune.run(...range, pruneStep).changes);
    if (count >= pruneStep) return { count, isDone: false };
    const emptied = Number(this.#sql.keepHash.run(...range).changes);
    this.#sql.dropSnapshots.run(number, covers);
    return { count: count + emptied, isDone: false };
  }

  async #giveBackSpace(): Promise<StoreFailure | undefined> {
    let free = Infinity;
    const given = await this.#inSteps(() => {
      this.#database.exec(`PRAGMA incremental_vacuum(${pruneStep})`);
      const before = free;
      free = numberOf(this.#sql.free);
      // Where there is no less than before, the file gives nothing back.
      return { count: 0, isDone: free === 0 || free >= before };
    });
    return given.type === 'cannot-save' ? given : undefined;
  }

  async #inSteps(step: () => Step): Promise<Pruned | StoreFailure> {
    let total = 0;
    for (;;) {
      const done = this.#transaction(() => ({ type: 'done' as const, ...step() }));
      if (done.type === 'cannot-save') return done;
      total += done.count;
      if (done.isDone) return { type: 'pruned', count: total };
      // Each step is a transaction of its own, so that no device's change waits for all of them.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #isDeleted(book: BookId): boolean {
    return this.#sql.tombstone.get(idToBytes(book)) !== undefined;
  }

  async close(): Promise<void> {
    this.#database.close();
    this.#lock?.close();
  }

  /** Where the log's last entry is, if that is at `after`. */
  #headAt(book: BookId, after: number): Head | undefined {
    const found = this.#sql.number.get(idToBytes(book)) as { number: number } | undefined;
    const head = found && (this.#sql.head.get(...wholeLog(found.number)) as Head | undefined);
    return head && seqOf(head.place) === after ? head : undefined;
  }

  /** Gives the served bytes afterwards. */
  #append({ place, bytes }: Head, { book, entries, covers }: BookCommit): number {
    if (covers === 0) return this.#addEntries(place, entries, bytes, 0);
    const { number, covers: coveredBefore } = this.#sql.log.get(
      idToBytes(book),
    ) as unknown as LogRow;
    const range = [placeOf(number, coveredBefore), placeOf(number, covers)] as const;
    const superseded = Number(this.#sql.blobBytes.get(...range)!['bytes']);
    this.#sql.cover.run(covers, number);
    this.#sql.addSnapshot.run(number, covers, commitTime(entries));
    return this.#addEntries(place, entries, bytes - superseded, range[1]);
  }

  /** `after`, `covered`: places. Gives the served bytes, which were `before`. */
  #addEntries(
    after: number,
    entries: readonly ChainedEntry[],
    before: number,
    covered: number,
  ): number {
    let [place, bytes] = [after, before];
    for (const { kind, at, hash, blob } of entries) {
      place += 1;
      if (kind === 'access' || place > covered) bytes += blob.length;
      this.#sql.addEntry.run(place, kindNumber(kind), at, bytes, hash, blob);
    }
    return bytes;
  }

  *#served({ number, covers }: LogRow, { after, through }: ReadRequest): Iterable<ServedEntry> {
    const [first, last] = [placeOf(number, after), placeOf(number, through)];
    const covered = placeOf(number, covers);
    if (first < covered) yield* servedFrom(this.#statements(first, Math.min(covered, last)));
    const rows = this.#sql.entries.iterate(Math.max(first, covered), last);
    yield* servedFrom(rows as Iterable<unknown> as Iterable<ServedRow>);
  }

  #statements(after: number, through: number): Iterable<ServedRow> {
    const rows = this.#sql.statements.iterate(after, through);
    return rows as Iterable<unknown> as Iterable<ServedRow>;
  }

  /** Of a log's own entry 0, its start. */
  #hash({ number, book, log }: LogRow, seq: number): Bytes | undefined {
    if (seq === 0) return chainStart(bookIdOf(book), log);
    const row = this.#sql.hash.get(placeOf(number, seq)) as { hash: Bytes } | undefined;
    return row?.hash;
  }

  #isSound(row: LogRow, entry: HashedEntry): boolean {
    const before = this.#hash(row, entry.seq - 1);
    return before !== undefined && isAsHashed(entry, before, entry.hash);
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

type Pruned = { readonly type: 'pruned'; readonly count: number };

interface Step {
  readonly count: number;
  readonly isDone: boolean;
}

interface SnapshotRow {
  readonly number: number;
  readonly covers: number;
}

/** Of a log's last entry. */
type Head = Pick<EntryRow, 'place' | 'bytes'>;

function numberOf(statement: StatementSync): number {
  return Number(Object.values(statement.get()!)[0]);
}
