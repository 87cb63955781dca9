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
import { unpad } from './padding.ts';

/** What one entry may hold when opened: a ward of 15,000 with years of history is a few MB. */
const plainBytesMax = 64 * 1024 * 1024;

export type Opened =
  | { readonly type: 'opened'; readonly heading: SealedHeading; readonly plain: Bytes }
  | { readonly type: 'refused'; readonly reason: OpenRefusal };

export type OpenRefusal = 'malformed' | 'bad-signature' | 'no-key' | 'not-for-this-book';

export async function open(book: BookId, keys: BookKeys, blob: Uint8Array): Promise<Opened> {
  const sealed = readSealed(blob);
  if (!sealed) return refused('malformed');
  if (!(await isSignedByAuthor(book, sealed))) return refused('bad-signature');
  const { heading, headingBytes, ciphertext } = sealed;
  const key = keys.get(heading.epoch);
  if (!key) return refused('no-key');
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
    const plain = packed && (await decompress(packed, plainBytesMax));
    return plain ? { type: 'opened', heading, plain } : refused('malformed');
  } catch {
    return refused('not-for-this-book');
  }
}

function refused(reason: OpenRefusal): Opened {
  return { type: 'refused', reason };
}
