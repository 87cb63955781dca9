// What a window of an app of before, which knows no gate, has stored in the database that both share.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { isMarked } from '../../src/lib/sync/storage/judged.ts';
import { completed, openExistingDatabase } from '../../src/lib/sync/storage/stored-book.ts';
import { contentOf } from '../simulation/content.ts';
import type { Device } from '../simulation/device.ts';
import { hostileActs, mark, type Way } from './hostile-acts.ts';
import { HostileMember } from './hostile-member.ts';
import { reach, Team } from './team.ts';
import { untilStored } from '../../src/lib/sync/storage/storage.ts';

let team: Team;
let keeper: Device;
let editor: Device;
let hostile: HostileMember;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
  editor = await team.member('Editor', keeper);
  const mallory = await team.member('Mallory', keeper);
  note(keeper, 'from before');
  await isAt(editor, 'from before');
  hostile = await HostileMember.in(team, mallory);
});
afterEach(async () => {
  hostile.leave();
  await team.end();
});

function note({ book, author }: Device, title: string): void {
  const issue = { kind: 'issue', title, text: '', state: 'open' } as const;
  expect(saveMemory(book, author, issue).type).toBe('done');
}
const isAt = ({ replica }: Device, title: string) =>
  reach(replica, () => contentOf(replica.doc).includes(title));

/** Does something with all that is stored of its document. It is closed meanwhile. */
async function withStored(
  { name }: Device,
  act: (store: IDBObjectStore, all: ReadonlyMap<IDBValidKey, Uint8Array>) => void,
): Promise<void> {
  const db = await openExistingDatabase(`${name}:${keeper.replica.book}`);
  const transaction = db!.transaction('updates', 'readwrite');
  const store = transaction.objectStore('updates');
  const keys = store.getAllKeys();
  const all = store.getAll() as IDBRequest<Uint8Array[]>;
  all.onsuccess = () => act(store, new Map(keys.result.map((key, at) => [key, all.result[at]!])));
  await completed(transaction);
  db!.close();
}

/** As an app of before has stored it. */
const unmark = (device: Device) =>
  withStored(device, (store, all) => {
    for (const [key, update] of all) if (isMarked(update)) store.put(update.slice(0, -1), key);
  });

async function unmarked(device: Device): Promise<number> {
  let count = 0;
  await withStored(device, (_, all) => {
    // y-indexeddb stores two bytes that say nothing whenever it opens.
    count = [...all.values()].filter((update) => update.length > 2 && !isMarked(update)).length;
  });
  return count;
}

describe('[STORE6] what nobody has judged is judged before it is loaded', () => {
  test('what is honest is there, its own that no log has too, and is judged once', async () => {
    editor.replica.disconnect();
    note(editor, 'not sent yet');
    await untilStored(editor.replica.storage);
    const { clientID } = editor.replica.doc;
    await editor.closeTab();
    await unmark(editor);
    expect(await unmarked(editor)).toBeGreaterThan(0);
    await editor.openTab();
    for (const title of ['from before', 'not sent yet'])
      expect(contentOf(editor.replica.doc)).toContain(title);
    expect(editor.replica.doc.clientID).toBe(clientID);
    expect(editor.replica.status.setAside).toBeUndefined();
    await isAt(keeper, 'not sent yet');
    await editor.closeTab();
    expect(await unmarked(editor)).toBe(0);
    await editor.openTab();
  });

  test.each(['wipe', 'nest', 'forge', 'squat', 'gap'] as const)('%s is set aside', async (what) => {
    editor.replica.disconnect();
    note(editor, 'not sent yet');
    await untilStored(editor.replica.storage);
    const { doc } = editor.replica;
    const victim = { client: keeper.replica.doc.clientID, device: keeper.author.device };
    const ways: readonly Way[] = hostileActs[what];
    const planted = ways.map(({ plain }) => plain(hostile, { doc, victim }));
    await editor.closeTab();
    for (const update of planted) await withStored(editor, (store) => store.add(update));
    await editor.openTab();
    expect(editor.replica.status.setAside?.count).toBe(planted.length);
    for (const title of ['from before', 'not sent yet'])
      expect(contentOf(editor.replica.doc)).toContain(title);
    note(editor, 'afterwards');
    await isAt(keeper, 'not sent yet');
    await isAt(keeper, 'afterwards');
    for (const { replica } of [keeper, editor]) {
      expect(contentOf(replica.doc)).not.toContain(mark);
      expect(replica.doc.store.pendingStructs).toBeNull();
      expect(replica.doc.store.pendingDs).toBeNull();
    }
    expect(contentOf(editor.replica.doc)).toBe(contentOf(keeper.replica.doc));
  });
});
