/** How often things may happen: so many in each period, counted for each key alone. */

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

export class PerPeriod {
  readonly #max: number;
  readonly #periodMs: number;
  /** Of this period only, so that it holds no more than could happen in one. */
  readonly #counts = new Map<string, number>();
  #startedAt = 0;

  constructor(max: number, periodMs: number) {
    this.#max = max;
    this.#periodMs = periodMs;
  }

  /** Whether it may happen once more at `elapsed` (ms); if so, it has. */
  take(key: string, elapsed: number): boolean {
    if (elapsed - this.#startedAt >= this.#periodMs) {
      this.#counts.clear();
      this.#startedAt = elapsed;
    }
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#max) return false;
    this.#counts.set(key, count + 1);
    return true;
  }
}
