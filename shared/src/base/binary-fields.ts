/**
 * What travels or is signed, each declared once in a table: from it follow the type (`ValueOf`), the
 * bytes, the reader with its bounds, and what tests draw values from. Made like `fields.ts`, but for
 * what bytes want: the order of a table is the order of the bytes, nothing is lenient, and whatever is
 * malformed ends the reading (`decode`).
 *
 * Writing wants values of the right form. Bounds are for whoever reads.
 */
import * as encoding from 'lib0/encoding';
import { assert } from './assert.ts';
import type { Bytes } from './bytes.ts';
import {
  malformed,
  readByte,
  readBytes,
  readList,
  readNumber,
  readVarBytes,
  remaining,
  type Reader,
} from './decode.ts';
import {
  bookIdOf,
  deviceIdOf,
  idToBytes,
  inviteIdOf,
  type BookId,
  type DeviceId,
  type InviteId,
} from './ids.ts';
import type { Choice, Shape } from './shape.ts';

export interface BinaryField<T> {
  readonly shape: Shape;
  /** `whole` is the record that the value stands in. */
  write(encoder: encoding.Encoder, value: T, whole?: unknown): void;
  /** For `decode`: throws where this is none. `before` is what was read of the record so far. */
  read(reader: Reader, before?: unknown): T;
}

/** The type that a field was declared to have. */
export type ValueOf<F> = F extends BinaryField<infer T> ? T : never;

export type Table = Readonly<Record<string, BinaryField<unknown>>>;
/** The record that a table declares. */
export type RecordOf<P extends Table> = { readonly [K in keyof P]: ValueOf<P[K]> };

/** 0 to 2^53 - 1, in its shortest form. */
export const number: BinaryField<number> = {
  shape: { kind: 'count', max: Number.MAX_SAFE_INTEGER },
  write: (encoder, value) => encoding.writeVarUint(encoder, value),
  read: (reader) => readNumber(reader),
};

/** Up to `max`. */
export function numberTo(max: number): BinaryField<number> {
  return { ...refine(number, (value) => value <= max), shape: { kind: 'count', max } };
}

/** So many bytes. */
export function bytes(length: number): BinaryField<Bytes> {
  return {
    shape: { kind: 'bytes', lengths: [length] },
    write(encoder, value) {
      assert(value.length === length, 'bytes of a length that is known are of that length');
      encoding.writeUint8Array(encoder, value);
    },
    read: (reader) => readBytes(reader, length),
  };
}

/** Behind their length, at most so many bytes. */
export function varBytes(lengthMax: number): BinaryField<Bytes> {
  return {
    shape: { kind: 'var-bytes', lengthMax },
    write: (encoder, value) => encoding.writeVarUint8Array(encoder, value),
    read: (reader) => readVarBytes(reader, lengthMax),
  };
}

/** Behind their length, which is one of these. */
export function sizedBytes(...lengths: readonly number[]): BinaryField<Bytes> {
  const field = refine(varBytes(Math.max(...lengths)), ({ length }) => lengths.includes(length));
  return { ...field, shape: { kind: 'bytes', lengths } };
}

/** ASCII of a form, behind its length. */
export function text(lengthMax: number, pattern: RegExp): BinaryField<string> {
  const encoded = varBytes(lengthMax);
  return {
    shape: { kind: 'text', lengthMax, pattern },
    write: (encoder, value) => encoded.write(encoder, new TextEncoder().encode(value)),
    read(reader) {
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
      const value = decoder.decode(encoded.read(reader));
      return pattern.test(value) ? value : malformed('not of that form');
    },
  };
}

export const bookId = id<BookId>(bookIdOf);
export const deviceId = id<DeviceId>(deviceIdOf);
export const inviteId = id<InviteId>(inviteIdOf);

/** Its place in the list, in one byte: what was once in there stays in its place. */
export function oneOf<const T extends Choice>(values: readonly T[]): BinaryField<T> {
  return {
    shape: { kind: 'one-of', values },
    write: (encoder, value) => encoding.writeUint8(encoder, values.indexOf(value)),
    read: (reader) => values[readByte(reader)] ?? malformed('none of those there are'),
  };
}

export const yesOrNo = oneOf([false, true]);

/** Behind their number, at most so many. */
export function list<T>(of: BinaryField<T>, lengthMax: number): BinaryField<readonly T[]> {
  return {
    shape: { kind: 'list', of: of.shape, lengthMax },
    write(encoder, values) {
      number.write(encoder, values.length);
      for (const value of values) of.write(encoder, value);
    },
    read: (reader) => readList(reader, lengthMax, () => of.read(reader)),
  };
}

/** Behind a byte that says whether it is there. */
export function optional<T>(of: BinaryField<T>): BinaryField<T | undefined> {
  return {
    shape: { kind: 'optional', of: of.shape },
    write(encoder, value) {
      yesOrNo.write(encoder, value !== undefined);
      if (value !== undefined) of.write(encoder, value);
    },
    read: (reader) => (yesOrNo.read(reader) ? of.read(reader) : undefined),
  };
}

/** The last of a message, which may end before it. */
export function atEnd<T>(of: BinaryField<T>): BinaryField<T | undefined> {
  return {
    shape: { kind: 'optional', of: of.shape },
    write: (encoder, value) => (value === undefined ? undefined : of.write(encoder, value)),
    read: (reader) => (remaining(reader) > 0 ? of.read(reader) : undefined),
  };
}

/** There if what stands before it in its record says so, and only then. */
export function when<Before, T>(
  isThere: (before: Before) => boolean,
  of: BinaryField<T>,
): BinaryField<T | undefined> {
  return {
    shape: { kind: 'when', of: of.shape, isThere },
    write(encoder, value, whole) {
      if (!isThere(whole as Before)) return;
      assert(value !== undefined, 'what its record calls for is there');
      of.write(encoder, value);
    },
    read: (reader, before) => (isThere(before as Before) ? of.read(reader) : undefined),
  };
}

/** The same field for those values only that a rule lets pass. */
export function refine<T>(field: BinaryField<T>, passes: (value: T) => boolean): BinaryField<T> {
  return {
    ...field,
    shape: {
      kind: 'refined',
      of: field.shape,
      rule: (value: T) => (passes(value) ? value : undefined),
    },
    read(reader) {
      const value = field.read(reader);
      return passes(value) ? value : malformed('against a rule');
    },
  };
}

/** These properties, one behind the other. */
export function record<P extends Table>(table: P): BinaryField<RecordOf<P>> {
  const properties = Object.entries(table);
  return {
    shape: { kind: 'record', properties: table },
    write(encoder, value) {
      for (const [name, field] of properties) field.write(encoder, value[name], value);
    },
    read(reader) {
      const value: Record<string, unknown> = {};
      for (const [name, field] of properties) value[name] = field.read(reader, value);
      return value as RecordOf<P>;
    },
  };
}

/** A record of one of several types behind a byte: `first` for the first of them, and so on. */
export function typed<const T extends Readonly<Record<string, Table>>>(
  first: number,
  tables: T,
): BinaryField<TypedOf<T>> {
  const types = Object.keys(tables);
  const records = Object.values(tables).map((table) => record(table));
  return {
    shape: {
      kind: 'typed',
      types: records.map(({ shape }, index) => ({ type: types[index]!, shape })),
    },
    write(encoder, value) {
      const index = types.indexOf(value.type);
      encoding.writeUint8(encoder, first + index);
      records[index]!.write(encoder, value);
    },
    read(reader) {
      const index = readByte(reader) - first;
      const body = records[index]?.read(reader) ?? malformed('unknown type');
      return { type: types[index], ...body } as unknown as TypedOf<T>;
    },
  };
}

export type TypedOf<T extends Readonly<Record<string, Table>>> = {
  [K in keyof T & string]: Flat<{ readonly type: K } & RecordOf<T[K]>>;
}[keyof T & string];
type Flat<T> = { [K in keyof T]: T[K] };

function id<Id extends BookId | DeviceId | InviteId>(of: (value: Bytes) => Id): BinaryField<Id> {
  const inBytes = bytes(32);
  return {
    shape: { kind: 'refined', of: inBytes.shape, rule: of },
    write: (encoder, value) => inBytes.write(encoder, idToBytes(value)),
    read: (reader) => of(inBytes.read(reader)),
  };
}
