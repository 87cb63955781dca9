/**
 * The rooms in memory: one per book, opened once however many ask at the same time, kept for a while
 * after the last has left.
 */
import type { Statement } from '@wardbook/shared/access/statement';
import { assert } from '@wardbook/shared/base/assert';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import type { Clock, RandomBytes } from '@wardbook/shared/base/ports';
import { logIdBytes } from '@wardbook/shared/protocol/frames';
import { foundBooksMax } from '@wardbook/shared/protocol/limits';
import { busyRoomMs, idleRoomsMax, mendMax, usualLimits } from '../limits.ts';
import type { Store, StoreFailure, Tombstone } from '../store/store.ts';
import { Committer } from './committer.ts';
import { Damage } from './damage.ts';
import { newBook, stateOfLog, type NewBook } from './open-book.ts';
import { Room } from './room.ts';

type Opened = { readonly type: 'room'; readonly room: Room };
type Deleted = { readonly type: 'deleted' };
/** Statements of the book are damaged on disk: who may come in is not known until they are mended. */
type Unreadable = { readonly type: 'unreadable' };
export type OpenedRoom = Opened | { readonly type: 'none' } | Unreadable | Deleted | StoreFailure;
export type CreatedRoom =
  Opened | (NewBook & { readonly type: 'refused' }) | Unreadable | Deleted | StoreFailure;

interface Loaded {
  readonly opening: Promise<OpenedRoom>;
  /** How many sessions use the room. */
  users: number;
}

export class Rooms {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  /** What is to stand in the log of a room goes to it. */
  readonly committer: Committer;
  readonly damage: Damage;
  readonly #loaded = new Map<BookId, Loaded>();
  /** Rooms of `#loaded` that nobody uses, the longest idle first. */
  readonly #idle = new Map<BookId, Room>();
  /** Deleted, and still used by sessions that are on their way out. */
  readonly #gone = new WeakSet<Room>();

  constructor(
    store: Store,
    clock: Clock,
    random: RandomBytes,
    bookBytesMax = usualLimits.bookBytesMax,
    elapsed: Clock = () => performance.now(),
    damage = new Damage(() => {}),
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
    this.damage = damage;
    this.committer = new Committer(store, { now: clock, elapsed, random, bookBytesMax });
  }

  /** The book's room. Whoever is given one uses it until `release`. */
  async open(book: BookId): Promise<OpenedRoom> {
    return this.#use(book, () => this.#load(book));
  }

  /** The books whose ids begin with `start`. */
  find(start: Bytes): ReturnType<Store['booksStartingWith']> {
    return this.#store.booksStartingWith(start, foundBooksMax);
  }

  /**
   * Puts back damaged statements from those that a device has, and opens the book if that mends all
   * of them. The log's hashes tell which statement is which, so it does not matter who brings them.
   */
  async mend(book: BookId, statements: readonly Bytes[]): Promise<OpenedRoom> {
    const opened = await this.#store.openLog(book);
    for (const { seq } of opened.type === 'log' ? opened.damaged.slice(0, mendMax) : [])
      for (const blob of statements) {
        const mended = await this.#store.mend(book, seq, blob);
        if (mended.type === 'cannot-save') return mended;
        if (mended.type === 'mended') break;
      }
    return this.open(book);
  }

  /** Makes the book, or opens it when another device has made it meanwhile. */
  async create(
    book: BookId,
    device: DeviceId,
    statements: readonly Statement[],
  ): Promise<CreatedRoom> {
    const log = this.#random(logIdBytes);
    const made = newBook(book, device, log, statements, this.#clock());
    if (made.type === 'refused') return made;
    const createUnlessThere = async (): Promise<OpenedRoom> => {
      const existing = await this.#load(book);
      if (existing.type !== 'none') return existing;
      const saved = await this.#store.createLog(made.log);
      // Through another relay: then it is there to be opened.
      if (saved.type === 'moved-on') return this.#load(book);
      return saved.type === 'saved' ? this.#roomOf(made.state) : saved;
    };
    for (;;) {
      const opened = await this.#use(book, createUnlessThere);
      // Somebody's `open` that was under way has just found nothing: now it is our turn.
      if (opened.type !== 'none') return opened;
    }
  }

  /** How many books somebody has open, and how many stay in memory for a while after. */
  get sizes(): { readonly open: number; readonly idle: number } {
    return { open: this.#loaded.size - this.#idle.size, idle: this.#idle.size };
  }

  /** Deletes the room's book for good; whoever is in it is told once that is durable. */
  async delete(room: Room, tombstone: Tombstone): Promise<{ type: 'saved' } | StoreFailure> {
    room.markDeleted(true);
    // A commit for a book that has gone would spoil the whole batch it is in.
    while (this.committer.isBusy(room)) await new Promise((resolve) => setImmediate(resolve));
    const deleted = await this.#store.deleteBook(tombstone);
    if (deleted.type === 'cannot-save') {
      room.markDeleted(false);
      return deleted;
    }
    room.rest();
    this.damage.forget(room.book, () => true);
    this.#forget(room);
    room.sayDeleted();
    return deleted;
  }

  #forget(room: Room): void {
    this.#gone.add(room);
    this.#loaded.delete(room.book);
    this.#idle.delete(room.book);
  }

  release(room: Room): void {
    if (this.#gone.has(room)) return;
    const loaded = this.#loaded.get(room.book);
    assert(loaded && loaded.users > 0, 'a room is released once by each user');
    loaded.users -= 1;
    if (loaded.users > 0) return;
    if (this.#store.commitBounds.books === 'apart') return this.#letGo(room, loaded);
    this.#idle.set(room.book, room);
    for (const [book, idle] of this.#idle) {
      if (this.#idle.size <= idleRoomsMax) break;
      // The store is behind a room that still commits, so it must not be loaded anew yet.
      if (this.committer.isBusy(idle)) continue;
      this.#idle.delete(book);
      this.#loaded.delete(book);
    }
  }

  /** Resolves when every submission has had its outcome. */
  async idle(): Promise<void> {
    await this.committer.idle();
  }

  async #use(book: BookId, open: () => Promise<OpenedRoom>): Promise<OpenedRoom> {
    const loaded = this.#loaded.get(book) ?? { opening: open(), users: 0 };
    this.#loaded.set(book, loaded);
    this.#idle.delete(book);
    loaded.users += 1;
    const opened = await loaded.opening.catch((error: unknown) => {
      this.#loaded.delete(book);
      throw error;
    });
    if (opened.type === 'room') opened.room.wake();
    else if (this.#loaded.get(book) === loaded) this.#loaded.delete(book);
    return opened;
  }

  /**
   * Where other relays write too, what nobody follows is soon out of date: the room is opened anew
   * for the next device.
   */
  #letGo(room: Room, loaded: Loaded): void {
    if (loaded.users > 0 || this.#loaded.get(room.book) !== loaded) return;
    if (this.committer.isBusy(room)) {
      setTimeout(() => this.#letGo(room, loaded), busyRoomMs).unref();
      return;
    }
    this.#loaded.delete(room.book);
    room.rest();
  }

  async #load(book: BookId): Promise<OpenedRoom> {
    const opened = await this.#store.openLog(book);
    if (opened.type !== 'log') return opened;
    const still = new Set(opened.damaged.map(({ seq }) => seq));
    this.damage.forget(book, ({ kind, seq }) => kind === 'access' && !still.has(seq));
    for (const entry of opened.damaged) this.damage.add(book, entry);
    if (opened.damaged.length > 0) return { type: 'unreadable' };
    return this.#roomOf(await stateOfLog(book, opened));
  }

  #roomOf(state: Opened['room']['state']): Opened {
    const onGone = (gone: Room) => this.#forget(gone);
    return { type: 'room', room: new Room(state, this.#store, this.damage, onGone) };
  }
}
