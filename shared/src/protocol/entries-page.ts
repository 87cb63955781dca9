/** Entries that follow one another in a log, as a relay sends them to a reader. */
import * as encoding from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';
import {
  readByte,
  readBytes,
  readList,
  readNumber,
  readVarBytes,
  type Reader,
} from '../base/decode.ts';
import { chainBytes } from './chain.ts';
import { kindNumber, kindOf, type Entry } from './entry.ts';
import { entryBytesMax, pageEntriesMax } from './limits.ts';

export interface EntriesPage {
  /** The reader's position before this page. */
  readonly after: number;
  /** The first entry's position; the rest follow without a gap. */
  readonly first: number;
  /** The running hash just before the first. */
  readonly previousHash: Bytes;
  readonly entries: readonly Entry[];
}

export function writePage(encoder: encoding.Encoder, page: EntriesPage): void {
  encoding.writeVarUint(encoder, page.after);
  encoding.writeVarUint(encoder, page.first);
  encoding.writeUint8Array(encoder, page.previousHash);
  writeEntries(encoder, page.entries);
}

export function readPage(reader: Reader): EntriesPage {
  return {
    after: readNumber(reader),
    first: readNumber(reader),
    previousHash: readBytes(reader, chainBytes),
    entries: readEntries(reader),
  };
}

export function writeEntries(encoder: encoding.Encoder, entries: readonly Entry[]): void {
  encoding.writeVarUint(encoder, entries.length);
  for (const { kind, at, blob } of entries) {
    encoding.writeUint8(encoder, kindNumber(kind));
    encoding.writeVarUint(encoder, at);
    encoding.writeVarUint8Array(encoder, blob);
  }
}

export function readEntries(reader: Reader): Entry[] {
  return readList(reader, pageEntriesMax, () => ({
    kind: kindOf(readByte(reader)),
    at: readNumber(reader),
    blob: readVarBytes(reader, entryBytesMax),
  }));
}
