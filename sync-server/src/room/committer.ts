/**
 * Group commit: everything that arrived in one tick goes to the store as one transaction; what
 * arrives meanwhile is the next one. Where books lie together, one transaction holds all of them;
 * where they lie apart, each book has its own. Of one book only one is under way at a time, so no
 * entries can overtake one another.
 *
 * Another relay may have been quicker: then its entries are taken in, everything is decided anew and
 * tried again, a bounded number of times.
 *
 * What comes just after another book's commit waits a moment for more to go with it: waiting for the
 * disk is most of a commit's cost, whatever it holds. A book never waits for its own last commit.
 *
 * Invariants: a room is told what happened only after the store has answered; every submission has
 * one outcome.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RandomBytes } from '@wardbook/shared/base/ports';
import { commitPauseMs, commitSpacingMs, commitTriesMax } from '../limits.ts';
import type { Committed, MovedOn, Store, StoreFailure } from '../store/store.ts';
import { decide, type Arrival, type Decision, type Outcome, type RoomState } from './decide.ts';

export const bookDeleted: StoreFailure = {
  type: 'cannot-save',
  reason: 'broken',
  detail: 'the book was deleted',
};

/** An arrival and who waits for its outcome. */
export interface Submission {
  readonly arrival: Arrival;
  /** After the room has shown everybody what was committed. */
  readonly settle: (outcome: Outcome | StoreFailure) => void;
}

/** What the committer knows of a room. */
export interface Committable {
  readonly state: RoomState;
  /** It takes nothing any more. */
  readonly isDeleted: boolean;
  /** `decision.entries` are durable; `bytes` is what the log serves now. */
  committed(decision: Decision, bytes: number): void;
  /** Resolves when `state` holds more than `head` entries, which another relay has committed. */
  movedOn(head: number): Promise<StoreFailure | undefined>;
}

/** What commits go by. */
export interface CommitRules {
  readonly now: () => number;
  /** Milliseconds that only ever grow. */
  readonly elapsed: () => number;
  readonly random: RandomBytes;
  /** What one book may hold. */
  readonly bookBytesMax: number;
}

export class Committer {
  readonly #store: Store;
  readonly #rules: CommitRules;
  /** By room where books lie apart, else one for all. A lane with nothing to do is not kept. */
  readonly #lanes = new Map<Committable | 'all', Lane>();
  readonly #last: LastCommit = { at: -Infinity, rooms: new Set() };

  constructor(store: Store, rules: CommitRules) {
    this.#store = store;
    this.#rules = rules;
  }

  submit(room: Committable, submission: Submission): void {
    if (room.isDeleted) return submission.settle(bookDeleted);
    const key = this.#keyOf(room);
    const lane = this.#lanes.get(key) ?? this.#newLane(key);
    lane.submit(room, submission);
  }

  /** The same, for whoever waits for what comes of it. */
  outcomeOf(room: Committable, arrival: Arrival): Promise<Outcome | StoreFailure> {
    return new Promise((settle) => this.submit(room, { arrival, settle }));
  }

  /** Whether something submitted for the room has not been settled. */
  isBusy(room: Committable): boolean {
    return this.#lanes.get(this.#keyOf(room))?.isBusy(room) === true;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0)
      await Promise.all(Array.from(this.#lanes.values(), async (lane) => lane.running));
  }

  #keyOf(room: Committable): Committable | 'all' {
    return this.#store.commitBounds.books === 'together' ? 'all' : room;
  }

  #newLane(key: Committable | 'all'): Lane {
    const done = () => this.#lanes.delete(key);
    const lane = new Lane(this.#store, this.#rules, this.#last, done);
    this.#lanes.set(key, lane);
    return lane;
  }
}

/** Where books lie together: when the last commit began, and whose it was. */
interface LastCommit {
  at: number;
  rooms: ReadonlySet<Committable>;
}

class Lane {
  readonly #store: Store;
  readonly #rules: CommitRules;
  readonly #last: LastCommit;
  readonly #done: () => void;
  #waiting = new Map<Committable, Submission[]>();
  /** What the commit under way is about. */
  #taken: ReadonlyMap<Committable, readonly Submission[]> = new Map();
  running: Promise<void> | undefined;

  constructor(store: Store, rules: CommitRules, last: LastCommit, done: () => void) {
    this.#store = store;
    this.#rules = rules;
    this.#last = last;
    this.#done = done;
  }

  submit(room: Committable, submission: Submission): void {
    const others = this.#waiting.get(room);
    if (others) others.push(submission);
    else this.#waiting.set(room, [submission]);
    this.running ??= this.#run();
  }

  isBusy(room: Committable): boolean {
    return this.#waiting.has(room) || this.#taken.has(room);
  }

  async #run(): Promise<void> {
    // After the sockets that have something to read have been read.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.size > 0) {
      if (this.#store.commitBounds.books === 'together') await this.#gather();
      this.#taken = this.#takeWaiting();
      await this.#commitTaken();
      this.#taken = new Map();
    }
    this.#done();
  }

  async #gather(): Promise<void> {
    const { at, rooms } = this.#last;
    const rest = at + commitSpacingMs - this.#rules.elapsed();
    const isOwnTurn = [...this.#waiting.keys()].every((room) => rooms.has(room));
    if (rest > 0 && !isOwnTurn) await sleep(rest);
    this.#last.at = this.#rules.elapsed();
    this.#last.rooms = new Set(this.#waiting.keys());
  }

  /** All of it, or what one commit may hold. */
  #takeWaiting(): ReadonlyMap<Committable, readonly Submission[]> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    const { bytesMax, entriesMax } = this.#store.commitBounds;
    if (bytesMax === Infinity) return waiting;
    const taken = new Map<Committable, readonly Submission[]>();
    for (const [room, submissions] of waiting) {
      const count = countWithin(submissions, bytesMax, entriesMax);
      taken.set(room, submissions.slice(0, count));
      if (count < submissions.length) this.#waiting.set(room, submissions.slice(count));
    }
    return taken;
  }

  async #commitTaken(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const decided = this.#decide();
      const changed = decided.filter(({ decision }) => decision.entries.length > 0);
      const result = await this.#save(changed).catch(broken);
      if (result.type !== 'moved-on') return conclude(decided, changed, result);
      const failed = await this.#catchUp(changed, tries);
      if (failed) return conclude(decided, changed, failed);
    }
  }

  #decide(): Decided[] {
    const { now, bookBytesMax } = this.#rules;
    const at = now();
    const decided: Decided[] = [];
    const taken = new Map(this.#taken);
    for (const [room, submissions] of taken)
      try {
        const arrivals = submissions.map(({ arrival }) => arrival);
        const decision = decide(room.state, arrivals, at, bookBytesMax);
        decided.push({ room, submissions, head: room.state.head, decision });
      } catch (error) {
        taken.delete(room);
        for (const { settle } of submissions) settle(broken(error));
      }
    this.#taken = taken;
    return decided;
  }

  async #save(changed: readonly Decided[]): Promise<Committed | MovedOn | StoreFailure> {
    if (changed.length === 0) return { type: 'saved', bytes: [] };
    return this.#store.commit(
      changed.map(({ room, head, decision: { entries, covers } }) => ({
        book: room.state.access.book,
        after: head,
        entries,
        covers,
      })),
    );
  }

  async #catchUp(changed: readonly Decided[], tries: number): Promise<StoreFailure | undefined> {
    if (tries >= commitTriesMax) return broken('other relays were quicker each time');
    for (const { room, head } of changed) {
      const failed = await room.movedOn(head).catch(broken);
      if (failed) return failed;
    }
    // Relays that met once should not go on meeting.
    const share = this.#rules.random(1)[0]! / 256;
    if (tries > 1) await sleep(Math.min(tries, 8) * commitPauseMs * share);
    return undefined;
  }
}

interface Decided {
  readonly room: Committable;
  readonly submissions: readonly Submission[];
  /** The log's head that `decision` goes by. */
  readonly head: number;
  readonly decision: Decision;
}

function conclude(
  decided: readonly Decided[],
  changed: readonly Decided[],
  result: Committed | StoreFailure,
): void {
  if (result.type === 'saved')
    for (const [index, { room, decision }] of changed.entries())
      room.committed(decision, result.bytes[index]!);
  for (const { submissions, decision } of decided)
    for (const [index, each] of submissions.entries())
      each.settle(result.type === 'saved' ? decision.outcomes[index]! : result);
}

/** How many of the submissions one commit may hold, the first at least. */
function countWithin(
  submissions: readonly Submission[],
  bytesMax: number,
  entriesMax: number,
): number {
  let [bytes, entries] = [0, 0];
  for (const [index, { arrival }] of submissions.entries()) {
    const blobs = blobsOf(arrival);
    bytes += blobs.reduce((sum, { length }) => sum + length, 0);
    entries += blobs.length;
    if (index > 0 && (bytes > bytesMax || entries > entriesMax)) return index;
  }
  return submissions.length;
}

function blobsOf(arrival: Arrival): readonly Uint8Array[] {
  switch (arrival.type) {
    case 'sealed':
      return [arrival.sealed.blob];
    case 'statement':
      return [arrival.statement.bytes];
    case 'introduction':
      return arrival.statements.map(({ bytes }) => bytes);
    case 'restored':
      return arrival.entries.map((entry) =>
        entry.kind === 'access' ? entry.statement.bytes : entry.blob,
      );
  }
}

/** A bug met while deciding for one book must not stop the others. */
function broken(error: unknown): StoreFailure {
  return { type: 'cannot-save', reason: 'broken', detail: String(error) };
}
