/**
 * One of many as a rune: whoever reads it is worked out again when that one is another than before, and
 * not when its neighbours change. Doesn't know what they are; they are compared by identity.
 */
import { createSubscriber } from 'svelte/reactivity';

export class Subjects<Key, Value> {
  readonly #read: (key: Key) => Value;
  /** Only those that somebody reads now. */
  readonly #followed = new Map<Key, () => void>();
  readonly #looks = new Map<Key, () => void>();

  constructor(read: (key: Key) => Value) {
    this.#read = read;
  }

  get(key: Key): Value {
    if ($effect.tracking()) this.#subscriber(key)();
    return this.#read(key);
  }

  /** To be called when any of them may have changed. */
  changed(): void {
    for (const look of this.#looks.values()) look();
  }

  #subscriber(key: Key): () => void {
    const known = this.#followed.get(key);
    if (known) return known;
    const subscribe = createSubscriber((update) => {
      let seen = this.#read(key);
      this.#looks.set(key, () => {
        const value = this.#read(key);
        if (value === seen) return;
        seen = value;
        update();
      });
      return () => {
        this.#looks.delete(key);
        this.#followed.delete(key);
      };
    });
    this.#followed.set(key, subscribe);
    return subscribe;
  }
}
