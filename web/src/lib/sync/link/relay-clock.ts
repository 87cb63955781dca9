/**
 * What the relay takes the time to be, as far as this device has been told. Roles and links end by
 * that clock, wherever this device's own stands; what is recorded, and how long ago it was, go by the
 * device's own.
 */
import type { Clock } from '@wardbook/shared/base/ports';

/** Differences beyond this are no clock's, and are not believed. */
const differenceMsMax = 100 * 365 * 86_400_000;
/** A smaller difference is no news: a message takes as long. */
const noiseMs = 1_000;

export class RelayClock {
  readonly #ownClock: Clock;
  #aheadMs: number | undefined;
  #isDecided = false;

  constructor(ownClock: Clock) {
    this.#ownClock = ownClock;
  }

  readonly now: Clock = () => this.#ownClock() + (this.#aheadMs ?? 0);

  /** By how much the relay is ahead of this device; undefined while it has never said. */
  get aheadMs(): number | undefined {
    return this.#aheadMs;
  }

  /**
   * A relay has said what time it is. Once the relay that decides (`decides`) has said it, what
   * others say is ignored. True when the difference has changed.
   */
  hear(now: number, decides: boolean): boolean {
    if (this.#isDecided && !decides) return false;
    return this.recall(now - this.#ownClock(), decides);
  }

  /** Takes up the difference of which this device had last heard. */
  recall(aheadMs: number, decides = false): boolean {
    if (!(Math.abs(aheadMs) < differenceMsMax)) return false;
    this.#isDecided ||= decides;
    const isNews = Math.abs(aheadMs - (this.#aheadMs ?? 0)) > noiseMs;
    this.#aheadMs = aheadMs;
    return isNews;
  }
}
