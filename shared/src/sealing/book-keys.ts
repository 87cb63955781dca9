/**
 * The keys of one book that this device can open, one for each epoch. They are kept nowhere but in
 * the book's own statements, wrapped for this device, and in memory while the book is open.
 */
import type { Access } from '../access/state.ts';
import type { Bytes } from '../base/bytes.ts';
import type { DeviceKeys } from './keys.ts';
import { unwrapKey } from './wrap.ts';

export const bookKeyBytes = 32;

export interface BookKey {
  readonly epoch: number;
  readonly raw: Bytes;
  readonly aes: CryptoKey;
}

export type BookKeys = ReadonlyMap<number, BookKey>;

export async function bookKeyFromRaw(epoch: number, raw: Bytes): Promise<BookKey> {
  const aes = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { epoch, raw, aes };
}

/**
 * Every key that the statements hold for this device. Wraps that do not open are left out, and those
 * of epochs whose key is `opened` already are not opened again.
 */
export async function bookKeysFor(
  access: Access,
  device: DeviceKeys,
  opened: BookKeys = new Map(),
): Promise<BookKeys> {
  const keys = new Map<number, BookKey>();
  for (const wrap of access.members.get(device.id)?.wraps ?? []) {
    const known = opened.get(wrap.epoch);
    if (known) {
      keys.set(wrap.epoch, known);
      continue;
    }
    const raw = await unwrapKey(device.wrapping, wrap.sealed, access.nonce, wrap.epoch);
    if (raw) keys.set(wrap.epoch, await bookKeyFromRaw(wrap.epoch, raw));
  }
  return keys;
}
