/**
 * Keys for a new device, proven before anything is made with them: put into this browser's storage,
 * taken out again, and what came out does its work. Everything that follows uses those that came out.
 */
import { equal } from '@wardbook/shared/base/bytes';
import { idToBytes } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { sign, verify } from '@wardbook/shared/base/signature';
import {
  createDeviceKeys,
  restoreDeviceKeys,
  type DeviceKeyPairs,
  type DeviceKeys,
} from '@wardbook/shared/sealing/keys';
import { unwrapKey, wrapKey } from '@wardbook/shared/sealing/wrap';
import { throughStorage } from '../platform/through-storage.ts';

/** The browser made no keys, or did not give them back. Nothing has been made yet. */
export type KeyFailure = 'keys-not-made' | 'keys-not-kept' | 'full';

export type KeptKeys =
  | { readonly type: 'kept'; readonly device: DeviceKeys }
  | { readonly type: 'failed'; readonly reason: KeyFailure };

export async function newKeptKeys(): Promise<KeptKeys> {
  const made = await createDeviceKeys().catch((error: unknown) => {
    reportError(error);
    return undefined;
  });
  return made ? keptKeys(made) : { type: 'failed', reason: 'keys-not-made' };
}

/** The same keys, as this browser gives them back. */
export async function keptKeys({
  id,
  signing,
  wrapping,
  wrapPublic,
}: DeviceKeys): Promise<KeptKeys> {
  const kept = await throughStorage({ signing, wrapping });
  if (kept.type === 'full') return { type: 'failed', reason: 'full' };
  const device = kept.type === 'back' ? await workingKeys(kept.value) : undefined;
  const isSame = device?.id === id && equal(device.wrapPublic, wrapPublic);
  return isSame ? { type: 'kept', device } : { type: 'failed', reason: 'keys-not-kept' };
}

/** Undefined where what came out of storage is no pair of pairs, or does not do its work. */
async function workingKeys(value: unknown): Promise<DeviceKeys | undefined> {
  try {
    const device = await restoreDeviceKeys(value as DeviceKeyPairs);
    const message = systemRandom(32);
    const signature = await sign(device.signing.privateKey, 'wardbook hello 1', message);
    const [key, nonce] = [systemRandom(32), systemRandom(16)];
    const wrapped = await wrapKey(device.wrapPublic, key, nonce, 0);
    const unwrapped = await unwrapKey(device.wrapping, wrapped, nonce, 0);
    const holds = await verify(idToBytes(device.id), signature, 'wardbook hello 1', message);
    return holds && unwrapped && equal(unwrapped, key) ? device : undefined;
  } catch {
    return undefined;
  }
}
