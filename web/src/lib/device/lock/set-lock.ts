/**
 * Setting up a book's lock on this device, changing it and taking it off again.
 *
 * A lock gives the device new keys, because the ones it made itself can never be read out, and so not
 * be sealed. The relay must take the new ones for the old while nobody's key changes under them, so
 * setting a lock needs a connection once. The new keys are on the shelf before the relay hears of
 * them: whatever happens then, one of the two pairs is good.
 */
import { applyStatement } from '@wardbook/shared/access/access';
import { roleAt } from '@wardbook/shared/access/state';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { authorOn } from '../../open/author.ts';
import { bookOf } from '../../open/book-of.ts';
import type { Book } from '@wardbook/shared/ledger/book';
import { replaceKeys } from '@wardbook/shared/sealing/keeper-acts';
import {
  deviceKeysFromSeed,
  deviceSeedBytes,
  restoreDeviceKeys,
  type DeviceKeyPairs,
} from '@wardbook/shared/sealing/keys';
import {
  lockKeyFromRaw,
  newLockKey,
  sealForLock,
  wrapForPasskey,
  wrapForPin,
  type UnlockWay,
} from '@wardbook/shared/sealing/lock';
import { alone } from '../../platform/claim.ts';
import type { PasskeyAnswer } from '../../platform/passkey.ts';
import { guessDeviceName } from '../device-name.ts';
import type { Replica } from '../../sync/replica.ts';
import { bookClaimName, faultOf, isSeedSound } from './lock-book.ts';
import { whyNotWrite } from '../../open/why-not-write.ts';
import { carryDeviceName, deviceNameOf, writeNames } from '../../open/people.ts';
import { isDigits } from './pin-rules.ts';
import { noTries } from './pin-waits.ts';
import {
  bookOnDevice,
  changeOnShelf,
  isLocked,
  type BookLock,
  type OpenLock,
  type ShelvedBook,
} from '../shelf.ts';
import * as said from '#lib/words/said/device.ts';

/** A way to unlock that is to be added. A PIN as `tidySecret` gives it. */
export type NewWay =
  | { readonly type: 'pin'; readonly secret: string }
  | { readonly type: 'passkey'; readonly passkey: PasskeyAnswer };

export type SetResult =
  /** The relay has the new keys; the book opens anew with them. */
  | 'set'
  | 'no-connection'
  /** The lock is laid out, and goes on once the relay has answered. */
  | 'no-answer'
  /** The relay would not take new keys from a membership that is over. */
  | 'not-a-member'
  /** The book takes no more new keys from this person: each lock that they set brought some. */
  | 'too-many'
  | 'full'
  | 'broken';

export async function setLock(
  replica: Replica,
  book: Book,
  way: NewWay,
  idleMs: number,
): Promise<SetResult> {
  if (!replica.mayDecide) return 'no-connection';
  const { access, device } = replica.membership;
  if (!access || !roleAt(access, device.id, replica.relayNow())) return 'not-a-member';
  try {
    const next = await layLock(replica.book, way, idleMs);
    return next ? await takeNewKeys(replica, book, next) : 'broken';
  } catch (error) {
    return faultOf(error);
  }
}

/** Puts the lock and the keys that it brings on the shelf. Undefined where they do not hold there. */
async function layLock(
  book: BookId,
  way: NewWay,
  idleMs: number,
): Promise<DeviceKeyPairs | undefined> {
  const raw = newLockKey(systemRandom);
  const seed = systemRandom(deviceSeedBytes);
  const key = await lockKeyFromRaw(raw);
  const { signing, wrapping } = await deviceKeysFromSeed(seed, 'device');
  const next = { signing, wrapping };
  const lock: OpenLock = {
    ways: [await wrapFor(book, raw, way)],
    isDigits: way.type === 'pin' && isDigits(way.secret),
    seed: await sealForLock(key, book, 'seed', seed, systemRandom),
    keysFrom: 'device',
    idleMs,
    tries: noTries,
    key,
    usedAt: systemClock(),
    next,
  };
  const entry = await changeOnShelf(book, (known) =>
    isLocked(known) || known.lock ? undefined : { ...known, lock },
  );
  if (!entry || entry.lock !== lock) return undefined;
  if (await isGivenBack(book)) return next;
  await forgetLock(book);
  return undefined;
}

/** Whether the lock and its keys come out of this browser's storage, and out of the lock's seed. */
async function isGivenBack(id: BookId): Promise<boolean> {
  const book = await bookOnDevice(id);
  if (!book || isLocked(book) || !book.lock?.next) return false;
  return isSeedSound(id, book.lock.next, book.lock);
}

async function forgetLock(id: BookId): Promise<void> {
  await changeOnShelf(id, (book) => (isLocked(book) ? undefined : withoutLock(book)));
}

/**
 * Puts the new keys before the relay. `replica` has the old ones. Where the book's rules refuse them
 * they will never be taken, so the lock that waits for them goes.
 */
export async function takeNewKeys(
  replica: Replica,
  book: Book,
  pairs: DeviceKeyPairs,
): Promise<'set' | 'no-connection' | 'no-answer' | 'too-many'> {
  if (!replica.mayDecide) return 'no-connection';
  const next = await restoreDeviceKeys(pairs);
  const { access, keys, device } = replica.membership;
  const name =
    deviceNameOf(book, replica.membership, device.id) ?? guessDeviceName() ?? said.device();
  const signer = { access: access!, keys, device, now: replica.relayNow, random: systemRandom };
  const statement = await replaceKeys(signer, next, name);
  if (applyStatement(access, statement).type === 'refused') {
    await forgetLock(replica.book);
    return 'too-many';
  }
  void replica.propose(statement);
  const isTaken = await replica.until(() => hasNewKeys(replica), answerMs);
  return isTaken ? 'set' : 'no-answer';
}

const answerMs = 10_000;

/** Whether the book has taken this device's new keys for those that `replica` has. */
export function hasNewKeys({ membership }: Replica): boolean {
  return membership.former?.how === 'replaced';
}

/**
 * Writes down what only the old keys can read, and what the device is called. True once that is on
 * this device.
 */
export async function carryOver(replica: Replica, pairs: DeviceKeyPairs): Promise<boolean> {
  const { membership } = replica;
  const next = await restoreDeviceKeys(pairs);
  const role = membership.access && roleAt(membership.access, next.id, replica.relayNow());
  const book = bookOf(replica);
  const author = authorOn(replica);
  if (!whyNotWrite(book, role)) {
    writeNames(book, author, membership);
    carryDeviceName(book, author, membership.device.id, next.id);
  }
  await replica.until(({ storage }) => storage.type !== 'saving', answerMs);
  return replica.status.storage.type === 'saved';
}

/** From now on the book opens with its new keys. No window may have it open with the old ones. */
export async function settleKeys(id: BookId): Promise<void> {
  await alone(bookClaimName(id), () =>
    changeOnShelf(id, (book) => {
      if (isLocked(book) || !book.lock?.next) return undefined;
      const { next: pairs, ...lock } = book.lock;
      return { ...book, pairs, lock: { ...lock, usedAt: systemClock() } };
    }),
  );
}

/** Every phone or key of a person, and some more. */
export const passkeysMax = 5;

/** Adds a way to unlock; a new PIN takes the place of the old. `raw` comes from `prove-lock.ts`. */
export async function addWay(id: BookId, raw: Bytes, way: NewWay): Promise<void> {
  const wrapped = await wrapFor(id, raw, way);
  await changeLock(id, (lock) => {
    const others = lock.ways.filter(({ type }) => type !== 'pin' || way.type !== 'pin');
    const digits = way.type === 'pin' ? isDigits(way.secret) : lock.isDigits;
    return { ...lock, ways: [...others, wrapped], isDigits: digits };
  });
}

/** Takes away the PIN, or all passkeys, unless nothing else would unlock the book. */
export async function removeWays(id: BookId, type: UnlockWay['type']): Promise<void> {
  await changeLock(id, (lock) => {
    const ways = lock.ways.filter((way) => way.type !== type);
    return ways.length === 0 ? lock : { ...lock, ways };
  });
}

export async function setIdle(id: BookId, idleMs: number): Promise<void> {
  await changeLock(id, (lock) => ({ ...lock, idleMs }));
}

/** The device keeps the keys that it has. A lock whose keys the relay has not taken yet stays. */
export async function takeLockOff(id: BookId): Promise<void> {
  await changeOnShelf(id, (book) => {
    if (isLocked(book) || !book.lock || book.lock.next) return undefined;
    return withoutLock(book);
  });
}

function withoutLock({ lock: _gone, ...rest }: ShelvedBook): ShelvedBook {
  return rest;
}

async function changeLock(id: BookId, change: (lock: OpenLock) => OpenLock): Promise<void> {
  await changeOnShelf(id, (book) =>
    isLocked(book) || !book.lock ? undefined : { ...book, lock: change(book.lock) },
  );
}

async function wrapFor(id: BookId, raw: Bytes, way: NewWay): Promise<UnlockWay> {
  return way.type === 'pin'
    ? wrapForPin(id, raw, way.secret, systemRandom)
    : wrapForPasskey(id, raw, way.passkey, systemRandom);
}

/** What can be asked of the person: whether there is a PIN, and the passkeys to ask. */
export function waysIn({ ways }: Pick<BookLock, 'ways'>) {
  return {
    hasPin: ways.some(({ type }) => type === 'pin'),
    passkeys: ways.filter((way) => way.type === 'passkey'),
  };
}
