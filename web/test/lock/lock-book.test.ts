/** A book that is locked and unlocked, with the power lost at every point in between. */
import { dieAfter, fillDisk, startAgain } from './power.ts';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import { systemClock as now, systemRandom as random } from '@wardbook/shared/base/ports';
import { createBook, openBook, wardPolicy } from '@wardbook/shared/books/ward';
import { bookSettings } from '@wardbook/shared/kinds/settings/settings';
import { devicesNamed, namePerson } from '@wardbook/shared/kinds/device/device';
import { foundBook } from '@wardbook/shared/sealing/found';
import { deviceKeysFromSeed, restoreDeviceKeys } from '@wardbook/shared/sealing/keys';
import { lockKeyFromRaw, newLockKey, sealForLock, wrapForPin } from '@wardbook/shared/sealing/lock';
import { IndexedDbStorage } from '../../src/lib/sync/storage/indexeddb-storage.ts';
import { Replica } from '../../src/lib/sync/replica.ts';
import {
  clearAllLeftovers,
  clearLeftovers,
  isOverdue,
  lockBook,
  lockOverdueBooks,
  unlockBook,
} from '../../src/lib/device/lock/lock-book.ts';
import { noTries } from '../../src/lib/device/lock/pin-waits.ts';
import { provePin, waitFor } from '../../src/lib/device/lock/prove-lock.ts';
import { removeBookFromDevice } from '../../src/lib/device/remove-book.ts';
import {
  bookOnDevice,
  booksOnDevice,
  changeOnShelf,
  isLocked,
  lockedBooksOnDevice,
  sealedCopy,
  shelve,
} from '../../src/lib/device/shelf.ts';

const pin = '402918';
const cost = { memoryKib: 64, passes: 1, lanes: 1 };
const idleMs = 900_000;
const words = ['Elmfield', 'Marlow Vale', 'Ann Keeper', 'relay.invalid'];

let reported: unknown[] = [];
vi.stubGlobal('reportError', (error: unknown) => reported.push(error));

beforeEach(() => {
  reported = [];
});

/** A book with a lock that is open, as the app leaves it. */
async function lockableBook(
  keysFrom: 'device' | 'earlier-device' = 'device',
): Promise<{ id: BookId; raw: Bytes }> {
  const seed = random(32);
  const keys = await deviceKeysFromSeed(seed, keysFrom);
  const statement = await foundBook(keys, 'Ann Keeper', now, random);
  const id = statement.book;
  const relay = 'ws://relay.invalid/relay';
  const opened = await Replica.open({
    policy: wardPolicy,
    book: id,
    device: keys,
    storage: new IndexedDbStorage(id),
    relay,
    statements: [statement],
    crossTab: false,
  });
  if (opened.type === 'failed') throw new Error(opened.reason);
  const { replica } = opened;
  const ward = { ward: 'Elmfield', council: 'Marlow Vale', districts: [] };
  const author = { device: keys.id, now, random };
  namePerson(createBook(replica.doc, author, ward), author, keys.id, {
    name: 'Ann Keeper',
    colour: 1,
  });
  await replica.until(({ storage }) => storage.type === 'saved', 60_000);
  await replica.close();
  const raw = newLockKey(random);
  const key = await lockKeyFromRaw(raw);
  await shelve({
    id,
    pairs: { signing: keys.signing, wrapping: keys.wrapping },
    name: 'Ann Keeper',
    relay,
    ward: 'Elmfield',
    council: 'Marlow Vale',
    demo: false,
    openedAt: now(),
    lock: {
      ways: [await wrapForPin(id, raw, pin, random, cost)],
      isDigits: true,
      seed: await sealForLock(key, id, 'seed', seed, random),
      // A lock of before says nothing of it.
      ...(keysFrom === 'device' && { keysFrom }),
      idleMs,
      tries: noTries,
      key,
      usedAt: now(),
    },
  });
  return { id, raw };
}

/** The book is here with all that was in it, and the keys on the shelf are its keeper's. */
async function expectWholeAndOpen(id: BookId): Promise<void> {
  const book = await bookOnDevice(id);
  if (!book || isLocked(book)) throw new Error('It is not open.');
  const device = await restoreDeviceKeys(book.pairs);
  const storage = new IndexedDbStorage(id);
  const opened = await Replica.open({
    policy: wardPolicy,
    book: id,
    device,
    storage,
    relay: book.relay,
    crossTab: false,
  });
  if (opened.type === 'failed') throw new Error(opened.reason);
  const { doc, membership, status } = opened.replica;
  const openedBook = openBook(doc);
  expect(bookSettings(openedBook)?.ward).toBe('Elmfield');
  expect(devicesNamed(openedBook)).toHaveLength(1);
  expect(status.role).toBe('keeper');
  expect(membership.keys.size).toBe(1);
  expect([book.ward, book.council, book.name]).toEqual(['Elmfield', 'Marlow Vale', 'Ann Keeper']);
  await opened.replica.close();
}

async function databaseNames(): Promise<(string | undefined)[]> {
  return (await indexedDB.databases()).map(({ name }) => name);
}

/** Everything that any database of this browser holds, as text in which words can be looked for. */
async function everythingStored(): Promise<string> {
  const found: string[] = [];
  for (const name of await databaseNames()) {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name!);
      request.addEventListener('success', () => resolve(request.result));
    });
    for (const store of db.objectStoreNames) {
      const request = db.transaction(store).objectStore(store).getAll() as IDBRequest<unknown[]>;
      const values = await new Promise<unknown[]>((resolve) =>
        request.addEventListener('success', () => resolve(request.result)),
      );
      found.push(values.map(asText).join('\n'));
    }
    db.close();
  }
  return found.join('\n');
}

function asText(value: unknown): string {
  if (value instanceof Uint8Array) return new TextDecoder('latin1').decode(value);
  if (value instanceof CryptoKey) return `a ${value.type} key`;
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, each]) => `${key}: ${asText(each)}`)
    .join('\n');
}

/** Starts again after a crash: whichever it is, locked or open, it is whole, and nothing is beside it. */
async function expectWholeAfterCrash(id: BookId, raw: Bytes): Promise<'locked' | 'open'> {
  const book = await bookOnDevice(id);
  if (!book) throw new Error('The book is gone.');
  expect(await clearLeftovers(book)).toBe(true);
  if (!isLocked(book)) {
    expect(await sealedCopy(id)).toBeUndefined();
    await expectWholeAndOpen(id);
    return 'open';
  }
  expect(await databaseNames()).not.toContain(new IndexedDbStorage(id).name);
  expect(await unlockBook(id, raw)).toEqual({ type: 'unlocked' });
  await expectWholeAndOpen(id);
  return 'locked';
}

describe('locking and unlocking', () => {
  test('[LOCK6] nothing of a locked book can be read here, and unlocking brings all of it back', async () => {
    const { id, raw } = await lockableBook();
    const before = await everythingStored();
    for (const word of words) expect(before).toContain(word);
    expect(before).toContain('a private key');

    expect(await lockBook(id, 3)).toEqual({ type: 'locked', isCleared: true });
    const after = await everythingStored();
    for (const word of words) expect(after).not.toContain(word);
    expect(after).not.toContain('a private key');
    expect(after).not.toContain('a secret key');
    expect(await databaseNames()).not.toContain(new IndexedDbStorage(id).name);
    expect((await booksOnDevice()).map((book) => book.id)).not.toContain(id);
    expect((await lockedBooksOnDevice()).find((book) => book.id === id)?.unshared).toBe(3);

    expect(await unlockBook(id, newLockKey(random))).toEqual({
      type: 'not-unlocked',
      reason: 'damaged',
    });
    expect(await unlockBook(id, raw)).toEqual({ type: 'unlocked' });
    await expectWholeAndOpen(id);
    expect(await sealedCopy(id)).toBeUndefined();
    // And again, with the same lock.
    expect((await lockBook(id)).type).toBe('locked');
    expect(await unlockBook(id, raw)).toEqual({ type: 'unlocked' });
    await expectWholeAndOpen(id);
  });

  test('[LOCK6] what lies beside the document comes back as it was, whatever it is', async () => {
    const { id, raw } = await lockableBook();
    const storage = new IndexedDbStorage(id);
    const before = await storage.exportAll();
    const knowledge = {
      log: random(16),
      seq: 2 ** 40,
      tail: [{ seq: 1, flat: [[5, 0, 9]] }],
      no: undefined,
    };
    const updates = [...before.updates, Y.encodeStateAsUpdate(new Y.Doc())];
    const stored = { updates, custom: [...before.custom, ['log ws://x', knowledge] as const] };
    await storage.remove();
    await storage.importAll(stored);
    const kept = await storage.exportAll();
    await lockBook(id);
    await unlockBook(id, raw);
    expect(await storage.exportAll()).toEqual(kept);
    expect(Object.fromEntries(kept.custom)['log ws://x']).toEqual(knowledge);
  });

  test('[LOCK7] a crash at any point of locking leaves it whole, locked or open', async () => {
    const ends = new Set<string>();
    let hasDied = true;
    let points = 0;
    while (hasDied) {
      const { id, raw } = await lockableBook();
      dieAfter(points);
      await lockBook(id).catch(() => undefined);
      hasDied = startAgain();
      ends.add(await expectWholeAfterCrash(id, raw));
      points++;
    }
    expect(points).toBeGreaterThan(8);
    expect([...ends].sort()).toEqual(['locked', 'open']);
  });

  test('[LOCK7] a crash at any point of unlocking leaves it whole, locked or open', async () => {
    const ends = new Set<string>();
    let hasDied = true;
    let points = 0;
    while (hasDied) {
      const { id, raw } = await lockableBook();
      await lockBook(id);
      dieAfter(points);
      await unlockBook(id, raw).catch(() => undefined);
      hasDied = startAgain();
      ends.add(await expectWholeAfterCrash(id, raw));
      points++;
    }
    expect(points).toBeGreaterThan(8);
    expect([...ends].sort()).toEqual(['locked', 'open']);
  });

  test('[LOCK8] with a full disk it stays as it was, open or locked, and says why', async () => {
    const { id, raw } = await lockableBook();
    let freeDisk = fillDisk();
    expect(await lockBook(id)).toEqual({ type: 'not-locked', reason: 'full' });
    freeDisk();
    await expectWholeAndOpen(id);
    await lockBook(id);
    freeDisk = fillDisk();
    expect(await unlockBook(id, raw)).toEqual({ type: 'not-unlocked', reason: 'full' });
    freeDisk();
    expect(await expectWholeAfterCrash(id, raw)).toBe('locked');
    expect(reported).toEqual([]);
  });

  test('[LOCK7] a lock whose sealed seed gives other keys is never shut', async () => {
    const { id } = await lockableBook();
    const other = await lockableBook();
    const book = await bookOnDevice(other.id);
    await changeOnShelf(
      id,
      (known) => ({ ...known, lock: { ...known.lock!, seed: book!.lock!.seed } }) as typeof known,
    );
    expect(await lockBook(id)).toEqual({ type: 'not-locked', reason: 'broken' });
    await expectWholeAndOpen(id);
  });

  test('[LOCK7] a lock that an earlier version set shuts and opens as it did', async () => {
    const { id, raw } = await lockableBook('earlier-device');
    expect(await lockBook(id)).toEqual({ type: 'locked', isCleared: true });
    expect(await unlockBook(id, raw)).toEqual({ type: 'unlocked' });
    await expectWholeAndOpen(id);
    const book = await bookOnDevice(id);
    expect(book && !isLocked(book) && book.pairs.wrapping.publicKey.algorithm.name).toBe('X25519');
    expect(await lockBook(id)).toEqual({ type: 'locked', isCleared: true });
  });

  test('without a lock there is nothing to shut', async () => {
    const { id } = await lockableBook();
    await changeOnShelf(id, (book) => ({ ...book, lock: undefined }) as unknown as typeof book);
    expect(await lockBook(id)).toEqual({ type: 'no-lock' });
    await expectWholeAndOpen(id);
  });

  test('[LOCK6] a locked book can be taken off the device, sealed copy and all', async () => {
    const { id } = await lockableBook();
    await lockBook(id);
    await removeBookFromDevice(id);
    expect(await bookOnDevice(id)).toBeUndefined();
    expect(await sealedCopy(id)).toBeUndefined();
  });
});

describe('a PIN', () => {
  test('[LOCK5] wrong ones make one wait, also after a reload, and destroy nothing', async () => {
    const { id } = await lockableBook();
    await lockBook(id);
    for (let count = 1; count <= 3; count++)
      expect(await provePin(id, '111222')).toEqual({ type: 'wrong', waitMs: 0 });
    const fourth = await provePin(id, '111222');
    expect(fourth.type === 'wrong' && fourth.waitMs > 0).toBe(true);
    expect(await waitFor(id)).toBeGreaterThan(0);
    // Not even the right one is looked at before its time.
    expect((await provePin(id, pin)).type).toBe('too-early');
    await changeOnShelf(id, (book) => {
      const { tries } = book.lock!;
      return {
        ...book,
        lock: { ...book.lock!, tries: { ...tries, at: tries.at - 5_000 } },
      } as typeof book;
    });
    const right = await provePin(id, ' 402 918 ');
    if (right.type !== 'right') throw new Error(right.type);
    expect(await waitFor(id)).toBe(0);
    expect(await unlockBook(id, right.raw)).toEqual({ type: 'unlocked' });
    await expectWholeAndOpen(id);
  });

  test('[LOCK5] a try counts before it is looked at', async () => {
    const { id } = await lockableBook();
    const tries = Array.from({ length: 6 }, () => provePin(id, '111222'));
    const types = (await Promise.all(tries)).map(({ type }) => type);
    expect(types.filter((type) => type === 'wrong')).toHaveLength(4);
    expect(types.filter((type) => type === 'too-early')).toHaveLength(2);
  });

  test('[LOCK5] a clock that was ahead and is put back costs one wait', async () => {
    const { id } = await lockableBook();
    await changeOnShelf(id, (book) => {
      const tries = { wrong: 6, at: now() + 1e10 };
      return { ...book, lock: { ...book.lock!, tries } } as typeof book;
    });
    expect(await waitFor(id)).toBeLessThanOrEqual(60_000);
    expect((await bookOnDevice(id))!.lock!.tries.at).toBeLessThanOrEqual(now());
  });
});

describe('[LOCK9] a book that was not used for long', () => {
  test('is locked before anything of it is shown', async () => {
    const { id } = await lockableBook();
    await changeOnShelf(id, (book) =>
      isLocked(book) ? book : { ...book, lock: { ...book.lock!, usedAt: now() - idleMs } },
    );
    expect(await lockOverdueBooks()).toEqual([]);
    await clearAllLeftovers();
    expect((await lockedBooksOnDevice()).map((book) => book.id)).toContain(id);
  });

  test('is one whose time is over, or whose clock was put back by as much', async () => {
    const { id } = await lockableBook();
    const book = await bookOnDevice(id);
    if (!book || isLocked(book)) throw new Error('It is not open.');
    const { usedAt } = book.lock!;
    const times = [0, idleMs - 1, idleMs, 10 * idleMs, -1_000, -idleMs - 1];
    expect(times.map((since) => isOverdue(book, usedAt + since))).toEqual([
      false,
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  test('stays as it was when it cannot be sealed, and is named', async () => {
    const { id } = await lockableBook();
    await changeOnShelf(id, (book) =>
      isLocked(book) ? book : { ...book, lock: { ...book.lock!, usedAt: 1 } },
    );
    const freeDisk = fillDisk();
    expect(await lockOverdueBooks()).toEqual([id]);
    freeDisk();
    await expectWholeAndOpen(id);
  });
});
