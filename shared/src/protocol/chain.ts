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

const ownSha256: Sha256 = (bytes) => sha256(bytes);

/** The hash before the first entry. */
export function chainStart(book: BookId, log: Uint8Array): Bytes {
  return sha256(concat(new TextEncoder().encode('wardbook log 1'), idToBytes(book), log));
}

/** SHA-256. A caller who hashes much and has a faster one than the usual passes it in. */
export type Sha256 = (bytes: Uint8Array) => Bytes;

/** The hash after an entry. `at` is the relay's clock, ms since 1970. */
export function chainNext(
  previous: Uint8Array,
  kind: EntryKind,
  at: number,
  blob: Uint8Array,
  digest: Sha256 = ownSha256,
): Bytes {
  const encoder = encoding.createEncoder();
  encoding.writeUint8Array(encoder, previous);
  encoding.writeUint8(encoder, kindNumber(kind));
  encoding.writeVarUint(encoder, at);
  encoding.writeUint8Array(encoder, digest(blob));
  return digest(encoding.toUint8Array(encoder));
}
