/**
 * A person's name inside a signed statement, sealed with the book's key: members read who is who
 * from the statements themselves, the relay reads nothing. Epoch first, then nonce and ciphertext.
 */
import * as encoding from 'lib0/encoding';
import { concat, type Bytes } from '../base/bytes.ts';
import { decode, readBytes, readNumber, readRest } from '../base/decode.ts';
import { idToBytes, type DeviceId } from '../base/ids.ts';
import type { RandomBytes } from '../base/ports.ts';
import { nonceBytes } from '../protocol/entry.ts';
import type { BookKey, BookKeys } from './book-keys.ts';
import { pad, unpad } from './padding.ts';

const nameCharsMax = 80;

export async function sealLabel(
  key: BookKey,
  device: DeviceId,
  name: string,
  random: RandomBytes,
): Promise<Bytes> {
  const nonce = random(nonceBytes);
  const plain = pad(new TextEncoder().encode([...name].slice(0, nameCharsMax).join('')));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: idToBytes(device) },
    key.aes,
    plain,
  );
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, key.epoch);
  return concat(encoding.toUint8Array(encoder), nonce, new Uint8Array(sealed));
}

/** The name, or undefined when this device cannot open it. */
export async function openLabel(
  keys: BookKeys,
  device: DeviceId,
  label: Uint8Array,
): Promise<string | undefined> {
  const parts = decode(label, (reader) => ({
    epoch: readNumber(reader),
    nonce: readBytes(reader, nonceBytes),
    sealed: readRest(reader),
  }));
  const key = parts && keys.get(parts.epoch);
  if (!key) return undefined;
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: parts.nonce, additionalData: idToBytes(device) },
      key.aes,
      parts.sealed,
    );
    const name = unpad(new Uint8Array(plain));
    return name && new TextDecoder().decode(name);
  } catch {
    return undefined;
  }
}
