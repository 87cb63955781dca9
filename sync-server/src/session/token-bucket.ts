/**
 * Lets `burst` things through at once and `perSecond` in the long run. What has already happened
 * can be spent beyond that; then it is earned back before anything else passes. Needs no timer.
 */
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
    this.#fill(elapsed);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Spends for something that has already passed. */
  spend(count: number, elapsed: number): void {
    this.#fill(elapsed);
    this.#tokens -= count;
  }

  isInDebt(elapsed: number): boolean {
    this.#fill(elapsed);
    return this.#tokens < 0;
  }

  isFull(elapsed: number): boolean {
    this.#fill(elapsed);
    return this.#tokens === this.#burst;
  }

  #fill(elapsed: number): void {
    const earned = ((elapsed - this.#filledAt) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#filledAt = elapsed;
  }
}
