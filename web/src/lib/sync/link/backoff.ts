/**
 * When a link that lost its connection may open a socket again: after a random time, from a span that
 * doubles with each try up to a longest, so that the devices of a relay that went away do not all come
 * back in one second ("full jitter"). Knows nothing of sockets.
 */

export interface ReconnectRule {
  /** Before the first try: at most so long, ms. */
  readonly baseMs: number;
  /** Before any try: at most so long, ms. */
  readonly capMs: number;
  /** 0 up to but not including 1. */
  readonly chance: () => number;
}

export const usualReconnect: ReconnectRule = {
  baseMs: 1_000,
  capMs: 60_000,
  chance: Math.random,
};

export class Backoff {
  readonly #rule: ReconnectRule;
  #tries = 0;
  #mustWait = false;

  constructor(rule: ReconnectRule) {
    this.#rule = rule;
  }

  /** A connection, or the attempt at one, has ended. */
  lost(): void {
    this.#mustWait = true;
  }

  /** A connection is of use: should it end, begin with the shortest span. */
  lived(): void {
    this.#tries = 0;
  }

  /** Somebody asks for the next socket now. */
  skip(): void {
    this.#mustWait = false;
  }

  /** How long the next socket is to be waited for, ms. Each call is one more try. */
  nextMs(): number {
    if (!this.#mustWait) return 0;
    const { baseMs, capMs, chance } = this.#rule;
    return chance() * Math.min(capMs, baseMs * 2 ** this.#tries++);
  }
}
