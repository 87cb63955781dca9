/**
 * How much space the whole relay has left. Asked of the store every now and then, and counted on from
 * there; knows nothing of single books.
 */
import { quotaAskedMs, reserveShare, spaceWarningShare } from '../limits.ts';
import type { Store, StoreFailure } from '../store/store.ts';

export class RelaySpace {
  readonly #store: Store;
  readonly #limitBytes: number;
  #usedBytes = 0;
  #askedAt = -Infinity;
  #failure: StoreFailure | undefined;

  constructor(store: Store, limitBytes: number) {
    this.#store = store;
    this.#limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get isShort(): boolean {
    return this.#usedBytes >= this.#limitBytes * spaceWarningShare;
  }

  /** Why the store cannot write, as far as is known. */
  get failure(): StoreFailure | undefined {
    return this.#failure;
  }

  /** How much a book that holds `bookBytes` may come to hold, as far as the relay's space goes. */
  limitFor(bookBytes: number): number {
    return bookBytes + Math.max(0, this.#limitBytes - this.#usedBytes);
  }

  /**
   * Whether no more of this kind is taken. Snapshots and statements have a reserve, because they
   * free space or remove somebody.
   */
  isFullFor(kind: 'access' | 'update' | 'snapshot'): boolean {
    const limit = kind === 'update' ? this.#limitBytes : this.#limitBytes * (1 + reserveShare);
    return this.#usedBytes >= limit;
  }

  /** A commit has failed: nobody new should come until the store is asked again, in a while. */
  failed(failure: StoreFailure, elapsed: number): void {
    this.#askedAt = elapsed;
    this.#failure = failure;
  }

  add(bytes: number): void {
    this.#usedBytes += bytes;
  }

  /** Asks the store unless that was done a moment ago. */
  async look(elapsed: number): Promise<void> {
    if (elapsed - this.#askedAt < quotaAskedMs) return;
    this.#askedAt = elapsed;
    const health = await this.#store.health();
    this.#failure = health.type === 'well' ? undefined : health;
    if (health.type === 'well') this.#usedBytes = health.bytes;
  }
}
