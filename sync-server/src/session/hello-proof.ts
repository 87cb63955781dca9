/**
 * Whether a hello was signed by the device that it names. Done at once and not on other threads: when
 * everybody comes back together there is nothing else to do meanwhile, and handing it over costs more
 * than it takes. Keys once read are remembered for a device that comes back.
 */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { signedBytes } from '@wardbook/shared/base/signature';
import { rememberedKeysMax } from '../limits.ts';

/** The longest unused first. */
const remembered = new Map<DeviceId, KeyObject>();

/** `message` is what comes after the domain. False as well for an id that is no point on the curve. */
export function isProven(device: DeviceId, signature: Uint8Array, message: Uint8Array[]): boolean {
  try {
    const key = remembered.get(device) ?? keyOf(device);
    const isRight = verify(null, signedBytes('wardbook hello 1', message), key, signature);
    // A key that nobody has shown to have is not worth another's place.
    if (isRight) remember(device, key);
    return isRight;
  } catch {
    return false;
  }
}

function keyOf(device: DeviceId): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: device }, format: 'jwk' });
}

function remember(device: DeviceId, key: KeyObject): void {
  remembered.delete(device);
  remembered.set(device, key);
  if (remembered.size > rememberedKeysMax) remembered.delete(remembered.keys().next().value!);
}
