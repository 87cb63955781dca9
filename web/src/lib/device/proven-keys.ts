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
export type KeyFailure = 'keys-not-made' | 'keys-not-given-back' | 'full';

export type ProvenKeys =
  | { readonly type: 'proven'; readonly device: DeviceKeys }
  | { readonly type: 'failed'; readonly reason: KeyFailure };

export async function newProvenKeys(): Promise<ProvenKeys> {
  const made = await createDeviceKeys().catch((error: unknown) => {
    reportError(error);
    return undefined;
  });
  return made ? provenKeys(made) : { type: 'failed', reason: 'keys-not-made' };
}

/** The same keys, as this browser gives them back. */
export async function provenKeys({
  id,
  signing,
  wrapping,
  wrapPublic,
}: DeviceKeys): Promise<ProvenKeys> {
  const tried = await throughStorage({ signing, wrapping });
  if (tried.type === 'full') return { type: 'failed', reason: 'full' };
  const device = tried.type === 'back' ? await workingKeys(tried.value) : undefined;
  const isSame = device?.id === id && equal(device.wrapPublic, wrapPublic);
  return isSame ? { type: 'proven', device } : { type: 'failed', reason: 'keys-not-given-back' };
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
