/** A lock gives a device new keys: on the real relay, and whatever comes in between. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { replacedMax } from '@wardbook/shared/access/state';
import type { BookId } from '@wardbook/shared/base/ids';
import { systemRandom as random } from '@wardbook/shared/base/ports';
import { namesOf, nameDevice } from '@wardbook/shared/kinds/device/device';
import { openBook, wardPolicy } from '@wardbook/shared/books/ward';
import { removeDevices, replaceKeys } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, restoreDeviceKeys } from '@wardbook/shared/sealing/keys';
import { IndexedDbStorage } from '../../src/lib/sync/storage/indexeddb-storage.ts';
import { Replica } from '../../src/lib/sync/replica.ts';
import { provePin } from '../../src/lib/device/lock/prove-lock.ts';
import {
  addWay,
  carryOver,
  hasNewKeys,
  removeWays,
  setLock,
  settleKeys,
  takeLockOff,
  takeNewKeys,
} from '../../src/lib/device/lock/set-lock.ts';
import {
  bookOnDevice,
  isLocked,
  shelve,
  unshelve,
  type ShelvedBook,
} from '../../src/lib/device/shelf.ts';
import { firstRelay, type Device } from '../simulation/device.ts';
import { keeperOf, reach, Team } from '../access/team.ts';

const way = { type: 'pin', secret: '402918' } as const;
const idleMs = 900_000;

let team: Team;
let keeper: Device;
let id: BookId;
const opened: Replica[] = [];

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
  id = keeper.replica.book;
});

afterEach(async () => {
  for (const replica of opened.splice(0)) await replica.close();
  await unshelve(id);
  await team.end();
});

async function putOnShelf({ replica, name }: Device): Promise<void> {
  const { signing, wrapping } = replica.membership.device;
  await shelve({
    id: replica.book,
    pairs: { signing, wrapping },
    name,
    relay: firstRelay,
    ward: 'Ward',
    council: 'Council',
    demo: false,
    openedAt: 1,
  });
}

async function entry(): Promise<ShelvedBook> {
  const book = await bookOnDevice(id);
  if (!book || isLocked(book)) throw new Error('It is not open.');
  return book;
}

/** The device's book, opened again with whatever keys the shelf has now. */
async function openAgain({ name }: Device, book: ShelvedBook): Promise<Replica> {
  const again = await Replica.open({
    policy: wardPolicy,
    book: id,
    device: await restoreDeviceKeys(book.pairs),
    storage: new IndexedDbStorage(id, `${name}:`),
    relay: firstRelay,
    openSocket: () => new WebSocket(team.relay.address),
    crossTab: false,
  });
  if (again.type === 'failed') throw new Error(again.reason);
  opened.push(again.replica);
  again.replica.connect();
  return again.replica;
}

async function settle(device: Device): Promise<Replica> {
  const { lock } = await entry();
  expect(await carryOver(device.replica, lock!.next!)).toBe(true);
  await device.replica.close();
  await settleKeys(id);
  return openAgain(device, await entry());
}

describe('[LOCK10] setting a lock', () => {
  test('the relay takes the new keys; role, person, name and unshared work stay', async () => {
    const editor = await team.member('Sam', keeper);
    const old = editor.author.device;
    await putOnShelf(editor);
    nameDevice(editor.book, editor.author, old, 'Old laptop', { name: 'Sam', colour: 2 });
    expect(await setLock(editor.replica, editor.book, way, idleMs)).toBe('set');
    expect(hasNewKeys(editor.replica)).toBe(true);
    const { lock } = await entry();
    expect(lock!.ways.map(({ type }) => type)).toEqual(['pin']);
    // Entered while the old keys were good for nothing any more.
    editor.book.events.push([{ id: 'made with the old keys', by: old, at: Date.now() }]);
    const again = await settle(editor);
    await reach(again, ({ connection, waiting }) => connection === 'live' && waiting === 0);
    const { device, access } = again.membership;
    expect(device.id).not.toBe(old);
    expect(again.status.role).toBe('editor');
    expect(access!.members.get(device.id)!.person).toBe(old);
    expect(namesOf(openBook(again.doc), device.id)?.deviceName).toBe('Old laptop');
    await reach(keeper.replica, () =>
      JSON.stringify(keeper.book.events).includes('made with the old keys'),
    );
    // And the old keys open the relay's door no more.
    const { members, former } = keeper.replica.membership.access!;
    expect(members.has(old)).toBe(false);
    expect(former.get(old)!.how).toBe('replaced');
  });

  test('without a connection nothing is set, and it says so', async () => {
    await putOnShelf(keeper);
    keeper.replica.disconnect();
    expect(await setLock(keeper.replica, keeper.book, way, idleMs)).toBe('no-connection');
    expect((await entry()).lock).toBeUndefined();
  });

  test('on a browser that fails at its keys nothing is laid out, and it says so', async () => {
    await putOnShelf(keeper);
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const failing = vi
      .spyOn(crypto.subtle, 'importKey')
      .mockRejectedValue(new Error('no such key'));
    const result = await setLock(keeper.replica, keeper.book, way, idleMs);
    failing.mockRestore();
    vi.unstubAllGlobals();
    expect(result).toBe('broken');
    expect(reported).toHaveBeenCalledOnce();
    expect((await entry()).lock).toBeUndefined();
    expect(await setLock(keeper.replica, keeper.book, way, idleMs)).toBe('set');
  });

  test('where the book takes no more new keys, it says so, and no lock is left waiting', async () => {
    let device = keeper;
    for (let times = 0; times < replacedMax; times++) {
      const keys = await createDeviceKeys();
      void device.replica.propose(await replaceKeys(keeperOf(device), keys, 'Renewed'));
      await reach(device.replica, ({ stoppedBy }) => stoppedBy === 'replaced');
      device = await device.underKeys(keys);
      await reach(device.replica, ({ connection }) => connection === 'live');
    }
    await putOnShelf(device);
    expect(await setLock(device.replica, device.book, way, idleMs)).toBe('too-many');
    expect((await entry()).lock).toBeUndefined();
    expect(hasNewKeys(device.replica)).toBe(false);
    expect(device.replica.status.role).toBe('keeper');
  });

  test('when the answer is lost, both pairs are kept, and the next opening finds out', async () => {
    await putOnShelf(keeper);
    void setLock(keeper.replica, keeper.book, way, idleMs);
    // Until the new keys are on the shelf the relay hears of nothing.
    while ((await entry()).lock === undefined) await new Promise((next) => setTimeout(next, 2));
    const book = await entry();
    expect(book.lock!.next).toBeDefined();
    const before = (await restoreDeviceKeys(book.pairs)).id;
    expect(before).toBe(keeper.author.device);
    await keeper.crash();
    const again = await openAgain(keeper, book);
    if (await again.until(() => hasNewKeys(again) || again.mayDecide, 60_000)) {
      const outcome = hasNewKeys(again)
        ? 'set'
        : await takeNewKeys(again, openBook(again.doc), book.lock!.next!);
      expect(outcome).toBe('set');
    }
    expect(await carryOver(again, book.lock!.next!)).toBe(true);
    await again.close();
    await settleKeys(again.book);
    const settled = await openAgain(keeper, await entry());
    await reach(settled, ({ connection }) => connection === 'live');
    expect(settled.status.role).toBe('keeper');
  });

  test('a new key for the book in between only makes it ask again', async () => {
    const editor = await team.member('Sam', keeper);
    const other = await team.member('Kim', keeper);
    await putOnShelf(editor);
    const removal = await removeDevices(keeperOf(keeper), [other.author.device]);
    const [, result] = await Promise.all([
      keeper.replica.propose(removal),
      setLock(editor.replica, editor.book, way, idleMs),
    ]);
    // Whichever came first: a keeper whose picture is old, or a device whose key is, asks again.
    const pairs = (await entry()).lock!.next!;
    if (result !== 'set') {
      await reach(editor.replica, () => editor.replica.membership.access!.epoch === 1);
      expect(await takeNewKeys(editor.replica, editor.book, pairs)).toBe('set');
    }
    const again = await settle(editor);
    await reach(again, ({ connection }) => connection === 'live');
    expect(again.status.role).toBe('editor');
  });
});

describe('[LOCK11] changing a lock', () => {
  test('ways come and go; the last stays; a lock whose keys are not settled cannot go', async () => {
    await putOnShelf(keeper);
    expect(await setLock(keeper.replica, keeper.book, way, idleMs)).toBe('set');
    await takeLockOff(id);
    expect((await entry()).lock).toBeDefined();
    await settle(keeper);
    const proof = await provePin(id, way.secret);
    if (proof.type !== 'right') throw new Error(proof.type);
    await addWay(id, proof.raw, { type: 'pin', secret: 'four wet doors' });
    expect((await entry()).lock!.isDigits).toBe(false);
    expect((await provePin(id, way.secret)).type).toBe('wrong');
    expect((await provePin(id, 'four wet doors')).type).toBe('right');
    await removeWays(id, 'pin');
    expect((await entry()).lock!.ways).toHaveLength(1);
    const passkey = { credential: random(16), question: random(32), answer: random(32) };
    await addWay(id, proof.raw, { type: 'passkey', passkey });
    await removeWays(id, 'pin');
    expect((await entry()).lock!.ways.map(({ type }) => type)).toEqual(['passkey']);
    await takeLockOff(id);
    expect((await entry()).lock).toBeUndefined();
  });
});
