/**
 * What other relays put in a room's book while it is open here, taken in one after the other. Where
 * that cannot be done entry by entry, the log is opened again and everybody reads on from the store.
 *
 * Invariant: the room's state goes from one commit of the log to a later one, never back, whoever
 * made them and however often they are told. Doesn't know about devices.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { equal, type Bytes } from '@wardbook/shared/base/bytes';
import { followedQueueMax, followPatienceMs, reopenPauseMs } from '../limits.ts';
import type {
  ChainedEntry,
  FollowedCommit,
  Follower,
  Following,
  Store,
  StoreFailure,
} from '../store/store.ts';
import type { RoomState } from './decide.ts';
import { stateAfter, stateOfLog } from './open-book.ts';

/** What is needed of the room. */
export interface ElsewhereHost {
  readonly state: RoomState;
  /** `entries` are durable and lead from `state` to `next`. */
  takeIn(next: RoomState, entries: readonly ChainedEntry[]): void;
  /** The log is at `next`; what lies between is to be read from the store. */
  jump(next: RoomState): void;
  presenceFromElsewhere(blob: Bytes): void;
  /** The book was deleted by another relay, or its log has gone or is another one. */
  gone(why: 'deleted' | 'lost'): void;
}

export class Elsewhere implements Follower {
  readonly #host: ElsewhereHost;
  readonly #store: Store;
  #following: Following | undefined;
  #queue: FollowedCommit[] = [];
  #mustReopen = false;
  #isWorking = false;
  /** Wakes those who wait for the room to hold more than so many entries. */
  readonly #waiting = new Set<() => void>();

  constructor(host: ElsewhereHost, store: Store) {
    this.#host = host;
    this.#store = store;
  }

  start(): void {
    const { access, head } = this.#host.state;
    this.#following ??= this.#store.follow(access.book, head, this);
  }

  stop(): void {
    this.#following?.stop();
    this.#following = undefined;
  }

  committed(commit: FollowedCommit): void {
    if (this.#isOld(commit)) return;
    this.#queue.push(commit);
    if (this.#queue.length > followedQueueMax) this.#giveUpQueue();
    this.#work();
  }

  lost(): void {
    this.#giveUpQueue();
    this.#work();
  }

  presence(blob: Bytes): void {
    this.#host.presenceFromElsewhere(blob);
  }

  show(blob: Bytes): void {
    this.#following?.presence(blob);
  }

  /** Resolves when the room holds more than `head` entries. */
  async movedOn(head: number): Promise<StoreFailure | undefined> {
    const until = performance.now() + followPatienceMs;
    while (this.#host.state.head <= head && this.#following && performance.now() < until)
      await this.#nextStep(until - performance.now());
    if (this.#host.state.head > head) return undefined;
    return this.#reopen();
  }

  async #nextStep(ms: number): Promise<void> {
    const waking = Promise.withResolvers<void>();
    this.#waiting.add(waking.resolve);
    const timer = setTimeout(waking.resolve, ms);
    await waking.promise;
    clearTimeout(timer);
    this.#waiting.delete(waking.resolve);
  }

  #giveUpQueue(): void {
    this.#queue = [];
    this.#mustReopen = true;
  }

  #work(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    void this.#workOff()
      // A bug here must not stop the room: what was missed is read again.
      .catch(async () => {
        this.#giveUpQueue();
        await sleep(reopenPauseMs, undefined, { ref: false });
      })
      .then(() => {
        this.#isWorking = false;
        if (this.#hasWork()) this.#work();
      });
  }

  #hasWork(): boolean {
    return this.#following !== undefined && (this.#mustReopen || this.#queue.length > 0);
  }

  async #workOff(): Promise<void> {
    while (this.#hasWork()) {
      if (this.#mustReopen) {
        this.#mustReopen = false;
        if (!(await this.#reopen())) continue;
        this.#mustReopen = true;
        await sleep(reopenPauseMs, undefined, { ref: false });
        continue;
      }
      await this.#takeIn(this.#queue.shift()!);
    }
  }

  async #takeIn(commit: FollowedCommit): Promise<void> {
    for (;;) {
      if (this.#isOld(commit)) return;
      const { state } = this.#host;
      if (commit.after !== state.head) return this.#giveUpQueue();
      const next = stateAfter(state, commit);
      const after = next instanceof Promise ? await next : next;
      // This relay's own commit may have been told meanwhile.
      if (this.#host.state !== state) continue;
      this.#host.takeIn(after, commit.entries);
      return this.#tellWaiting();
    }
  }

  async #reopen(): Promise<StoreFailure | undefined> {
    const { access, log } = this.#host.state;
    const opened = await this.#store.openLog(access.book);
    switch (opened.type) {
      case 'cannot-save':
        return opened;
      case 'deleted':
        this.#host.gone('deleted');
        return gone;
      case 'none':
        this.#host.gone('lost');
        return gone;
      case 'log':
        if (!equal(opened.log, log)) {
          this.#host.gone('lost');
          return gone;
        }
        if (opened.head > this.#host.state.head) {
          const next = await stateOfLog(access.book, opened);
          if (next.head > this.#host.state.head) this.#host.jump(next);
        }
        this.#tellWaiting();
        return undefined;
    }
  }

  #isOld({ after, entries }: FollowedCommit): boolean {
    return after + entries.length <= this.#host.state.head;
  }

  #tellWaiting(): void {
    for (const wake of this.#waiting) wake();
  }
}

const gone: StoreFailure = { type: 'cannot-save', reason: 'broken', detail: 'the book has gone' };
