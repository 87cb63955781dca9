/**
 * Ed25519 through WebCrypto. Every signature is over a domain name and the bytes, so that one made
 * for one purpose is never taken for another. Here and not in `sealing`, because the relay, which
 * must not be able to open anything, checks signatures too.
 */
import { concat, type Bytes } from './bytes.ts';

export const signatureBytes = 64;

export type SignatureDomain =
  | 'wardbook statement 1'
  | 'wardbook join by invite 1'
  | 'wardbook replace 1'
  | 'wardbook hello 1'
  | 'wardbook knock 1'
  | 'wardbook delete 1'
  | 'wardbook entry 1'
  | 'wardbook bundle 1';

export async function sign(
  key: CryptoKey,
  domain: SignatureDomain,
  ...message: Uint8Array[]
): Promise<Bytes> {
  const signed = await crypto.subtle.sign('Ed25519', key, signedBytes(domain, message));
  return new Uint8Array(signed);
}

/** False as well for a public key that is no point on the curve. */
export async function verify(
  publicKey: Uint8Array,
  signature: Uint8Array,
  domain: SignatureDomain,
  ...message: Uint8Array[]
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', publicKey as Bytes, 'Ed25519', false, [
      'verify',
    ]);
    return await crypto.subtle.verify(
      'Ed25519',
      key,
      signature as Bytes,
      signedBytes(domain, message),
    );
  } catch {
    return false;
  }
}

/** What is signed: for whoever checks with other means. */
export function signedBytes(domain: SignatureDomain, message: Uint8Array[]): Bytes {
  const name = new TextEncoder().encode(domain);
  return concat(Uint8Array.of(name.length), name, ...message);
}
