/**
 * The book's events as what they add up to: for each person and each thing remembered. Knows nothing
 * of electors: whom the events are about may not be in the book (yet).
 */
import type { YArrayEvent } from 'yjs';
import { Ledger, type EventId } from '../ledger/ledger.ts';
import { undoDepthMax } from '../ledger/undos.ts';
import { MemoryIndex, type MemoryItem } from './memory-index.ts';
import { parseEvent } from './events.ts';
import { PeopleIndex } from './people-index.ts';
import type { PersonEvent, PersonHistory } from './person-history.ts';
import type { MemoryId, PersonId } from './schema.ts';
import type { BookEvent, MemoryEvent } from './events.ts';

export class History {
  readonly #people = new PeopleIndex();
  readonly #memory = new MemoryIndex();
  readonly #ledger = new Ledger<PersonEvent | MemoryEvent>(parseEvent, [
    this.#people,
    this.#memory,
  ]);

  /** `stored`: the events array as it is in the document. */
  static of(stored: Iterable<unknown>): History {
    const history = new History();
    history.add(stored);
    return history;
  }

  /** Takes in stored events that were inserted, in any order. */
  add(stored: Iterable<unknown>): void {
    this.#ledger.add(stored);
  }

  /** Events that could not be read. They stay in the document. */
  get skipped(): number {
    return this.#ledger.skipped;
  }

  /** Events of types that a newer version writes. */
  get unknown(): number {
    return this.#ledger.unknown;
  }

  /** How many events were understood, each counted once. */
  get size(): number {
    return this.#ledger.size;
  }

  /** Events whose id stands for something else too. */
  get clashes(): number {
    return this.#ledger.clashes;
  }

  /** What stands under an id; the first of several. */
  event(id: EventId): BookEvent | undefined {
    return this.#ledger.all(id)[0];
  }

  isUndone(id: EventId): boolean {
    return this.#ledger.isUndone(id);
  }

  /** Whether taking these back would count: see `undoDepthMax`. */
  mayUndo(ids: readonly EventId[]): boolean {
    return this.#ledger.undoDepthOver(ids) <= undoDepthMax;
  }

  /** How many events there are about somebody or something, whether they stand or not. */
  countAbout(subject: PersonId | MemoryId): number {
    return this.#people.countAbout(subject) + this.#memory.countAbout(subject);
  }

  /** The same object until something about this person changes. */
  person(id: PersonId): PersonHistory {
    return this.#people.person(id);
  }

  /** Everybody about whom there is any event. */
  people(): PersonId[] {
    return this.#people.people();
  }

  /** Who was spoken to or refused. The same set until its members change. */
  get askedIds(): ReadonlySet<PersonId> {
    return this.#people.askedIds;
  }

  /** What the ward knows: the last changed first. Items whose every version was undone are gone. */
  memory(): readonly MemoryItem[] {
    return this.#memory.items();
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
