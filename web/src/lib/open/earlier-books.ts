/**
 * The book as it was: the copies that this device makes by itself where it is a keeper's, and reading one
 * of them, or a file, beside the open book. Nothing here changes the open book.
 */
import type { Book } from '@wardbook/shared/ledger/book';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { openBook } from '@wardbook/shared/books/ward';
import { bundleBytesMax } from '@wardbook/shared/sealing/bundle';
import { spaceLeft } from '../platform/persistence.ts';
import type { FileMaker } from '../sync/files/copy-file.ts';
import { dailyCopies, isCopyDue, makeDailyCopy } from '../sync/files/daily-copies.ts';
import { backupAt, readBackup, type BackupRead } from '../sync/files/read-backup.ts';
import { readEarlier, type ReadEarlier } from '../sync/files/read-earlier.ts';
import type { Replica } from '../sync/replica.ts';
import type { StoredCopy } from '../sync/storage/storage.ts';

export type { StoredCopy } from '../sync/storage/storage.ts';

/** A book as it was, open for reading. */
export interface EarlierBook {
  readonly type: 'read';
  readonly book: Book;
  /** By the clock of whoever made the copy or backup, ms since 1970. */
  readonly at: number;
  /** Whoever made the copy; undefined for a relay's backup. */
  readonly author: DeviceId | undefined;
  /** Entries that are damaged where it comes from. */
  readonly missing: number;
}

export type OpenedEarlier = EarlierBook | (ReadEarlier & { readonly type: 'refused' });
export type OpenedBackup = EarlierBook | Exclude<BackupRead, { readonly type: 'read' }>;

/** Opening a book has priority over copying it. */
const firstAfterMs = 15_000;
const lookEveryMs = 10 * 60 * 1000;
/** Where the browser would give less than so many times the last copy, none is made. */
const spareTimes = 8;

export class EarlierBooks {
  readonly #replica: Replica;
  readonly #maker: FileMaker;
  readonly #timers: readonly ReturnType<typeof setTimeout>[];
  #isMaking = false;

  constructor(replica: Replica, maker: FileMaker) {
    this.#replica = replica;
    this.#maker = maker;
    const look = () => void this.makeIfDue();
    this.#timers = [setTimeout(look, firstAfterMs), setInterval(look, lookEveryMs)];
  }

  /** The newest first. */
  copies(): Promise<StoredCopy[]> {
    return dailyCopies(this.#replica.storage);
  }

  async openCopy(copy: StoredCopy): Promise<OpenedEarlier> {
    const file = await this.#replica.storage.readCopy(copy);
    return file ? this.#open(file) : { type: 'refused', reason: 'unusable' };
  }

  async openFile(file: Blob): Promise<OpenedEarlier> {
    if (file.size > bundleBytesMax) return { type: 'refused', reason: 'too-large' };
    return this.#open(new Uint8Array(await file.arrayBuffer()));
  }

  /** When the backup that the relay's operator has put beside the live log was last written to. */
  backupAt(): Promise<number | undefined> {
    return backupAt(this.#replica);
  }

  async openBackup(): Promise<OpenedBackup> {
    const read = await readBackup(this.#replica, this.#maker.now);
    if (read.type !== 'read') return read;
    const { doc, at, missing } = read;
    return { type: 'read', book: openBook(doc), at, author: undefined, missing };
  }

  /** Whether one was made now. A keeper's device makes one a day, of a book that is on its disk. */
  async makeIfDue(): Promise<boolean> {
    if (this.#isMaking || this.#replica.closedAt) return false;
    const { role, storage } = this.#replica.status;
    if (role !== 'keeper' || storage.type !== 'saved') return false;
    this.#isMaking = true;
    try {
      const copies = await this.copies();
      if (!isCopyDue(copies, this.#maker.now()) || !(await isRoomFor(copies[0]))) return false;
      return (await makeDailyCopy(this.#replica, this.#maker)) !== undefined;
    } finally {
      this.#isMaking = false;
    }
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #open(file: Bytes): Promise<OpenedEarlier> {
    const read = await readEarlier(this.#replica, file, this.#replica.relayNow());
    if (read.type === 'refused') return read;
    const { doc, at, author } = read;
    return { type: 'read', book: openBook(doc), at, author, missing: 0 };
  }
}

async function isRoomFor(last: StoredCopy | undefined): Promise<boolean> {
  const space = await spaceLeft();
  if (space.type === 'unknown' || !last) return true;
  return space.allowedBytes - space.usedBytes > spareTimes * last.bytes;
}
