import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { openBook } from '@wardbook/shared/books/ward';
import { addNote } from '@wardbook/shared/kinds/note/note';
import { History } from '@wardbook/shared/find/history';
import { takeIn } from '@wardbook/shared/testing/ward-books';
import type { BookId } from '@wardbook/shared/base/ids';
import { alone } from '../platform/claim.ts';
import { watch } from '../platform/testing-watch.svelte.ts';
import { electorOf } from '@wardbook/shared/testing/electors';
import type { Workspace } from '../open/workspace.svelte.ts';
import { IndexedDbStorage } from '../sync/storage/indexeddb-storage.ts';
import { loadDocument } from '../sync/storage/testing-load.ts';
import { mintAnew, type StoredDocument } from '../sync/storage/made-anew.ts';
import { BookDoor } from './book-door.svelte.ts';
import { bookClaimName } from './lock/lock-book.ts';
import { beOnDevice, shelveTestBook } from './testing-shelf.ts';

const ann = electorOf({ surname: 'Archer' });

let id: BookId;
let door: BookDoor;
let workspace: Workspace;

beforeEach(async () => {
  beOnDevice();
  id = await shelveTestBook('Elmfield');
  door = new BookDoor(id);
  door.enter();
  await vi.waitFor(() => {
    if (door.state.type !== 'open') throw new Error(door.state.type);
    ({ workspace } = door.state);
  });
  takeIn(workspace.book, { id: ann.edition }, [ann]);
  note('Before');
  await vi.waitFor(() => workspace.status.storage.type === 'saved' || Promise.reject(new Error()));
});

afterEach(async () => {
  await door.close();
  vi.unstubAllGlobals();
});

function note(text: string): void {
  const { book, author } = workspace;
  expect(addNote(book, author, { person: ann.id, text }).type).toBe('done');
}

const notes = () =>
  workspace
    .person(ann.id)
    .notes.map(({ text }) => text)
    .toSorted();

/** Another window makes the document anew, while this one writes on. Gives what it was before. */
async function makeAnew(make: (stored: StoredDocument) => StoredDocument): Promise<Y.Doc> {
  const { doc } = workspace.book;
  await alone(
    bookClaimName(id),
    async () => {
      await new IndexedDbStorage(id).exchange(make);
      note('Meanwhile');
      expect(workspace.status.storage.type).toBe('saving');
    },
    'step-aside',
  );
  await expect.poll(() => workspace.book.doc === doc).toBe(false);
  return doc;
}

function mintedAnew(stored: StoredDocument): StoredDocument {
  const { clientID: client } = workspace.book.doc;
  return mintAnew(stored, id, workspace.author.device, { client, from: 0 });
}

test.each([
  ['as it was', (stored: StoredDocument) => stored],
  ['under another client id', mintedAnew],
])(
  '[OPEN3] what is on screen stays there and goes on in the document that was made anew: %s',
  async (_, make) => {
    const states = new Set<string>();
    const screen = watch(() => {
      states.add(door.state.type);
      return [notes(), workspace.register.electors.size, workspace.mayWrite] as const;
    });
    const before = await makeAnew(make);
    expect(screen.shown()).toEqual([['Before', 'Meanwhile'], 1, true]);
    const wasThen = Y.encodeStateVector(before);
    note('After');
    expect(screen.shown()[0]).toEqual(['After', 'Before', 'Meanwhile']);
    expect(Y.encodeStateVector(before)).toEqual(wasThen);
    expect(door.state).toMatchObject({ type: 'open', workspace });
    expect(states).toEqual(new Set(['open']));
    screen.stop();
    // All of it is on the device.
    await expect.poll(() => workspace.status.storage.type).toBe('saved');
    await door.close();
    const storage = new IndexedDbStorage(id);
    const doc = await loadDocument(storage);
    const { notes: stored } = new History(openBook(doc)).person(ann.id);
    expect(stored.map(({ text }) => text).toSorted()).toEqual(['After', 'Before', 'Meanwhile']);
    await storage.close();
  },
);

test('[STORE7] what cannot be written down keeps nothing that is recorded after it from being stored', async () => {
  const { doc } = workspace.book;
  const endless: Record<string, unknown> = {};
  endless['itself'] = endless;
  expect(() => doc.getArray('events').push([endless])).toThrow(RangeError);
  // By now Yjs says nothing more of what comes into this document.
  await Promise.resolve();
  note('Meanwhile');
  await expect.poll(() => workspace.book.doc === doc).toBe(false);
  note('After');
  expect(notes()).toEqual(['After', 'Before', 'Meanwhile']);
  await expect.poll(() => workspace.status.storage.type).toBe('saved');
  await door.close();
  const storage = new IndexedDbStorage(id);
  const stored = await loadDocument(storage);
  const { notes: kept } = new History(openBook(stored)).person(ann.id);
  expect(kept.map(({ text }) => text).toSorted()).toEqual(['After', 'Before', 'Meanwhile']);
  expect(JSON.stringify(stored.getArray('events'))).not.toContain('itself');
  await storage.close();
});

test('[OPEN3] whoever wants it for anything else is given it, with nothing left on screen', async () => {
  const states: string[] = [];
  const screen = watch(() => states.push(door.state.type));
  await alone(bookClaimName(id), async () => flushSync());
  await expect.poll(() => door.state.type).toBe('open');
  flushSync();
  expect(states).toEqual(['open', 'opening', 'open']);
  screen.stop();
});

test('[OPEN3] where it does not open again nothing is left open', async () => {
  await alone(
    bookClaimName(id),
    async () => {
      const { removeBookFromDevice } = await import('./remove-book.ts');
      await removeBookFromDevice(id);
    },
    'step-aside',
  );
  await expect.poll(() => door.state).toMatchObject({ type: 'failed', why: { type: 'not-here' } });
  expect(workspace.isSharing).toBe(false);
});
