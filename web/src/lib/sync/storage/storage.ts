/**
 * The port through which an open book is stored on this device. The document's own changes are
 * written as they happen; this adds what must never run ahead of them.
 */
import type * as Y from 'yjs';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { StoredKnowledge } from '../log/stored-knowledge.ts';
import type { SealedEntry, TailChanges } from '../log/sealed-tail.ts';
import type { Contents } from '../update/contents.ts';
import type { Renaming } from '../update/renamed.ts';

/** Values stored by `storeOnce`: more than a book has statements for. */
export const storedOnceMax = 4_096;

/** `closed`: the browser took the connection to it away. `cleared`: what was stored is there no more. */
export type StorageFailure = 'full' | 'broken' | 'closed' | 'cleared';

export type StorageState =
  /** Everything in the document is on this device. */
  | { readonly type: 'saved' }
  | { readonly type: 'saving' }
  /** Changes since are in memory only. */
  | { readonly type: 'failing'; readonly reason: StorageFailure };

export type Loaded =
  | { readonly type: 'loaded'; readonly doc: Y.Doc }
  /** Some of it could not be read and was set aside: claim another client id, and load again. */
  | { readonly type: 'set-aside' }
  | { readonly type: 'failed'; readonly reason: StorageFailure };

/** A sealed copy of the book, which this device has made by itself. */
export interface StoredCopy {
  /** When it was made, by this device's clock, ms since 1970. One name stands for one copy. */
  readonly at: number;
  /** What it takes up. */
  readonly bytes: number;
}

/** Whether what is stored and has never been judged may come into a document, which holds this so far. */
export type MayLoad = (update: Uint8Array, doc: Y.Doc, contents: Contents) => boolean;

/** By the statements that are stored. */
export type JudgeStored = (statements: readonly Uint8Array[]) => Promise<MayLoad>;

export interface BookStorage {
  /**
   * Makes the document out of what is stored, and from then on stores what changes in it. Under `client`
   * this window means to write. What is stored has been judged before, but for what an app of before has
   * stored.
   */
  load(client: number, judge: JudgeStored): Promise<Loaded>;
  /**
   * How many stored changes could not be read, and were set aside, since a log was last read to its end:
   * as it was when the document was loaded.
   */
  readonly setAside: number;
  /** The log has been read to its end. */
  readAgain(): Promise<void>;
  /** Undefined when they could not be read, which is not to have none. */
  readStatements(): Promise<Uint8Array[] | undefined>;
  /** What was minted anew, in this order (`made-anew.ts`). May be asked before `load`. */
  readGivenUp(): Promise<readonly Renaming[]>;
  /** False when it could not be kept. */
  writeStatements(statements: readonly Uint8Array[]): Promise<boolean>;
  /**
   * Stores `value` under a name for good and gives it, unless something is stored by that name already:
   * then it gives that. So all windows have the same. Undefined when nothing could be stored.
   */
  storeOnce(name: string, value: Bytes): Promise<Bytes | undefined>;
  /** Undefined too when it could not be read: then the log is read from its start. */
  readKnowledge(relay: string): Promise<StoredKnowledge | undefined>;
  /**
   * Stored only once every change that the document had when this was called is stored too, and
   * together with what changes in the sealed tail. False when it was not.
   */
  writeKnowledge(relay: string, knowledge: StoredKnowledge, tail: TailChanges): Promise<boolean>;
  /** What the entries of the sealed tail are called. */
  readTailKeys(): Promise<string[]>;
  /** The entries themselves, in no order. */
  readTail(): Promise<SealedEntry[]>;
  /** The copies that are stored, in no order; none where they cannot be read. */
  readCopies(): Promise<StoredCopy[]>;
  /** Undefined when it is not there, or cannot be read. */
  readCopy(copy: StoredCopy): Promise<Bytes | undefined>;
  /** Stores a copy and takes others away, in one transaction. False when it was not done. */
  writeCopy(copy: StoredCopy, file: Bytes, gone: readonly StoredCopy[]): Promise<boolean>;
  readonly state: StorageState;
  onStateChange(listener: () => void): () => void;
  close(): Promise<void>;
  /** Removes the book from this device. */
  remove(): Promise<void>;
}

/**
 * Resolves once all that the document has now is on this device, or cannot be stored there: only being
 * shared can save it then.
 */
export function untilStored(storage: BookStorage): Promise<void> {
  if (storage.state.type !== 'saving') return Promise.resolve();
  return new Promise((resolve) => {
    const stop = storage.onStateChange(() => {
      if (storage.state.type === 'saving') return;
      stop();
      resolve();
    });
  });
}
