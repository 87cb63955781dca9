/**
 * Closing a change: compress, pad, encrypt with the book's key, sign with the device's.
 * What is encrypted is bound to the book and to the readable heading.
 */
import { assert } from '../base/assert.ts';
import { concat, type Bytes } from '../base/bytes.ts';
import { idToBytes, type BookId } from '../base/ids.ts';
import type { RandomBytes } from '../base/ports.ts';
import { sign } from '../base/signature.ts';
import { nonceBytes, seenHashBytes, writeHeading, type SealedKind } from '../protocol/entry.ts';
import type { BookKey } from './book-keys.ts';
import { compress } from './compress.ts';
import type { DeviceKeys } from './keys.ts';
import { pad } from './padding.ts';
import { plainBytesMax, type PlainBounds } from './plain-bounds.ts';

export interface Sealer {
  readonly book: BookId;
  readonly device: DeviceKeys;
  readonly key: BookKey;
  readonly random: RandomBytes;
}

export interface SealContext {
  readonly kind: SealedKind;
  /** The last position this device has seen and the running hash there. */
  readonly seen: number;
  readonly seenHash: Uint8Array;
  /** For a snapshot, the position it covers. */
  readonly covers?: number;
}

/** What is longer than `bounds` allow would be opened by nobody: whoever calls this has looked. */
export async function seal(
  sealer: Sealer,
  context: SealContext,
  plain: Uint8Array,
  bounds: PlainBounds = plainBytesMax,
): Promise<Bytes> {
  assert(plain.length <= bounds[context.kind], 'nobody would open what is so long');
  const nonce = sealer.random(nonceBytes);
  const heading = writeHeading({
    kind: context.kind,
    epoch: sealer.key.epoch,
    author: sealer.device.id,
    seen: context.seen,
    seenHash: context.seenHash.slice(0, seenHashBytes),
    covers: context.covers ?? 0,
    nonce,
  });
  const book = idToBytes(sealer.book);
  const ciphertext = new Uint8Array(
    await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv: nonce, additionalData: concat(book, heading) },
      sealer.key.aes,
      pad(await compress(plain)),
    ),
  );
  const signature = await sign(
    sealer.device.signing.privateKey,
    'wardbook entry 2',
    book,
    heading,
    ciphertext,
  );
  return concat(heading, ciphertext, signature);
}
