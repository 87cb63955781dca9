/**
 * What a book's events add up to: for each person and each thing remembered. Whom events are about may
 * not be in the register (yet); who was taken in under several ids is one person here.
 */
import { memoryIndex, type MemoryItem } from '../kinds/memory/memory-index.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import type { Reading } from '../ledger/kind.ts';
import { peopleIndex } from './people-index.ts';
import type { PersonHistory } from './person-history.ts';

export class History {
  readonly #book: Reading;
  #asked: { readonly of: ReadonlySet<PersonId>; readonly ids: ReadonlySet<PersonId> } | undefined;

  constructor(book: Reading) {
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

  /** Who was spoken to or refused. The same set until its members change. */
  get askedIds(): ReadonlySet<PersonId> {
    const { aliases } = this.#book.of(registerIndex);
    const { askedIds: of } = this.#book.of(peopleIndex);
    if (aliases.size === 0) return of;
    const ids = new Set([...of].map((id) => aliases.get(id) ?? id));
    const isSame = this.#asked?.of === of && this.#asked.ids.size === ids.size;
    if (!isSame) this.#asked = { of, ids };
    return this.#asked!.ids;
  }

  /** What the ward knows: the last changed first. Items whose every version was undone are gone. */
  memory(): readonly MemoryItem[] {
    return this.#book.of(memoryIndex).items();
  }
}
