/**
 * The port to what keeps the logs. Asynchronous, so that a store on another machine fits as well.
 * Every adapter passes `store.contract.ts`.
 *
 * Invariants: what `createLog` or `commit` said is saved survives `kill -9` and power loss; a commit
 * is taken whole or not at all; positions of one log are 1, 2, 3… without a gap; the last entry of
 * a log is never superseded. Knows nothing of sockets, roles or what a statement says.
 */
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import type { Entry } from '@wardbook/shared/protocol/entry';

export interface Store {
  /** What a room needs to know of a book's log. */
  openLog(book: BookId): Promise<OpenedLog | { readonly type: 'none' } | StoreFailure>;
  /** A new log with its first entries. The book must not have one yet. */
  createLog(log: NewLog): Promise<{ readonly type: 'saved' } | StoreFailure>;
  /** One durable transaction over several books, each named at most once. */
  commit(batch: readonly BookCommit[]): Promise<Committed | StoreFailure>;
  /** Served entries after `after` and up to `through`, oldest first. */
  read(request: ReadRequest): Promise<Page | StoreFailure>;
  /** The running hash after entry `seq` (1 or more), superseded and pruned entries included. */
  hashAt(
    book: BookId,
    seq: number,
  ): Promise<
    { readonly type: 'hash'; readonly hash: Bytes } | { readonly type: 'none' } | StoreFailure
  >;
  /** The books whose ids begin with `start` (1 byte or more), `count` at most, in no order. */
  booksStartingWith(
    start: Bytes,
    count: number,
  ): Promise<{ readonly type: 'books'; readonly books: readonly BookId[] } | StoreFailure>;
  /** Forgets what entries superseded before `before` (ms since 1970) held; gives their number. */
  prune(
    before: number,
  ): Promise<{ readonly type: 'pruned'; readonly count: number } | StoreFailure>;
  close(): Promise<void>;
}

/** Nothing of the call has been saved, or nothing could be read. */
export interface StoreFailure {
  readonly type: 'cannot-save';
  readonly reason: 'full' | 'read-only' | 'broken';
  /** For the operator. */
  readonly detail: string;
}

export interface LogHead {
  readonly log: Bytes;
  readonly head: number;
  /** The running hash after `head`. */
  readonly hash: Bytes;
  /** What the last snapshot covers, 0 without one. */
  readonly snapshotCovers: number;
  /** Of the served entries' blobs. */
  readonly bytes: number;
}

export interface OpenedLog extends LogHead {
  readonly type: 'log';
  /** The blobs of all access entries, in order. */
  readonly statements: readonly Bytes[];
}

/** An entry with the running hash after it. */
export interface ChainedEntry extends Entry {
  readonly hash: Bytes;
}

export interface NewLog {
  readonly book: BookId;
  readonly log: Bytes;
  /** At least one. */
  readonly entries: readonly ChainedEntry[];
}

export interface BookCommit {
  readonly book: BookId;
  /** The log's head before: the entries follow it. Anything else is refused as broken. */
  readonly after: number;
  /** At least one. */
  readonly entries: readonly ChainedEntry[];
  /** Updates and snapshots up to here are superseded by a snapshot in `entries`; 0 for none. */
  readonly covers: number;
}

export interface Committed {
  readonly type: 'saved';
  /** `LogHead.bytes` afterwards, in the batch's order. */
  readonly bytes: readonly number[];
}

export interface ReadRequest {
  readonly book: BookId;
  readonly after: number;
  readonly through: number;
  /** The page ends with the entry that reaches either; it holds one entry at least. */
  readonly bytesMax: number;
  readonly entriesMax: number;
}

export interface Page {
  readonly type: 'page';
  readonly runs: readonly Run[];
}

/** Entries that follow one another without a gap. */
export interface Run {
  readonly first: number;
  /** The running hash just before `first`; undefined when `first` is 1. */
  readonly previousHash: Bytes | undefined;
  readonly entries: readonly Entry[];
}
