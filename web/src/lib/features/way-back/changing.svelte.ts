/** Two books beside one another: worked out again when anything at all is written into the open one. */
import type { Book } from '@wardbook/shared/ledger/book';

export class Changing {
  #version = $state(0);
  readonly #book: () => Book;

  /** In a component, which ends it. */
  constructor(book: () => Book) {
    this.#book = book;
    $effect(() => book().onChange(() => (this.#version += 1)));
  }

  get book(): Book {
    void this.#version;
    return this.#book();
  }
}
