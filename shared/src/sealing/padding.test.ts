import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pad, paddedLength, unpad } from './padding.ts';

test('[SEAL4] what is padded comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
      const padded = pad(bytes);
      expect(padded.length).toBe(paddedLength(padded.length));
      expect(unpad(padded)).toEqual(bytes);
    }),
  );
});

test('[SEAL4] up to 64 bytes weigh the same; above, at most 12 % more; longer never weighs less', () => {
  let before = 0;
  for (let length = 0; length <= 70_000; length++) {
    const padded = paddedLength(length);
    const sound =
      padded >= length &&
      padded >= before &&
      (length <= 64 ? padded === 64 : padded <= length * 1.12);
    if (!sound) expect.unreachable(`${length} is padded to ${padded}`);
    before = padded;
  }
  fc.assert(
    fc.property(fc.integer({ min: 65, max: 2 ** 40 }), (length) => {
      expect(paddedLength(length)).toBeGreaterThanOrEqual(length);
      expect(paddedLength(length)).toBeLessThanOrEqual(length * 1.12);
      expect(paddedLength(length + 1)).toBeGreaterThanOrEqual(paddedLength(length));
    }),
  );
});

test('[SEAL4] few lengths remain: at most sixteen for each doubling up to 64 KB', () => {
  const lengths = new Set<number>();
  for (let length = 0; length <= 64 * 1024; length++) lengths.add(paddedLength(length));
  expect(lengths.size).toBeLessThan(150);
});

test('[SEAL4] padding whose length does not fit is refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const read = unpad(bytes);
      if (read) expect(read.length).toBeLessThan(bytes.length);
    }),
    { numRuns: 1_000 },
  );
  expect(unpad(Uint8Array.of(3, 1, 2))).toBeUndefined();
  expect(unpad(new Uint8Array())).toBeUndefined();
  expect(unpad(Uint8Array.from([...Array<number>(200).fill(0x80), 1]))).toBeUndefined();
});
