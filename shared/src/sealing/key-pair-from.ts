/** Key pairs that follow from a secret, so that whoever has the secret can make them again. */
import { expand, extract, hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { concat, fromBase64Url, toBase64Url, type Bytes } from '../base/bytes.ts';

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
  const seed = hkdf(sha256, secret, undefined, utf8ToBytes(purpose), 32);
  return curve === 'P-256' ? onP256(seed) : onEdwardsCurve(seed, curve);
}

/**
 * Derived as HPKE does. Firefox imports a private key of this curve only with its public half and
 * cannot be asked for that half, so it is worked out here.
 */
async function onP256(seed: Uint8Array): Promise<MadeKeyPair> {
  const { p256 } = await import('@noble/curves/nist.js');
  const scalar = p256Scalar(seed, (candidate) => p256.utils.isValidSecretKey(candidate));
  const publicBytes = new Uint8Array(p256.getPublicKey(scalar, false));
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
  const [x, y] = [publicBytes.subarray(1, 33), publicBytes.subarray(33)].map(toBase64Url);
  const jwk = { kty: 'EC', crv: 'P-256', x: x!, y: y!, d: toBase64Url(scalar) };
  const privateKey = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['deriveBits']);
  const publicKey = await crypto.subtle.importKey('raw', publicBytes, algorithm, true, []);
  return { pair: { privateKey, publicKey }, publicBytes };
}

const kemP256 = concat(utf8ToBytes('KEM'), Uint8Array.of(0, 0x10));

/** RFC 9180 section 7.1.3, DeriveKeyPair: the first candidate that is a key, as nearly every one is. */
function p256Scalar(seed: Uint8Array, isKey: (candidate: Uint8Array) => boolean): Uint8Array {
  const labelled = (label: string) => concat(utf8ToBytes('HPKE-v1'), kemP256, utf8ToBytes(label));
  const key = extract(sha256, concat(labelled('dkp_prk'), seed), new Uint8Array(0));
  for (let counter = 0; counter < 256; counter++) {
    const info = concat(Uint8Array.of(0, 32), labelled('candidate'), Uint8Array.of(counter));
    const candidate = expand(sha256, key, info, 32);
    if (isKey(candidate)) return candidate;
  }
  throw new Error('no key follows from this seed');
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
