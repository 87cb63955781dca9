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
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';

export interface Store {
  /** What a room needs to know of a book's log. */
  openLog(
    book: BookId,
  ): Promise<OpenedLog | { readonly type: 'none' } | { readonly type: 'deleted' } | StoreFailure>;
  /** A new log with its first entries. The book must not have one yet, nor have been deleted. */
  createLog(log: NewLog): Promise<{ readonly type: 'saved' } | MovedOn | StoreFailure>;
  /** How much one `commit` may hold. */
  readonly commitBounds: CommitBounds;
  /** One durable transaction over several books, each named at most once. */
  commit(batch: readonly BookCommit[]): Promise<Committed | MovedOn | StoreFailure>;
  /**
   * Tells `follower` of everything that is committed to the log after `after`, in order, each
   * commit once or more, including this relay's own; and of what other relays' devices show one
   * another. A store that only one relay uses has nothing to tell. Goes on until it is stopped.
   */
  follow(book: BookId, after: number, follower: Follower): Following;
  /** Served entries after `after` and up to `through`, oldest first. */
  read(request: ReadRequest): Promise<Page | StoreFailure>;
  /**
   * The running hash after entry `seq` (1 or more). Of entries that have been pruned a store may have
   * forgotten it: then a device that stands there reads the log from its start.
   */
  hashAt(
    book: BookId,
    seq: number,
  ): Promise<
    { readonly type: 'hash'; readonly hash: Bytes } | { readonly type: 'none' } | StoreFailure
  >;
  /**
   * Puts back what a damaged entry held, if `blob` is that: the log's own hashes say so. `other` when
   * it is not, or nothing is damaged there.
   */
  mend(
    book: BookId,
    seq: number,
    blob: Bytes,
  ): Promise<{ readonly type: 'mended' } | { readonly type: 'other' } | StoreFailure>;
  /** The books whose ids begin with `start` (1 byte or more), `count` at most, in no order. */
  booksStartingWith(
    start: Bytes,
    count: number,
  ): Promise<{ readonly type: 'books'; readonly books: readonly BookId[] } | StoreFailure>;
  /**
   * Forgets what entries superseded before `before` (ms since 1970) held; gives the number of pieces
   * removed.
   */
  prune(
    before: number,
  ): Promise<{ readonly type: 'pruned'; readonly count: number } | StoreFailure>;
  /**
   * Durably leaves nothing of the book but a tombstone, after which it can neither be opened nor
   * made again; without a log it is the tombstone alone. What the log held may be removed little by
   * little, also after a restart (by `prune`). A commit for it is refused from then on.
   */
  deleteBook(tombstone: Tombstone): Promise<{ readonly type: 'saved' } | StoreFailure>;
  /** Writes something durably and says how much space everything takes, superseded entries too. */
  health(): Promise<{ readonly type: 'well'; readonly bytes: number } | StoreFailure>;
  close(): Promise<void>;
}

export interface CommitBounds {
  /** Where books lie apart, each has a commit of its own, and many can be under way at once. */
  readonly books: 'together' | 'apart';
  /** Of one book's entries' blobs, unless there is only one; and their number. */
  readonly bytesMax: number;
  readonly entriesMax: number;
}

/** What a room hears of the other relays. */
export interface Follower {
  committed(commit: FollowedCommit): void;
  /** There are entries that cannot be told one by one: the log is to be opened again. */
  lost(): void;
  presence(blob: Bytes): void;
}

export interface FollowedCommit {
  /** The log's head before. */
  readonly after: number;
  /** At least one. */
  readonly entries: readonly ChainedEntry[];
  /** `LogHead` afterwards. */
  readonly snapshotCovers: number;
  readonly bytes: number;
}

export interface Following {
  /** Shows a sealed presence message to those who follow the book elsewhere. */
  presence(blob: Bytes): void;
  stop(): void;
}

/** Somebody else's entries are where these were to be. Nothing of the call has been saved. */
export interface MovedOn {
  readonly type: 'moved-on';
}

/** What is left of a book that a keeper had deleted. */
export interface Tombstone {
  readonly book: BookId;
  /** ms since 1970. */
  readonly at: number;
  /** For whoever asks who deleted it. The store does not look into it. */
  readonly proof: Bytes;
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
  /** The blobs of all access entries, in order, but for the damaged ones. */
  readonly statements: readonly Bytes[];
  /** Access entries. */
  readonly damaged: readonly DamagedEntry[];
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
  /** The log's head before: the entries follow it. With any other head the log has moved on. */
  readonly after: number;
  /** At least one. */
  readonly entries: readonly ChainedEntry[];
  /**
   * Updates and snapshots up to here are superseded by a snapshot in `entries`: further than before,
   * or 0 for none.
   */
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
  /** Damaged entries of the page. They are in no run, and are counted as if they were. */
  readonly damaged: readonly DamagedEntry[];
}

/** Entries that follow one another without a gap. */
export interface Run {
  readonly first: number;
  /** The running hash just before `first`; undefined when `first` is 1. */
  readonly previousHash: Bytes | undefined;
  readonly entries: readonly Entry[];
}
