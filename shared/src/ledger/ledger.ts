/**
 * All that was appended to a book, as entries: each event once, with whether it stands. What shows of
 * it is worked out by indexes, which are given every entry that is new or whose standing has changed.
 *
 * Invariants: the order in which events are fed does not matter, nor does feeding one twice; fed one by
 * one they give what they give together. Two contents under one id (a fault, or a hostile device) are
 * both kept, and counted as clashes; what is said of the id is said of both. Knows no kind of event but
 * the undo.
 */
import type { DeviceId, RecordId } from '../base/ids.ts';
import { newestFirst } from './heads.ts';
import { Undos } from './undos.ts';

export type EventId = RecordId<'EventId'>;

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
  /** Takes in rows, as they are stored, under the same rules. Without it an index is given none. */
  takeRows?(stored: readonly unknown[]): void;
}

/** What was read out of a document: an event, one of a newer version's kinds, or nothing readable. */
export type Read<E> =
  | { readonly type: 'event'; readonly event: E }
  | { readonly type: 'unknown' }
  | { readonly type: 'bad' };

/** What stands under one id: one event, unless several claim it. */
interface Slot<E> {
  readonly events: E[];
  /** The earliest, by its clock. */
  first: E;
  /** Under the id of something else an undo has no say. */
  isUndoOnly: boolean;
  /** What they say, once there are several. */
  texts?: Set<string>;
}

/** `E`: the events of a book but for its undos. */
export class Ledger<E extends Happened & { readonly type: string }> {
  readonly #slots = new Map<EventId, Slot<E | UndoEvent>>();
  #undos = new Undos<EventId>();
  #size = 0;
  #clashes = 0;
  #skipped = 0;
  #unknown = 0;

  /**
   * Takes in what was read, in any order; equal events have equal JSON. Gives the entries that are new
   * or stand otherwise now.
   */
  add(read: Iterable<Read<E | UndoEvent>>): Entry<E>[] {
    const changed = new Set<E | UndoEvent>();
    for (const each of read) {
      if (each.type === 'bad') this.#skipped += 1;
      else if (each.type === 'unknown') this.#unknown += 1;
      else if (this.#keep(each.event)) changed.add(each.event);
    }
    const stale = new Set([...this.#settle(changed), ...this.#undoneByAnother(changed)]);
    for (const id of stale) for (const event of this.all(id)) changed.add(event);
    const entries: Entry<E>[] = [];
    for (const event of changed) if (!isUndo(event)) entries.push(this.#entry(event));
    return entries;
  }

  /** All entries as they are now. */
  entries(): Entry<E>[] {
    const entries: Entry<E>[] = [];
    for (const { events } of this.#slots.values())
      for (const event of events) if (!isUndo(event)) entries.push(this.#entry(event));
    return entries;
  }

  /** All that takes something back, in no order. */
  undos(): UndoEvent[] {
    return [...this.#slots.values()].flatMap(({ events }) => events.filter(isUndo));
  }

  /** The undos that stand and name an event. */
  undosOver(id: EventId): UndoEvent[] {
    return this.#undos.standingOver(id).flatMap((undo) => this.all(undo).filter(isUndo));
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
    return this.#slots.get(id)?.events ?? [];
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
    const slot = this.#slots.get(event.id);
    if (!slot) {
      const isUndoOnly = isUndo(event);
      this.#slots.set(event.id, { events: [event], first: event, isUndoOnly });
      this.#size += 1;
      return true;
    }
    slot.texts ??= new Set([JSON.stringify(slot.first)]);
    const text = JSON.stringify(event);
    if (slot.texts.has(text)) return false;
    slot.texts.add(text);
    slot.events.push(event);
    slot.isUndoOnly &&= isUndo(event);
    if (newestFirst(slot.first, event) < 0) slot.first = event;
    this.#clashes += 1;
    this.#size += 1;
    return true;
  }

  /** Gives the ids whose standing may have changed. */
  #settle(added: ReadonlySet<E | UndoEvent>): Iterable<EventId> {
    // Else whoever undoes what stands under that id would undo what such an undo names.
    const hasSay = ({ id }: Happened) => this.#slots.get(id)!.isUndoOnly;
    const hasLostSay = [...added].some((event) => this.#undos.has(event.id) && !hasSay(event));
    if (hasLostSay) this.#undos = new Undos();
    const undos = hasLostSay ? [...this.#slots.values()].flatMap(({ events }) => events) : added;
    for (const event of undos)
      if (isUndo(event) && hasSay(event)) this.#undos.add(event.id, event.of);
    const settled = this.#undos.settle();
    return hasLostSay ? this.#slots.keys() : settled;
  }

  /** What is undone under an id that others claim too: who undid it may be another one now. */
  #undoneByAnother(added: ReadonlySet<E | UndoEvent>): Set<EventId> {
    const claimed = new Set<Slot<E | UndoEvent>>();
    for (const event of added) {
      const slot = this.#slots.get(event.id)!;
      if (slot.first === event && slot.events.length > 1) claimed.add(slot);
    }
    const undone = new Set<EventId>();
    for (const { events } of claimed)
      for (const event of events) if (isUndo(event)) for (const id of event.of) undone.add(id);
    return undone;
  }

  #entry(event: E): Entry<E> {
    const undo = this.#undos.undoneBy(event.id);
    if (undo === undefined) return { event };
    const { by, at } = this.#slots.get(undo)!.first;
    return { event, undone: { undo, by, at } };
  }
}

function isUndo(event: { readonly type: string }): event is UndoEvent {
  return event.type === 'undo';
}
