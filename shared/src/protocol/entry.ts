/**
 * What a log is made of, and the readable heading of a sealed entry.
 *
 *   sealed  = version kind epoch device(32) seen seenHash(16) [covers] nonce(12) ciphertext signature(64)
 *
 * The relay reads the heading (who, which kind, which epoch, what a snapshot covers) and nothing
 * else. `covers` stands only in a snapshot: the position up to which it holds everything.
 */
import * as encoding from 'lib0/encoding';
import { oneOf } from '../base/binary-fields.ts';
import type { Bytes } from '../base/bytes.ts';
import {
  decode,
  malformed,
  readByte,
  readBytes,
  readNumber,
  readRest,
  remaining,
  skipRest,
  type Reader,
} from '../base/decode.ts';
import { deviceIdOf, idToBytes, type DeviceId } from '../base/ids.ts';
import { signatureBytes } from '../base/signature.ts';

const kinds = ['access', 'update', 'snapshot'] as const;
export type EntryKind = (typeof kinds)[number];
export const entryKind = oneOf(kinds);

export const kindNumber = (kind: EntryKind) => kinds.indexOf(kind);
export const kindOf = (number: number): EntryKind => kinds[number] ?? malformed('unknown kind');

/** One entry as the relay serves it. */
export interface Entry {
  readonly kind: EntryKind;
  /** The relay's clock when it was taken, ms since 1970. */
  readonly at: number;
  readonly blob: Bytes;
}

export type SealedKind = 'update' | 'snapshot' | 'presence';
const sealedKinds: readonly SealedKind[] = ['update', 'snapshot', 'presence'];

/**
 * Entries are written in version 2. The versions differ in what is signed: see `base/signature.ts`.
 */
export type SealedVersion = 1 | 2;
const sealedVersion = 2;
export const nonceBytes = 12;
export const seenHashBytes = 16;
const tagBytes = 16;

export interface SealedHeading {
  readonly kind: SealedKind;
  readonly epoch: number;
  readonly author: DeviceId;
  /** The last position its author had seen, and the first 16 bytes of the running hash there. */
  readonly seen: number;
  readonly seenHash: Bytes;
  /** For a snapshot the position it covers, else 0. */
  readonly covers: number;
  readonly nonce: Bytes;
}

export interface SealedParts {
  readonly version: SealedVersion;
  readonly heading: SealedHeading;
  /** The heading's own bytes, bound to the ciphertext and the signature. */
  readonly headingBytes: Bytes;
  readonly ciphertext: Bytes;
  readonly signature: Bytes;
}

/** The heading alone: what follows it, up to 16 MiB, is neither looked at nor copied. */
export function headingOf(blob: Uint8Array): SealedHeading | undefined {
  return decode(blob, (reader) => {
    readVersion(reader);
    const heading = readHeading(reader);
    skipRest(reader);
    return heading;
  });
}

export function writeHeading(heading: SealedHeading): Bytes {
  const encoder = encoding.createEncoder();
  encoding.writeUint8(encoder, sealedVersion);
  encoding.writeUint8(encoder, sealedKinds.indexOf(heading.kind));
  encoding.writeVarUint(encoder, heading.epoch);
  encoding.writeUint8Array(encoder, idToBytes(heading.author));
  encoding.writeVarUint(encoder, heading.seen);
  encoding.writeUint8Array(encoder, heading.seenHash);
  if (heading.kind === 'snapshot') encoding.writeVarUint(encoder, heading.covers);
  encoding.writeUint8Array(encoder, heading.nonce);
  return encoding.toUint8Array(encoder);
}

/** The parts of a sealed entry or presence message, or undefined when malformed. */
export function readSealed(blob: Uint8Array): SealedParts | undefined {
  return decode(blob, (reader) => {
    const version = readVersion(reader);
    const heading = readHeading(reader);
    const headingBytes = blob.slice(0, reader.pos);
    const rest = readRest(reader);
    return {
      version,
      heading,
      headingBytes,
      ciphertext: rest.slice(0, -signatureBytes),
      signature: rest.slice(-signatureBytes),
    };
  });
}

function readVersion(reader: Reader): SealedVersion {
  const version = readByte(reader);
  return version === 1 || version === 2 ? version : malformed('another version');
}

function readHeading(reader: Reader): SealedHeading {
  const kind = sealedKinds[readByte(reader)] ?? malformed('unknown kind');
  const heading: SealedHeading = {
    kind,
    epoch: readNumber(reader),
    author: deviceIdOf(readBytes(reader, 32)),
    seen: readNumber(reader),
    seenHash: readBytes(reader, seenHashBytes),
    covers: kind === 'snapshot' ? readNumber(reader) : 0,
    nonce: readBytes(reader, nonceBytes),
  };
  if (remaining(reader) < tagBytes + signatureBytes) malformed('no space for tag and signature');
  return heading;
}
