/** An entry that a log cannot give any more: its contents do not have the hash that it should. */
import * as encoding from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';
import { readByte, readBytes, readNumber, type Reader } from '../base/decode.ts';
import { chainBytes } from './chain.ts';
import { kindNumber, kindOf, type EntryKind } from './entry.ts';

export interface DamagedEntry {
  readonly seq: number;
  readonly kind: EntryKind;
  /** The relay's clock, ms since 1970. */
  readonly at: number;
  /** The running hash after it. */
  readonly hash: Bytes;
}

export function writeDamaged(
  encoder: encoding.Encoder,
  { seq, kind, at, hash }: DamagedEntry,
): void {
  encoding.writeVarUint(encoder, seq);
  encoding.writeUint8(encoder, kindNumber(kind));
  encoding.writeVarUint(encoder, at);
  encoding.writeUint8Array(encoder, hash);
}

export function readDamaged(reader: Reader): DamagedEntry {
  return {
    seq: readNumber(reader),
    kind: kindOf(readByte(reader)),
    at: readNumber(reader),
    hash: readBytes(reader, chainBytes),
  };
}
