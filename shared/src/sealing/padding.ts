/**
 * Hides sizes: pads to the lengths of Padmé (Nikitin et al., "Reducing Metadata Leakage from
 * Encrypted Files and Communication with PURBs", 2019), at most 12 % more, and never under 64 bytes,
 * so that "not in" and a letter typed weigh the same. The plain length travels inside.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';

const paddedBytesMin = 64;

export function paddedLength(length: number): number {
  if (length <= paddedBytesMin) return paddedBytesMin;
  const exponent = Math.floor(Math.log2(length));
  const lowBits = exponent - (Math.floor(Math.log2(exponent)) + 1);
  const step = 2 ** lowBits;
  return Math.ceil(length / step) * step;
}

export function pad(bytes: Uint8Array): Bytes {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint8Array(encoder, bytes);
  const content = encoding.toUint8Array(encoder);
  const padded = new Uint8Array(paddedLength(content.length));
  padded.set(content);
  return padded;
}

/** The bytes without their padding, or undefined when their length does not fit. */
export function unpad(padded: Uint8Array): Bytes | undefined {
  const decoder = decoding.createDecoder(padded);
  try {
    const length = decoding.readVarUint(decoder);
    const end = decoder.pos + length;
    return end <= padded.length ? padded.slice(decoder.pos, end) : undefined;
  } catch {
    return undefined;
  }
}
