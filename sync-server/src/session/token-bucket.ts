/** Lets `burst` things through at once and `perSecond` in the long run. Needs no timer. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number;

  constructor(burst: number, perSecond: number, elapsed: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
    this.#filledAt = elapsed;
  }

  /** Whether one more may pass at `elapsed` (ms). */
  take(elapsed: number): boolean {
    const earned = ((elapsed - this.#filledAt) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#filledAt = elapsed;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
