import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import {
  decode,
  malformed,
  readByte,
  readBytes,
  readNumber,
  readRest,
  readVarBytes,
  type Reader,
} from './decode.ts';

const number = (value: number) =>
  encoding.encode((encoder) => encoding.writeVarUint(encoder, value));

test('[PROTO1] numbers up to 2^53 - 1 are read as they were written', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      expect(decode(number(value), readNumber)).toBe(value);
    }),
  );
  expect(decode(number(Number.MAX_SAFE_INTEGER), readNumber)).toBe(Number.MAX_SAFE_INTEGER);
});

test.each([
  ['2^56 - 1', [...Array<number>(7).fill(0xff), 0x7f]],
  ['2^53', [...Array<number>(7).fill(0x80), 0x10]],
  ['not a number: zero times infinity', [...Array<number>(200).fill(0x80), 0x00]],
  ['infinity', [...Array<number>(200).fill(0x80), 0x01]],
  ['one, written longer than needed', [0x81, 0x00]],
  ['a number without an end', [0x80]],
  ['nothing', []],
])('[PROTO1] a number is refused: %s', (_, bytes) => {
  expect(decode(Uint8Array.from(bytes), readNumber)).toBeUndefined();
});

test('[PROTO1] a number that is read has one form only', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
      const value = decode(bytes, readNumber);
      if (value !== undefined) expect(number(value)).toEqual(bytes);
    }),
    { numRuns: 2_000 },
  );
});

test('[PROTO2] whatever is read and from whatever bytes, nothing beyond them and no exception', () => {
  const step = fc.oneof(
    fc.constant((reader: Reader): unknown => readByte(reader)),
    fc.constant((reader: Reader): unknown => readNumber(reader)),
    fc.constant((reader: Reader): unknown => readRest(reader)),
    fc.nat(30).map(
      (length) =>
        (reader: Reader): unknown =>
          readBytes(reader, length),
    ),
    fc.nat(30).map(
      (lengthMax) =>
        (reader: Reader): unknown =>
          readVarBytes(reader, lengthMax),
    ),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(step), (bytes, steps) => {
      // Surrounded by other bytes, as a slice of a socket's buffer is.
      const buffer = new Uint8Array(bytes.length + 20).fill(7);
      buffer.set(bytes, 10);
      const inside = buffer.subarray(10, 10 + bytes.length);
      let consumed = 0;
      const read = decode(inside, (reader) => {
        const values = steps.map((one) => one(reader));
        consumed = reader.pos;
        return values;
      });
      expect(consumed).toBeLessThanOrEqual(bytes.length);
      if (read) expect(consumed).toBe(bytes.length);
    }),
    { numRuns: 1_000 },
  );
});

test('[PROTO2] bytes left over are refused', () => {
  expect(decode(Uint8Array.of(1, 2), readByte)).toBeUndefined();
  expect(decode(Uint8Array.of(1), readByte)).toBe(1);
});

test('[PROTO2] bytes with their own length are bounded by the reader and by what is there', () => {
  const five = Uint8Array.of(5, 1, 2, 3, 4, 5);
  expect(decode(five, (reader) => readVarBytes(reader, 5))).toEqual(five.slice(1));
  expect(decode(five, (reader) => readVarBytes(reader, 4))).toBeUndefined();
  expect(decode(five.slice(0, 5), (reader) => readVarBytes(reader, 5))).toBeUndefined();
});

test('what is read is a copy', () => {
  const bytes = Uint8Array.of(1, 2);
  const copy = decode(bytes, readRest)!;
  bytes[0] = 9;
  expect(copy).toEqual(Uint8Array.of(1, 2));
});

test('a reader that calls its input malformed gives undefined', () => {
  expect(decode(new Uint8Array(), () => malformed('as the test wants'))).toBeUndefined();
});
