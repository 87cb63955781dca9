/**
 * The book's events as what they add up to: for each person and each thing remembered.
 *
 * Invariants: the order in which events are fed does not matter, nor does feeding one twice; fed
 * one by one they give what they give together. Feeding costs as much as what is new; what follows
 * from it is worked out for the people it touches, when asked. Knows nothing of electors: whom the
 * events are about may not be in the book (yet).
 */
import type { YArrayEvent } from 'yjs';
import { heads, newestFirst } from './heads.ts';
import { parseEvent } from './parse-event.ts';
import { PersonHistory, type PersonEvent, type TimelineEntry } from './person-history.ts';
import type { BookEvent, EventId, MemoryEvent, MemoryId, PersonId } from './schema.ts';
import { undoneBy } from './standing.ts';

export interface MemoryItem {
  readonly item: MemoryId;
  /** The newest head: what to show. */
  readonly current: MemoryEvent;
  /** What a change should name in `over`. Newest first. */
  readonly heads: readonly MemoryEvent[];
  /** Present when two people changed it at the same time: show both. */
  readonly conflict?: readonly MemoryEvent[];
}

/** What a batch of events touched, for those who show it. */
export interface Touched {
  readonly people: ReadonlySet<PersonId>;
  readonly memory: ReadonlySet<MemoryId>;
}

const nothingKnown = new PersonHistory([]);

export class History {
  readonly #events = new Map<EventId, BookEvent>();
  readonly #undosOf = new Map<EventId, Set<EventId>>();
  readonly #people = new Map<PersonId, Map<EventId, PersonEvent>>();
  readonly #memory = new Map<MemoryId, Map<EventId, MemoryEvent>>();
  readonly #derived = new Map<PersonId, PersonHistory>();
  readonly #stale = new Set<PersonId>();
  #items: readonly MemoryItem[] | undefined;
  #asked: ReadonlySet<PersonId> = new Set();
  #skipped = 0;
  #unknown = 0;

  /** `stored`: the events array as it is in the document. */
  static of(stored: Iterable<unknown>): History {
    const history = new History();
    history.add(stored);
    return history;
  }

  /** Takes in stored events that were inserted, in any order. */
  add(stored: Iterable<unknown>): Touched {
    const people = new Set<PersonId>();
    const memory = new Set<MemoryId>();
    for (const each of stored) {
      const read = parseEvent(each);
      if (read.type === 'bad') this.#skipped += 1;
      else if (read.type === 'unknown') this.#unknown += 1;
      else this.#take(read.event, people, memory);
    }
    for (const person of people) this.#stale.add(person);
    if (memory.size > 0) this.#items = undefined;
    return { people, memory };
  }

  /** Events that could not be read. They stay in the document. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Events of types that a newer version writes. */
  get unknown(): number {
    return this.#unknown;
  }

  /** How many events were understood, each counted once. */
  get size(): number {
    return this.#events.size;
  }

  event(id: EventId): BookEvent | undefined {
    return this.#events.get(id);
  }

  isUndone(id: EventId): boolean {
    return undoneBy(id, this.#undos) !== undefined;
  }

  /** The same object until something about this person changes. */
  person(id: PersonId): PersonHistory {
    this.#refresh();
    return this.#derived.get(id) ?? nothingKnown;
  }

  /** Everybody about whom there is any event. */
  people(): PersonId[] {
    return [...this.#people].flatMap(([person, events]) => (events.size > 0 ? [person] : []));
  }

  /** Who was spoken to or refused. The same set until its members change. */
  get askedIds(): ReadonlySet<PersonId> {
    this.#refresh();
    return this.#asked;
  }

  /** What the ward knows: the last changed first. Items whose every version was undone are gone. */
  memory(): readonly MemoryItem[] {
    this.#items ??= [...this.#memory]
      .flatMap(([item, versions]) => this.#memoryItem(item, versions))
      .sort((a, b) => newestFirst(a.current, b.current));
    return this.#items;
  }

  readonly #undos = (id: EventId) => this.#undosOf.get(id);

  #take(event: BookEvent, people: Set<PersonId>, memory: Set<MemoryId>): void {
    const present = this.#events.get(event.id);
    if (present !== undefined) {
      // Two events under one id: only a fault or a hostile member. All devices keep the same one.
      if (JSON.stringify(present) <= JSON.stringify(event)) return;
      this.#leave(present, people, memory);
    }
    this.#events.set(event.id, event);
    if (event.type === 'undo') {
      for (const id of event.of) mapAt(this.#undosOf, id, () => new Set<EventId>()).add(event.id);
    } else if (event.type === 'memory') {
      mapAt(this.#memory, event.item, () => new Map()).set(event.id, event);
    } else {
      mapAt(this.#people, event.person, () => new Map()).set(event.id, event);
    }
    this.#touch(event, people, memory);
  }

  #leave(event: BookEvent, people: Set<PersonId>, memory: Set<MemoryId>): void {
    this.#touch(event, people, memory);
    this.#events.delete(event.id);
    if (event.type === 'undo') for (const id of event.of) this.#undosOf.get(id)?.delete(event.id);
    else if (event.type === 'memory') this.#memory.get(event.item)?.delete(event.id);
    else this.#people.get(event.person)?.delete(event.id);
  }

  /** Notes whom an event concerns: for an undo, everything below it. */
  #touch(event: BookEvent, people: Set<PersonId>, memory: Set<MemoryId>): void {
    const below = new Set<EventId>([event.id]);
    for (const id of below) {
      const each = this.#events.get(id);
      if (each === undefined) continue;
      if (each.type === 'undo') for (const further of each.of) below.add(further);
      else if (each.type === 'memory') memory.add(each.item);
      else people.add(each.person);
    }
  }

  #refresh(): void {
    if (this.#stale.size === 0) return;
    const asked = new Set(this.#asked);
    let changed = false;
    for (const person of this.#stale) {
      const events = this.#people.get(person)?.values() ?? [];
      const derived = new PersonHistory([...events].map((event) => this.#entry(event)));
      this.#derived.set(person, derived);
      if (derived.asked === asked.has(person)) continue;
      changed = true;
      if (derived.asked) asked.add(person);
      else asked.delete(person);
    }
    this.#stale.clear();
    if (changed) this.#asked = asked;
  }

  #entry(event: PersonEvent): TimelineEntry {
    const id = undoneBy(event.id, this.#undos);
    const undo = id && this.#events.get(id);
    return undo ? { event, undone: { undo: undo.id, by: undo.by, at: undo.at } } : { event };
  }

  #memoryItem(item: MemoryId, versions: ReadonlyMap<EventId, MemoryEvent>): MemoryItem[] {
    const standing = [...versions.values()].filter((event) => !this.isUndone(event.id));
    const current = heads(standing);
    const [first] = current;
    if (first === undefined) return [];
    return [
      { item, current: first, heads: current, ...(current.length > 1 && { conflict: current }) },
    ];
  }
}

/**
 * What a change to the events array means for a History that follows it: the events to add, or
 * 'rebuild' when something was deleted (no Wardbook does that, but a member's device could).
 */
export function insertedEvents(change: YArrayEvent<unknown>): unknown[] | 'rebuild' {
  const { delta } = change.changes;
  if (delta.some((part) => part.delete !== undefined)) return 'rebuild';
  return delta.flatMap((part) => (Array.isArray(part.insert) ? (part.insert as unknown[]) : []));
}

function mapAt<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = create();
  map.set(key, made);
  return made;
}
