/** Does one thing after another. Doesn't know what the things are. */

export class Queue {
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /**
   * Begins `act` when all that was asked for before is over, and ends as `act` does. One that fails
   * fails for whoever asked for it, and stops nothing that follows. Undefined, and never begun, where
   * the queue is closed before its turn comes.
   */
  run<T>(act: () => Promise<T>): Promise<T | undefined> {
    const done = this.#last.then(() => (this.#isClosed ? undefined : act()));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves once all that was asked for so far is over. */
  async over(): Promise<void> {
    await this.#last;
  }

  /** Begins nothing any more. Resolves once what is under way is over. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.over();
  }
}
