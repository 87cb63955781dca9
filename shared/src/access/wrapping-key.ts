/**
 * Which public keys somebody can be given a key with. X25519 has a few that are of small order:
 * whatever is done with one comes out the same, so WebCrypto refuses to. One of them in a book would
 * keep every keeper from wrapping a new key for all who stay, which is to say from removing anybody.
 */
import { toHex } from '../base/bytes.ts';

export const wrapPublicBytes = 32;

/** 0, 1, the two of order 8, then p - 1, p and p + 1, with the highest bit clear. */
const ofSmallOrder: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

export function isWrappingKey(key: Uint8Array): boolean {
  if (key.length !== wrapPublicBytes) return false;
  // X25519 passes over the highest bit.
  const last = wrapPublicBytes - 1;
  return !ofSmallOrder.has(toHex(key.with(last, key[last]! & 0x7f)));
}
