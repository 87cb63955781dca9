/** Client ids that belong to devices, from end to end: on the real relay, with storage that fails. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientIdOf } from '@wardbook/shared/base/client-id';
import { saveMemory } from '@wardbook/shared/book/commands';
import { IndexedDbStorage } from '../../src/lib/sync/indexeddb-storage.ts';
import { openExistingDatabase } from '../../src/lib/sync/stored-book.ts';
import { contentOf } from '../simulation/content.ts';
import type { Device } from '../simulation/device.ts';
import { reach, Team } from './team.ts';

let team: Team;
let keeper: Device;
let editor: Device;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
  editor = await team.member('Editor', keeper);
});
afterEach(() => team.end());

function note(device: Device, title: string): void {
  const issue = { kind: 'issue', title, text: '', state: 'open' } as const;
  expect(saveMemory(device.book, device.author, issue).type).toBe('done');
}
const isAt = (device: Device, title: string) =>
  reach(device.replica, () => contentOf(device.replica.doc).includes(title));

/** The client ids in a device's document that belong to another. */
function idsOf(device: Device, { doc, book }: Device['replica'] = keeper.replica): number[] {
  const nonces = [0, 1, 2, 3, 4];
  return nonces.filter((nonce) =>
    doc.store.clients.has(clientIdOf(book, device.author.device, nonce)),
  );
}

/** Nothing that a device writes comes to its disk until this is called back. */
async function holdDisk({ name, replica }: Device): Promise<() => void> {
  const db = await openExistingDatabase(new IndexedDbStorage(replica.book, `${name}:`).name);
  const transaction = db!.transaction(['updates', 'custom'], 'readwrite');
  let isHeld = true;
  const goOn = () => {
    transaction.objectStore('custom').count().onsuccess = () => {
      if (isHeld) goOn();
      else db!.close();
    };
  };
  goOn();
  return () => {
    isHeld = false;
  };
}

describe('[CLIENT2] a device writes under its own client ids', () => {
  test('under the same one from sitting to sitting, and under another in a second window', async () => {
    for (const title of ['first', 'second', 'third']) {
      note(editor, title);
      await isAt(keeper, title);
      await editor.reopen();
    }
    expect(idsOf(editor)).toEqual([0]);
    const second = await editor.openTab();
    expect(second.doc.clientID).toBe(clientIdOf(second.book, editor.author.device, 1));
    const { clients } = keeper.replica.doc.store;
    expect(clients.size).toBe(idsOf(editor).length + idsOf(keeper).length);
  });

  test('others see at once that it is here again, whatever its clock was before', async () => {
    const saidAt = () =>
      [...keeper.replica.awareness.getStates().values()].map((state) => state['at'] as unknown);
    for (let n = 0; n < 5; n++) editor.replica.awareness.setLocalState({ at: `before ${n}` });
    await expect.poll(saidAt, { timeout: 10_000 }).toContainEqual('before 4');
    await editor.reopen();
    editor.replica.awareness.setLocalState({ at: 'again' });
    await expect.poll(saidAt, { timeout: 10_000 }).toContainEqual('again');
  });
});

describe('[CLIENT3] nothing is published that is not on disk', () => {
  test('it waits until it is', async () => {
    const release = await holdDisk(editor);
    note(editor, 'waits');
    for (const title of ['meanwhile', 'and then']) {
      note(keeper, title);
      await isAt(editor, title);
    }
    expect(contentOf(keeper.replica.doc)).not.toContain('waits');
    release();
    await isAt(keeper, 'waits');
  });

  test('power that goes before that takes it from everybody, and what follows is the same to all', async () => {
    await holdDisk(editor);
    note(editor, 'never kept');
    note(keeper, 'meanwhile');
    await isAt(editor, 'meanwhile');
    await editor.crash();
    await editor.openTab();
    note(editor, 'instead');
    await isAt(keeper, 'instead');
    await isAt(editor, 'meanwhile');
    const [one, other] = [keeper, editor].map(({ replica }) => contentOf(replica.doc));
    expect(one).toBe(other);
    expect(one).not.toContain('never kept');
    expect(idsOf(editor)).toEqual([0]);
  });
});
