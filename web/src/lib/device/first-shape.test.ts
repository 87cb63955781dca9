import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BookId } from '@wardbook/shared/base/ids';
import { setCode } from '@wardbook/shared/kinds/code/code';
import { firstShapeUpdate } from '@wardbook/shared/testing/first-shape-book';
import * as Y from 'yjs';
import type { Workspace } from '../open/workspace.svelte.ts';
import { BookDoor } from './book-door.svelte.ts';
import { beOnDevice, shelveTestBook } from './testing-shelf.ts';

let id: BookId;
let door: BookDoor;

beforeEach(async () => {
  beOnDevice();
  id = await shelveTestBook('Alderbrook', (doc) => Y.applyUpdate(doc, firstShape()));
});

afterEach(async () => {
  await door.close();
  vi.unstubAllGlobals();
});

function firstShape(): Uint8Array {
  return Uint8Array.from(atob(firstShapeUpdate), (letter) => letter.charCodeAt(0));
}

async function open(): Promise<Workspace> {
  door = new BookDoor(id);
  door.enter();
  await expect.poll(() => door.state.type).toBe('open');
  if (door.state.type !== 'open') throw new Error('it was open a moment ago');
  return door.state.workspace;
}

test('[BOOK20] a keeper’s device takes a book of the first shape over on opening it, once', async () => {
  const first = await open();
  expect(first.settings).toMatchObject({ ward: 'Alderbrook', council: 'Marlow Vale' });
  expect(first.register.electors.size).toBe(31);
  await expect.poll(() => first.book.hasEarlierShape).toBe(false);
  const [code] = first.codes;
  expect(setCode(first.book, first.author, { ...code!, label: 'Said since' }).type).toBe('done');
  const held = first.book.events.length;
  await expect.poll(() => first.status.storage.type).toBe('saved');
  await door.close();

  const again = await open();
  expect(again.register.electors.size).toBe(31);
  expect(again.codes.find(({ id: each }) => each === code!.id)?.label).toBe('Said since');
  expect([again.book.hasEarlierShape, again.book.events.length]).toEqual([false, held]);
});
