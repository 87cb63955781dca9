/**
 * The books that one window has open: the one on screen, and of those that were on screen before the
 * last `leftOpenMax` that are still shared with others, so that what a colleague records is there when
 * somebody comes back. Each has a door of its own, with its own claim and its own lock. Doesn't know
 * what is in them.
 */
import type { BookId } from '@wardbook/shared/base/ids';
import { onComingBack } from '../platform/coming-back.ts';
import type { BookDoor } from './book-door.svelte.ts';

/** Each costs the memory of a whole ward, and a connection. */
export const leftOpenMax = 3;

export class OpenBooks {
  /** The one that was on screen last comes last. */
  #doors = $state.raw<readonly BookDoor[]>([]);
  readonly #stop: () => void;

  /** `page`: where it is told that somebody came back. */
  constructor(page: Window = window) {
    const stopWatching = $effect.root(() => {
      $effect(() => this.#closeNeedless());
    });
    const stopListening = onComingBack(() => this.#retry(), page);
    this.#stop = () => {
      stopWatching();
      stopListening();
    };
  }

  /**
   * The door of a book that comes on screen, open already if it was here before. `make` is asked for it
   * otherwise: the outermost frame, which has these, is not to bring along all that opens a book.
   */
  enter(id: BookId, make: (id: BookId) => BookDoor): BookDoor {
    const door = this.#doors.find((each) => each.id === id) ?? make(id);
    this.#doors = [...this.#doors.filter((each) => each !== door), door];
    door.enter();
    return door;
  }

  /** For good: the window goes. */
  async close(): Promise<void> {
    this.#stop();
    await Promise.all(this.#doors.map((door) => door.close()));
    this.#doors = [];
  }

  #closeNeedless(): void {
    const left = this.#doors.filter(({ isOnScreen }) => !isOnScreen);
    const stay = left.filter(({ isSharing }) => isSharing).slice(-leftOpenMax);
    const needless = left.filter((door) => !stay.includes(door));
    if (needless.length === 0) return;
    this.#doors = this.#doors.filter((door) => !needless.includes(door));
    for (const door of needless) void door.close();
  }

  #retry(): void {
    for (const door of this.#doors) door.retry();
  }
}
