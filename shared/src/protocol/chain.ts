/**
 * The running hash of a log. Every entry's hash covers the one before it, so two devices that hold
 * the same hash at the same position have been shown the same history.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import * as encoding from 'lib0/encoding';
import { concat, type Bytes } from '../base/bytes.ts';
import { type BookId, idToBytes } from '../base/ids.ts';
import { type EntryKind, kindNumber } from './entry.ts';

export const chainBytes = 32;

/** The hash before the first entry. */
export function chainStart(book: BookId, log: Uint8Array): Bytes {
  return sha256(concat(new TextEncoder().encode('wardbook log 1'), idToBytes(book), log));
}

/** The hash after an entry. `at` is the relay's clock, ms since 1970. */
export function chainNext(previous: Uint8Array, kind: EntryKind, at: number, blob: Uint8Array) {
  const encoder = encoding.createEncoder();
  encoding.writeUint8Array(encoder, previous);
  encoding.writeUint8(encoder, kindNumber(kind));
  encoding.writeVarUint(encoder, at);
  encoding.writeUint8Array(encoder, sha256(blob));
  return sha256(encoding.toUint8Array(encoder)) as Bytes;
}
