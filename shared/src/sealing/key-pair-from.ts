/** Key pairs that follow from a secret, so that whoever has the secret can make them again. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { concat, fromBase64Url, type Bytes } from '../base/bytes.ts';

// WebCrypto takes a private key made elsewhere only in a container: PKCS #8 (RFC 8410 section 7),
// which for these curves is a fixed heading and the 32 bytes.
const pkcs8Heading = {
  Ed25519: '302e020100300506032b657004220420',
  X25519: '302e020100300506032b656e04220420',
};

/** `purpose` keeps apart what is made from one secret. The private key cannot be read out again. */
export async function keyPairFrom(
  secret: Uint8Array,
  curve: 'Ed25519' | 'X25519',
  purpose: string,
): Promise<{ readonly pair: CryptoKeyPair; readonly publicBytes: Bytes }> {
  const seed = hkdf(sha256, secret, undefined, new TextEncoder().encode(purpose), 32);
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
