/**
 * One book, while somebody has it open: its state, those who are in it or wait before its door, and
 * the order in which they see things. Holds a few kilobytes and no content.
 *
 * Invariants: an entry goes out only after its commit; everybody live gets the same buffers in the
 * log's order; whoever a commit puts out of the book has left before its entries go out. Doesn't know
 * about sockets, frames from devices, or time-outs.
 */
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import { chainStart } from '@wardbook/shared/protocol/chain';
import { writeRelayFrame, type Cursor } from '@wardbook/shared/protocol/frames';
import { pageBytes, pageEntriesMax } from '@wardbook/shared/protocol/limits';
import { toMessages } from '@wardbook/shared/protocol/parts';
import { equal } from '@wardbook/shared/base/bytes';
import {
  invitesPerKeeperPerMinute,
  joinsPerInvitePerMinute,
  waitingPerDeviceMax,
  waitingPerRoomMax,
} from '../limits.ts';
import type { ChainedEntry, Page, Run, Store, StoreFailure } from '../store/store.ts';
import type { Committable, Committer, Submission } from './committer.ts';
import type { Decision, RoomState } from './decide.ts';
import { PerMinute } from './per-minute.ts';

/** The connection of a device that the book knows, as its room sees it. */
export interface Visitor {
  readonly device: DeviceId;
  /** Statements have been committed: its standing may be another now. */
  accessChanged(): void;
  /** Showing it something went wrong, which is nobody else's concern. */
  fault(error: unknown): void;
}

/** One admitted device's connection. */
export interface Participant extends Visitor {
  /** New entries, committed; `head` is the log's head with them. */
  entries(messages: readonly Bytes[], head: number): void;
  presence(messages: readonly Bytes[]): void;
}

/** Where a device goes on reading. */
export interface Resume {
  readonly type: 'resume';
  readonly seq: number;
  readonly hash: Bytes;
}

export class Room implements Committable {
  readonly book: BookId;
  readonly #store: Store;
  readonly #committer: Committer;
  readonly #participants = new Set<Participant>();
  /** Those who have joined and whom no keeper has let in or turned away yet. */
  readonly #waiting = new Set<Visitor>();
  /** By invite. */
  readonly joins = new PerMinute(joinsPerInvitePerMinute);
  /** By keeper. */
  readonly invites = new PerMinute(invitesPerKeeperPerMinute);
  #state: RoomState;

  constructor(state: RoomState, store: Store, committer: Committer) {
    this.book = state.access.book;
    this.#state = state;
    this.#store = store;
    this.#committer = committer;
  }

  get state(): RoomState {
    return this.#state;
  }

  submit(submission: Submission): void {
    this.#committer.submit(this, submission);
  }

  enter(participant: Participant): void {
    this.#participants.add(participant);
  }

  leave(participant: Participant): void {
    this.#participants.delete(participant);
  }

  /** Whether there is room for one more to wait; if so, it is told when statements are committed. */
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
    const found = await this.#store.hashAt(this.book, cursor.seq);
    if (found.type === 'cannot-save') return found;
    const isShared = found.type === 'hash' && equal(found.hash, cursor.hash);
    return isShared ? { type: 'resume', seq: cursor.seq, hash: cursor.hash } : beginning;
  }

  /** The page after `after`, up to what everybody has been shown. */
  async read(after: number): Promise<Page | StoreFailure> {
    return this.#store.read({
      book: this.book,
      after,
      through: this.#state.head,
      bytesMax: pageBytes,
      entriesMax: pageEntriesMax,
    });
  }

  /** The messages that carry one run to a reader who stands at `after`. */
  messagesOf(after: number, { first, previousHash, entries }: Run): Bytes[] {
    const before = previousHash ?? chainStart(this.book, this.#state.log);
    return toMessages(
      writeRelayFrame({ type: 'entries', after, first, previousHash: before, entries }),
    );
  }

  committed({ state, entries }: Decision, bytes: number): void {
    const { head: after, hash, access } = this.#state;
    this.#state = { ...state, bytes };
    const messages = this.#liveMessages(after, hash, entries);
    const isNews = state.access !== access;
    if (isNews) show(this.#participants, (participant) => participant.accessChanged());
    show(this.#participants, (participant) => participant.entries(messages, state.head));
    if (isNews) show(this.#waiting, (visitor) => visitor.accessChanged());
  }

  /** Shows `blob` to everybody in the room but its author. */
  presence(from: Participant, blob: Bytes): void {
    if (this.#participants.size === 1) return;
    const messages = toMessages(writeRelayFrame({ type: 'presence', blob }));
    show(this.#participants, (participant) => {
      if (participant !== from) participant.presence(messages);
    });
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
      messages.push(...this.messagesOf(after + start, run));
      [start, bytes, previousHash] = [index + 1, 0, entry.hash];
    }
    return messages;
  }
}

/** Whoever cannot be shown it is alone with that. */
function show<Each extends Visitor>(to: ReadonlySet<Each>, something: (each: Each) => void): void {
  for (const each of to)
    try {
      something(each);
    } catch (error) {
      each.fault(error);
    }
}
