/**
 * Under which client ids a device writes into a book's document. Yjs gives every document that is
 * opened a random one, and never forgets any; here they follow from the device, so that they stay few
 * and anybody can tell whose they are, from nothing but the document.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from './bytes.ts';
import { idToBytes, type BookId, type DeviceId } from './ids.ts';

/**
 * How many client ids a device may have in a book: one for each window that it has open at once, and
 * one more each time an id had to be given up.
 */
export const noncesMax = 4_096;

const domain = new TextEncoder().encode('wardbook client 1');

/**
 * 1 to 2^32 - 1. `nonce` is a whole number from 0, below `noncesMax`. The book is in it too, so that a
 * device is not recognised by its client ids in another book.
 */
export function clientIdOf(book: BookId, device: DeviceId, nonce: number): number {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, nonce);
  const hash = sha256(concat(domain, idToBytes(book), idToBytes(device), number));
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0) || 1;
}

/** The nonce that makes this client id the device's; undefined when it is not one of its ids. */
export function clientNonceOf(book: BookId, device: DeviceId, client: number): number | undefined {
  for (let nonce = 0; nonce < noncesMax; nonce++)
    if (clientIdOf(book, device, nonce) === client) return nonce;
  return undefined;
}
