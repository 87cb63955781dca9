/** Names of things, branded so that one cannot be passed for another. */
import { fromBase64Url, toBase64Url, type Bytes } from './bytes.ts';
import type { RandomBytes } from './ports.ts';

declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Base64url of the 32-byte hash of a book's signed create statement. */
export type BookId = Brand<string, 'BookId'>;
/** Base64url of a device's 32-byte Ed25519 public key. */
export type DeviceId = Brand<string, 'DeviceId'>;
/** Base64url of an invite's 32-byte Ed25519 public key. */
export type InviteId = Brand<string, 'InviteId'>;

/** Base64url of 12 random bytes, 16 characters: whatever a book holds by an id. */
export type RecordId<Name extends string> = Brand<string, Name>;

const keyBytes = 32;
const recordIdBytes = 12;

/** The form of a record's id. */
export const recordIdForm = /^[A-Za-z0-9_-]{16}$/;
/** 43 characters for 32 bytes; the last carries four bits, so only sixteen letters can stand there. */
export const deviceIdForm = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

export const bookIdOf = (hash: Uint8Array) => idOf<BookId>(hash);
export const deviceIdOf = (publicKey: Uint8Array) => idOf<DeviceId>(publicKey);
/** Nobody knows who wrote what stands in a map of a book of before: all zeros, which is no device's key. */
export const nobody = 'A'.repeat(43) as DeviceId;
export const inviteIdOf = (publicKey: Uint8Array) => idOf<InviteId>(publicKey);

/** The 32 bytes an id stands for. Ids are only made from 32 bytes, so this need not look at it. */
export function idToBytes(id: BookId | DeviceId | InviteId): Bytes {
  const binary = atob(id.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(keyBytes);
  for (let index = 0; index < keyBytes; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

export function parseBookId(text: string): BookId | undefined {
  return fromBase64Url(text)?.length === keyBytes ? (text as BookId) : undefined;
}

export function parseDeviceId(text: string): DeviceId | undefined {
  return fromBase64Url(text)?.length === keyBytes ? (text as DeviceId) : undefined;
}

/** A new unpredictable id. */
export function newId<Id extends RecordId<string>>(random: RandomBytes): Id {
  return recordIdOf(random(recordIdBytes));
}

/** The id that these bytes stand for: the first 12, where there are more. */
export function recordIdOf<Id extends RecordId<string>>(bytes: Uint8Array): Id {
  return toBase64Url(bytes.subarray(0, recordIdBytes)) as Id;
}

/** The text as a record's id, or undefined when it has not the form of one. */
export function parseRecordId<Id extends RecordId<string>>(text: unknown): Id | undefined {
  return typeof text === 'string' && recordIdForm.test(text) ? (text as Id) : undefined;
}

function idOf<Id extends BookId | DeviceId | InviteId>(bytes: Uint8Array): Id {
  if (bytes.length !== keyBytes) throw new RangeError(`an id is made from ${keyBytes} bytes`);
  return toBase64Url(bytes) as Id;
}
