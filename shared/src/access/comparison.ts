/**
 * The code that two people compare before a keeper lets somebody in, and what goes before it: whoever
 * comes binds themselves to a number (the commitment in their join), a keeper's device answers with
 * one of its own, whoever comes then opens theirs. Nobody knows both numbers while they can still
 * choose one, so whoever wants another device to have the same code has one guess in 10^12 for each
 * join and answer, however much they can compute.
 *
 * Everything that goes into a code is fixed by the join or by the answer to it. What could be made
 * anew afterwards (the answer's date and signature, say) is left out, or could be tried until it fits.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal, type Bytes } from '../base/bytes.ts';
import { idToBytes, type BookId, type DeviceId, type InviteId } from '../base/ids.ts';
import { isWaitOver, type Access, type Comparing, type Waiting } from './state.ts';

const comparisonDigits = 12;

/** Who joins, by what: all that a commitment is bound to. */
export interface Joiner {
  readonly book: BookId;
  readonly invite: InviteId;
  readonly device: DeviceId;
  readonly wrapPublic: Uint8Array;
}

/** `nonce` is 32 random bytes, which stay on the joiner's device until a keeper's has answered. */
export function commitmentTo(joiner: Joiner, nonce: Uint8Array): Bytes {
  const { book, invite, device, wrapPublic } = joiner;
  const ids = [book, invite, device].map(idToBytes);
  return sha256(concat(named('wardbook commitment 1'), ...ids, sized(wrapPublic), nonce));
}

/** The hash by which one statement names another. */
export function hashOfStatement({ bytes }: { readonly bytes: Uint8Array }): Bytes {
  return sha256(bytes);
}

/** How far it is with the code of somebody who waits. */
export type Comparison =
  | { readonly type: 'code'; readonly code: string }
  /** Of a join made before there were commitments: it can be forged with much computing. */
  | { readonly type: 'earlier-code'; readonly code: string }
  /** A keeper's device has yet to answer. */
  | { readonly type: 'awaits-answer' }
  /** Their own device has yet to hear the answer, and to open. */
  | { readonly type: 'awaits-opening' }
  /** Whoever answered is a keeper no more, so this code stands for nothing. */
  | { readonly type: 'answerer-gone' }
  /** They have waited for too long. */
  | { readonly type: 'wait-expired' };

/** Undefined when `device` does not wait. `now` in ms since 1970. */
export function comparisonOf(
  access: Access,
  device: DeviceId,
  now: number,
): Comparison | undefined {
  const comer = access.waiting.get(device);
  if (!comer) return undefined;
  if (isWaitOver(comer, now)) return { type: 'wait-expired' };
  const { comparing } = comer;
  if (!comparing) return { type: 'earlier-code', code: earlierCodeOf(access.book, comer) };
  if (!comparing.answer) return { type: 'awaits-answer' };
  if (!isAnsweredByKeeper(access, comparing)) return { type: 'answerer-gone' };
  if (!comparing.opened) return { type: 'awaits-opening' };
  const digest = comparisonDigest(access, comer);
  return digest ? { type: 'code', code: digitsOf(digest) } : undefined;
}

/** The hash that the code is a part of, the same on every device; undefined before the opening. */
export function comparisonDigest(access: Access, comer: Waiting): Bytes | undefined {
  const { device, wrapPublic, comparing, invite } = comer;
  const invited = access.statements.find(
    ({ body }) => body.type === 'invite' && body.invite === invite,
  );
  if (!comparing?.answer || !comparing.opened || !invited) return undefined;
  const { commitment, join, answer, opened } = comparing;
  const keys = [
    idToBytes(device),
    sized(wrapPublic),
    idToBytes(answer.author),
    sized(answer.wrapPublic),
  ];
  const entries = [hashOfStatement(invited), join];
  const name = named('wardbook comparison 2');
  return sha256(concat(name, commitment, ...keys, answer.nonce, opened, ...entries));
}

/** Whether the join was answered by a device that was a keeper's, and still is. */
export function isAnsweredByKeeper({ members }: Access, { answer }: Comparing): boolean {
  return answer !== undefined && members.get(answer.by)?.role === 'keeper';
}

/** Whether `nonce` is what the commitment was made with. */
export function opens(joiner: Joiner, { commitment }: Comparing, nonce: Uint8Array): boolean {
  return equal(commitmentTo(joiner, nonce), commitment);
}

/** It takes some milliseconds and never changes. */
const earlierCodes = new WeakMap<Waiting, string>();

function earlierCodeOf(book: BookId, comer: Waiting): string {
  const code = earlierCodes.get(comer) ?? earlierCode(book, comer);
  earlierCodes.set(comer, code);
  return code;
}

/**
 * So many hashes for each guess made a device with a given code costly to find, before there were
 * commitments.
 */
const earlierRounds = 4_096;

/** The code of a join made before version 3: it follows from book, device and wrapping key alone. */
export function earlierCode(
  book: BookId,
  { device, wrapPublic }: Pick<Waiting, 'device' | 'wrapPublic'>,
): string {
  const name = named('wardbook comparison 1');
  let digest = sha256(concat(name, idToBytes(book), idToBytes(device), wrapPublic));
  for (let round = 1; round < earlierRounds; round++) digest = sha256(digest);
  return digitsOf(digest);
}

/** '1234 5678 9012' */
function digitsOf(digest: Uint8Array): string {
  const number = new DataView(digest.buffer, digest.byteOffset).getBigUint64(0);
  const digits = String(number % 10n ** BigInt(comparisonDigits)).padStart(comparisonDigits, '0');
  return digits.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
}

function named(name: string): Uint8Array {
  return new TextEncoder().encode(name);
}

/**
 * A key behind its length, so that two keys in a row cannot be read as two others. There are two
 * lengths.
 */
function sized(key: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(key.length), key);
}
