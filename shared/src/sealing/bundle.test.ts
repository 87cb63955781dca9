import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessOf } from '../access/access.ts';
import { concat, equal, type Bytes } from '../base/bytes.ts';
import { systemRandom } from '../base/ports.ts';
import { sign } from '../base/signature.ts';
import { entryBytesMax, statementsMax } from '../protocol/limits.ts';
import { bookKeysFor } from './book-keys.ts';
import { bundleBytesMax, parseBundle, writeBundle } from './bundle.ts';
import { foundBook } from './found.ts';
import { createDeviceKeys } from './keys.ts';
import { open } from './open.ts';
import type { Sealer } from './seal.ts';

const device = await createDeviceKeys();
const created = await foundBook(device, 'Ann', () => 1_000, systemRandom);
const access = accessOf([created])!;
const keys = await bookKeysFor(access, device);
const sealer: Sealer = { book: access.book, device, key: keys.get(0)!, random: systemRandom };
const plain = new TextEncoder().encode('all that the ward knows');

const copy = (await writeBundle(sealer, 'copy', 2_000, [created.bytes], plain))!;
const work = (await writeBundle(sealer, 'work', 2_000, [], plain))!;

async function faultOf(file: Uint8Array): Promise<string | undefined> {
  const parsed = await parseBundle(file);
  return parsed.type === 'refused' ? parsed.reason : undefined;
}

function flipped(file: Bytes, byte: number, bit: number): Bytes {
  return file.with(byte, file[byte]! ^ (1 << bit));
}

describe('[COPY1] a file is read as it was written, and in no other form', () => {
  test('what goes in comes out', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('copy' as const, 'work' as const),
        fc.nat(),
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
        fc.uint8Array({ maxLength: 2_000 }),
        async (kind, at, statements, update) => {
          const file = (await writeBundle(sealer, kind, at, statements, update))!;
          const parsed = await parseBundle(file);
          if (parsed.type !== 'parsed') return expect.unreachable(parsed.reason);
          const { blob, ...rest } = parsed.bundle;
          expect(rest).toEqual({ kind, book: access.book, author: device.id, at, statements });
          const opened = await open(access.book, keys, blob);
          expect(opened.type === 'opened' && equal(opened.plain, update)).toBe(true);
        },
      ),
      { numRuns: 40 },
    ));

  test('every single bit that is changed is found out', async () => {
    const reasons = new Set<string>();
    for (let byte = 0; byte < work.length; byte++)
      for (let bit = 0; bit < 8; bit++) {
        const fault = await faultOf(flipped(work, byte, bit));
        if (fault) reasons.add(fault);
        else expect.unreachable(`byte ${byte}, bit ${bit}`);
      }
    expect([...reasons].sort()).toEqual(['forged', 'not-a-bundle', 'truncated', 'wrong-version']);
  });

  test('so it is in a copy with statements', async () => {
    const missed: number[] = [];
    for (let byte = 0; byte < copy.length; byte++)
      if (!(await faultOf(flipped(copy, byte, byte % 8)))) missed.push(byte);
    expect(missed).toEqual([]);
  });

  test('a file cut short anywhere is called that', async () => {
    for (let length = 0; length < copy.length; length++)
      expect(await faultOf(copy.subarray(0, length)), String(length)).toBe('truncated');
  });

  test('a file with anything behind it is refused', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 100 }), async (more) => {
        expect(await faultOf(Uint8Array.of(...copy, ...more))).toBe('forged');
      }),
      { numRuns: 50 },
    ));

  test('any bytes at all are read without an exception', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, begun) => {
        const file = begun ? Uint8Array.of(...copy.subarray(0, 13), ...bytes) : bytes;
        expect(await faultOf(file)).toBeDefined();
      }),
      { numRuns: 300 },
    ));

  test.each([2, 3] as const)('a file of version %i, signed as it was, is read', async (version) => {
    const unsigned = copy.subarray(0, -64).with(8, version);
    const { privateKey } = device.signing;
    const earlier = await sign(privateKey, `wardbook bundle ${version}`, unsigned);
    expect((await parseBundle(concat(unsigned, earlier))).type).toBe('parsed');
    const mixed = concat(unsigned, await sign(privateKey, 'wardbook bundle 4', unsigned));
    expect(await faultOf(mixed)).toBe('forged');
  });

  test('other files, other versions and files that are too large are called so', async () => {
    expect(await faultOf(new TextEncoder().encode('Number,Surname\n1,Patel'))).toBe('not-a-bundle');
    expect(await faultOf(copy.with(8, 5))).toBe('wrong-version');
    expect(await faultOf(copy.subarray(0, 9).with(8, 5))).toBe('wrong-version');
    expect(await faultOf(new Uint8Array(bundleBytesMax + 1))).toBe('too-large');
  });

  test('a file that nobody would read is not written', async () => {
    const many = Array.from({ length: statementsMax + 1 }, () => new Uint8Array(1));
    expect(await writeBundle(sealer, 'copy', 0, many, plain)).toBeUndefined();
    const wide = Array.from({ length: 300 }, () => new Uint8Array(256 * 1024));
    expect(await writeBundle(sealer, 'copy', 0, wide, plain)).toBeUndefined();
    const random = new Uint8Array(entryBytesMax);
    for (let at = 0; at < random.length; at += 65_536) random.set(systemRandom(65_536), at);
    expect(await writeBundle(sealer, 'copy', 0, [], random)).toBeUndefined();
  });
});
