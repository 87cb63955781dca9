import fc from 'fast-check';
import { constants, createDeflateRaw } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { concat } from '../base/bytes.ts';
import { compress, decompress } from './compress.ts';

const unbounded = 64 * 1024 * 1024;

test('[SEAL5] what is compressed comes back, and is never more than a byte longer', async () => {
  const repetitive = fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 400 }))
    .map(([piece, times]) => concat(...Array<Uint8Array>(times).fill(piece)));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 3_000 }), repetitive), async (bytes) => {
      const packed = await compress(bytes);
      expect(packed.length).toBeLessThanOrEqual(bytes.length + 1);
      expect(await decompress(packed, bytes.length)).toEqual(bytes);
      if (bytes.length > 0) expect(await decompress(packed, bytes.length - 1)).toBe('too-large');
    }),
  );
});

test('[SEAL5] 100 MB of zeros in 100 KB are refused on the way, not after unpacking', async () => {
  const bomb = concat(Uint8Array.of(1), await deflatedZeros(100));
  expect(bomb.length).toBeLessThan(200_000);
  const read = vi.spyOn(ReadableStreamDefaultReader.prototype, 'read');
  expect(await decompress(bomb, 1024 * 1024)).toBe('too-large');
  const chunks = await Promise.all(
    read.mock.results.map(({ value }) => value as Promise<ReadableStreamReadResult<Uint8Array>>),
  );
  read.mockRestore();
  const unpacked = chunks.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  expect(unpacked).toBeGreaterThan(1024 * 1024);
  expect(unpacked).toBeLessThan(2 * 1024 * 1024);
});

test('[SEAL5] what was not deflated, or not by anybody, is refused', async () => {
  expect(await decompress(new Uint8Array(), unbounded)).toBe('malformed');
  expect(await decompress(Uint8Array.of(2, 1), unbounded)).toBe('malformed');
  expect(await decompress(Uint8Array.of(1, 255, 255, 255), unbounded)).toBe('malformed');
  const packed = await compress(new Uint8Array(5_000));
  expect(await decompress(packed.subarray(0, -2), unbounded)).toBe('malformed');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const read = await decompress(concat(Uint8Array.of(1), bytes), 10_000);
      expect(typeof read === 'string' || read.length <= 10_000).toBe(true);
    }),
  );
});

async function deflatedZeros(megabytes: number): Promise<Uint8Array> {
  const deflate = createDeflateRaw({ level: constants.Z_BEST_COMPRESSION });
  const chunks: Uint8Array[] = [];
  deflate.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const zeros = new Uint8Array(1024 * 1024);
  for (let i = 0; i < megabytes; i++) deflate.write(zeros);
  await new Promise<void>((resolve) => deflate.end(resolve));
  return concat(...chunks);
}
