// Owns the one act that can be taken back just now.
// Invariant: at most one offer at a time; a new act replaces the offer before it.
// Doesn't know what the act was, nor how long the offer is shown (UndoBar does).

export interface UndoOffer {
  /** Different for every offer, so that the bar starts its time again. */
  readonly id: number;
  /** What was done: "Not in, 3 people at 12 Elm Street". */
  readonly words: string;
  /** Takes it back; left out where there is only something to say. */
  readonly undo?: () => void;
}

export class UndoOffers {
  #current = $state.raw<UndoOffer | null>(null);
  #count = 0;

  get current(): UndoOffer | null {
    return this.#current;
  }

  offer(words: string, undo?: () => void): void {
    this.#count += 1;
    this.#current = { id: this.#count, words, undo };
  }

  dismiss(): void {
    this.#current = null;
  }
}
