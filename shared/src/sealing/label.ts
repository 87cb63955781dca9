/**
 * A person's name inside a signed statement, sealed with the book's key: members read who is who
 * from the statements themselves, the relay reads nothing. Epoch first, then nonce and ciphertext.
 */
import * as encoding from 'lib0/encoding';
import { concat, type Bytes } from '../base/bytes.ts';
import {
  decode,
  malformed,
  readByte,
  readBytes,
  readList,
  readNumber,
  readRest,
  readVarBytes,
  type Reader,
} from '../base/decode.ts';
import { idToBytes, type DeviceId } from '../base/ids.ts';
import { shownName } from '../base/plain-name.ts';
import type { RandomBytes } from '../base/ports.ts';
import { nonceBytes } from '../protocol/entry.ts';
import type { Access } from '../access/state.ts';
import { p256Bytes, wrappedAddedBytes, x25519Bytes } from '../access/wrapping-key.ts';
import { bookKeyFromRaw, type BookKey, type BookKeys } from './book-keys.ts';
import type { DeviceKeys } from './keys.ts';
import { pad, unpad } from './padding.ts';
import { unwrapKey, wrapKey } from './wrap.ts';

/** Of a person's name and their device's together. */
const nameCharsMax = 160;

/** Keepers for whom a waiting person's name is sealed, at the most. */
const keepersMax = 40;
const labelKeyBytes = 32;

const labelBreak = '\n';

/** The label of somebody new: their name and, where it has one, the name of their device. */
export function labelText(name: string, deviceName: string | undefined): string {
  const flat = (text: string) => text.replaceAll(labelBreak, ' ').trim();
  return deviceName ? `${flat(name)}${labelBreak}${flat(deviceName)}` : flat(name);
}

export function labelParts(text: string): {
  readonly name: string;
  readonly deviceName: string | undefined;
} {
  const [name = '', deviceName] = text.split(labelBreak);
  return { name: shownName(name), deviceName: deviceName && shownName(deviceName) };
}

export async function sealLabel(
  key: BookKey,
  device: DeviceId,
  name: string,
  random: RandomBytes,
): Promise<Bytes> {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, key.epoch);
  return concat(encoding.toUint8Array(encoder), await sealName(key.aes, device, name, random));
}

/**
 * The name of somebody who has not got the book's key yet, sealed for its keepers: a key of its own,
 * wrapped for each of them. A zero and the number of wraps first, then these, each with its length,
 * then nonce and ciphertext.
 */
export async function sealLabelForKeepers(
  access: Access,
  device: DeviceId,
  name: string,
  random: RandomBytes,
): Promise<Bytes> {
  const keepers = [...access.members.values()]
    .filter(({ role }) => role === 'keeper')
    .slice(0, keepersMax);
  const raw = random(labelKeyBytes);
  const wraps = await Promise.all(
    keepers.map(({ wrapPublic }) => wrapKey(wrapPublic, raw, access.nonce, 0, 'label')),
  );
  const { aes } = await bookKeyFromRaw(0, raw);
  const sealed = await sealName(aes, device, name, random);
  const encoder = encoding.createEncoder();
  encoding.writeUint8(encoder, 0);
  encoding.writeVarUint(encoder, wraps.length);
  for (const wrap of wraps) encoding.writeVarUint8Array(encoder, wrap);
  return concat(encoding.toUint8Array(encoder), sealed);
}

/** For a keeper: the name of somebody who waits, or undefined when it was not sealed for them. */
export async function openLabelAsKeeper(
  access: Access,
  keeper: DeviceKeys,
  device: DeviceId,
  label: Uint8Array,
): Promise<string | undefined> {
  const parts = decode(label, (reader) => ({
    wraps: readWraps(reader),
    sealed: readRest(reader),
  }));
  for (const wrap of parts?.wraps ?? []) {
    const raw = await unwrapKey(keeper.wrapping, wrap, access.nonce, 0, 'label');
    if (raw) return openName((await bookKeyFromRaw(0, raw)).aes, device, parts!.sealed);
  }
  return undefined;
}

/**
 * Since there are two curves, such a label begins with a zero. In the earlier form the number of
 * wraps came first, which was never zero, and no wrap had its length.
 */
function readWraps(reader: Reader): Bytes[] {
  const earlier = readByte(reader);
  if (earlier > keepersMax) malformed('too many');
  return earlier === 0
    ? readList(reader, keepersMax, () => readVarBytes(reader, p256Bytes + wrappedAddedBytes))
    : Array.from({ length: earlier }, () => readBytes(reader, x25519Bytes + wrappedAddedBytes));
}

/** The name, or undefined when this device cannot open it. */
export async function openLabel(
  keys: BookKeys,
  device: DeviceId,
  label: Uint8Array,
): Promise<string | undefined> {
  const parts = decode(label, (reader) => ({
    epoch: readNumber(reader),
    sealed: readRest(reader),
  }));
  const key = parts && keys.get(parts.epoch);
  return key && openName(key.aes, device, parts.sealed);
}

async function sealName(
  key: CryptoKey,
  device: DeviceId,
  name: string,
  random: RandomBytes,
): Promise<Bytes> {
  const nonce = random(nonceBytes);
  const plain = pad(new TextEncoder().encode([...name].slice(0, nameCharsMax).join('')));
  const context = { name: 'AES-GCM', iv: nonce, additionalData: idToBytes(device) };
  return concat(nonce, new Uint8Array(await crypto.subtle.encrypt(context, key, plain)));
}

async function openName(
  key: CryptoKey,
  device: DeviceId,
  sealed: Bytes,
): Promise<string | undefined> {
  const context = {
    name: 'AES-GCM',
    iv: sealed.slice(0, nonceBytes),
    additionalData: idToBytes(device),
  };
  try {
    const plain = await crypto.subtle.decrypt(context, key, sealed.slice(nonceBytes));
    const name = unpad(new Uint8Array(plain));
    return name && new TextDecoder().decode(name);
  } catch {
    return undefined;
  }
}
