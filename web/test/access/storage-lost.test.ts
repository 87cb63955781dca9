// What becomes of a device whose browser takes its storage away, or has spoilt some of it, while the relay
// and the others go on.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { clientIdOf } from '@wardbook/shared/base/client-id';
import { dataStatus } from '../../src/lib/open/data-status.ts';
import { openExistingDatabase, completed } from '../../src/lib/sync/storage/stored-book.ts';
import { contentOf } from '../simulation/content.ts';
import type { Device } from '../simulation/device.ts';
import { firstRelay } from '../simulation/device.ts';
import { reach, Team } from './team.ts';
import { untilStored } from '../../src/lib/sync/storage/storage.ts';

let team: Team;
let keeper: Device;
let editor: Device;
const reported: unknown[] = [];

beforeEach(async () => {
  reported.length = 0;
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  team = new Team();
  keeper = await team.found();
  editor = await team.member('Editor', keeper);
});
afterEach(async () => {
  await team.end();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function note({ book, author }: Device, title: string): void {
  const saved = saveMemory(book, author, { kind: 'issue', title, text: '', state: 'open' });
  expect(saved.type).toBe('done');
}

const isAt = (device: Device, ...titles: string[]) =>
  reach(device.replica, () =>
    titles.every((title) => contentOf(device.replica.doc).includes(title)),
  );

const isAllShared = ({ replica }: Device) =>
  reach(
    replica,
    ({ connection, waiting, storage }) =>
      connection === 'live' && waiting === 0 && storage.type === 'saved',
  );

const three = ['first', 'second', 'third'];

/** Each is called shared only once it is everywhere, and all are there at the next start. */
async function reachesAll(): Promise<void> {
  await isAllShared(editor);
  await isAt(keeper, ...three);
  note(keeper, 'by a colleague');
  await isAt(editor, 'by a colleague');
  await isAllShared(editor);
  team.cut(editor, firstRelay);
  await editor.reopen();
  await isAt(editor, ...three, 'by a colleague');
}

/** From now on no connection to this device's database that is open begins anything. */
function refuseIn(device: Device): void {
  const begin = IDBDatabase.prototype.transaction;
  const open = new WeakSet<IDBDatabase>();
  const isRefused = { yes: true };
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementationOnce(function (
    this: IDBFactory,
    ...args
  ) {
    isRefused.yes = false;
    vi.mocked(IDBFactory.prototype.open).mockRestore();
    return this.open(...args);
  });
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    ...args
  ) {
    if (isRefused.yes && this.name.startsWith(`${device.name}:`)) open.add(this);
    if (open.has(this)) throw new DOMException('the connection was lost', 'UnknownError');
    return begin.apply(this, args);
  });
}

describe('[STORE2] when the browser takes its storage from a device that is connected', () => {
  test('every answer after it is shared and stored, and nothing is said that is not so', async () => {
    await isAllShared(editor);
    refuseIn(editor);
    for (const title of three) {
      note(editor, title);
      expect(editor.replica.status.waiting).toBeGreaterThan(0);
      expect(editor.replica.status.storage.type).not.toBe('saved');
      expect(dataStatus(editor.replica.status, () => []).short).not.toBe('Shared');
    }
    await reachesAll();
  });
});

describe('[STORE1] what throws beside a change', () => {
  test('keeps it from nobody: an observer of ours', async () => {
    const { doc, awareness } = editor.replica;
    const fail = () => {
      throw new Error('thrown by a listener');
    };
    doc.on('update', fail);
    doc.on('afterTransaction', fail);
    doc.on('afterAllTransactions', fail);
    awareness.on('change', fail);
    editor.replica.onStatusChange(fail);
    awareness.setLocalState({ person: undefined });
    for (const title of three) note(editor, title);
    await reachesAll();
    expect(reported.length).toBeGreaterThan(0);
  });

  test('keeps it from nobody: the socket that it is sent by', async () => {
    await isAllShared(editor);
    const send = WebSocket.prototype.send;
    let refused = 0;
    vi.spyOn(WebSocket.prototype, 'send').mockImplementation(function (this: WebSocket, data) {
      if (refused < 3 && team.isOf(editor, this)) {
        refused += 1;
        throw new DOMException('', 'InvalidStateError');
      }
      return send.call(this, data);
    });
    for (const title of three) {
      note(editor, title);
      expect(dataStatus(editor.replica.status, () => []).short).not.toBe('Shared');
    }
    await reachesAll();
    expect(refused).toBe(3);
  });
});

test('[STORE3] a book is closed, and its client id free, though parts of it throw', async () => {
  const { replica } = editor;
  const client = replica.doc.clientID;
  replica.awareness.destroy = () => {
    throw new Error('presence');
  };
  vi.spyOn(WebSocket.prototype, 'close').mockImplementationOnce(() => {
    throw new Error('socket');
  });
  await editor.closeTab();
  expect(reported.map(String)).toContain('Error: presence');
  await editor.openTab();
  expect(editor.replica.doc.clientID).toBe(client);
  note(editor, 'after');
  await isAt(keeper, 'after');
});

const databaseOf = ({ name, replica }: Device) => `${name}:${replica.book}`;

/** Cuts short what holds this title on its disk. */
async function spoil(database: string, title: string): Promise<void> {
  const db = await openExistingDatabase(database);
  const transaction = db!.transaction('updates', 'readwrite');
  const store = transaction.objectStore('updates');
  const keys = store.getAllKeys();
  const all = store.getAll() as IDBRequest<Uint8Array[]>;
  const done = completed(transaction);
  let spoilt = 0;
  all.onsuccess = () => {
    for (const [at, update] of all.result.entries()) {
      if (!new TextDecoder('latin1').decode(update).includes(title)) continue;
      store.put(update.slice(0, update.length / 2), keys.result[at]);
      spoilt += 1;
    }
  };
  await done;
  db!.close();
  expect(spoilt).toBeGreaterThan(0);
}

test('[STORE8] what was recorded behind an unsent change that is spoilt counts as waiting', async () => {
  await isAllShared(editor);
  team.cut(editor, firstRelay);
  for (const title of three) note(editor, title);
  await untilStored(editor.replica.storage);
  const database = databaseOf(editor);
  await editor.closeTab();
  await spoil(database, 'second');
  await editor.openTab();
  team.mend(editor, firstRelay);
  await isAt(keeper, 'first');
  await reach(editor.replica, ({ connection, waiting }) => connection === 'live' && waiting === 1);
  // One of the three cannot be read. The one behind it is kept, and shows nowhere.
  for (const device of [keeper, editor])
    expect(contentOf(device.replica.doc)).not.toContain('third');
  expect(editor.replica.status.setAside?.count).toBe(1);
  expect(dataStatus(editor.replica.status, () => []).short).toMatch(/^1 change waiting/);
});

describe('[STORE4] a device one of whose stored changes is spoilt', () => {
  test('opens, says so, goes on under another client id, and has all that was shared again', async () => {
    for (const title of three) note(editor, title);
    await isAllShared(editor);
    await isAt(keeper, ...three);
    const before = editor.replica.doc.clientID;
    const database = databaseOf(editor);
    await editor.closeTab();
    await spoil(database, 'second');
    team.cut(editor, firstRelay);
    await editor.openTab();
    const { device, book } = editor.replica.membership;
    expect(editor.replica.status.setAside).toEqual({ count: 1, isReadAgain: false });
    expect(dataStatus(editor.replica.status, () => []).short).toMatch(/could not be read$/);
    expect(before).toBe(clientIdOf(book, device.id, 0));
    expect(editor.replica.doc.clientID).toBe(clientIdOf(book, device.id, 1));
    expect(contentOf(editor.replica.doc)).not.toContain('second');
    note(editor, 'meanwhile');
    team.mend(editor, firstRelay);
    await isAt(editor, ...three);
    await isAllShared(editor);
    await isAt(keeper, 'meanwhile');
    expect(editor.replica.conflict).toBeUndefined();
    expect(contentOf(editor.replica.doc)).toBe(contentOf(keeper.replica.doc));
    expect(editor.replica.status.setAside).toEqual({ count: 1, isReadAgain: true });
    await editor.reopen();
    expect(editor.replica.status.setAside).toBeUndefined();
    await isAt(editor, ...three, 'meanwhile');
  });

  test('loses of what it had not shared no more than what was spoilt', async () => {
    team.cut(editor, firstRelay);
    for (const title of three) note(editor, title);
    await reach(editor.replica, ({ storage }) => storage.type === 'saved');
    const database = databaseOf(editor);
    await editor.closeTab();
    await spoil(database, 'third');
    await editor.openTab();
    note(editor, 'afterwards');
    team.mend(editor, firstRelay);
    await isAt(keeper, 'first', 'second', 'afterwards');
    await isAllShared(editor);
    expect(contentOf(keeper.replica.doc)).toBe(contentOf(editor.replica.doc));
    expect(contentOf(keeper.replica.doc)).not.toContain('third');
  });
});
