/**
 * Lets the others know when this device has everything, and sees to it that the book remembers: of
 * this device, and of readers who are here, since readers cannot write.
 *
 * Invariant: nothing is said that is not so at that moment, and each device is written down once a
 * week at the most (shared/kinds/holder). Knows nothing of pages.
 */
import { isHolderDue, writeHolder, type Holder } from '@wardbook/shared/kinds/holder/holder';
import type { Book } from '@wardbook/shared/ledger/book';
import type { Author } from '@wardbook/shared/ledger/command';
import type { Clock } from '@wardbook/shared/base/ports';

export interface HoldingParts {
  readonly book: Book;
  readonly author: Author;
  readonly now: Clock;
  /** 0 to 1. */
  readonly chance: () => number;
  readonly holdsAll: () => boolean;
  readonly mayWrite: () => boolean;
  /** Readers who are here and say since when they have had everything. */
  readonly readersHere: () => readonly Holder[];
  /** Tells the others. */
  readonly say: (at: number) => void;
}

/** Presence goes to everybody: it is not repeated for every change. */
const sayEveryMs = 2 * 60 * 1000;
/** Two who see the same reader seldom write at once. */
const writeWithinMs = 20_000;

export class Holding {
  readonly #parts: HoldingParts;
  readonly #repeat: ReturnType<typeof setInterval>;
  #writing: ReturnType<typeof setTimeout> | undefined;
  #heldAt: number | undefined;
  #saidAt: number | undefined;
  #isStopped = false;

  constructor(parts: HoldingParts) {
    this.#parts = parts;
    this.#repeat = setInterval(() => this.consider(), sayEveryMs);
  }

  /** When this device last had everything since the book was opened, ms since 1970. */
  get heldAt(): number | undefined {
    return this.#heldAt;
  }

  /** To be called whenever something may have changed. */
  consider(): void {
    const { now, holdsAll, say, book, author, mayWrite } = this.#parts;
    if (this.#isStopped || !holdsAll()) return;
    const at = now();
    this.#heldAt = at;
    if (this.#saidAt === undefined || Math.abs(at - this.#saidAt) >= sayEveryMs) {
      this.#saidAt = at;
      say(at);
    }
    if (!mayWrite()) return;
    writeHolder(book, author, { device: author.device, at });
    this.#writeReaders();
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#repeat);
    clearTimeout(this.#writing);
  }

  #writeReaders(): void {
    if (this.#writing !== undefined || this.#dueReaders().length === 0) return;
    this.#writing = setTimeout(() => {
      this.#writing = undefined;
      const { book, author, mayWrite, holdsAll } = this.#parts;
      if (!mayWrite() || !holdsAll()) return;
      for (const reader of this.#dueReaders()) writeHolder(book, author, reader);
    }, this.#parts.chance() * writeWithinMs);
  }

  #dueReaders(): Holder[] {
    const { book, readersHere, now } = this.#parts;
    // A clock that is ahead would keep later entries out.
    const latest = now();
    return readersHere()
      .map(({ device, at }) => ({ device, at: Math.min(at, latest) }))
      .filter(({ device, at }) => isHolderDue(book, device, at));
  }
}
