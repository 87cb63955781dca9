import { hexToBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { systemRandom } from '../base/ports.ts';
import { createDeviceKeys } from '../sealing/keys.ts';
import { wrapKey } from '../sealing/wrap.ts';
import { isWrappingKey } from './wrapping-key.ts';

const canBeWrappedFor = (key: Uint8Array) =>
  wrapKey(key, systemRandom(32), systemRandom(16), 0).then(
    () => true,
    () => false,
  );

const ff = (first: string, last: string) => first + 'ff'.repeat(30) + last;
const ofSmallOrder = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  ff('ec', '7f'),
  ff('ed', '7f'),
  ff('ee', '7f'),
].map(hexToBytes);

test('[ACC28] what nothing can be wrapped for is no wrapping key, whatever its highest bit', async () => {
  for (const key of ofSmallOrder)
    for (const each of [key, key.with(31, key[31]! | 0x80)]) {
      expect(isWrappingKey(each)).toBe(false);
      expect(await canBeWrappedFor(each)).toBe(false);
    }
});

test('[ACC28] every other key is one, those of devices among them', async () => {
  const others = ofSmallOrder.flatMap((key) => [key.with(0, key[0]! ^ 4), key.with(7, 12)]);
  const { wrapPublic } = await createDeviceKeys();
  for (const key of [wrapPublic, new Uint8Array(32).fill(9), ...others]) {
    expect(isWrappingKey(key)).toBe(true);
    expect(await canBeWrappedFor(key)).toBe(true);
  }
  expect(isWrappingKey(wrapPublic.subarray(1))).toBe(false);
});
