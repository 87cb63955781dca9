/**
 * Shuts and opens the lock of a book on this device.
 *
 * Invariant: at every moment one of the two is whole, the plain book with its keys or the sealed copy,
 * and the shelf says which. Locking lays down the sealed copy, reads it back, and in one transaction
 * makes it the book and takes the keys away; only then is the plain book deleted. Unlocking writes the
 * plain book, reads it back, and in one transaction makes it the book and takes the sealed copy away.
 * What a crash leaves beside that is cleared at the next start (`clearLeftovers`).
 */
import { equal, type Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import { isOutOfSpace } from '@wardbook/shared/base/out-of-space';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import {
  deviceKeysFromSeed,
  deviceSeedBytes,
  restoreDeviceKeys,
  type DeviceKeyPairs,
  type DeviceKeys,
} from '@wardbook/shared/sealing/keys';
import { lockKeyFromRaw, openFromLock, sealForLock } from '@wardbook/shared/sealing/lock';
import { alone } from '../../platform/claim.ts';
import { IndexedDbStorage } from '../../sync/storage/indexeddb-storage.ts';
import { provenKeys } from '../proven-keys.ts';
import { contentsFromBytes, contentsToBytes, detailsOf } from './locked-contents.ts';
import { noTries } from './pin-waits.ts';
import {
  bookOnDevice,
  booksOnDevice,
  changeOnShelf,
  dropSealedCopy,
  isLocked,
  lockedBooksOnDevice,
  sealedCopy,
  shut,
  storeSealedCopy,
  unshut,
  type BookLock,
  type LockedBook,
  type OpenLock,
  type ShelvedBook,
} from '../shelf.ts';

export type LockFault = 'full' | 'broken' | 'other-window';

export type LockResult =
  /** `isCleared`: the plain copy is gone. If not, it goes at the next start. */
  | { readonly type: 'locked'; readonly isCleared: boolean }
  /** Nothing has changed. */
  | { readonly type: 'not-locked'; readonly reason: LockFault }
  /** There is no lock that could be shut. */
  | { readonly type: 'no-lock' };

export type UnlockResult =
  | { readonly type: 'unlocked' }
  /** It is locked as before. `damaged`: the sealed copy does not open with the right key. */
  | { readonly type: 'not-unlocked'; readonly reason: LockFault | 'damaged' };

/** How long a browser may take to delete the plain copy. */
const clearMs = 5_000;

/** What the windows of this browser claim while they have a book open. */
export function bookClaimName(id: BookId): string {
  return `wardbook book ${id}`;
}

/** The lock is there, and the relay has taken the keys that it seals. */
export function canShut(lock: OpenLock | undefined): lock is OpenLock {
  return lock !== undefined && lock.next === undefined;
}

/** Whether the book was last in use so long ago that it should be locked. */
export function isOverdue({ lock }: ShelvedBook, now = systemClock()): boolean {
  if (!canShut(lock)) return false;
  const idle = now - lock.usedAt;
  // A clock that was put back must not keep a book open.
  return idle >= lock.idleMs || idle < -lock.idleMs;
}

/** This window must not have the book open; others are asked to close it and told when it is done. */
export async function lockBook(id: BookId, unshared?: number): Promise<LockResult> {
  try {
    const ran = await alone(bookClaimName(id), () => lockAlone(id, unshared));
    return ran.type === 'busy' ? notLocked('other-window') : ran.result;
  } catch (error) {
    await dropSealedCopy(id).catch(() => undefined);
    return notLocked(faultOf(error));
  }
}

async function lockAlone(id: BookId, unshared: number | undefined): Promise<LockResult> {
  const book = await bookOnDevice(id);
  if (!book) return { type: 'no-lock' };
  if (isLocked(book)) return { type: 'locked', isCleared: true };
  if (!canShut(book.lock)) return { type: 'no-lock' };
  const { key, ways, isDigits, seed, keysFrom, idleMs, tries } = book.lock;
  if (!(await isSeedSound(id, book.pairs, book.lock))) return notLocked('broken');
  const stored = await new IndexedDbStorage(id).exportAll();
  const plain = contentsToBytes({ details: detailsOf(book), stored });
  await storeSealedCopy(id, await sealForLock(key, id, 'book', plain, systemRandom));
  const copy = await sealedCopy(id);
  const opened = copy && (await openFromLock(key, id, 'book', copy));
  if (!opened || !equal(opened, plain)) {
    await dropSealedCopy(id);
    return notLocked('broken');
  }
  const { demo, openedAt } = book;
  const lock = { ways, isDigits, seed, ...(keysFrom && { keysFrom }), idleMs, tries };
  await shut({ id, isLocked: true, demo, openedAt, unshared, lock });
  return { type: 'locked', isCleared: await clearPlain(id) };
}

/** Whether this device's keys will come out of it again. */
export async function isSeedSound(
  id: BookId,
  pairs: DeviceKeyPairs,
  lock: OpenLock,
): Promise<boolean> {
  const seed = await openFromLock(lock.key, id, 'seed', lock.seed);
  if (!seed) return false;
  const [own, again] = [await restoreDeviceKeys(pairs), await keysOf(lock, seed)];
  return own.id === again.id && equal(own.wrapPublic, again.wrapPublic);
}

/** This device's keys, as they follow from the lock's seed. */
function keysOf({ keysFrom = 'earlier-device' }: BookLock, seed: Bytes): Promise<DeviceKeys> {
  return deviceKeysFromSeed(seed, keysFrom);
}

/** `raw` is the lock's key, as a PIN or a passkey gave it. */
export async function unlockBook(id: BookId, raw: Bytes): Promise<UnlockResult> {
  try {
    const ran = await alone(bookClaimName(id), () => unlockAlone(id, raw));
    return ran.type === 'busy' ? notUnlocked('other-window') : ran.result;
  } catch (error) {
    return notUnlocked(faultOf(error));
  }
}

async function unlockAlone(id: BookId, raw: Bytes): Promise<UnlockResult> {
  const book = await bookOnDevice(id);
  if (!book) return notUnlocked('broken');
  if (!isLocked(book)) return goOnUsing(id);
  const key = await lockKeyFromRaw(raw);
  const sealed = await sealedCopy(id);
  const plain = sealed && (await openFromLock(key, id, 'book', sealed));
  const contents = plain && contentsFromBytes(plain);
  const seed = await openFromLock(key, id, 'seed', book.lock.seed);
  if (!contents || !seed) return notUnlocked('damaged');
  const storage = new IndexedDbStorage(id);
  await storage.remove();
  await storage.importAll(contents.stored);
  const { details } = contents;
  const written = contentsToBytes({ details, stored: await storage.exportAll() });
  if (!equal(written, plain)) return notUnlocked('broken');
  // Such keys as these: their own must lie nowhere but on the shelf, or a lock would not hide them.
  const others = await keysOf(book.lock, systemRandom(deviceSeedBytes));
  const tried = await provenKeys(others);
  if (tried.type === 'failed') return notUnlocked(tried.reason === 'full' ? 'full' : 'broken');
  const { signing, wrapping } = await keysOf(book.lock, seed);
  const lock = { ...book.lock, key, tries: noTries, usedAt: systemClock() };
  const { openedAt } = book;
  await unshut({ ...details, id, pairs: { signing, wrapping }, openedAt, lock });
  return { type: 'unlocked' };
}

/** It could not be sealed when its time was over, or another window has unlocked it meanwhile. */
async function goOnUsing(id: BookId): Promise<UnlockResult> {
  const usedAt = systemClock();
  await changeOnShelf(id, (book) =>
    isLocked(book) || !book.lock
      ? undefined
      : { ...book, lock: { ...book.lock, usedAt, tries: noTries } },
  );
  return { type: 'unlocked' };
}

/** Locks every book whose time is over. Gives the ids of those that could not be. */
export async function lockOverdueBooks(): Promise<readonly BookId[]> {
  const unlocked: BookId[] = [];
  for (const book of await booksOnDevice()) {
    if (!isOverdue(book)) continue;
    const { type } = await lockBook(book.id);
    if (type === 'not-locked') unlocked.push(book.id);
  }
  return unlocked;
}

/**
 * Removes what a crash in the midst of locking or unlocking may have left of this book. False when a
 * plain copy may still be here.
 */
export async function clearLeftovers(book: LockedBook | ShelvedBook): Promise<boolean> {
  const { id } = book;
  if (!isLocked(book)) {
    if (book.lock) await dropSealedCopy(id).catch(() => undefined);
    return true;
  }
  if (!(await isPlainHere(id))) return true;
  const ran = await alone(bookClaimName(id), async () => {
    const now = await bookOnDevice(id);
    return now === undefined || !isLocked(now) || clearPlain(id);
  });
  return ran.type === 'done' && ran.result;
}

/** As `clearLeftovers`, for all that are locked: at the app's start. */
export async function clearAllLeftovers(): Promise<void> {
  for (const book of await lockedBooksOnDevice()) await clearLeftovers(book);
}

async function isPlainHere(id: BookId): Promise<boolean> {
  const { name } = new IndexedDbStorage(id);
  // Not every browser can list them; deleting what is not there costs nothing.
  const all = (await indexedDB.databases?.()) ?? [{ name }];
  return all.some((each) => each.name === name);
}

async function clearPlain(id: BookId): Promise<boolean> {
  const removed = new IndexedDbStorage(id).remove().then(
    () => true,
    () => false,
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), clearMs);
  });
  const isCleared = await Promise.race([removed, late]);
  clearTimeout(timer);
  return isCleared;
}

/** A full disk is nothing to report; everything else is. */
export function faultOf(error: unknown): 'full' | 'broken' {
  if (isOutOfSpace(error)) return 'full';
  reportError(error);
  return 'broken';
}

function notLocked(reason: LockFault): LockResult {
  return { type: 'not-locked', reason };
}

function notUnlocked(reason: LockFault | 'damaged'): UnlockResult {
  return { type: 'not-unlocked', reason };
}
