/** An open book as runes, kind by kind: codes that change show nobody's name anew. */
import { mapAt } from '@wardbook/shared/base/map-at';
import type { Book } from '@wardbook/shared/ledger/book';
import type { Derived, Event, Reading } from '@wardbook/shared/ledger/kind';
import type { Index } from '@wardbook/shared/ledger/ledger';
import { createSubscriber } from 'svelte/reactivity';

export class FollowedBook implements Reading {
  readonly #book: Book;
  readonly #followed = new Map<unknown, () => void>();

  constructor(book: Book) {
    this.#book = book;
  }

  /** Whoever asks is worked out again when something changes of the kinds that it rests on. */
  of<E extends Event, I extends Index<E>>(derived: Derived<E, I>): I {
    mapAt(this.#followed, derived, () => this.#follow(derived.kinds.map(({ type }) => type)))();
    return this.#book.of(derived);
  }

  #follow(kinds: readonly string[]): () => void {
    const types = new Set(kinds);
    return createSubscriber((update) =>
      this.#book.onChange(({ entries }) => {
        if (entries.some(({ event }) => types.has(event.type))) update();
      }),
    );
  }
}
