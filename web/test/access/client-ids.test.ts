/** Client ids that belong to devices, from end to end: on the real relay, with storage that fails. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { clientIdOf } from '@wardbook/shared/base/client-id';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import type { CompactionRule } from '../../src/lib/sync/book-session.ts';
import { IndexedDbStorage } from '../../src/lib/sync/storage/indexeddb-storage.ts';
import { openExistingDatabase } from '../../src/lib/sync/storage/stored-book.ts';
import { contentOf } from '../simulation/content.ts';
import { firstRelay, type Device } from '../simulation/device.ts';
import { HostileMember } from './hostile-member.ts';
import { reach, Team } from './team.ts';
import { untilStored } from '../../src/lib/sync/storage/storage.ts';

let team: Team;
let keeper: Device;
let editor: Device;

async function begin(compaction?: CompactionRule): Promise<void> {
  team = new Team(compaction);
  keeper = await team.found();
  editor = await team.member('Editor', keeper);
}
beforeEach(() => begin());
afterEach(() => team.end());

function remember(device: Device, title: string): void {
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
async function stallDisk({ name, replica }: Device): Promise<() => void> {
  const db = await openExistingDatabase(new IndexedDbStorage(replica.book, `${name}:`).name);
  const transaction = db!.transaction(['updates', 'custom'], 'readwrite');
  let isStalled = true;
  const goOn = () => {
    transaction.objectStore('custom').count().onsuccess = () => {
      if (isStalled) goOn();
      else db!.close();
    };
  };
  goOn();
  return () => {
    isStalled = false;
  };
}

describe('[CLIENT2] a device writes under its own client ids', () => {
  test('under the same one from sitting to sitting, and under another in a second window', async () => {
    for (const title of ['first', 'second', 'third']) {
      remember(editor, title);
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
    const release = await stallDisk(editor);
    remember(editor, 'waits');
    for (const title of ['meanwhile', 'and then']) {
      remember(keeper, title);
      await isAt(editor, title);
    }
    expect(contentOf(keeper.replica.doc)).not.toContain('waits');
    release();
    await isAt(keeper, 'waits');
  });

  test('power that goes before that takes it from everybody, and what follows is the same to all', async () => {
    await stallDisk(editor);
    remember(editor, 'never kept');
    remember(keeper, 'meanwhile');
    await isAt(editor, 'meanwhile');
    await editor.crash();
    await editor.openTab();
    remember(editor, 'instead');
    await isAt(keeper, 'instead');
    await isAt(editor, 'meanwhile');
    const [one, other] = [keeper, editor].map(({ replica }) => contentOf(replica.doc));
    expect(one).toBe(other);
    expect(one).not.toContain('never kept');
    expect(idsOf(editor)).toEqual([0]);
  });
});

describe('[CLIENT4] a device whose storage was put back from an older copy', () => {
  /** It has shared something since the copy, and something else after it was put back. */
  async function goesOnFromACopy(shared: string[], offline: string[]): Promise<void> {
    remember(editor, 'before');
    await isAt(keeper, 'before');
    await reach(editor.replica, ({ storage }) => storage.type === 'saved');
    await editor.copyDisk();
    for (const title of shared) remember(editor, title);
    for (const title of shared) await isAt(keeper, title);
    expect(await editor.putDiskBack()).toBe(true);
    team.cut(editor, firstRelay);
    await editor.openTab();
    for (const title of offline) remember(editor, title);
    await reach(editor.replica, ({ storage }) => storage.type === 'saved');
  }

  const all = (device: Device, titles: string[]) =>
    Promise.all(titles.map((title) => isAt(device, title)));

  async function isSettled(titles: string[]): Promise<void> {
    await all(keeper, titles);
    await editor.whole();
    await all(editor, titles);
    await reach(
      editor.replica,
      ({ connection, waiting }) => connection === 'live' && waiting === 0,
    );
    expect(contentOf(editor.replica.doc)).toBe(contentOf(keeper.replica.doc));
    const events = keeper.book.events.toArray() as { id: string }[];
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  }

  test('loses nothing of either, and goes on under another client id', async () => {
    await goesOnFromACopy(['shared 1', 'shared 2'], ['offline 1', 'offline 2', 'offline 3']);
    team.mend(editor, firstRelay);
    await isSettled(['before', 'shared 1', 'shared 2', 'offline 1', 'offline 2', 'offline 3']);
    expect(editor.minted).toBe(1);
    expect(idsOf(editor)).toEqual([0, 1]);
    await editor.reopen();
    remember(editor, 'afterwards');
    await isAt(keeper, 'afterwards');
    expect(idsOf(editor)).toEqual([0, 1]);
    const late = await team.member('Late', keeper);
    await isAt(late, 'afterwards');
    expect(contentOf(late.replica.doc)).toBe(contentOf(keeper.replica.doc));
  });

  test('goes on as it is where it has written nothing since', async () => {
    await goesOnFromACopy(['shared 1'], []);
    team.mend(editor, firstRelay);
    await isAt(editor, 'shared 1');
    remember(editor, 'afterwards');
    await isSettled(['before', 'shared 1', 'afterwards']);
    expect(editor.minted).toBe(0);
    expect(idsOf(editor)).toEqual([0]);
  });

  test('finds it out from a snapshot too, with a second window open', async () => {
    await team.end();
    const seldom = { tailBytesMin: 1 << 30, tailTimesSnapshot: 1 << 30 };
    await begin({ ...seldom, tailEntriesMin: 4, delayMsMax: 5 });
    await goesOnFromACopy(['shared 1'], ['offline 1']);
    const second = await editor.openTab();
    remember(editor, 'offline 2');
    await untilStored(second.storage);
    const extent = async () => {
      await team.relay.stop();
      const found = await team.relay.extent(keeper.replica.book);
      await team.relay.start();
      keeper.replica.retryNow();
      return found;
    };
    const { head: shared } = await extent();
    const isCovered = async () => {
      for (let n = 0; n < 5; n++) remember(keeper, `meanwhile ${n}`);
      expect(await keeper.replica.allShared(60_000)).toBe(true);
      return (await extent()).snapshotCovers >= shared;
    };
    await expect.poll(isCovered, { timeout: 60_000 }).toBe(true);
    team.mend(editor, firstRelay);
    await isSettled(['before', 'shared 1', 'offline 1', 'offline 2']);
    expect(editor.minted).toBeGreaterThan(0);
  });

  test('loses nothing where the power goes just as it finds out', async () => {
    await goesOnFromACopy(['shared 1', 'shared 2'], ['offline 1', 'offline 2']);
    team.mend(editor, firstRelay);
    await editor.replica.until(() => editor.replica.conflict !== undefined, 60_000);
    await editor.crash();
    await editor.whole();
    if (editor.tabs.length === 0) await editor.openTab();
    expect(editor.tabs).not.toEqual([]);
    await isSettled(['before', 'shared 1', 'shared 2', 'offline 1', 'offline 2']);
  });
});

test('[CLIENT6] whoever has what a lost log got others in place of brings it, in its author’s name', async () => {
  remember(editor, 'before');
  await isAt(keeper, 'before');
  await team.relay.backUp();
  for (const { replica } of [keeper, editor])
    await reach(replica, ({ connection, waiting }) => connection === 'live' && waiting === 0);
  await editor.copyDisk();
  remember(editor, 'seen by the keeper alone');
  await isAt(keeper, 'seen by the keeper alone');
  await reach(keeper.replica, ({ storage }) => storage.type === 'saved');
  team.cut(keeper, firstRelay);
  await editor.putDiskBack();
  await team.relay.restore();
  await team.relay.start();
  await editor.openTab();
  remember(editor, 'in its place');
  await reach(editor.replica, ({ waiting, connection }) => connection === 'live' && waiting === 0);
  team.mend(keeper, firstRelay);
  for (const title of ['before', 'seen by the keeper alone', 'in its place'])
    for (const device of [editor, keeper]) {
      await device.whole();
      await isAt(device, title);
    }
  await reach(keeper.replica, ({ waiting, connection }) => connection === 'live' && waiting === 0);
  expect(contentOf(keeper.replica.doc)).toBe(contentOf(editor.replica.doc));
  const brought = (editor.book.events.toArray() as { h?: string }[]).find(
    ({ h }) => h === 'seen by the keeper alone',
  );
  expect(brought).toMatchObject({ by: editor.author.device, via: keeper.author.device });
});

test('[CLIENT4] of two changes at one clock in a log the first counts, however the log is read', async () => {
  const own = await team.member('Mallory', keeper);
  await reach(own.replica, ({ waiting }) => waiting === 0);
  const hostile = await HostileMember.in(team, own);
  const said = (word: string) => ({ by: own.author.device, at: 1, id: word, t: word });
  const start = new Y.Doc();
  start.clientID = hostile.clientId;
  start.getArray('events').push([said('start')]);
  const lineOf = (...words: string[]) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(start));
    doc.clientID = hostile.clientId;
    for (const word of words) doc.getArray('events').push([said(word)]);
    return doc;
  };
  // The second begins before the first: merged, it would come before it.
  const first = Y.encodeStateAsUpdate(lineOf('first'), Y.encodeStateVector(start));
  const second = Y.encodeStateAsUpdate(lineOf('second', 'after it'));
  for (const update of [Y.encodeStateAsUpdate(start), first, second])
    expect(await hostile.append('update', await hostile.seal('update', update))).toBe('taken');
  await isAt(editor, 'after it');
  const late = await team.member('Late', keeper);
  await isAt(late, 'after it');
  for (const { replica } of [editor, late]) {
    expect(contentOf(replica.doc)).toBe(contentOf(keeper.replica.doc));
    expect(contentOf(replica.doc)).toContain('"first"');
    expect(contentOf(replica.doc)).not.toContain('"second"');
  }
});
