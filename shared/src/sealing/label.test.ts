import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelBytesMax } from '../access/statement-body.ts';
import { deviceNumbered } from '../testing/statements.ts';
import { systemRandom } from '../base/ports.ts';
import { bookKeyFromRaw } from './book-keys.ts';
import { labelParts, labelText, openLabel, sealLabel } from './label.ts';

const key = await bookKeyFromRaw(0, systemRandom(32));
const keys = new Map([[0, key]]);
const device = deviceNumbered(1);
const seal = (name: string) => sealLabel(key, device, name, systemRandom);

test('[SEAL12] a name opens again for whoever has the key', async () => {
  const names = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((name) => name.length <= 80);
  await fc.assert(
    fc.asyncProperty(names, async (name) => {
      const label = await seal(name);
      expect(await openLabel(keys, device, label)).toBe(name);
      expect(label.length).toBeLessThanOrEqual(labelBytesMax);
    }),
  );
});

test('[SEAL12] names of up to 60 bytes all weigh the same', async () => {
  const lengths = new Set<number>();
  for (let length = 0; length <= 60; length++) lengths.add((await seal('n'.repeat(length))).length);
  expect(lengths.size).toBe(1);
});

test('[SEAL12] the longest name fits a statement', async () => {
  const label = await seal('\u{ffff}'.repeat(1_000));
  expect(label.length).toBeLessThanOrEqual(labelBytesMax);
  expect(await openLabel(keys, device, label)).toBe('\u{ffff}'.repeat(160));
});

test('[SEAL12] a label is for one device and one key, and no bit of it can be changed', async () => {
  const label = await seal('Ann');
  expect(await openLabel(keys, deviceNumbered(2), label)).toBeUndefined();
  expect(await openLabel(new Map(), device, label)).toBeUndefined();
  const other = new Map([[0, await bookKeyFromRaw(0, systemRandom(32))]]);
  expect(await openLabel(other, device, label)).toBeUndefined();
  for (let bit = 0; bit < label.length * 8; bit++) {
    const changed = label.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    if ((await openLabel(keys, device, changed)) !== undefined) expect.unreachable(`bit ${bit}`);
  }
});

test('[SEAL12] random bytes are no label', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
      expect(await openLabel(keys, device, bytes)).toBeUndefined();
    }),
  );
});

test('[SEAL12] a label is the person’s name, with their device’s behind a line break', () => {
  expect(labelText('Ann', 'Firefox on Linux')).toBe('Ann\nFirefox on Linux');
  expect(labelText('An\nn', 'Fire\nfox')).toBe('An n\nFire fox');
  expect(labelText(' Ann ', undefined)).toBe('Ann');
  expect(labelParts(labelText('Ann', 'Phone'))).toEqual({ name: 'Ann', deviceName: 'Phone' });
  expect(labelParts('Ann')).toEqual({ name: 'Ann', deviceName: undefined });
});
