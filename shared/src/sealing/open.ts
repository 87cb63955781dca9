/**
 * Opening what somebody sealed: check the signature, decrypt, unpad, decompress within a bound.
 * Whether its author was allowed to write it is for the caller to ask `access`.
 */
import { concat, type Bytes } from '../base/bytes.ts';
import { idToBytes, type BookId } from '../base/ids.ts';
import { isSignedByAuthor } from '../protocol/entry-signature.ts';
import { readSealed, type SealedHeading } from '../protocol/entry.ts';
import type { BookKeys } from './book-keys.ts';
import { decompress } from './compress.ts';
import { paddedLength, unpad } from './padding.ts';
import { plainBytesMax, type PlainBounds } from './plain-bounds.ts';

export type Opened =
  | { readonly type: 'opened'; readonly heading: SealedHeading; readonly plain: Bytes }
  | { readonly type: 'refused'; readonly reason: OpenRefusal };

export const openRefusals = [
  'malformed',
  'bad-signature',
  'no-key',
  'not-for-this-book',
  /** It is longer than `bounds` allow, sealed or opened. */
  'too-large',
] as const;
export type OpenRefusal = (typeof openRefusals)[number];

/** Of the length, and of whether it is compressed. */
const packingBytesMax = 9;
const tagBytes = 16;

export async function open(
  book: BookId,
  keys: BookKeys,
  blob: Uint8Array,
  bounds: PlainBounds = plainBytesMax,
): Promise<Opened> {
  const sealed = readSealed(blob);
  if (!sealed) return refused('malformed');
  if (!(await isSignedByAuthor(book, sealed))) return refused('bad-signature');
  const { heading, headingBytes, ciphertext } = sealed;
  const key = keys.get(heading.epoch);
  if (!key) return refused('no-key');
  const bytesMax = bounds[heading.kind];
  // Before anything is made of it.
  if (ciphertext.length > paddedLength(bytesMax + packingBytesMax) + tagBytes)
    return refused('too-large');
  try {
    const padded = await crypto.subtle.decrypt(
      {
        name: 'AES-GCM',
        iv: heading.nonce,
        additionalData: concat(idToBytes(book), headingBytes),
      },
      key.aes,
      ciphertext,
    );
    const packed = unpad(new Uint8Array(padded));
    const plain = packed ? await decompress(packed, bytesMax) : 'malformed';
    return typeof plain === 'string' ? refused(plain) : { type: 'opened', heading, plain };
  } catch {
    return refused('not-for-this-book');
  }
}

function refused(reason: OpenRefusal): Opened {
  return { type: 'refused', reason };
}
