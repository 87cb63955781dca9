/**
 * A book: a document to which everything is appended, and what is derived of it. Events stand in one
 * array; rows, which are many and belong to an event (a register's entries to their edition), in
 * another. Nothing in it is replaced or deleted, so two devices never overwrite one another.
 *
 * Invariants: all of a command's events are written in one transaction, or none; no shared type is ever
 * made inside another; whatever is read is parsed. Knows the kinds it is given by what they declare.
 * Knows nothing of storage, sealing or the network.
 */
import type * as Y from 'yjs';
import { assert } from '../base/assert.ts';
import { bounds } from '../base/bounds.ts';
import { record } from '../base/fields.ts';
import { newId, type DeviceId } from '../base/ids.ts';
import { mapAt } from '../base/map-at.ts';
import { asRecord, type StoredRecord } from '../base/stored-record.ts';
import { refused, type Author, type CommandResult, type RefusalReason } from './command.ts';
import { happened, type Derived, type Event, type Kind, type Reading } from './kind.ts';
import {
  Ledger,
  type Entry,
  type EventId,
  type Index,
  type Read,
  type UndoEvent,
} from './ledger.ts';
import { undo } from './undo.ts';
import { undoDepthMax } from './undos.ts';

/** What a book of a sort knows: its kinds, when it may be written, and what it reads besides its arrays. */
export interface BookSort {
  readonly kinds: readonly Kind<Event>[];
  /** Why nothing at all may be written into it. */
  refuse(book: Reading): RefusalReason | undefined;
  /** Why an event may not be written, where that is for more than its own kind to say. */
  refuseEvent(book: Reading, event: Event): RefusalReason | undefined;
  /** A document of an earlier shape. */
  readonly earlier: {
    /** Where it may change. */
    parts(doc: Y.Doc): readonly Y.Map<unknown>[];
    /** What it holds, as it would be appended. */
    read(doc: Y.Doc): Appended;
  };
}

/** As the document holds them. */
export interface Appended {
  readonly events: readonly StoredRecord[];
  readonly rows: readonly StoredRecord[];
}

/** An event as a command gives it. */
export type Fresh<E> = E extends Event ? Omit<E, 'id' | 'at' | 'by'> : never;

/** What a transaction brought: entries that are new or stand otherwise, and whether there are rows. */
export interface BookChange {
  readonly entries: readonly Entry<Event>[];
  readonly hasRows: boolean;
}

interface Following {
  readonly types: ReadonlySet<string>;
  readonly index: Index<Event>;
}

const anyEvent = record(happened);
/** Under which a row has the id of the event it belongs to. */
const eventOfRow = 'i';

export class Book implements Reading {
  readonly doc: Y.Doc;
  readonly events: Y.Array<unknown>;
  readonly rows: Y.Array<unknown>;
  readonly #sort: BookSort;
  readonly #kinds: ReadonlyMap<unknown, Kind<Event>>;
  /** Where in the document it may change. */
  readonly #parts: ReadonlySet<unknown>;
  readonly #listeners = new Set<(change: BookChange) => void>();
  readonly #counted = new WeakSet<Event>();
  #ledger: Ledger<Event> | undefined;
  #derived = new Map<unknown, Following>();
  #about = new Map<string, number>();
  #earlier: Appended = { events: [], rows: [] };

  /** Handles only: the document may still be empty, or arrive later. */
  constructor(doc: Y.Doc, sort: BookSort) {
    this.doc = doc;
    this.events = doc.getArray('events');
    this.rows = doc.getArray('register');
    this.#sort = sort;
    this.#parts = new Set<unknown>([this.events, this.rows, ...sort.earlier.parts(doc)]);
    this.#kinds = new Map([undo as Kind<Event>, ...sort.kinds].map((kind) => [kind.type, kind]));
  }

  /** The same object until something is deleted from the document, which no Wardbook does. */
  of<E extends Event, I extends Index<E>>(derived: Derived<E, I>): I {
    this.#follow();
    const known = this.#derived.get(derived);
    if (known) return known.index as unknown as I;
    const index = derived.begin(this);
    const types = new Set(derived.kinds.map(({ type }) => type));
    const following = { types, index: index as unknown as Index<Event> };
    this.#derived.set(derived, following);
    update(following, this.#follow().entries());
    following.index.takeRows?.(this.#earlier.rows);
    following.index.takeRows?.(this.rows.toArray());
    return index;
  }

  /** Calls after everything derived has taken in what came. Gives what ends it. */
  onChange(listener: (change: BookChange) => void): () => void {
    this.#follow();
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Appends events, all of them or none. */
  append(author: Author, fresh: readonly Fresh<Event>[]): CommandResult {
    if (this.closedFor) return refused(this.closedFor);
    if (fresh.length === 0) return refused('nothing');
    if (fresh.length > bounds.batchMax) return refused('not-allowed');
    const at = author.now();
    const made = fresh.map((each) => ({
      ...each,
      id: newId<EventId>(author.random),
      at,
      by: author.device,
    }));
    return this.appendMade(made);
  }

  /**
   * Appends events that have an id and an author already, and rows that belong to them. There may be as
   * many as there are: one is an edition of a register with its ten thousand rows.
   */
  appendMade(events: readonly Event[], rows: readonly StoredRecord[] = []): CommandResult {
    if (this.closedFor) return refused(this.closedFor);
    const stored: StoredRecord[] = [];
    for (const event of events) {
      const kind = this.#kinds.get(event.type);
      assert(kind !== undefined, 'a book knows the kinds of what is written into it');
      const reason =
        this.#sort.refuseEvent(this, event) ??
        kind.refuse?.(this, event) ??
        this.#refuseAsFull(kind, event);
      if (reason) return refused(reason);
      const written = kind.record.write(event);
      if (written === undefined) return refused('not-allowed');
      stored.push(written);
    }
    this.doc.transact(() => {
      if (rows.length > 0) this.rows.push([...rows]);
      if (stored.length > 0) this.events.push(stored);
    });
    return { type: 'done', ids: events.map(({ id }) => id) };
  }

  /** Whether it holds something in an earlier shape that was not appended yet. */
  get hasEarlierShape(): boolean {
    this.#follow();
    // Somebody else may have appended it meanwhile.
    if (isAnything(this.#earlier)) this.#earlier = this.#sort.earlier.read(this.doc);
    return isAnything(this.#earlier);
  }

  /**
   * Appends what stands in an earlier shape, for good. It has the same ids whoever does it, so that
   * several devices may; what they replace stays where it is and is read no more.
   */
  takeOver(): CommandResult {
    if (this.closedFor) return refused(this.closedFor);
    if (!this.hasEarlierShape) return refused('nothing');
    const { events, rows } = this.#earlier;
    this.doc.transact(() => {
      if (rows.length > 0) this.rows.push([...rows]);
      if (events.length > 0) this.events.push([...events]);
    });
    this.#earlier = { events: [], rows: [] };
    return { type: 'done', ids: [] };
  }

  /**
   * Takes events back, whoever wrote them and however many; they stay in the book. Undoing an undo
   * redoes.
   */
  undo(author: Author, ids: Iterable<EventId>): CommandResult {
    const undos = this.undosOf(ids);
    return undos ? this.append(author, undos) : refused('undone-too-often');
  }

  /** Undos of all of these, those that reach deeper apart from the rest. Undefined where one has no say. */
  undosOf(ids: Iterable<EventId>): Fresh<UndoEvent>[] | undefined {
    const byDepth = Map.groupBy(new Set(ids), (id) => this.undoDepthOver([id]));
    const undos: Fresh<UndoEvent>[] = [];
    for (const [depth, each] of byDepth) {
      if (depth > undoDepthMax) return undefined;
      for (let from = 0; from < each.length; from += bounds.batchMax)
        undos.push({ type: 'undo', of: each.slice(from, from + bounds.batchMax) });
    }
    return undos;
  }

  /** Why nothing can be written into it; undefined where it can. */
  get closedFor(): RefusalReason | undefined {
    return this.#sort.refuse(this);
  }

  /** Events that could not be read. They stay in the document. */
  get skipped(): number {
    return this.#follow().skipped;
  }

  /** Events of types that a newer version writes. */
  get unknown(): number {
    return this.#follow().unknown;
  }

  /** How many events were understood, each counted once. */
  get size(): number {
    return this.#follow().size;
  }

  /** Events whose id stands for something else too. */
  get clashes(): number {
    return this.#follow().clashes;
  }

  /** What stands under an id; the first of several. */
  event(id: EventId): Event | undefined {
    return this.#follow().all(id)[0];
  }

  /** The same, where it is of this kind. */
  eventOf<E extends Event>(kind: Kind<E>, id: EventId): E | undefined {
    const event = this.event(id);
    return event?.type === kind.type ? (event as E) : undefined;
  }

  isUndone(id: EventId): boolean {
    return this.#follow().isUndone(id);
  }

  /** All that was understood, and whether it stands; undos are not among it. */
  entries(): Entry<Event>[] {
    return this.#follow().entries();
  }

  /** All that takes something back, in no order. */
  undos(): UndoEvent[] {
    return this.#follow().undos();
  }

  /** The undos that stand and name an event. */
  undosOver(id: EventId): UndoEvent[] {
    return this.#follow().undosOver(id);
  }

  /** How far down an undo of these would reach: beyond `undoDepthMax` it has no say. */
  undoDepthOver(ids: readonly EventId[]): number {
    return this.#follow().undoDepthOver(ids);
  }

  /** How an event's kind is declared. */
  kindOf(event: Event): Kind<Event> | undefined {
    return this.#kinds.get(event.type);
  }

  /** Which devices put an event into the document: each under client ids of its own, as `by` or `via`. */
  carriers(): ReadonlyMap<EventId, ReadonlySet<DeviceId>> {
    const carriers = new Map<EventId, Set<DeviceId>>();
    for (const stored of this.events.toArray()) {
      const { id, by, via } = anyEvent.parse(stored) ?? {};
      const carrier = via ?? by;
      if (id && carrier) mapAt(carriers, id, () => new Set()).add(carrier);
    }
    return carriers;
  }

  /** These events and what belongs to them, as the document holds them. */
  stored(ids: ReadonlySet<string>): Appended {
    this.#follow();
    const named = (all: readonly unknown[], key: string) =>
      all.flatMap((each) => {
        const found = asRecord(each);
        return found && ids.has(String(found[key])) ? [found] : [];
      });
    const { events, rows } = this.#earlier;
    return {
      events: named([...events, ...this.events.toArray()], 'id'),
      rows: named([...rows, ...this.rows.toArray()], eventOfRow),
    };
  }

  /**
   * Appends what another document of this book holds, as it stands there. `by` stays who recorded it,
   * and `via` says who has brought it.
   */
  bring(author: Author, { events, rows }: Appended): CommandResult {
    if (this.closedFor) return refused(this.closedFor);
    const via = author.device;
    const brought = events.map((event) => (event['by'] === via ? event : { ...event, via }));
    if (!brought.every((event) => this.#parse(event).type === 'event'))
      return refused('not-allowed');
    this.doc.transact(() => {
      if (rows.length > 0) this.rows.push([...rows]);
      if (brought.length > 0) this.events.push(brought);
    });
    return { type: 'done', ids: brought.map((event) => event['id'] as EventId) };
  }

  #refuseAsFull(kind: Kind<Event>, event: Event): RefusalReason | undefined {
    const subject = kind.subject?.(event);
    if (subject === undefined || kind.isAlwaysTaken?.(event)) return undefined;
    this.#follow();
    return (this.#about.get(subject) ?? 0) < bounds.eventsAboutMax ? undefined : 'record-full';
  }

  /** From the first time that something is asked of it. */
  #follow(): Ledger<Event> {
    if (this.#ledger) return this.#ledger;
    this.doc.on('afterTransaction', (transaction) => this.#take(transaction));
    return this.#read();
  }

  #read(): Ledger<Event> {
    this.#ledger = new Ledger();
    this.#derived = new Map();
    this.#about = new Map();
    this.#earlier = this.#sort.earlier.read(this.doc);
    this.#add(this.#ledger, this.#earlier.events);
    this.#add(this.#ledger, this.events.toArray());
    return this.#ledger;
  }

  /** What a whole transaction brought, so that nobody is told of rows without their event. */
  #take(transaction: Y.Transaction): void {
    const changed = [...transaction.changed.keys()].filter((part) => this.#parts.has(part));
    if (changed.length === 0) return;
    const isEarlier = changed.some((part) => part !== this.events && part !== this.rows);
    const events = insertedInto(this.events, transaction);
    const rows = insertedInto(this.rows, transaction);
    if (isEarlier || events === undefined || rows === undefined)
      return this.#tell({ entries: this.#read().entries(), hasRows: true });
    const entries = this.#add(this.#ledger!, events);
    for (const following of this.#derived.values()) {
      following.index.takeRows?.(rows);
      update(following, entries);
    }
    this.#tell({ entries, hasRows: rows.length > 0 });
  }

  #add(ledger: Ledger<Event>, stored: readonly unknown[]): Entry<Event>[] {
    const entries = ledger.add(stored.map((each) => this.#parse(each)));
    this.#count(entries);
    return entries;
  }

  #tell(change: BookChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #count(entries: readonly Entry<Event>[]): void {
    for (const { event } of entries) {
      if (this.#counted.has(event)) continue;
      this.#counted.add(event);
      const subject = this.#kinds.get(event.type)?.subject?.(event);
      if (subject !== undefined) this.#about.set(subject, (this.#about.get(subject) ?? 0) + 1);
    }
  }

  /** Total: anything at all is an event, one of a newer version, or bad. */
  #parse(stored: unknown): Read<Event | UndoEvent> {
    const type = asRecord(stored)?.['t'];
    const kind = this.#kinds.get(type);
    if (kind === undefined)
      return { type: typeof type === 'string' && anyEvent.parse(stored) ? 'unknown' : 'bad' };
    const event = kind.record.parse(stored);
    if (event === undefined) return { type: 'bad' };
    // Brought by several, it is still one event: who brought it says nothing of what happened.
    const { via: _via, ...said } = event;
    return { type: 'event', event: said };
  }
}

function update({ types, index }: Following, entries: readonly Entry<Event>[]): void {
  const own = entries.filter(({ event }) => types.has(event.type));
  if (own.length > 0) index.update(own);
}

function isAnything({ events, rows }: Appended): boolean {
  return events.length > 0 || rows.length > 0;
}

/** undefined when something was deleted: no Wardbook does that, but a member's device could. */
function insertedInto(part: Y.Array<unknown>, transaction: Y.Transaction): unknown[] | undefined {
  const change = transaction.changedParentTypes.get(part)?.find(({ target }) => target === part);
  const { delta } = change?.changes ?? { delta: [] };
  if (delta.some((step) => step.delete !== undefined)) return undefined;
  return delta.flatMap((step) => (Array.isArray(step.insert) ? (step.insert as unknown[]) : []));
}
