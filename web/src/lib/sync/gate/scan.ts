/**
 * One pass over the bytes of an update (Yjs, version 1), before Yjs sees any of it. It says which runs
 * of values there are and what they hang on, and stops at the first byte that no honest device writes.
 * Nothing is built of the values: what is refused has cost its own length and no more.
 *
 * The layout is Yjs' own (`UpdateEncoderV1`, `Item.write`, lib0's `writeAny`):
 *
 *   update  = sections { section } deleted
 *   section = runs client clock { run }
 *   run     = info [origin] [right origin] [place [key]] content
 */
import { readByte, readNumber, remaining, type Reader } from '@wardbook/shared/base/decode';
import * as decoding from 'lib0/decoding';
import type { Bounds } from './bounds.ts';
import type { Id } from '../update/id.ts';
import { refuse } from './refusal.ts';

/** Values that one client wrote one after the other. */
export interface Run extends Id {
  readonly length: number;
  /** What it stands behind, as its author saw it. */
  readonly origin: Id | undefined;
  /** Named only where that does not tell. */
  readonly part: string | undefined;
  /** Whether each of them says that it is by this client's device, or that it was brought by it. */
  readonly isSigned: boolean;
  /** The latest time that they name, ms since 1970; NaN where one names none. */
  readonly latestAt: number;
  /** The earliest of them. */
  readonly earliestAt: number;
  /** Where its bytes are. */
  readonly from: number;
  readonly to: number;
}

const bits = { content: 0b1_1111, key: 0b10_0000, rightOrigin: 0b100_0000, origin: 0b1000_0000 };
const contentAny = 8;
const skip = 10;

/** Types of `lib0/encoding.writeAny`. */
const any = {
  bytes: 116,
  list: 117,
  object: 118,
  text: 119,
  yes: 120,
  no: 121,
  bigint: 122,
  float64: 123,
  float32: 124,
  integer: 125,
  null: 126,
} as const;

/** `signerOf` gives what a value must say in `by` or `via` to be that client's own. */
export function scan(
  update: Uint8Array,
  bounds: Bounds,
  signerOf: (client: number) => string | undefined,
): Run[] {
  const scanner = new Scanner(decoding.createDecoder(update), bounds, signerOf);
  return scanner.update();
}

class Scanner {
  readonly #reader: Reader;
  readonly #bounds: Bounds;
  readonly #signerOf: (client: number) => string | undefined;
  readonly #runs: Run[] = [];
  #values = 0;
  // Of the run that is being read.
  #signer: string | undefined;
  #isSigned = true;
  #latestAt = -Infinity;
  #earliestAt = Infinity;

  constructor(reader: Reader, bounds: Bounds, signerOf: (client: number) => string | undefined) {
    this.#reader = reader;
    this.#bounds = bounds;
    this.#signerOf = signerOf;
  }

  update(): Run[] {
    const reader = this.#reader;
    const sections = readNumber(reader);
    const clients = new Set<number>();
    for (let section = 0; section < sections; section++) {
      const runs = readNumber(reader);
      // Else thousands of sections cost nothing to write.
      if (runs === 0) refuse('malformed');
      if (runs > this.#bounds.runsMax - this.#runs.length) refuse('too-many');
      const client = readNumber(reader);
      if (clients.has(client)) refuse('malformed');
      clients.add(client);
      this.#signer = this.#signerOf(client);
      let clock = readNumber(reader);
      for (let run = 0; run < runs; run++) clock = this.#run(client, clock);
    }
    if (readNumber(reader) !== 0) refuse('deletes');
    if (remaining(reader) > 0) refuse('malformed');
    return this.#runs;
  }

  /** Gives the clock after it. */
  #run(client: number, clock: number): number {
    const reader = this.#reader;
    const from = reader.pos;
    const info = readByte(reader);
    const content = info & bits.content;
    if (content === skip) refuse('gap');
    if (content !== contentAny) refuse('not-plain');
    const origin = info & bits.origin ? this.#id() : undefined;
    // What is appended stands before nothing. Thousands that do would keep Yjs busy for minutes.
    if (info & bits.rightOrigin) refuse('not-appended');
    const part = origin ? undefined : this.#part();
    // A key of a map. Lists have none.
    if (info & bits.key) refuse('not-plain');
    const length = readNumber(reader);
    if (length === 0) refuse('malformed');
    if (length > this.#bounds.valuesMax - this.#values) refuse('too-many');
    this.#values += length;
    this.#isSigned = true;
    this.#latestAt = -Infinity;
    this.#earliestAt = Infinity;
    for (let at = 0; at < length; at++) this.#value();
    const end = clock + length;
    if (!Number.isSafeInteger(end)) refuse('malformed');
    const said = {
      isSigned: this.#isSigned,
      latestAt: this.#latestAt,
      earliestAt: this.#earliestAt,
    };
    const bytes = { from, to: reader.pos };
    this.#runs.push({ client, clock, length, origin, part, ...said, ...bytes });
    return end;
  }

  #id(): Id {
    return { client: readNumber(this.#reader), clock: readNumber(this.#reader) };
  }

  #part(): string {
    // 1: a part of the document by its name. Else it would stand inside of something.
    if (readNumber(this.#reader) !== 1) refuse('not-plain');
    return this.#shortText() ?? refuse('unknown-part');
  }

  /** A record, which may say by whom it is and when that was. */
  #value(): void {
    const reader = this.#reader;
    const end = reader.pos + this.#bounds.valueBytesMax;
    if (readByte(reader) !== any.object) refuse('not-plain');
    let [by, via, at] = [false, false, NaN];
    // Of two with one key the last counts.
    for (let keys = this.#count(); keys > 0; keys--) {
      const key = this.#shortText();
      if (key === 'by') by = this.#isText(this.#signer);
      else if (key === 'via') via = this.#isText(this.#signer);
      else if (key === 'at') at = this.#number();
      else this.#any(1, end);
      if (reader.pos > end) refuse('too-large');
    }
    this.#isSigned &&= by || via;
    // NaN stays.
    this.#latestAt = Math.max(this.#latestAt, at);
    this.#earliestAt = Math.min(this.#earliestAt, at);
  }

  /** Whether the next value is this text. It is passed over. */
  #isText(expected: string | undefined): boolean {
    if (this.#reader.arr[this.#reader.pos] !== any.text) {
      this.#any(1, Infinity);
      return false;
    }
    this.#reader.pos++;
    const text = this.#shortText();
    return expected !== undefined && text === expected;
  }

  #number(): number {
    const { arr, pos } = this.#reader;
    const isNumber =
      arr[pos] === any.integer || arr[pos] === any.float32 || arr[pos] === any.float64;
    if (isNumber) return Number(decoding.readAny(this.#reader));
    this.#any(1, Infinity);
    return NaN;
  }

  /** Passes one value over. `end`: where the record has to be over. */
  #any(depth: number, end: number): void {
    const reader = this.#reader;
    if (depth > this.#bounds.depthMax) refuse('too-deep');
    switch (readByte(reader)) {
      case any.null:
      case any.yes:
      case any.no:
        return;
      case any.integer:
        decoding.readVarInt(reader);
        return;
      case any.float32:
        return this.#pass(4);
      case any.float64:
        return this.#pass(8);
      case any.text:
        return this.#text(readNumber(reader));
      case any.list:
        for (let left = this.#count(); left > 0; left--) {
          this.#any(depth + 1, end);
          if (reader.pos > end) refuse('too-large');
        }
        return;
      case any.object:
        for (let left = this.#count(); left > 0; left--) {
          this.#text(readNumber(reader));
          this.#any(depth + 1, end);
          if (reader.pos > end) refuse('too-large');
        }
        return;
      default:
        // Bytes, numbers beyond counting, and what is undefined.
        refuse('not-plain');
    }
  }

  /** Of what takes a byte each at least, so there are no more of it than bytes left. */
  #count(): number {
    const count = readNumber(this.#reader);
    if (count > remaining(this.#reader)) refuse('malformed');
    return count;
  }

  #pass(bytes: number): void {
    if (bytes > remaining(this.#reader)) refuse('malformed');
    this.#reader.pos += bytes;
  }

  /** Passes over a text of so many bytes. Yjs stops at one that is not well formed. */
  #text(length: number): void {
    const { arr, pos } = this.#reader;
    this.#pass(length);
    let isPlain = true;
    for (let at = pos; at < pos + length && isPlain; at++) isPlain = arr[at]! < 0x80;
    if (!isPlain) utf8.decode(arr.subarray(pos, pos + length));
  }

  /** Undefined where it is too long to be any that is asked for. */
  #shortText(): string | undefined {
    const { arr } = this.#reader;
    const length = readNumber(this.#reader);
    const from = this.#reader.pos;
    this.#text(length);
    return length > shortBytesMax
      ? undefined
      : String.fromCharCode(...arr.subarray(from, from + length));
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A device's id has 43. Names of parts and keys are shorter, and all are plain letters. */
const shortBytesMax = 64;
