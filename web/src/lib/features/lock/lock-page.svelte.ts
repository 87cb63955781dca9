/** What the page about the lock knows of it, read again after each change. */
import type { BookId } from '@wardbook/shared/base/ids';
import { bookOnDevice, isLocked, type OpenLock } from '#lib/device/shelf.ts';

export class LockPage {
  readonly #id: BookId;
  #lock = $state.raw<OpenLock | 'none'>();

  constructor(id: BookId) {
    this.#id = id;
  }

  /** Undefined until it has been looked at. */
  get lock(): OpenLock | 'none' | undefined {
    return this.#lock;
  }

  async look(): Promise<void> {
    const book = await bookOnDevice(this.#id);
    this.#lock = (book && !isLocked(book) ? book.lock : undefined) ?? 'none';
  }
}
