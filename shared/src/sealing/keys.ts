/**
 * A device's two key pairs: Ed25519 to sign, X25519 to be given keys with (HPKE). Both are made by
 * WebCrypto and cannot be taken out of it; only their public halves travel.
 */
import type { Bytes } from '../base/bytes.ts';
import { deviceIdOf, type DeviceId } from '../base/ids.ts';

export interface DeviceKeys {
  readonly id: DeviceId;
  readonly signing: CryptoKeyPair;
  readonly wrapping: CryptoKeyPair;
  /** 32 bytes, X25519. */
  readonly wrapPublic: Bytes;
}

/** What is stored for a device: the pairs alone, from which `restoreDeviceKeys` makes the rest. */
export interface DeviceKeyPairs {
  readonly signing: CryptoKeyPair;
  readonly wrapping: CryptoKeyPair;
}

export async function createDeviceKeys(): Promise<DeviceKeys> {
  const signing = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  const wrapping = await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
  return restoreDeviceKeys({ signing, wrapping });
}

export async function restoreDeviceKeys(pairs: DeviceKeyPairs): Promise<DeviceKeys> {
  const signPublic = await crypto.subtle.exportKey('raw', pairs.signing.publicKey);
  const wrapPublic = await crypto.subtle.exportKey('raw', pairs.wrapping.publicKey);
  return {
    id: deviceIdOf(new Uint8Array(signPublic)),
    signing: pairs.signing,
    wrapping: pairs.wrapping,
    wrapPublic: new Uint8Array(wrapPublic),
  };
}
