/**
 * Ed25519 through WebCrypto. Every signature is over a domain name and the bytes, so that one made
 * for one purpose is never taken for another. Here and not in `sealing`, because the relay, which
 * must not be able to open anything, checks signatures too.
 *
 * What may be long is signed by its digest: WebKit's port for Linux ends the page that signs or
 * checks more than 65,535 bytes, and a digest costs nothing elsewhere.
 */
import { concat, type Bytes } from './bytes.ts';

export const signatureBytes = 64;

/** Signed as they are: short, each of a length that is known. */
type ShortDomain =
  | 'wardbook join by invite 1'
  | 'wardbook replace 1'
  | 'wardbook hello 1'
  | 'wardbook knock 1'
  | 'wardbook delete 1';

/** Signed by the SHA-256 of all of it, however long it is. */
type LongDomain =
  | 'wardbook statement 2'
  | 'wardbook statement 3'
  | 'wardbook statement 4'
  | 'wardbook entry 2'
  | 'wardbook bundle 2'
  | 'wardbook bundle 3'
  | 'wardbook bundle 4';

/** As long ones were signed before: whole. Checked for ever, and signed no more. */
type EarlierDomain = 'wardbook statement 1' | 'wardbook entry 1' | 'wardbook bundle 1';

export type SignatureDomain = ShortDomain | LongDomain;

const longDomains: ReadonlySet<string> = new Set<LongDomain>([
  'wardbook statement 2',
  'wardbook statement 3',
  'wardbook statement 4',
  'wardbook entry 2',
  'wardbook bundle 2',
  'wardbook bundle 3',
  'wardbook bundle 4',
]);

/** So many bytes every browser's own cryptography checks in one go. */
const directBytesMax = 60_000;

export async function sign(
  key: CryptoKey,
  domain: SignatureDomain,
  ...message: Uint8Array[]
): Promise<Bytes> {
  const signed = await crypto.subtle.sign('Ed25519', key, await signedFor(domain, message));
  return new Uint8Array(signed);
}

/** False as well for a public key that is no point on the curve. */
export async function verify(
  publicKey: Uint8Array,
  signature: Uint8Array,
  domain: SignatureDomain | EarlierDomain,
  ...message: Uint8Array[]
): Promise<boolean> {
  const signed = await signedFor(domain, message);
  if (signed.length > directBytesMax) return verifyLong(publicKey, signature, signed);
  try {
    const key = await crypto.subtle.importKey('raw', publicKey as Bytes, 'Ed25519', false, [
      'verify',
    ]);
    return await crypto.subtle.verify('Ed25519', key, signature as Bytes, signed);
  } catch {
    return false;
  }
}

/** What is signed where it is signed as it is: for whoever checks with other means. */
export function signedBytes(domain: ShortDomain | EarlierDomain, message: Uint8Array[]): Bytes {
  return concat(...named(domain), ...message);
}

async function signedFor(
  domain: SignatureDomain | EarlierDomain,
  message: Uint8Array[],
): Promise<Bytes> {
  if (!longDomains.has(domain)) return concat(...named(domain), ...message);
  const digest = await crypto.subtle.digest('SHA-256', concat(...message));
  return concat(...named(domain), new Uint8Array(digest));
}

function named(domain: string): [Uint8Array, Uint8Array] {
  const name = new TextEncoder().encode(domain);
  return [Uint8Array.of(name.length), name];
}

/** For what was signed whole, before: few books hold any, so no other page carries this. */
async function verifyLong(
  publicKey: Uint8Array,
  signature: Uint8Array,
  signed: Uint8Array,
): Promise<boolean> {
  const { ed25519 } = await import('@noble/curves/ed25519.js');
  try {
    return ed25519.verify(signature, signed, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
