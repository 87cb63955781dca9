import { hexToBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { systemRandom } from '../base/ports.ts';
import { createDeviceKeys, deviceKeysFromSeed } from '../sealing/keys.ts';
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

const sheetLike = () => deviceKeysFromSeed(systemRandom(32), 'recovery-sheet');

test('[ACC28] what nothing can be wrapped for is no wrapping key, whatever its highest bit', async () => {
  for (const key of ofSmallOrder)
    for (const each of [key, key.with(31, key[31]! | 0x80)]) {
      expect(isWrappingKey(each)).toBe(false);
      expect(await canBeWrappedFor(each)).toBe(false);
    }
});

test('[ACC28] every other key is one, those of devices among them', async () => {
  const others = ofSmallOrder.flatMap((key) => [key.with(0, key[0]! ^ 4), key.with(7, 12)]);
  const { wrapPublic } = await sheetLike();
  for (const key of [wrapPublic, new Uint8Array(32).fill(9), ...others]) {
    expect(isWrappingKey(key)).toBe(true);
    expect(await canBeWrappedFor(key)).toBe(true);
  }
  expect(isWrappingKey(wrapPublic.subarray(1))).toBe(false);
});

test('[ACC28] on P-256 it is a point of the curve, written in full', async () => {
  for (let round = 0; round < 20; round++) {
    const { wrapPublic } = await createDeviceKeys();
    expect(isWrappingKey(wrapPublic)).toBe(true);
    expect(await canBeWrappedFor(wrapPublic)).toBe(true);
    const index = 1 + (systemRandom(1)[0]! % 64);
    const beside = wrapPublic.with(index, wrapPublic[index]! ^ (1 << (systemRandom(1)[0]! & 7)));
    expect(isWrappingKey(beside)).toBe(false);
    expect(await canBeWrappedFor(beside)).toBe(false);
    for (const form of [0, 2, 3, 6]) expect(isWrappingKey(wrapPublic.with(0, form))).toBe(false);
    expect(isWrappingKey(wrapPublic.subarray(0, 33))).toBe(false);
  }
});

test('[ACC28] a coordinate is less than the prime, or one point would have two forms', () => {
  // The point with x = 5 has y² = 5³ - 3 * 5 + b; x + p says the same and is longer than it may be.
  const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
  const [x, y] = [5n, 0x459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbccn];
  expect(isWrappingKey(pointOf(x, y))).toBe(true);
  expect(isWrappingKey(pointOf(x, p - y))).toBe(true);
  expect(isWrappingKey(pointOf(x + p, y))).toBe(false);
  expect(isWrappingKey(pointOf(0n, 0n))).toBe(false);
});

function pointOf(x: bigint, y: bigint): Uint8Array {
  return hexToBytes(`04${[x, y].map((each) => each.toString(16).padStart(64, '0')).join('')}`);
}
