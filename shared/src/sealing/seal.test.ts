import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Bytes } from '../base/bytes.ts';
import { bookNumbered } from '../testing/statements.ts';
import { systemRandom } from '../base/ports.ts';
import { readSealed, writeHeading } from '../protocol/entry.ts';
import { sign } from '../base/signature.ts';
import { concat } from '../base/bytes.ts';
import { idToBytes } from '../base/ids.ts';
import { bookKeyFromRaw } from './book-keys.ts';
import { createDeviceKeys } from './keys.ts';
import { open, type Opened } from './open.ts';
import { pad } from './padding.ts';
import { plainBytesMax, uncutBytesMax } from './plain-bounds.ts';
import { seal, type SealContext } from './seal.ts';

const device = await createDeviceKeys();
const key = await bookKeyFromRaw(0, systemRandom(32));
const keys = new Map([[0, key]]);
const book = bookNumbered(1);
const sealer = { book, device, key, random: systemRandom };
const update: SealContext = { kind: 'update', seen: 41, seenHash: new Uint8Array(32).fill(9) };
const plain = Uint8Array.from({ length: 90 }, (_, i) => i);

const refusalOf = (opened: Opened) => (opened.type === 'refused' ? opened.reason : undefined);

test('[SEAL6] whatever is sealed opens again, with the heading it was given', async () => {
  const context = fc.record({
    kind: fc.constantFrom('update' as const, 'snapshot' as const, 'presence' as const),
    seen: fc.maxSafeNat(),
    seenHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    covers: fc.maxSafeNat(),
  });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 4_000 }), context, async (bytes, given) => {
      const opened = await open(book, keys, await seal(sealer, given, bytes));
      if (opened.type === 'refused') return expect.unreachable(opened.reason);
      expect(opened.plain).toEqual(bytes);
      expect(opened.heading).toMatchObject({
        kind: given.kind,
        epoch: 0,
        author: device.id,
        seen: given.seen,
        seenHash: given.seenHash.subarray(0, 16),
        covers: given.kind === 'snapshot' ? given.covers : 0,
      });
    }),
  );
});

test.each([0, 1, 511, 512, 70_000, 1024 * 1024])('[SEAL6] %i bytes open again', async (length) => {
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length; start += 65_536)
    crypto.getRandomValues(bytes.subarray(start, start + 65_536));
  const opened = await open(book, keys, await seal(sealer, update, bytes));
  expect(opened.type).toBe('opened');
  if (opened.type === 'opened') expect(sameBytes(opened.plain, bytes)).toBe(true);
});

test('[SEAL7] any one flipped bit is refused by name', async () => {
  const blob = await seal(sealer, update, plain);
  const seen = new Set<string | undefined>();
  for (let bit = 0; bit < blob.length * 8; bit++) {
    const reason = refusalOf(await open(book, keys, flipped(blob, bit)));
    if (reason === undefined) expect.unreachable(`bit ${bit} of ${blob.length * 8}`);
    seen.add(reason);
  }
  expect(seen).toEqual(new Set(['bad-signature', 'malformed']));
});

test('[SEAL7] a blob that was cut short or has something behind it is refused', async () => {
  const blob = await seal(sealer, update, plain);
  for (let length = 0; length < blob.length; length++)
    expect(refusalOf(await open(book, keys, blob.subarray(0, length)))).toBeDefined();
  expect(refusalOf(await open(book, keys, concat(blob, Uint8Array.of(0))))).toBe('bad-signature');
});

test('[SEAL7] random bytes are refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect(refusalOf(await open(book, keys, bytes))).toBeDefined();
    }),
  );
});

test('[SEAL8] sealed for one book, it opens in no other', async () => {
  const blob = await seal(sealer, update, plain);
  expect(refusalOf(await open(bookNumbered(2), keys, blob))).toBe('bad-signature');
});

test('[SEAL8] even when its author signs it again for the other book', async () => {
  const { headingBytes, ciphertext } = readSealed(await seal(sealer, update, plain))!;
  const other = bookNumbered(2);
  const moved = await signed(idToBytes(other), headingBytes, ciphertext);
  expect(refusalOf(await open(other, keys, moved))).toBe('not-for-this-book');
});

test('[SEAL8] a ciphertext is bound to its heading: kind, position, epoch and author', async () => {
  const { heading, ciphertext } = readSealed(await seal(sealer, update, plain))!;
  const twice = new Map([...keys, [1, { ...key, epoch: 1 }]]);
  for (const changed of [
    { kind: 'snapshot' as const, covers: 41 },
    { kind: 'presence' as const },
    { seen: 42 },
    { epoch: 1 },
  ]) {
    const moved = await signed(
      idToBytes(book),
      writeHeading({ ...heading, ...changed }),
      ciphertext,
    );
    expect(refusalOf(await open(book, twice, moved))).toBe('not-for-this-book');
  }
});

test('[SEAL8] sealed under one epoch, it opens with that key alone', async () => {
  const later = { ...(await bookKeyFromRaw(1, systemRandom(32))) };
  const blob = await seal({ ...sealer, key: later }, update, plain);
  expect(refusalOf(await open(book, keys, blob))).toBe('no-key');
  expect((await open(book, new Map([[1, later]]), blob)).type).toBe('opened');
  const wrong = new Map([[1, { ...key, epoch: 1 }]]);
  expect(refusalOf(await open(book, wrong, blob))).toBe('not-for-this-book');
});

test('[SEAL9] nobody can put another author in the heading', async () => {
  const other = await createDeviceKeys();
  const { heading, ciphertext, signature } = readSealed(await seal(sealer, update, plain))!;
  const forged = writeHeading({ ...heading, author: other.id });
  expect(refusalOf(await open(book, keys, concat(forged, ciphertext, signature)))).toBe(
    'bad-signature',
  );
});

test('[SEAL4] small changes weigh the same when sealed', async () => {
  const lengths = new Set<number>();
  for (const length of [0, 1, 20, 61]) {
    lengths.add((await seal(sealer, update, plain.subarray(0, length))).length);
  }
  expect(lengths.size).toBe(1);
});

test('[SEAL6] the same bytes are never sealed to the same blob', async () => {
  const [one, two] = [await seal(sealer, update, plain), await seal(sealer, update, plain)];
  expect(one).not.toEqual(two);
});

test('[SEAL5] what is properly sealed but was never compressed is refused', async () => {
  const heading = writeHeading({ ...(await headingOf(plain)), nonce: new Uint8Array(12) });
  const additionalData = concat(idToBytes(book), heading);
  const padded = pad(Uint8Array.of(7, 7, 7));
  const iv = new Uint8Array(12);
  const ciphertext = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData },
    key.aes,
    padded,
  );
  const blob = await signed(idToBytes(book), heading, new Uint8Array(ciphertext));
  expect(refusalOf(await open(book, keys, blob))).toBe('malformed');
});

describe('[SEAL24] how long it may be follows from its kind, for whoever seals as for whoever opens', () => {
  const unbounded = { update: Infinity, snapshot: Infinity, presence: Infinity };
  const contextOf = (kind: SealContext['kind']) => ({ ...update, kind });

  test.each(['update', 'presence'] as const)('%s', async (kind) => {
    const longest = new Uint8Array(plainBytesMax[kind]);
    const opened = await open(book, keys, await seal(sealer, contextOf(kind), longest));
    expect(opened.type === 'opened' && opened.plain.length).toBe(longest.length);
    const longer = new Uint8Array(longest.length + 1);
    await expect(seal(sealer, contextOf(kind), longer)).rejects.toThrow(/so long/);
    const blob = await seal(sealer, contextOf(kind), longer, unbounded);
    expect(refusalOf(await open(book, keys, blob))).toBe('too-large');
  });

  test('a snapshot, and what is not cut in pieces, may be as long as a book', async () => {
    const longer = new Uint8Array(plainBytesMax.update + 1);
    const snapshot = await seal(sealer, contextOf('snapshot'), longer);
    expect((await open(book, keys, snapshot)).type).toBe('opened');
    const uncut = await seal(sealer, update, longer, uncutBytesMax);
    expect((await open(book, keys, uncut, uncutBytesMax)).type).toBe('opened');
  });

  test('what is too long as it came is not even decrypted', async () => {
    const random = new Uint8Array(2 * plainBytesMax.presence).map(() => systemRandom(1)[0]!);
    const blob = await seal(sealer, contextOf('presence'), random, unbounded);
    const decrypt = vi.spyOn(crypto.subtle, 'decrypt');
    expect(refusalOf(await open(book, keys, blob))).toBe('too-large');
    expect(decrypt).not.toHaveBeenCalled();
    decrypt.mockRestore();
  });
});

async function headingOf(bytes: Bytes) {
  return readSealed(await seal(sealer, update, bytes))!.heading;
}

async function signed(bookBytes: Bytes, heading: Bytes, ciphertext: Bytes): Promise<Bytes> {
  const { privateKey } = device.signing;
  const signature = await sign(privateKey, 'wardbook entry 2', bookBytes, heading, ciphertext);
  return concat(heading, ciphertext, signature);
}

function flipped(bytes: Bytes, bit: number): Bytes {
  const copy = bytes.slice();
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

// Comparing a megabyte element by element through `expect` takes seconds.
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
