/**
 * One book, while somebody has it open: its state, those who are in it or wait before its door, and
 * the order in which they see things. Holds a few kilobytes and no content.
 *
 * Invariants: an entry goes out only after its commit; everybody live gets the same buffers in the
 * log's order; whoever a commit puts out of the book has left before its entries go out. Doesn't know
 * about sockets, frames from devices, or time-outs.
 */
import { assert } from '@wardbook/shared/base/assert';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import { chainStart } from '@wardbook/shared/protocol/chain';
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';
import { writeRelayFrame, type Cursor } from '@wardbook/shared/protocol/frames';
import { pageBytes, pageEntriesMax } from '@wardbook/shared/protocol/limits';
import { toMessages } from '@wardbook/shared/protocol/parts';
import { equal } from '@wardbook/shared/base/bytes';
import {
  invitesPerKeeperPerMinute,
  joinsPerInvitePerMinute,
  mendMax,
  sharedPagesMax,
  waitingPerDeviceMax,
  waitingPerRoomMax,
} from '../limits.ts';
import type { ChainedEntry, Page, Run, Store, StoreFailure } from '../store/store.ts';
import { bookDeleted, type Committable } from './committer.ts';
import type { Damage } from './damage.ts';
import type { Decision, RoomState } from './decide.ts';
import { Elsewhere, type ElsewhereHost } from './elsewhere.ts';
import { minuteMs, PerPeriod } from './per-period.ts';

/** The connection of a device that the book knows, as its room sees it. */
export interface Visitor {
  readonly device: DeviceId;
  /** Statements have been committed: whether it is admitted may have changed. */
  accessChanged(): void;
  /** Something failed while showing it an entry. Only this connection is affected. */
  fault(error: unknown): void;
}

/** One admitted device's connection. */
export interface Participant extends Visitor {
  /** New entries, committed; `head` is the log's head with them. */
  entries(messages: readonly Bytes[], head: number): void;
  /** The log's head has moved on, and what came is to be read from the store. */
  behind(): void;
  presence(messages: readonly Bytes[]): void;
  /** An entry was found to be damaged. It may have been sent to this device whole before. */
  damaged(entry: DamagedEntry): void;
}

/** What takes a reader from one position on to another. */
export interface Stretch {
  readonly type: 'stretch';
  readonly messages: readonly Bytes[];
  readonly through: number;
  /** The log's head when it was read. */
  readonly head: number;
}

/** Where a device goes on reading. */
export interface Resume {
  readonly type: 'resume';
  readonly seq: number;
  readonly hash: Bytes;
}

export class Room implements Committable, ElsewhereHost {
  readonly book: BookId;
  readonly #store: Store;
  readonly #participants = new Set<Participant>();
  readonly #socketsOf = new Map<DeviceId, number>();
  /** Those who have joined and whom no keeper has let in or turned away yet. */
  readonly #waiting = new Set<Visitor>();
  /** By invite. */
  readonly joins = new PerPeriod(joinsPerInvitePerMinute, minuteMs);
  /** By keeper. */
  readonly invites = new PerPeriod(invitesPerKeeperPerMinute, minuteMs);
  readonly #elsewhere: Elsewhere;
  readonly #damage: Damage;
  readonly #onGone: (room: Room) => void;
  /**
   * Pages as they were sent to somebody, by the position before them: for others who catch up while
   * a page is still in memory.
   */
  readonly #stretches = new Map<number, WeakRef<Stretch>>();
  /** Damaged statements that have been put back once. */
  readonly #mendings = new Set<number>();
  #state: RoomState;
  #isDeleted = false;

  /** `onGone`: the book has been deleted elsewhere, or its log is gone. */
  constructor(
    state: RoomState,
    store: Store,
    damage: Damage,
    onGone: (room: Room) => void = () => {},
  ) {
    this.book = state.access.book;
    this.#state = state;
    this.#store = store;
    this.#damage = damage;
    this.#onGone = onGone;
    this.#elsewhere = new Elsewhere(this, store);
  }

  /** Follows what other relays put in the log, until `rest`. */
  wake(): void {
    this.#elsewhere.start();
  }

  rest(): void {
    this.#elsewhere.stop();
  }

  get state(): RoomState {
    return this.#state;
  }

  /** A keeper has had the book deleted, or that is under way: it takes nothing any more. */
  get isDeleted(): boolean {
    return this.#isDeleted;
  }

  /** Stops or goes on taking things in; whoever is here is told to look again once it is over. */
  markDeleted(isDeleted: boolean): void {
    this.#isDeleted = isDeleted;
  }

  sayDeleted(): void {
    for (const visitors of [new Set(this.#participants), new Set(this.#waiting)])
      show(visitors, (visitor) => visitor.accessChanged());
  }

  /** Sockets in the book: all of them, and those of one device. */
  presentSockets(device: DeviceId): { readonly all: number; readonly own: number } {
    return { all: this.#participants.size, own: this.#socketsOf.get(device) ?? 0 };
  }

  enter(participant: Participant): void {
    this.#participants.add(participant);
    this.#count(participant.device, 1);
  }

  leave(participant: Participant): void {
    if (this.#participants.delete(participant)) this.#count(participant.device, -1);
  }

  /**
   * False when too many wait already. Otherwise the visitor is told whenever statements are
   * committed.
   */
  wait(visitor: Visitor): boolean {
    const own = [...this.#waiting].filter(({ device }) => device === visitor.device);
    if (this.#waiting.size >= waitingPerRoomMax || own.length >= waitingPerDeviceMax) return false;
    this.#waiting.add(visitor);
    return true;
  }

  waitNoMore(visitor: Visitor): void {
    this.#waiting.delete(visitor);
  }

  /** The cursor itself when this log has it, else the beginning. */
  async resumeAt(cursor: Cursor | undefined): Promise<Resume | StoreFailure> {
    const { log, head } = this.#state;
    const beginning: Resume = { type: 'resume', seq: 0, hash: chainStart(this.book, log) };
    if (!cursor || cursor.seq === 0 || cursor.seq > head || !equal(cursor.log, log))
      return beginning;
    const found =
      cursor.seq === head
        ? { type: 'hash' as const, hash: this.#state.hash }
        : await this.#store.hashAt(this.book, cursor.seq);
    if (found.type === 'cannot-save') return found;
    const isShared = found.type === 'hash' && equal(found.hash, cursor.hash);
    return isShared ? { type: 'resume', seq: cursor.seq, hash: cursor.hash } : beginning;
  }

  /**
   * What follows `after`, a page at most, up to what everybody has been shown. `after` must be less
   * than that.
   */
  async read(after: number): Promise<Stretch | StoreFailure> {
    if (this.#isDeleted) return bookDeleted;
    const sent = this.#stretches.get(after)?.deref();
    // One that could be longer by now is not read again and again.
    if (sent && (sent.through < sent.head || sent.head === this.#state.head)) return sent;
    const { head, snapshotCovers } = this.#state;
    const page = await this.#store.read({
      book: this.book,
      after,
      through: head,
      bytesMax: pageBytes,
      entriesMax: pageEntriesMax,
    });
    if (page.type === 'cannot-save') return page;
    if (await this.#mend(page.damaged)) return this.read(after);
    for (const entry of page.damaged)
      if (this.#damage.add(this.book, entry))
        show(this.#participants, (participant) => participant.damaged(entry));
    const [messages, through] = this.#messagesOf(after, page);
    // The last entry of a log is always served, so whoever is not at the head is given something.
    assert(through > after, 'a page is empty only at the head of the log');
    const stretch: Stretch = { type: 'stretch', messages, through, head };
    if (page.damaged.length === 0 && snapshotCovers === this.#state.snapshotCovers) {
      if (this.#stretches.size >= sharedPagesMax) this.#stretches.clear();
      this.#stretches.set(after, new WeakRef(stretch));
    }
    return stretch;
  }

  /** The room has every statement in memory, and so can put one back that the disk has damaged. */
  async #mend(damaged: readonly DamagedEntry[]): Promise<boolean> {
    let isMended = false;
    for (const { seq, kind } of damaged.slice(0, mendMax)) {
      // A disk that does not keep what it is given is not given it again.
      if (kind !== 'access' || this.#mendings.has(seq)) continue;
      this.#mendings.add(seq);
      for (const { bytes } of this.#state.access.statements)
        if ((await this.#store.mend(this.book, seq, bytes)).type === 'mended') isMended = true;
    }
    return isMended;
  }

  /** Damaged entries that a reader at `seq` has passed already, and so would not be told of. */
  damagedUpTo(seq: number): DamagedEntry[] {
    return [...this.#damage.of(this.book)].filter((entry) => entry.seq <= seq);
  }

  /** What carries a page to a reader who stands at `after`, and where they stand then. */
  #messagesOf(after: number, { runs, damaged }: Page): [messages: Bytes[], through: number] {
    const messages: Bytes[] = [];
    let [through, next] = [after, 0];
    const passDamaged = (before: number) => {
      for (let entry = damaged[next]; entry && entry.seq < before; entry = damaged[++next]) {
        messages.push(...toMessages(writeRelayFrame({ type: 'damaged', ...entry })));
        through = entry.seq;
      }
    };
    for (const run of runs) {
      passDamaged(run.first);
      messages.push(...this.#runMessages(through, run));
      through = run.first + run.entries.length - 1;
    }
    passDamaged(Infinity);
    return [messages, through];
  }

  /** The messages that carry one run to a reader who stands at `after`. */
  #runMessages(after: number, { first, previousHash, entries }: Run): Bytes[] {
    const before = previousHash ?? chainStart(this.book, this.#state.log);
    return toMessages(
      writeRelayFrame({ type: 'entries', after, first, previousHash: before, entries }),
    );
  }

  committed({ state, entries }: Decision, bytes: number): void {
    // It may have come round by way of the store already, and more after it.
    if (state.head > this.#state.head) this.takeIn({ ...state, bytes }, entries);
  }

  takeIn(next: RoomState, entries: readonly ChainedEntry[]): void {
    const { head: after, hash } = this.#state;
    this.#move(next, () => {
      const messages = this.#liveMessages(after, hash, entries);
      show(this.#participants, (participant) => participant.entries(messages, next.head));
    });
  }

  jump(next: RoomState): void {
    this.#move(next, () => show(this.#participants, (participant) => participant.behind()));
  }

  async movedOn(head: number): Promise<StoreFailure | undefined> {
    return this.#elsewhere.movedOn(head);
  }

  gone(why: 'deleted' | 'lost'): void {
    this.rest();
    this.#isDeleted = true;
    this.#onGone(this);
    if (why === 'deleted') return this.sayDeleted();
    const error = new Error('the log of a book that is open has gone');
    for (const visitor of [...this.#participants, ...this.#waiting]) visitor.fault(error);
  }

  /** Shows `blob` to everybody in the book but its author. */
  presence(from: Participant, blob: Bytes): void {
    this.#elsewhere.show(blob);
    this.#showPresence(blob, from);
  }

  presenceFromElsewhere(blob: Bytes): void {
    this.#showPresence(blob, undefined);
  }

  #showPresence(blob: Bytes, from: Participant | undefined): void {
    if (this.#participants.size === (from ? 1 : 0)) return;
    const messages = toMessages(writeRelayFrame({ type: 'presence', blob }));
    show(this.#participants, (participant) => {
      if (participant !== from) participant.presence(messages);
    });
  }

  /**
   * Moves on to `next`: whoever it puts out of the book leaves before anybody is told what is in
   * it.
   */
  #move(next: RoomState, tell: () => void): void {
    const isNews = next.access !== this.#state.access;
    if (next.snapshotCovers !== this.#state.snapshotCovers) {
      this.#stretches.clear();
      this.#damage.forget(
        this.book,
        ({ kind, seq }) => kind !== 'access' && seq <= next.snapshotCovers,
      );
    }
    this.#state = next;
    if (isNews) show(this.#participants, (participant) => participant.accessChanged());
    tell();
    if (isNews) show(this.#waiting, (visitor) => visitor.accessChanged());
  }

  #count(device: DeviceId, change: number): void {
    const count = (this.#socketsOf.get(device) ?? 0) + change;
    if (count > 0) this.#socketsOf.set(device, count);
    else this.#socketsOf.delete(device);
  }

  #liveMessages(after: number, hash: Bytes, entries: readonly ChainedEntry[]): Bytes[] {
    const messages: Bytes[] = [];
    let [start, bytes, previousHash] = [0, 0, hash];
    for (const [index, entry] of entries.entries()) {
      bytes += entry.blob.length;
      const count = index + 1 - start;
      const isLast = index === entries.length - 1;
      if (bytes < pageBytes && count < pageEntriesMax && !isLast) continue;
      const run = {
        first: after + start + 1,
        previousHash,
        entries: entries.slice(start, index + 1),
      };
      messages.push(...this.#runMessages(after + start, run));
      [start, bytes, previousHash] = [index + 1, 0, entry.hash];
    }
    return messages;
  }
}

/** Shows something to each. An error with one of them ends that one alone. */
function show<Each extends Visitor>(to: ReadonlySet<Each>, something: (each: Each) => void): void {
  for (const each of to)
    try {
      something(each);
    } catch (error) {
      each.fault(error);
    }
}
