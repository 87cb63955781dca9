/**
 * Ids for people who come from a register. Two devices that import one file while apart must give
 * each elector the same id, or the ward would be there twice; the book's salt keeps an id from
 * saying anything to those outside the book.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { assert } from '../base/assert.ts';
import { fromBase64Url, toBase64Url } from '../base/bytes.ts';
import { idBytes, saltBytes, type PersonId } from './schema.ts';

/** What tells one elector from another, normalised by the caller. */
export type Identity = readonly string[];

/**
 * `salt` as in the book's settings. The maker's second argument counts people with one identity:
 * 0 for the first, and so on for those whose id is taken.
 */
export function personIdMaker(salt: string): (identity: Identity, taken: number) => PersonId {
  const key = fromBase64Url(salt);
  assert(key?.length === saltBytes, 'a book has a salt of 16 bytes');
  const keyed = hmac.create(sha256, key);
  const encoder = new TextEncoder();
  return (identity, taken) => {
    const text = JSON.stringify(taken === 0 ? identity : [...identity, taken]);
    const digest = keyed.clone().update(encoder.encode(text)).digest();
    return toBase64Url(digest.subarray(0, idBytes)) as PersonId;
  };
}
