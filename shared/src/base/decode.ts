/**
 * Reading bytes from outside. lib0 does the reading; this adds what it leaves out: every length is
 * checked against what is really there, trailing bytes are refused, and a malformed input is
 * `undefined` to the caller instead of an exception.
 */
import * as decoding from 'lib0/decoding';
import type { Bytes } from './bytes.ts';

export type Reader = decoding.Decoder;

class Malformed extends Error {}

/** What `read` makes of `bytes`, or undefined when they are malformed or not read to the end. */
export function decode<T>(bytes: Uint8Array, read: (reader: Reader) => T): T | undefined {
  const reader = decoding.createDecoder(bytes);
  try {
    const value = read(reader);
    return reader.pos === bytes.length ? value : undefined;
  } catch {
    return undefined;
  }
}

/** For readers: this input is not what it should be. Caught by `decode`. */
export function malformed(reason: string): never {
  throw new Malformed(reason);
}

export function readByte(reader: Reader): number {
  return reader.arr[reader.pos++] ?? malformed('the bytes end too early');
}

/**
 * A whole number from 0 to 2^53 - 1 in its shortest form. lib0 alone would also give NaN, Infinity
 * and numbers too large to count with, and against NaN every comparison with a bound is false.
 */
export function readNumber(reader: Reader): number {
  const start = reader.pos;
  const number = decoding.readVarUint(reader);
  if (!Number.isSafeInteger(number)) malformed('too large a number');
  if (reader.pos - start > 1 && reader.arr[reader.pos - 1] === 0)
    malformed('not the shortest form');
  return number;
}

/** A copy of the next `length` bytes. */
export function readBytes(reader: Reader, length: number): Bytes {
  if (length > remaining(reader)) malformed('the bytes end too early');
  const bytes = reader.arr.slice(reader.pos, reader.pos + length);
  reader.pos += length;
  return bytes;
}

/** Bytes that carry their own length, at most `lengthMax`. */
export function readVarBytes(reader: Reader, lengthMax: number): Bytes {
  const length = readNumber(reader);
  if (length > lengthMax) malformed('longer than allowed');
  return readBytes(reader, length);
}

/** As many as the number before them says, at most `lengthMax`. */
export function readList<T>(
  reader: Reader,
  lengthMax: number,
  readOne: (reader: Reader) => T,
): T[] {
  const length = readNumber(reader);
  if (length > lengthMax) malformed('too many');
  return Array.from({ length }, () => readOne(reader));
}

export function readRest(reader: Reader): Bytes {
  return readBytes(reader, remaining(reader));
}

/** For readers who do not want what follows. */
export function skipRest(reader: Reader): void {
  reader.pos = reader.arr.length;
}

export function remaining(reader: Reader): number {
  return reader.arr.length - reader.pos;
}
