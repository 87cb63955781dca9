/**
 * Group commit: everything that arrived in one tick, in all books, goes to the store as one
 * transaction; what arrives meanwhile is the next one. Only one is under way at a time, so no book's
 * entries can overtake one another.
 *
 * Invariant: a room is told what happened only after the store has answered.
 */
import type { Committed, Store, StoreFailure } from '../store/store.ts';
import { decide, type Arrival, type Decision, type Outcome, type RoomState } from './decide.ts';

/** An arrival and who waits for its outcome. */
export interface Submission {
  readonly arrival: Arrival;
  /** After the room has shown everybody what was committed. */
  readonly settle: (outcome: Outcome | StoreFailure) => void;
}

/** What the committer knows of a room. */
export interface Committable {
  readonly state: RoomState;
  /** `decision.entries` are durable; `bytes` is what the log serves now. */
  committed(decision: Decision, bytes: number): void;
}

export class Committer {
  readonly #store: Store;
  readonly #now: () => number;
  #waiting = new Map<Committable, Submission[]>();
  /** What the commit under way is about. */
  #taken: ReadonlyMap<Committable, readonly Submission[]> = new Map();
  #running: Promise<void> | undefined;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  submit(room: Committable, submission: Submission): void {
    const others = this.#waiting.get(room);
    if (others) others.push(submission);
    else this.#waiting.set(room, [submission]);
    this.#running ??= this.#run();
  }

  /** Whether something submitted for the room has not been settled. */
  isBusy(room: Committable): boolean {
    return this.#waiting.has(room) || this.#taken.has(room);
  }

  /** When nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // After the sockets that have something to read have been read.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.size > 0) await this.#commitWaiting();
    this.#running = undefined;
  }

  async #commitWaiting(): Promise<void> {
    this.#taken = this.#waiting;
    this.#waiting = new Map();
    const now = this.#now();
    const decided: Decided[] = [];
    for (const [room, submissions] of this.#taken)
      try {
        const arrivals = submissions.map(({ arrival }) => arrival);
        decided.push({ room, submissions, decision: decide(room.state, arrivals, now) });
      } catch (error) {
        for (const { settle } of submissions) settle(broken(error));
      }
    const changed = decided.filter(({ decision }) => decision.entries.length > 0);
    const result = await this.#save(changed).catch(broken);
    if (result.type === 'saved')
      for (const [index, { room, decision }] of changed.entries())
        room.committed(decision, result.bytes[index]!);
    for (const { submissions, decision } of decided)
      for (const [index, { settle }] of submissions.entries())
        settle(result.type === 'saved' ? decision.outcomes[index]! : result);
    this.#taken = new Map();
  }

  async #save(changed: readonly Decided[]): Promise<Committed | StoreFailure> {
    if (changed.length === 0) return { type: 'saved', bytes: [] };
    return this.#store.commit(
      changed.map(({ room, decision: { entries, covers } }) => ({
        book: room.state.access.book,
        after: room.state.head,
        entries,
        covers,
      })),
    );
  }
}

interface Decided {
  readonly room: Committable;
  readonly submissions: readonly Submission[];
  readonly decision: Decision;
}

/** A bug met while deciding for one book must not stop the others. */
function broken(error: unknown): StoreFailure {
  return { type: 'cannot-save', reason: 'broken', detail: String(error) };
}
