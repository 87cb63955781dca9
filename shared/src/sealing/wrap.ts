/**
 * Giving a book's key to one recipient: HPKE (RFC 9180) base mode with HKDF-SHA256 and AES-256-GCM,
 * over the curve that the recipient's public key is on: P-256 or X25519. Who gave it is signed in the
 * statement that carries it. The book and epoch are bound in, so that a wrapped key cannot be moved
 * to another book.
 */
import {
  Aes256Gcm,
  CipherSuite,
  DhkemP256HkdfSha256,
  DhkemX25519HkdfSha256,
  HkdfSha256,
} from '@hpke/core';
import * as encoding from 'lib0/encoding';
import {
  isWrappingKey,
  p256Bytes,
  wrappedAddedBytes,
  x25519Bytes,
} from '../access/wrapping-key.ts';
import { concat, type Bytes } from '../base/bytes.ts';
import { patiently } from './patiently.ts';

/** What a wrapped key opens: the book, or the name of somebody who waits to be admitted. */
export type KeyPurpose = 'book' | 'label';

/** `recipient` is a public key that `isWrappingKey` accepts, `key` 32 bytes. */
export async function wrapKey(
  recipient: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  epoch: number,
  purpose: KeyPurpose = 'book',
): Promise<Bytes> {
  const hpke = suiteFor(recipient.length);
  const recipientPublicKey = await hpke.kem.deserializePublicKey(exact(recipient));
  // Each time with a key of its own, which has to be made.
  const sealed = await patiently(() =>
    hpke.seal({ recipientPublicKey, info: wrapInfo(nonce, epoch, purpose) }, exact(key)),
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
  const length = pair.publicKey.algorithm.name === 'ECDH' ? p256Bytes : x25519Bytes;
  const encapsulated = wrapped.subarray(0, length);
  // What is no point of the curve must not meet the private key, whatever a browser makes of it.
  if (wrapped.length !== length + wrappedAddedBytes || !isWrappingKey(encapsulated))
    return undefined;
  try {
    const key = await suiteFor(length).open(
      {
        recipientKey: pair,
        enc: exact(encapsulated),
        info: wrapInfo(nonce, epoch, purpose),
      },
      exact(wrapped.subarray(length)),
    );
    return new Uint8Array(key);
  } catch {
    return undefined;
  }
}

function suiteFor(publicBytes: number): CipherSuite {
  const kem = publicBytes === p256Bytes ? new DhkemP256HkdfSha256() : new DhkemX25519HkdfSha256();
  return new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
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
