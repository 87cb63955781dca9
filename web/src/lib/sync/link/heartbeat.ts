/**
 * Whether the other side of a connection is still there. A phone that was put away comes back to a
 * socket that may be dead without a word: nothing arrives, nothing is refused, nothing closes. So a
 * question is asked at every beat, and at once when somebody is back at the device.
 *
 * Invariant: whoever was not heard for two beats, or at a check for a beat and an answer's time, is
 * called quiet until heard again.
 * Doesn't know sockets or frames, nor what it takes to connect again.
 */
import type { Clock } from '@wardbook/shared/base/ports';
import { answerMs, pingMs, silenceMs } from '@wardbook/shared/protocol/limits';

export interface HeartbeatEvents {
  /** Asks for an answer. Anything that is heard is one. */
  readonly ask: () => void;
  /** Bytes that have still to leave this device, questions among them. */
  readonly unsentBytes: () => number;
  /**
   * True once it is uncertain whether the other side is still there, false once it is heard again.
   */
  readonly quiet: (isQuiet: boolean) => void;
  /** The other side is gone. Nothing is called after this. */
  readonly silent: () => void;
}

// Counted and not timed: a device that slept has hours behind it in which it asked nothing.
const unansweredMax = Math.floor(silenceMs / pingMs);

export class Heartbeat {
  readonly #now: Clock;
  readonly #events: HeartbeatEvents;
  readonly #beats: ReturnType<typeof setInterval>;
  #check: ReturnType<typeof setTimeout> | undefined;
  #heardAt: number;
  #unanswered = 0;
  #isQuiet = false;

  constructor(now: Clock, events: HeartbeatEvents) {
    this.#now = now;
    this.#events = events;
    this.#heardAt = now();
    this.#beats = setInterval(() => this.#beat(), pingMs);
  }

  heard(): void {
    this.#heardAt = this.#now();
    this.#unanswered = 0;
    clearTimeout(this.#check);
    this.#check = undefined;
    this.#setQuiet(false);
  }

  /** Asks now. If nothing is heard within `answerMs` this is over, and `onsilent` is called. */
  check(onsilent: () => void): void {
    if (this.#check !== undefined) return;
    const askedAt = this.#now();
    if (askedAt - this.#heardAt > pingMs + answerMs) this.#setQuiet(true);
    const unsent = this.#events.unsentBytes();
    this.#check = setTimeout(() => {
      this.#check = undefined;
      // What is long and on its way over a slow line stands before the question, and is being taken.
      const isTaken = this.#events.unsentBytes() < unsent;
      // Put away or busy itself, this device may have an answer that it has not listened to.
      const hasListened = this.#now() - askedAt < 2 * answerMs;
      if (isTaken || !hasListened) return this.check(onsilent);
      this.stop();
      onsilent();
    }, answerMs);
    this.#events.ask();
  }

  stop(): void {
    clearInterval(this.#beats);
    clearTimeout(this.#check);
  }

  #beat(): void {
    if (this.#unanswered === unansweredMax) {
      this.stop();
      return this.#events.silent();
    }
    if (this.#unanswered > 0) this.#setQuiet(true);
    this.#unanswered++;
    this.#events.ask();
  }

  #setQuiet(isQuiet: boolean): void {
    if (isQuiet === this.#isQuiet) return;
    this.#isQuiet = isQuiet;
    this.#events.quiet(isQuiet);
  }
}
