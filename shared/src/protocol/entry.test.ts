import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, type Bytes } from '../base/bytes.ts';
import { deviceNumbered } from '../testing/statements.ts';
import { readSealed, writeHeading, type SealedHeading } from './entry.ts';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }) as fc.Arbitrary<Bytes>;

const heading: fc.Arbitrary<SealedHeading> = fc
  .record({
    kind: fc.constantFrom('update' as const, 'snapshot' as const, 'presence' as const),
    epoch: fc.maxSafeNat(),
    author: fc.nat(200).map(deviceNumbered),
    seen: fc.maxSafeNat(),
    seenHash: bytes(16),
    covers: fc.maxSafeNat(),
    nonce: bytes(12),
  })
  .map((given) => ({ ...given, covers: given.kind === 'snapshot' ? given.covers : 0 }));

test('[PROTO9] a sealed heading is read as written, and its parts are the whole', () => {
  const ciphertext = fc.uint8Array({ minLength: 16, maxLength: 60 });
  fc.assert(
    fc.property(heading, ciphertext, bytes(64), (given, sealed, signature) => {
      const headingBytes = writeHeading(given);
      const blob = concat(headingBytes, sealed, signature);
      expect(readSealed(blob)).toEqual({
        version: 2,
        heading: given,
        headingBytes,
        ciphertext: sealed,
        signature,
      });
    }),
  );
});

test('[PROTO9] without space for tag and signature it is refused', () => {
  fc.assert(
    fc.property(heading, fc.nat(79), (given, length) => {
      expect(readSealed(concat(writeHeading(given), new Uint8Array(length)))).toBeUndefined();
    }),
  );
});

test('[PROTO9] random bytes never throw, and another version or kind is refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (random) => {
      const parts = readSealed(concat(Uint8Array.of(2, 1), random));
      if (!parts) return;
      const { headingBytes, ciphertext, signature } = parts;
      expect(concat(headingBytes, ciphertext, signature)).toEqual(
        concat(Uint8Array.of(2, 1), random),
      );
      expect(writeHeading(parts.heading)).toEqual(headingBytes);
    }),
    { numRuns: 1_000 },
  );
  const whole = concat(
    writeHeading({
      kind: 'update',
      epoch: 0,
      author: deviceNumbered(1),
      seen: 0,
      seenHash: new Uint8Array(16),
      covers: 0,
      nonce: new Uint8Array(12),
    }),
    new Uint8Array(80),
  );
  expect(readSealed(whole)).toBeDefined();
  for (const version of [0, 3]) expect(readSealed(whole.with(0, version))).toBeUndefined();
  expect(readSealed(whole.with(1, 3))).toBeUndefined();
});

test('[PROTO1] a snapshot cannot claim to cover a position that is no number', () => {
  const before = writeHeading({
    kind: 'snapshot',
    epoch: 0,
    author: deviceNumbered(1),
    seen: 0,
    seenHash: new Uint8Array(16),
    covers: 5,
    nonce: new Uint8Array(12),
  });
  const notANumber = Uint8Array.from([...Array<number>(200).fill(0x80), 0]);
  const forged = concat(before.subarray(0, -13), notANumber, new Uint8Array(12 + 80));
  expect(readSealed(concat(before, new Uint8Array(80)))?.heading.covers).toBe(5);
  expect(readSealed(forged)).toBeUndefined();
});
