/**
 * The two key pairs of an invite, derived from the 32-byte secret in its link: Ed25519 to prove
 * that one holds the link, X25519 to be given the book's key. Whoever has the link can make them
 * again; nobody else can.
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { concat, fromBase64Url, type Bytes } from '../base/bytes.ts';
import { inviteIdOf, type InviteId } from '../base/ids.ts';

export const inviteSecretBytes = 32;

export interface InviteKeys {
  readonly id: InviteId;
  readonly signingKey: CryptoKey;
  readonly wrapping: CryptoKeyPair;
  /** 32 bytes, X25519. */
  readonly wrapPublic: Bytes;
}

export async function inviteKeysFromSecret(secret: Uint8Array): Promise<InviteKeys> {
  const signing = await pairFromSeed('Ed25519', derive(secret, 'wardbook invite signing 1'));
  const wrapping = await pairFromSeed('X25519', derive(secret, 'wardbook invite wrapping 1'));
  return {
    id: inviteIdOf(signing.publicBytes),
    signingKey: signing.privateKey,
    wrapping: { privateKey: wrapping.privateKey, publicKey: wrapping.publicKey },
    wrapPublic: wrapping.publicBytes,
  };
}

function derive(secret: Uint8Array, purpose: string): Uint8Array {
  return hkdf(sha256, secret, undefined, new TextEncoder().encode(purpose), 32);
}

// WebCrypto takes a private key made elsewhere only in a container: PKCS #8 (RFC 8410 section 7),
// which for these curves is a fixed heading and the 32 bytes.
const pkcs8Heading = {
  Ed25519: '302e020100300506032b657004220420',
  X25519: '302e020100300506032b656e04220420',
};

async function pairFromSeed(curve: 'Ed25519' | 'X25519', seed: Uint8Array) {
  const heading = hexToBytes(pkcs8Heading[curve]);
  const uses: [KeyUsage[], KeyUsage[]] =
    curve === 'Ed25519' ? [['sign'], ['verify']] : [['deriveBits'], []];
  const privateKey = await crypto.subtle.importKey(
    'pkcs8',
    concat(heading, seed),
    curve,
    true,
    uses[0],
  );
  const { x } = await crypto.subtle.exportKey('jwk', privateKey);
  const publicBytes = fromBase64Url(x!)!;
  const publicKey = await crypto.subtle.importKey('raw', publicBytes, curve, true, uses[1]);
  return { privateKey, publicKey, publicBytes };
}
