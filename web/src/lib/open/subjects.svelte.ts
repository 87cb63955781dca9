/**
 * Each person's record as a rune: whoever reads it is worked out again when it is another than before,
 * and not when their neighbours' are. Records are compared by identity.
 */
import { changesHistory, type History } from '@wardbook/shared/find/history';
import type { PersonHistory } from '@wardbook/shared/find/person-history';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import type { Book } from '@wardbook/shared/ledger/book';
import { createSubscriber } from 'svelte/reactivity';

export class Subjects {
  readonly #history: History;
  /** Only those that somebody reads now. */
  readonly #followed = new Map<PersonId, () => void>();
  readonly #looks = new Map<PersonId, () => void>();
  /** Follows the book no more. */
  readonly stop: () => void;

  constructor(book: Book, history: History) {
    this.#history = history;
    this.stop = book.onChange((change) => {
      if (changesHistory(change)) for (const look of this.#looks.values()) look();
    });
  }

  person(id: PersonId): PersonHistory {
    if ($effect.tracking()) this.#subscriber(id)();
    return this.#history.person(id);
  }

  #subscriber(id: PersonId): () => void {
    const known = this.#followed.get(id);
    if (known) return known;
    const subscribe = createSubscriber((update) => {
      let seen = this.#history.person(id);
      this.#looks.set(id, () => {
        const record = this.#history.person(id);
        if (record === seen) return;
        seen = record;
        update();
      });
      return () => {
        this.#looks.delete(id);
        this.#followed.delete(id);
      };
    });
    this.#followed.set(id, subscribe);
    return subscribe;
  }
}
