/**
 * Notices when a book has not been used for as long as its lock says. Use in any window of this
 * browser that shows it counts; the shelf remembers it, also for the next start.
 */
import type { BookId } from '@wardbook/shared/base/ids';
import { systemClock } from '@wardbook/shared/base/ports';
import { isOverdue } from './lock-book.ts';
import { bookOnDevice, isLocked, updateOnShelf } from '../shelf.ts';

// Whoever dictates presses nothing.
const uses = ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove'] as const;
/** The shelf is told at most so often. */
const rememberEveryMs = 20_000;
const lookMs = 10_000;

export interface UseWatch {
  /** The book comes on screen again, unless its time is over. */
  again(): void;
  stop(): void;
}

/** Calls `onidle` once, when the time is over. */
export function watchUse(id: BookId, isOnScreen: () => boolean, onidle: () => void): UseWatch {
  let rememberedAt = 0;
  let isOver = false;
  const use = () => {
    const now = systemClock();
    if (!isOnScreen() || Math.abs(now - rememberedAt) < rememberEveryMs) return;
    rememberedAt = now;
    void rememberUse(id, now);
  };
  const look = async () => {
    const book = await bookOnDevice(id).catch(() => undefined);
    if (isOver || !book || isLocked(book) || !isOverdue(book)) return;
    stop();
    onidle();
  };
  const seen = () => {
    if (document.visibilityState === 'visible') void look();
  };
  const timer = setInterval(() => void look(), lookMs);
  for (const kind of uses) window.addEventListener(kind, use, { capture: true, passive: true });
  document.addEventListener('visibilitychange', seen);
  const stop = () => {
    isOver = true;
    clearInterval(timer);
    for (const kind of uses) window.removeEventListener(kind, use, { capture: true });
    document.removeEventListener('visibilitychange', seen);
  };
  const again = () => {
    rememberedAt = 0;
    use();
    void look();
  };
  // It has been opened just now.
  use();
  return { again, stop };
}

function rememberUse(id: BookId, usedAt: number): Promise<void> {
  return updateOnShelf(id, (book) =>
    // Opened too long ago to be still in use: then it is to be locked, not prolonged.
    book.lock && !isOverdue(book) ? { ...book, lock: { ...book.lock, usedAt } } : book,
  );
}
