/** Key pairs that follow from a secret, so that whoever has the secret can make them again. */
import { DhkemP256HkdfSha256 } from '@hpke/core';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { concat, fromBase64Url, type Bytes } from '../base/bytes.ts';

export type Curve = 'Ed25519' | 'X25519' | 'P-256';

export interface MadeKeyPair {
  readonly pair: CryptoKeyPair;
  readonly publicBytes: Bytes;
}

/** `purpose` keeps apart what is made from one secret. The private key cannot be read out again. */
export async function keyPairFrom(
  secret: Uint8Array,
  curve: Curve,
  purpose: string,
): Promise<MadeKeyPair> {
  const seed = hkdf(sha256, secret, undefined, new TextEncoder().encode(purpose), 32);
  return curve === 'P-256' ? onP256(seed) : onEdwardsCurve(seed, curve);
}

/** As HPKE makes a pair from a seed (RFC 9180, DeriveKeyPair). */
async function onP256(seed: Uint8Array): Promise<MadeKeyPair> {
  const made = await new DhkemP256HkdfSha256().deriveKeyPair(new Uint8Array(seed).buffer);
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', made.privateKey);
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
  const jwk = { kty: kty!, crv: crv!, x: x!, y: y!, d: d! };
  const privateKey = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['deriveBits']);
  const raw = await crypto.subtle.exportKey('raw', made.publicKey);
  return { pair: { privateKey, publicKey: made.publicKey }, publicBytes: new Uint8Array(raw) };
}

// WebCrypto takes a private key made elsewhere only in a container: PKCS #8 (RFC 8410 section 7),
// which for these curves is a fixed heading and the 32 bytes.
const pkcs8Heading = {
  Ed25519: '302e020100300506032b657004220420',
  X25519: '302e020100300506032b656e04220420',
};

async function onEdwardsCurve(seed: Uint8Array, curve: 'Ed25519' | 'X25519'): Promise<MadeKeyPair> {
  const container = concat(hexToBytes(pkcs8Heading[curve]), seed);
  const [privateUse, publicUse]: KeyUsage[][] =
    curve === 'Ed25519' ? [['sign'], ['verify']] : [['deriveBits'], []];
  const load = (extractable: boolean) =>
    crypto.subtle.importKey('pkcs8', container, curve, extractable, privateUse!);
  const { x } = await crypto.subtle.exportKey('jwk', await load(true));
  const publicBytes = fromBase64Url(x!)!;
  const publicKey = await crypto.subtle.importKey('raw', publicBytes, curve, true, publicUse!);
  return { pair: { privateKey: await load(false), publicKey }, publicBytes };
}
