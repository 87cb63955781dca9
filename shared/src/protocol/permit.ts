/**
 * How a device shows that whoever runs a relay has given it a word for making books there. The word
 * itself never travels. The proof that does is good for this challenge and this book only.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, type Bytes } from '../base/bytes.ts';
import { idToBytes, type BookId } from '../base/ids.ts';

export const permitBytes = 32;
const domain = new TextEncoder().encode('wardbook permit 1');

/** `nonce` is the relay's challenge on this socket. */
export function permitProof(word: string, nonce: Uint8Array, book: BookId): Bytes {
  const key = new TextEncoder().encode(word.normalize('NFC'));
  return hmac(sha256, key, concat(domain, nonce, idToBytes(book)));
}
