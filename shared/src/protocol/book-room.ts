/** How much of a book a relay holds and may come to hold, as its `room` frame says. */
import * as encoding from 'lib0/encoding';
import { malformed, readByte, readNumber, type Reader } from '../base/decode.ts';

export interface BookRoom {
  /** What is nearly used up: what the book may hold, where a snapshot helps, or the whole relay. */
  readonly short: (typeof shortages)[number];
  readonly usedBytes: number;
  readonly limitBytes: number;
}

const shortages = ['none', 'book', 'relay'] as const;

export function writeRoom(encoder: encoding.Encoder, room: BookRoom): void {
  encoding.writeUint8(encoder, shortages.indexOf(room.short));
  encoding.writeVarUint(encoder, room.usedBytes);
  encoding.writeVarUint(encoder, room.limitBytes);
}

export function readRoom(reader: Reader): BookRoom {
  const short = shortages[readByte(reader)] ?? malformed('unknown shortage');
  return { short, usedBytes: readNumber(reader), limitBytes: readNumber(reader) };
}
