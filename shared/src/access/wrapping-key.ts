/**
 * Which public keys somebody can be given a key with. Devices have one on P-256, which every
 * browser can keep; links, recovery sheets and the devices of earlier versions have one on X25519.
 *
 * If nothing could be wrapped for one member's key, no keeper could make a removal, which wraps a
 * new key for everybody who stays. So each key is checked here and not by the browser: all devices
 * and relays must decide alike, and not all browsers refuse the same keys (WebKit's port for Linux
 * takes what is no point of P-256 at all).
 */
import { toHex } from '../base/bytes.ts';

/** Bytes of a public key, which tell the curve: X25519, and P-256 uncompressed (SEC 1, 2.3.3). */
export const x25519Bytes = 32;
export const p256Bytes = 65;

/** Bytes of a wrapped key beside the encapsulated public key: 32 of the key, 16 of the tag. */
export const wrappedAddedBytes = 48;

export function isWrappingKey(key: Uint8Array): boolean {
  switch (key.length) {
    case x25519Bytes:
      return !isOfSmallOrder(key);
    case p256Bytes:
      return isOnP256(key);
    default:
      return false;
  }
}

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

/** A shared secret with one of these is the same for every private key, so WebCrypto refuses it. */
function isOfSmallOrder(key: Uint8Array): boolean {
  // X25519 passes over the highest bit.
  const last = x25519Bytes - 1;
  return ofSmallOrder.has(toHex(key.with(last, key[last]! & 0x7f)));
}

// y² = x³ - 3x + b over the whole numbers modulo p (NIST SP 800-186, 3.2.1.3). Its group is of prime
// order, so every point on it will do.
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const uncompressed = 4;

function isOnP256(key: Uint8Array): boolean {
  const [x, y] = [numberFrom(key.subarray(1, 33)), numberFrom(key.subarray(33))];
  return key[0] === uncompressed && x < p && y < p && (y * y - (x * x - 3n) * x - b) % p === 0n;
}

function numberFrom(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}
