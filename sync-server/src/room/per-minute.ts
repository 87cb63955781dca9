/** How often things may happen: so many in each minute, counted for each key alone. */

const minuteMs = 60_000;

export class PerMinute {
  readonly #max: number;
  /** Of this minute only, so that it holds no more than could happen in one. */
  readonly #counts = new Map<string, number>();
  #startedAt = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Whether it may happen once more at `elapsed` (ms); if so, it has. */
  take(key: string, elapsed: number): boolean {
    if (elapsed - this.#startedAt >= minuteMs) {
      this.#counts.clear();
      this.#startedAt = elapsed;
    }
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#max) return false;
    this.#counts.set(key, count + 1);
    return true;
  }
}
