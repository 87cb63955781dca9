/**
 * Giving a book's key to one recipient: HPKE (RFC 9180) base mode with X25519, HKDF-SHA256 and
 * AES-256-GCM. Who gave it is signed in the statement that carries it. The book and epoch are bound
 * in, so that a wrapped key cannot be moved to another book.
 */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import * as encoding from 'lib0/encoding';
import { concat, type Bytes } from '../base/bytes.ts';

/** 32 bytes of encapsulated key, 32 of sealed book key, 16 of tag. */
export const wrappedKeyBytes = 80;

const suite = () =>
  new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });

/** What a wrapped key opens: the book, or the name of somebody who waits to be admitted. */
export type KeyPurpose = 'book' | 'label';

export async function wrapKey(
  recipient: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  epoch: number,
  purpose: KeyPurpose = 'book',
): Promise<Bytes> {
  const hpke = suite();
  const recipientPublicKey = await hpke.kem.deserializePublicKey(exact(recipient));
  const sealed = await hpke.seal(
    { recipientPublicKey, info: wrapInfo(nonce, epoch, purpose) },
    exact(key),
  );
  return concat(new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
}

/** The 32-byte key, or undefined when it was not wrapped for this pair, book and epoch. */
export async function unwrapKey(
  pair: CryptoKeyPair,
  wrapped: Uint8Array,
  nonce: Uint8Array,
  epoch: number,
  purpose: KeyPurpose = 'book',
): Promise<Bytes | undefined> {
  if (wrapped.length !== wrappedKeyBytes) return undefined;
  try {
    const key = await suite().open(
      {
        recipientKey: pair,
        enc: exact(wrapped.subarray(0, 32)),
        info: wrapInfo(nonce, epoch, purpose),
      },
      exact(wrapped.subarray(32)),
    );
    return new Uint8Array(key);
  } catch {
    return undefined;
  }
}

function wrapInfo(bookNonce: Uint8Array, epoch: number, purpose: KeyPurpose): ArrayBuffer {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, `wardbook ${purpose} key 1`);
  encoding.writeUint8Array(encoder, bookNonce);
  encoding.writeVarUint(encoder, epoch);
  return exact(encoding.toUint8Array(encoder));
}

function exact(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}
