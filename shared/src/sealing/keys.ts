/**
 * A device's two key pairs: Ed25519 to sign, X25519 to be given keys with (HPKE). Neither can be
 * taken out of WebCrypto; only their public halves travel. Usually it makes them itself. Those of a
 * device that can be locked, and of a recovery sheet, follow from a seed instead.
 */
import type { Bytes } from '../base/bytes.ts';
import { deviceIdOf, type DeviceId } from '../base/ids.ts';
import { keyPairFrom } from './key-pair-from.ts';

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

/** What a device's keys follow from when they are to be sealed by a lock. */
export const deviceSeedBytes = 32;

export async function deviceKeysFromSeed(
  seed: Uint8Array,
  holder: 'device' | 'sheet',
): Promise<DeviceKeys> {
  const signing = await keyPairFrom(seed, 'Ed25519', `wardbook ${holder} signing 1`);
  const wrapping = await keyPairFrom(seed, 'X25519', `wardbook ${holder} wrapping 1`);
  return restoreDeviceKeys({ signing: signing.pair, wrapping: wrapping.pair });
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
