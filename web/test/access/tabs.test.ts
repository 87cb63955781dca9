// Two windows of one device, with one storage between them and no relay in reach.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { createBook, openBook, wardPolicy } from '@wardbook/shared/books/ward';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { foundBook } from '@wardbook/shared/sealing/found';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import * as Y from 'yjs';
import { giveChanges } from '../../src/lib/sync/link/provider-messages.ts';
import { settled } from '../../src/lib/sync/link/testing-channels.ts';
import { tabsChannel } from '../../src/lib/sync/link/tabs.ts';
import { Replica } from '../../src/lib/sync/replica.ts';
import { IndexedDbStorage } from '../../src/lib/sync/storage/indexeddb-storage.ts';
import 'fake-indexeddb/auto';
import { contentOf } from '../simulation/content.ts';
import { untilStored } from '../../src/lib/sync/storage/storage.ts';

const relay = 'ws://127.0.0.1:1/relay';
let devices = 0;
let windows: Replica[];

beforeEach(async () => {
  const device = await createDeviceKeys();
  const statement = await foundBook(device, 'Ann', systemClock, systemRandom);
  const prefix = `tabs${++devices}:`;
  windows = [];
  for (const statements of [[statement], undefined]) {
    const opened = await Replica.open({
      policy: wardPolicy,
      book: statement.book,
      device,
      storage: new IndexedDbStorage(statement.book, prefix),
      relay,
      ...(statements && { statements }),
    });
    if (opened.type === 'failed') throw new Error(opened.reason);
    const { replica } = opened;
    windows.push(replica);
    replica.connect();
    if (statements) {
      const start = { ward: 'Ward', council: 'Council', districts: [] };
      createBook(replica.doc, authorOf(replica), start);
      await untilStored(replica.storage);
    }
  }
});
afterEach(async () => {
  for (const each of windows) await each.close();
});

function authorOf({ membership }: Replica) {
  return { device: membership.device.id, random: systemRandom, now: systemClock };
}

function note(replica: Replica, title: string): void {
  const memory = { kind: 'issue', title, text: '', state: 'open' } as const;
  expect(saveMemory(openBook(replica.doc), authorOf(replica), memory).type).toBe('done');
}

const shows = (replica: Replica) => contentOf(replica.doc);

/** Each hears of the other. */
async function goOn(): Promise<void> {
  const [one, two] = windows as [Replica, Replica];
  note(one, 'said by one');
  await expect.poll(() => shows(two)).toContain('said by one');
  note(two, 'said by two');
  await expect.poll(() => shows(one)).toContain('said by two');
}

test('[TABS1] each has what is recorded in the other, under client ids of their own, and it is stored', async () => {
  const [one, two] = windows as [Replica, Replica];
  await goOn();
  expect(one.doc.clientID).not.toBe(two.doc.clientID);
  expect(shows(one)).toBe(shows(two));
  await Promise.all(windows.map((each) => untilStored(each.storage)));
  // All of it waits in each, whoever made it: should one end, the other shares it.
  expect(one.status.waiting).toBe(two.status.waiting);
});

test('[TABS2] what is said on y-websocket’s channel, as an older app does, is not heard', async () => {
  const other = new Y.Doc();
  other.getArray('events').push([{ unjudged: true }]);
  const update = Y.encodeStateAsUpdate(other);
  const channel = new BroadcastChannel(`${relay}/${windows[0]!.book}`);
  const heard: unknown[] = [];
  channel.onmessage = ({ data }) => heard.push(data);
  channel.postMessage(new Uint8Array(giveChanges(update)));
  await goOn();
  await settled();
  channel.close();
  for (const each of windows) expect(shows(each)).not.toContain('unjudged');
  expect(heard).toEqual([]);
});

test('[TABS2] garbage on our own channel changes nothing', async () => {
  const before = shows(windows[0]!);
  const channel = new BroadcastChannel(tabsChannel(windows[0]!.book));
  for (const data of [null, 'x', { type: 'changes', update: Uint8Array.of(1, 9, 5, 255) }])
    channel.postMessage(data);
  channel.close();
  await settled();
  for (const each of windows) expect(shows(each)).toBe(before);
  await goOn();
});
