import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BookId } from '@wardbook/shared/base/ids';
import { addDistrict } from '@wardbook/shared/kinds/register/district';
import { alone } from '../platform/claim.ts';
import type { Workspace } from '../open/workspace.svelte.ts';
import { BookDoor } from './book-door.svelte.ts';
import { bookClaimName } from './lock/lock-book.ts';
import { leftOpenMax, OpenBooks } from './open-books.svelte.ts';
import { removeBookFromDevice } from './remove-book.ts';
import { bookOnDevice, isLocked } from './shelf.ts';
import { beOnDevice, shelveTestBook } from './testing-shelf.ts';

let books: OpenBooks;
let elm: BookId;
let oak: BookId;

beforeEach(async () => {
  beOnDevice();
  [elm, oak] = [await shelveTestBook('Elmfield'), await shelveTestBook('Oakridge')];
  const page = Object.assign(new EventTarget(), { document });
  books = new OpenBooks(page as unknown as Window);
});

afterEach(async () => {
  await books.close();
  vi.unstubAllGlobals();
});

async function untilOpen(door: BookDoor): Promise<Workspace> {
  await expect.poll(() => door.state.type).toBe('open');
  if (door.state.type !== 'open') throw new Error('it was open a moment ago');
  return door.state.workspace;
}

/** As when the window goes from one book to another. */
async function goTo(id: BookId, from?: BookDoor): Promise<BookDoor> {
  const door = books.enter(id, (book) => new BookDoor(book));
  from?.leave();
  flushSync();
  await untilOpen(door);
  return door;
}

/** Whether this window still has it: nobody else may have it alone then. */
async function isClaimed(id: BookId): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === bookClaimName(id));
}

test('[OPEN1] a book that was left stays open, and is there at once when one comes back', async () => {
  const first = await goTo(elm);
  const workspace = await untilOpen(first);
  const second = await goTo(oak, first);
  expect([first.state.type, second.state.type]).toEqual(['open', 'open']);
  expect((await untilOpen(second)).settings?.ward).toBe('Oakridge');
  addDistrict(workspace.book, workspace.author, { letters: 'AA', name: 'North' });
  // To the others nobody is in it meanwhile.
  expect(workspace.presence.isHere).toBe(false);
  const again = books.enter(elm, (book) => new BookDoor(book));
  second.leave();
  flushSync();
  expect(again.state).toMatchObject({ type: 'open', workspace });
  expect(workspace.presence.isHere).toBe(true);
  expect(workspace.districts).toHaveLength(1);
});

test('[OPEN1] of those that were left, only so many stay, the latest', async () => {
  const others = [oak];
  while (others.length <= leftOpenMax) others.push(await shelveTestBook(`Ward ${others.length}`));
  const first = await goTo(elm);
  let last = first;
  for (const id of others) {
    expect(await isClaimed(elm)).toBe(true);
    last = await goTo(id, last);
  }
  await expect.poll(() => isClaimed(elm)).toBe(false);
  for (const id of others) expect(await isClaimed(id)).toBe(true);
  const anew = await goTo(elm, last);
  expect((await untilOpen(anew)).settings?.ward).toBe('Elmfield');
});

test('[OPEN2] one that is removed is closed, and the others stay', async () => {
  const first = await goTo(elm);
  const second = await goTo(oak, first);
  const workspace = await untilOpen(second);
  await workspace.close();
  await removeBookFromDevice(oak);
  second.leave();
  flushSync();
  await expect.poll(() => isClaimed(oak)).toBe(false);
  expect(await isClaimed(elm)).toBe(true);
  expect(first.state.type).toBe('open');
  expect((await untilOpen(await goTo(elm))).isSharing).toBe(true);
});

test('[OPEN2] one that another window wants alone is let go, and the others stay', async () => {
  const first = await goTo(elm);
  const second = await goTo(oak, first);
  const ran = await alone(bookClaimName(elm), async () => 'had it alone');
  expect(ran).toEqual({ type: 'done', result: 'had it alone' });
  flushSync();
  await expect.poll(() => isClaimed(elm)).toBe(false);
  expect(second.state.type).toBe('open');
  expect(await isClaimed(oak)).toBe(true);
});

test('[OPEN1] what the front door says of each follows whoever looks at it', async () => {
  const openedAt = async (id: BookId) => {
    const book = await bookOnDevice(id);
    return book && !isLocked(book) ? book.openedAt : undefined;
  };
  const first = await goTo(elm);
  await expect.poll(() => openedAt(elm)).toBeGreaterThan(1);
  const second = await goTo(oak, first);
  const before = (await openedAt(elm))!;
  await new Promise((resolve) => setTimeout(resolve, 5));
  await goTo(elm, second);
  await expect.poll(() => openedAt(elm)).toBeGreaterThan(before);
});

test('[OPEN1] all are closed when the window goes', async () => {
  const first = await goTo(elm);
  await goTo(oak, first);
  await books.close();
  expect([await isClaimed(elm), await isClaimed(oak)]).toEqual([false, false]);
});
