/**
 * A device's two key pairs: Ed25519 to sign, P-256 to be given keys with (HPKE). Neither private
 * key can be taken out of WebCrypto; only the public halves travel. Usually a device makes them
 * itself. Those of a device that can be locked, and of a recovery sheet, follow from a seed
 * instead.
 *
 * P-256, because WebKit does not give back an X25519 key that was put into a browser's storage.
 * Recovery sheets, which are never stored, have X25519, and so have devices of earlier versions.
 */
import { deviceIdOf, type DeviceId } from '../base/ids.ts';
import type { Bytes } from '../base/bytes.ts';
import { keyPairFrom, type Curve } from './key-pair-from.ts';
import { patiently } from './patiently.ts';

export interface DeviceKeys {
  readonly id: DeviceId;
  readonly signing: CryptoKeyPair;
  readonly wrapping: CryptoKeyPair;
  /** 65 bytes, P-256, or 32, X25519. */
  readonly wrapPublic: Bytes;
}

/** What is stored for a device: the pairs alone, from which `restoreDeviceKeys` makes the rest. */
export interface DeviceKeyPairs {
  readonly signing: CryptoKeyPair;
  readonly wrapping: CryptoKeyPair;
}

export async function createDeviceKeys(): Promise<DeviceKeys> {
  const { subtle } = crypto;
  const signing = await patiently(() => subtle.generateKey('Ed25519', false, ['sign', 'verify']));
  const p256 = { name: 'ECDH', namedCurve: 'P-256' };
  const wrapping = await patiently(() => subtle.generateKey(p256, false, ['deriveBits']));
  return restoreDeviceKeys({ signing, wrapping });
}

/** Bytes of the seed that the keys of a device with a lock follow from. */
export const deviceSeedBytes = 32;

/** Whose keys a seed is for. Devices of earlier versions have their wrapping keys on X25519. */
export type KeyOwner = 'device' | 'earlier-device' | 'recovery-sheet';

/** The names are part of what the keys follow from, and stay as they are. */
const derivations: { readonly [Owner in KeyOwner]: readonly [name: string, Curve] } = {
  device: ['device', 'P-256'],
  'earlier-device': ['device', 'X25519'],
  'recovery-sheet': ['sheet', 'X25519'],
};

export async function deviceKeysFromSeed(seed: Uint8Array, owner: KeyOwner): Promise<DeviceKeys> {
  const [name, curve] = derivations[owner];
  const pairOf = (algorithm: Parameters<typeof keyPairFrom>[1], use: string) =>
    patiently(() => keyPairFrom(seed, algorithm, `wardbook ${name} ${use} 1`));
  const [signing, wrapping] = [await pairOf('Ed25519', 'signing'), await pairOf(curve, 'wrapping')];
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
