import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BookId } from '@wardbook/shared/base/ids';
import { beOnDevice, shelveTestBook } from '../testing-shelf.ts';
import { bookOnDevice, changeOnShelf, isLocked } from '../shelf.ts';
import { watchUse } from './idle.ts';
import { noTries } from './pin-waits.ts';

const idleMs = 60_000;

let id: BookId;

beforeEach(async () => {
  beOnDevice();
  id = await shelveTestBook('Elmfield');
  const aes = { name: 'AES-GCM', length: 256 };
  const key = await crypto.subtle.generateKey(aes, false, ['encrypt', 'decrypt']);
  await lastUsed(1_000, { key, ways: [], isDigits: true, seed: new Uint8Array(), tries: noTries });
});
afterEach(() => void vi.unstubAllGlobals());

/** So many ms ago. */
async function lastUsed(agoMs: number, lock: object = {}): Promise<void> {
  await changeOnShelf(id, (book) => {
    const usedAt = Date.now() - agoMs;
    return { ...book, lock: { ...book.lock, ...lock, idleMs, usedAt } } as typeof book;
  });
}

async function usedAgo(): Promise<number> {
  const book = await bookOnDevice(id);
  if (!book || isLocked(book) || !book.lock) throw new Error('it has a lock');
  return Date.now() - book.lock.usedAt;
}

test('[LOCK12] use of what else is on screen keeps no book open that is out of sight', async () => {
  let isOnScreen = true;
  const onidle = vi.fn();
  const watch = watchUse(id, () => isOnScreen, onidle);
  await expect.poll(usedAgo).toBeLessThan(1_000);
  isOnScreen = false;
  await lastUsed(30_000);
  window.dispatchEvent(new Event('keydown'));
  watch.again();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await usedAgo()).toBeGreaterThanOrEqual(30_000);
  isOnScreen = true;
  watch.again();
  await expect.poll(usedAgo).toBeLessThan(1_000);
  expect(onidle).not.toHaveBeenCalled();
  watch.stop();
});

test('[LOCK12] one whose time was over out of sight locks when it comes back, and is not prolonged', async () => {
  const onidle = vi.fn();
  const watch = watchUse(id, () => true, onidle);
  await expect.poll(usedAgo).toBeLessThan(1_000);
  await lastUsed(idleMs + 1);
  watch.again();
  await expect.poll(() => onidle.mock.calls.length).toBe(1);
  expect(await usedAgo()).toBeGreaterThan(idleMs);
});
