/**
 * What a book's events add up to: for each person and each thing remembered. Whom events are about may
 * not be in the register (yet); who was taken in under several ids is one person here.
 */
import { memoryIndex, type MemoryItem } from '../kinds/memory/memory-index.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import type { Book, BookChange } from '../ledger/book.ts';
import { peopleIndex } from './people-index.ts';
import type { PersonHistory } from './person-history.ts';

/** The kinds that it rests on. */
const kinds = [...peopleIndex.kinds, ...memoryIndex.kinds, ...registerIndex.kinds];
const types = new Set<string>(kinds.map(({ type }) => type));

/** Whether a history says something else after this. What could not be read counts too. */
export function changesHistory({ entries, hasRows }: BookChange): boolean {
  return hasRows || entries.length === 0 || entries.some(({ event }) => types.has(event.type));
}

export class History {
  readonly #book: Book;

  constructor(book: Book) {
    this.#book = book;
  }

  /** The same object until something about this person changes. */
  person(id: PersonId): PersonHistory {
    return this.#book.of(peopleIndex).person(this.#book.of(registerIndex).idsOf(id));
  }

  /** Everybody about whom there is any event. */
  people(): PersonId[] {
    const { aliases } = this.#book.of(registerIndex);
    const people = this.#book.of(peopleIndex).people();
    return [...new Set(people.map((id) => aliases.get(id) ?? id))];
  }

  /** What the ward knows: the last changed first. Items whose every version was undone are gone. */
  memory(): readonly MemoryItem[] {
    return this.#book.of(memoryIndex).items();
  }
}
