/**
 * The lock on a book's copy on one device. A random key seals what the device holds of the book; that
 * key is wrapped for each way to unlock: a PIN through Argon2id, a passkey through what it answers
 * (WebAuthn's PRF). Pure: knows nothing of where anything is kept, of waiting or of passkeys' own
 * conversation with the browser.
 *
 * What is sealed is bound to the book and to what it is for, so nothing can be put in another's place.
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, type Bytes } from '../base/bytes.ts';
import { idToBytes, type BookId } from '../base/ids.ts';
import type { RandomBytes } from '../base/ports.ts';
import { compress, decompress } from './compress.ts';

const lockKeyBytes = 32;
const saltBytes = 16;
const ivBytes = 12;
/** A ward of 15,000 with years of history, many times over. */
const plainBytesMax = 512 * 1024 * 1024;

/** What Argon2id costs: memory in KiB, passes over it, lanes. */
export interface PinCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** OWASP's guidance of 2023 to 2025, kept beside each wrapped key so that it can rise. */
export const usualPinCost: PinCost = { memoryKib: 19_456, passes: 2, lanes: 1 };

export interface PinWay {
  readonly type: 'pin';
  readonly cost: PinCost;
  readonly salt: Bytes;
  readonly wrapped: Bytes;
}

export interface PasskeyWay {
  readonly type: 'passkey';
  /** The passkey's own id, as the browser asks for it. */
  readonly credential: Bytes;
  /** 32 bytes that the passkey is asked about. */
  readonly question: Bytes;
  readonly wrapped: Bytes;
}

export type UnlockWay = PinWay | PasskeyWay;

/** What a sealed thing is for. */
export type LockPurpose = 'book' | 'seed';

/** The raw key of a new lock. To be held no longer than it takes to wrap it. */
export function newLockKey(random: RandomBytes): Bytes {
  return random(lockKeyBytes);
}

/** The form of the key that is used while the book is open, and that nobody can read out. */
export function lockKeyFromRaw(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

export async function wrapForPin(
  book: BookId,
  raw: Bytes,
  pin: string,
  random: RandomBytes,
  cost = usualPinCost,
): Promise<PinWay> {
  const salt = random(saltBytes);
  const key = await keyFromPin(pin, salt, cost);
  return {
    type: 'pin',
    cost,
    salt,
    wrapped: await encrypt(key, boundTo(book, 'pin'), raw, random),
  };
}

/** The raw key, or undefined for another PIN. */
export async function unwrapWithPin(
  book: BookId,
  way: PinWay,
  pin: string,
): Promise<Bytes | undefined> {
  const key = await keyFromPin(pin, way.salt, way.cost);
  return decrypt(key, boundTo(book, 'pin'), way.wrapped);
}

/** `answer` is what the passkey says to `question`: 32 bytes that nobody else can make. */
export async function wrapForPasskey(
  book: BookId,
  raw: Bytes,
  passkey: { readonly credential: Bytes; readonly question: Bytes; readonly answer: Bytes },
  random: RandomBytes,
): Promise<PasskeyWay> {
  const { credential, question, answer } = passkey;
  const key = await keyFromAnswer(answer, question);
  const wrapped = await encrypt(key, boundTo(book, 'passkey'), raw, random);
  return { type: 'passkey', credential, question, wrapped };
}

/** The raw key, or undefined for another passkey's answer. */
export async function unwrapWithPasskey(
  book: BookId,
  way: PasskeyWay,
  answer: Bytes,
): Promise<Bytes | undefined> {
  const key = await keyFromAnswer(answer, way.question);
  return decrypt(key, boundTo(book, 'passkey'), way.wrapped);
}

export async function sealForLock(
  key: CryptoKey,
  book: BookId,
  purpose: LockPurpose,
  plain: Uint8Array,
  random: RandomBytes,
): Promise<Bytes> {
  return encrypt(key, boundTo(book, purpose), await compress(plain), random);
}

/** The plain bytes, or undefined when they were not sealed so, or have been damaged since. */
export async function openFromLock(
  key: CryptoKey,
  book: BookId,
  purpose: LockPurpose,
  sealed: Uint8Array,
): Promise<Bytes | undefined> {
  const packed = await decrypt(key, boundTo(book, purpose), sealed);
  const plain = packed && (await decompress(packed, plainBytesMax));
  return typeof plain === 'string' ? undefined : plain;
}

/** The same characters however a keyboard composed them. */
async function keyFromPin(pin: string, salt: Uint8Array, cost: PinCost): Promise<CryptoKey> {
  const { memoryKib: m, passes: t, lanes: p } = cost;
  // Few books have a lock, so no other page need carry this.
  const { argon2idAsync } = await import('@noble/hashes/argon2.js');
  const secret = new TextEncoder().encode(pin.normalize('NFKC'));
  const raw = await argon2idAsync(secret, salt, { m, t, p, dkLen: lockKeyBytes });
  return lockKeyFromRaw(new Uint8Array(raw));
}

async function keyFromAnswer(answer: Uint8Array, question: Uint8Array): Promise<CryptoKey> {
  const purpose = new TextEncoder().encode('wardbook lock passkey 1');
  return lockKeyFromRaw(new Uint8Array(hkdf(sha256, answer, question, purpose, lockKeyBytes)));
}

function boundTo(book: BookId, purpose: LockPurpose | UnlockWay['type']): Bytes {
  return concat(new TextEncoder().encode(`wardbook lock ${purpose} 1`), idToBytes(book));
}

async function encrypt(
  key: CryptoKey,
  additionalData: Bytes,
  plain: Bytes,
  random: RandomBytes,
): Promise<Bytes> {
  const iv = random(ivBytes);
  const name = 'AES-GCM';
  const sealed = await crypto.subtle.encrypt({ name, iv, additionalData }, key, plain);
  return concat(iv, new Uint8Array(sealed));
}

async function decrypt(
  key: CryptoKey,
  additionalData: Bytes,
  sealed: Uint8Array,
): Promise<Bytes | undefined> {
  const iv = sealed.slice(0, ivBytes);
  const name = 'AES-GCM';
  try {
    const plain = await crypto.subtle.decrypt(
      { name, iv, additionalData },
      key,
      sealed.slice(ivBytes),
    );
    return new Uint8Array(plain);
  } catch {
    return undefined;
  }
}
