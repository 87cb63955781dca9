/**
 * All that was appended to a book, as entries: each event once, with whether it stands. What shows of
 * it is worked out by indexes, which are given every entry that is new or whose standing has changed.
 *
 * Invariants: the order in which events are fed does not matter, nor does feeding one twice; fed one by
 * one they give what they give together. Two contents under one id (a fault, or a hostile device) are
 * both kept, and counted as clashes; what is said of the id is said of both. Knows no kind of event but
 * the undo.
 */
import type { Brand, DeviceId } from '../base/ids.ts';
import { Undos } from './undos.ts';

export type EventId = Brand<string, 'EventId'>;

export interface Happened {
  readonly id: EventId;
  /** Milliseconds since 1970 on the author's clock, which may be wrong. */
  readonly at: number;
  /** Who recorded it. */
  readonly by: DeviceId;
  /** Who carried it here, from another book or a file. */
  readonly via?: DeviceId;
}

export interface UndoEvent extends Happened {
  readonly type: 'undo';
  readonly of: readonly EventId[];
}

export interface Entry<E> {
  readonly event: E;
  /** Present when the event was taken back: who did, and when. */
  readonly undone?: { readonly undo: EventId; readonly by: DeviceId; readonly at: number };
}

/** What is derived from the entries. */
export interface Index<E> {
  /**
   * Takes in entries that are new or whose standing has changed. The result depends neither on the
   * order of entries and calls nor on an entry coming twice: the last one for an event counts.
   */
  update(entries: readonly Entry<E>[]): void;
}

/** What was read out of a document: an event, one of a newer version's kinds, or nothing readable. */
export type Read<E> =
  | { readonly type: 'event'; readonly event: E }
  | { readonly type: 'unknown' }
  | { readonly type: 'bad' };

/** `E`: the events of a book but for its undos. */
export class Ledger<E extends Happened & { readonly type: string }> {
  readonly #parse: (stored: unknown) => Read<E | UndoEvent>;
  readonly #indexes: readonly Index<E>[];
  readonly #events = new Map<EventId, readonly (E | UndoEvent)[]>();
  #undos = new Undos<EventId>();
  #size = 0;
  #clashes = 0;
  #skipped = 0;
  #unknown = 0;

  /** `parse` gives equal events with equal JSON. `indexes` follow, in their order. */
  constructor(parse: (stored: unknown) => Read<E | UndoEvent>, indexes: readonly Index<E>[]) {
    this.#parse = parse;
    this.#indexes = indexes;
  }

  /** Takes in stored events, in any order. */
  add(stored: Iterable<unknown>): void {
    const changed = new Set<E | UndoEvent>();
    for (const each of stored) {
      const read = this.#parse(each);
      if (read.type === 'bad') this.#skipped += 1;
      else if (read.type === 'unknown') this.#unknown += 1;
      else if (this.#keep(read.event)) changed.add(read.event);
    }
    for (const id of this.#settle(changed)) for (const event of this.all(id)) changed.add(event);
    const entries: Entry<E>[] = [];
    for (const event of changed) if (!isUndo(event)) entries.push(this.#entry(event));
    if (entries.length > 0) for (const index of this.#indexes) index.update(entries);
  }

  /** Events that were understood, each once. */
  get size(): number {
    return this.#size;
  }

  /** Events under an id that has another content too. */
  get clashes(): number {
    return this.#clashes;
  }

  /** Records that could not be read. They stay in the document. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Events of types that a newer version writes. */
  get unknown(): number {
    return this.#unknown;
  }

  /** What stands under an id: one event, or nothing, or several that claim it. */
  all(id: EventId): readonly (E | UndoEvent)[] {
    return this.#events.get(id) ?? [];
  }

  isUndone(id: EventId): boolean {
    return this.#undos.undoneBy(id) !== undefined;
  }

  /** Whether undoing these would have a say: see `undoDepthMax`. */
  undoDepthOver(ids: readonly EventId[]): number {
    return this.#undos.depthOver(ids);
  }

  /** False when it is there already. */
  #keep(event: E | UndoEvent): boolean {
    const present = this.all(event.id);
    if (present.length > 0) {
      const text = JSON.stringify(event);
      if (present.some((each) => JSON.stringify(each) === text)) return false;
      this.#clashes += 1;
    }
    this.#events.set(event.id, [...present, event]);
    this.#size += 1;
    return true;
  }

  /** Gives the ids whose standing may have changed. */
  #settle(added: ReadonlySet<E | UndoEvent>): Iterable<EventId> {
    // Under the id of something else an undo has no say, or who undoes that would undo what it names.
    const isUndoOnly = ({ id }: Happened) => this.all(id).every(isUndo);
    const hasLostSay = [...added].some((event) => this.#undos.has(event.id) && !isUndoOnly(event));
    if (hasLostSay) this.#undos = new Undos();
    const undos = hasLostSay ? [...this.#events.keys()].flatMap((id) => this.all(id)) : added;
    for (const event of undos)
      if (isUndo(event) && isUndoOnly(event)) this.#undos.add(event.id, event.of);
    const settled = this.#undos.settle();
    return hasLostSay ? this.#events.keys() : settled;
  }

  #entry(event: E): Entry<E> {
    const undo = this.#undos.undoneBy(event.id);
    if (undo === undefined) return { event };
    // Of several under one id the earliest said it, whatever order they came in.
    const [first] = this.all(undo).toSorted((a, b) => a.at - b.at || (a.by < b.by ? -1 : 1));
    return { event, undone: { undo, by: first!.by, at: first!.at } };
  }
}

function isUndo(event: { readonly type: string }): event is UndoEvent {
  return event.type === 'undo';
}
