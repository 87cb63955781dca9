import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookIdOf } from '../base/ids.ts';
import { toHex } from '../base/bytes.ts';
import { systemRandom as random } from '../base/ports.ts';
import {
  lockKeyFromRaw,
  newLockKey,
  openFromLock,
  sealForLock,
  unwrapWithPasskey,
  unwrapWithPin,
  usualPinCost,
  wrapForPasskey,
  wrapForPin,
} from './lock.ts';

const book = bookIdOf(random(32));
const otherBook = bookIdOf(random(32));
const raw = newLockKey(random);
/** Cheap, because what it costs is not what these are about. */
const cost = { memoryKib: 64, passes: 1, lanes: 1 };

describe('a PIN', () => {
  test('[LOCK1] opens its lock, and no other PIN, book or bent wrap does', async () => {
    const way = await wrapForPin(book, raw, '402918', random, cost);
    expect(await unwrapWithPin(book, way, '402918')).toEqual(raw);
    expect(await unwrapWithPin(book, way, '402919')).toBeUndefined();
    expect(await unwrapWithPin(otherBook, way, '402918')).toBeUndefined();
    for (let at = 0; at < way.wrapped.length; at++) {
      const wrapped = way.wrapped.with(at, way.wrapped[at]! ^ 1);
      expect(await unwrapWithPin(book, { ...way, wrapped }, '402918')).toBeUndefined();
    }
    expect(await unwrapWithPin(book, { ...way, wrapped: way.wrapped.slice(0, 20) }, '402918')).toBe(
      undefined,
    );
  });

  test('[LOCK1] is stretched with Argon2id at what OWASP asks for, with a salt of its own', async () => {
    const one = await wrapForPin(book, raw, '402918', random);
    const two = await wrapForPin(book, raw, '402918', random);
    expect(one.cost).toEqual({ memoryKib: 19_456, passes: 2, lanes: 1 });
    expect(one.salt).toHaveLength(16);
    expect(toHex(one.salt)).not.toBe(toHex(two.salt));
    expect(await unwrapWithPin(book, one, '402918')).toEqual(raw);
    expect(usualPinCost).toEqual(one.cost);
  });

  test('[LOCK1] is the same however a keyboard composed its letters', async () => {
    const way = await wrapForPin(book, raw, 'caf\u00e9 noir', random, cost);
    expect(await unwrapWithPin(book, way, 'cafe\u0301 noir')).toEqual(raw);
  });
});

test('[LOCK2] a passkey opens its lock with its own answer alone', async () => {
  const passkey = { credential: random(20), question: random(32), answer: random(32) };
  const way = await wrapForPasskey(book, raw, passkey, random);
  expect(await unwrapWithPasskey(book, way, passkey.answer)).toEqual(raw);
  expect(await unwrapWithPasskey(book, way, random(32))).toBeUndefined();
  expect(await unwrapWithPasskey(otherBook, way, passkey.answer)).toBeUndefined();
  expect(Object.keys(way).sort()).toEqual(['credential', 'question', 'type', 'wrapped']);
});

describe('what is sealed', () => {
  test('[LOCK3] opens again as it was, whatever it was', async () => {
    const key = await lockKeyFromRaw(raw);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (plain) => {
        const sealed = await sealForLock(key, book, 'book', plain, random);
        expect(await openFromLock(key, book, 'book', sealed)).toEqual(new Uint8Array(plain));
      }),
      { numRuns: 50 },
    );
  });

  test('[LOCK3] opens for its key, book and purpose alone, and whole', async () => {
    const key = await lockKeyFromRaw(raw);
    const plain = new TextEncoder().encode('12 Acacia Road');
    const sealed = await sealForLock(key, book, 'book', plain, random);
    const other = await lockKeyFromRaw(newLockKey(random));
    expect(await openFromLock(other, book, 'book', sealed)).toBeUndefined();
    expect(await openFromLock(key, otherBook, 'book', sealed)).toBeUndefined();
    expect(await openFromLock(key, book, 'seed', sealed)).toBeUndefined();
    expect(await openFromLock(key, book, 'book', sealed.slice(0, -1))).toBeUndefined();
    for (let at = 0; at < sealed.length; at++)
      expect(
        await openFromLock(key, book, 'book', sealed.with(at, sealed[at]! ^ 128)),
      ).toBeUndefined();
  });

  test('[LOCK3] is never the same twice, and its key cannot be read out', async () => {
    const key = await lockKeyFromRaw(raw);
    const plain = random(100);
    const [one, two] = [
      await sealForLock(key, book, 'seed', plain, random),
      await sealForLock(key, book, 'seed', plain, random),
    ];
    expect(toHex(one)).not.toBe(toHex(two));
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow('not extractable');
  });
});
