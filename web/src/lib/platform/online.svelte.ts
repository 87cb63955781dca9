// Owns one fact: whether the browser believes that there is a network.
// Invariant: `current` is reactive and costs nothing while nobody looks at it.
// Doesn't know whether a relay answers; only a receipt tells that.
import { createSubscriber } from 'svelte/reactivity';

export class Online {
  readonly #window: Window;
  readonly #subscribe: () => void;

  constructor(view: Window = window) {
    this.#window = view;
    this.#subscribe = createSubscriber((update) => {
      view.addEventListener('online', update);
      view.addEventListener('offline', update);
      return () => {
        view.removeEventListener('online', update);
        view.removeEventListener('offline', update);
      };
    });
  }

  /** False is certain ("no network"); true only means that one may exist. */
  get current(): boolean {
    this.#subscribe();
    return this.#window.navigator.onLine;
  }
}
