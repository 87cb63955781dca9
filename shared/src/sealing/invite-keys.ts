/**
 * The two key pairs of an invite, derived from the 32-byte secret in its link: Ed25519 to prove
 * that one has the link, X25519 to be given the book's key. Whoever has the link can make them
 * again; nobody else can.
 */
import type { Bytes } from '../base/bytes.ts';
import { inviteIdOf, type InviteId } from '../base/ids.ts';
import { keyPairFrom } from './key-pair-from.ts';

export const inviteSecretBytes = 32;

export interface InviteKeys {
  readonly id: InviteId;
  readonly signingKey: CryptoKey;
  readonly wrapping: CryptoKeyPair;
  /** 32 bytes, X25519. */
  readonly wrapPublic: Bytes;
}

export async function inviteKeysFromSecret(secret: Uint8Array): Promise<InviteKeys> {
  const signing = await keyPairFrom(secret, 'Ed25519', 'wardbook invite signing 1');
  const wrapping = await keyPairFrom(secret, 'X25519', 'wardbook invite wrapping 1');
  return {
    id: inviteIdOf(signing.publicBytes),
    signingKey: signing.pair.privateKey,
    wrapping: wrapping.pair,
    wrapPublic: wrapping.publicBytes,
  };
}
