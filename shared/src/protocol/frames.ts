/**
 * The frames between a device and a relay, as values and as bytes. The whole conversation is in
 * docs/PROTOCOL.md. Each side writes with `write…Frame` and reads with `read…Frame`, which gives
 * undefined for anything malformed.
 */
import * as encoding from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';
import {
  decode,
  malformed,
  readByte,
  readBytes,
  readList,
  readNumber,
  readVarBytes,
  remaining,
  type Reader,
} from '../base/decode.ts';
import {
  bookIdOf,
  deviceIdOf,
  idToBytes,
  inviteIdOf,
  type BookId,
  type DeviceId,
  type InviteId,
} from '../base/ids.ts';
import { signatureBytes } from '../base/signature.ts';
import { statementBytesMax } from '../access/statement.ts';
import { readRoom, writeRoom, type BookRoom } from './book-room.ts';
import { chainBytes } from './chain.ts';
import { readDamaged, writeDamaged, type DamagedEntry } from './damaged-entry.ts';
import { readPage, writePage, type EntriesPage } from './entries-page.ts';
import { kindNumber, kindOf, type EntryKind } from './entry.ts';
import { permitBytes } from './permit.ts';
import { readRestored, writeRestored, type RestoredEntries } from './restored-entries.ts';
import {
  entryBytesMax,
  findBytes,
  foundBooksMax,
  pageEntriesMax,
  presenceBytesMax,
  statementsMax,
} from './limits.ts';

export const logIdBytes = 16;
export const challengeBytes = 32;

/** How far a device has read one log. */
export interface Cursor {
  readonly log: Bytes;
  readonly seq: number;
  readonly hash: Bytes;
}

export type ClientFrame =
  | {
      readonly type: 'hello';
      readonly version: number;
      readonly book: BookId;
      readonly device: DeviceId;
      /** Over the relay's challenge and the book. */
      readonly signature: Bytes;
      readonly cursor: Cursor | undefined;
    }
  /** Asks for the statements with the proof that one holds an invite's secret. */
  | { readonly type: 'knock'; readonly invite: InviteId; readonly signature: Bytes }
  /** Puts the device's own join, or a whole book's statements, before the relay. */
  | { readonly type: 'statements'; readonly statements: readonly Bytes[] }
  | {
      readonly type: 'append';
      /** Chosen by the device, returned in the receipt. */
      readonly ref: number;
      readonly kind: EntryKind;
      readonly blob: Bytes;
    }
  | { readonly type: 'presence'; readonly blob: Bytes }
  | { readonly type: 'ping' }
  /** Before hello: which books' ids begin so? For whoever has a recovery sheet and nothing else. */
  | { readonly type: 'find'; readonly start: Bytes }
  /** A keeper's: the relay is to keep nothing of the book. Over the relay's challenge and the book. */
  | { readonly type: 'delete'; readonly signature: Bytes }
  /** Before the statements of a book that the relay does not know: see `permitProof`. */
  | { readonly type: 'permit'; readonly proof: Bytes }
  /** Puts back what a log has lost. Receipted like an append. */
  | ({ readonly type: 'restore'; readonly ref: number } & RestoredEntries);

export type RelayFrame =
  | {
      readonly type: 'challenge';
      readonly version: number;
      readonly nonce: Bytes;
      readonly now: number;
    }
  /**
   * The relay has no such book (`book`), the book no such device (`device`), or the device has
   * joined and waits for a keeper (`waiting`): then it stays connected until one decides.
   */
  | { readonly type: 'unknown'; readonly what: Unknown }
  | { readonly type: 'statements'; readonly statements: readonly Bytes[] }
  | {
      readonly type: 'welcome';
      readonly log: Bytes;
      readonly head: number;
      /** Where reading goes on: the device's own cursor, or 0 when the relay does not share it. */
      readonly resume: number;
      readonly resumeHash: Bytes;
      readonly now: number;
    }
  | ({ readonly type: 'entries' } & EntriesPage)
  /** Everything up to here has been sent; what follows is happening now. */
  | { readonly type: 'live'; readonly head: number }
  /** Committed: the appends `refs` are durable in the relay's log. */
  | { readonly type: 'receipt'; readonly refs: readonly number[] }
  | { readonly type: 'refused'; readonly ref: number; readonly reason: AppendRefusal }
  | { readonly type: 'presence'; readonly blob: Bytes }
  | { readonly type: 'pong'; readonly now: number }
  | { readonly type: 'books'; readonly books: readonly BookId[] }
  /** To keepers. */
  | ({ readonly type: 'room' } & BookRoom)
  /** The relay's disk holds something else than what was committed here. Reading goes on behind it. */
  | ({ readonly type: 'damaged' } & DamagedEntry);

const appendRefusals = [
  'not-allowed',
  'stale-snapshot',
  'statement-refused',
  'book-full',
  'wrong-epoch',
  'log-moved-on',
] as const;
/** Why one append was not taken, without closing the socket. */
export type AppendRefusal = (typeof appendRefusals)[number];

export type Unknown = 'book' | 'device' | 'waiting';
const unknowns: readonly Unknown[] = ['book', 'device', 'waiting'];

const clientTypes: readonly ClientFrame['type'][] = [
  'hello',
  'knock',
  'statements',
  'append',
  'presence',
  'ping',
  'find',
  'delete',
  'permit',
  'restore',
];
const relayTypes: readonly RelayFrame['type'][] = [
  'challenge',
  'unknown',
  'statements',
  'welcome',
  'entries',
  'live',
  'receipt',
  'refused',
  'presence',
  'pong',
  'books',
  'room',
  'damaged',
];

export function writeClientFrame(frame: ClientFrame): Bytes {
  const encoder = encoding.createEncoder();
  encoding.writeUint8(encoder, clientTypes.indexOf(frame.type) + 1);
  switch (frame.type) {
    case 'hello':
      encoding.writeVarUint(encoder, frame.version);
      encoding.writeUint8Array(encoder, idToBytes(frame.book));
      encoding.writeUint8Array(encoder, idToBytes(frame.device));
      encoding.writeUint8Array(encoder, frame.signature);
      if (frame.cursor) {
        encoding.writeUint8Array(encoder, frame.cursor.log);
        encoding.writeVarUint(encoder, frame.cursor.seq);
        encoding.writeUint8Array(encoder, frame.cursor.hash);
      }
      break;
    case 'knock':
      encoding.writeUint8Array(encoder, idToBytes(frame.invite));
      encoding.writeUint8Array(encoder, frame.signature);
      break;
    case 'statements':
      writeStatements(encoder, frame.statements);
      break;
    case 'append':
      encoding.writeVarUint(encoder, frame.ref);
      encoding.writeUint8(encoder, kindNumber(frame.kind));
      encoding.writeVarUint8Array(encoder, frame.blob);
      break;
    case 'presence':
      encoding.writeVarUint8Array(encoder, frame.blob);
      break;
    case 'find':
      encoding.writeUint8Array(encoder, frame.start);
      break;
    case 'delete':
      encoding.writeUint8Array(encoder, frame.signature);
      break;
    case 'permit':
      encoding.writeUint8Array(encoder, frame.proof);
      break;
    case 'restore':
      encoding.writeVarUint(encoder, frame.ref);
      writeRestored(encoder, frame);
      break;
    case 'ping':
  }
  return encoding.toUint8Array(encoder);
}

export function readClientFrame(bytes: Uint8Array): ClientFrame | undefined {
  return decode(bytes, (reader): ClientFrame => {
    const type = clientTypes[readByte(reader) - 1] ?? malformed('unknown frame');
    switch (type) {
      case 'hello':
        return {
          type,
          version: readNumber(reader),
          book: readBook(reader),
          device: deviceIdOf(readBytes(reader, 32)),
          signature: readBytes(reader, signatureBytes),
          cursor: remaining(reader) === 0 ? undefined : readCursor(reader),
        };
      case 'knock':
        return {
          type,
          invite: inviteIdOf(readBytes(reader, 32)),
          signature: readBytes(reader, signatureBytes),
        };
      case 'statements':
        return { type, statements: readStatements(reader) };
      case 'append':
        return {
          type,
          ref: readNumber(reader),
          kind: kindOf(readByte(reader)),
          blob: readVarBytes(reader, entryBytesMax),
        };
      case 'presence':
        return { type, blob: readVarBytes(reader, presenceBytesMax) };
      case 'ping':
        return { type };
      case 'find':
        return { type, start: readBytes(reader, findBytes) };
      case 'delete':
        return { type, signature: readBytes(reader, signatureBytes) };
      case 'permit':
        return { type, proof: readBytes(reader, permitBytes) };
      case 'restore':
        return { type, ref: readNumber(reader), ...readRestored(reader) };
    }
  });
}

export function writeRelayFrame(frame: RelayFrame): Bytes {
  const encoder = encoding.createEncoder();
  encoding.writeUint8(encoder, 64 + relayTypes.indexOf(frame.type) + 1);
  switch (frame.type) {
    case 'challenge':
      encoding.writeVarUint(encoder, frame.version);
      encoding.writeUint8Array(encoder, frame.nonce);
      encoding.writeVarUint(encoder, frame.now);
      break;
    case 'unknown':
      encoding.writeUint8(encoder, unknowns.indexOf(frame.what));
      break;
    case 'statements':
      writeStatements(encoder, frame.statements);
      break;
    case 'welcome':
      encoding.writeUint8Array(encoder, frame.log);
      encoding.writeVarUint(encoder, frame.head);
      encoding.writeVarUint(encoder, frame.resume);
      encoding.writeUint8Array(encoder, frame.resumeHash);
      encoding.writeVarUint(encoder, frame.now);
      break;
    case 'entries':
      writePage(encoder, frame);
      break;
    case 'live':
      encoding.writeVarUint(encoder, frame.head);
      break;
    case 'receipt':
      encoding.writeVarUint(encoder, frame.refs.length);
      for (const ref of frame.refs) encoding.writeVarUint(encoder, ref);
      break;
    case 'refused':
      encoding.writeVarUint(encoder, frame.ref);
      encoding.writeUint8(encoder, appendRefusals.indexOf(frame.reason));
      break;
    case 'presence':
      encoding.writeVarUint8Array(encoder, frame.blob);
      break;
    case 'pong':
      encoding.writeVarUint(encoder, frame.now);
      break;
    case 'books':
      encoding.writeVarUint(encoder, frame.books.length);
      for (const book of frame.books) encoding.writeUint8Array(encoder, idToBytes(book));
      break;
    case 'room':
      writeRoom(encoder, frame);
      break;
    case 'damaged':
      writeDamaged(encoder, frame);
      break;
  }
  return encoding.toUint8Array(encoder);
}

export function readRelayFrame(bytes: Uint8Array): RelayFrame | undefined {
  return decode(bytes, (reader): RelayFrame => {
    const type = relayTypes[readByte(reader) - 65] ?? malformed('unknown frame');
    switch (type) {
      case 'challenge':
        return {
          type,
          version: readNumber(reader),
          nonce: readBytes(reader, challengeBytes),
          now: readNumber(reader),
        };
      case 'unknown':
        return { type, what: unknowns[readByte(reader)] ?? malformed('unknown what') };
      case 'statements':
        return { type, statements: readStatements(reader) };
      case 'welcome':
        return {
          type,
          log: readBytes(reader, logIdBytes),
          head: readNumber(reader),
          resume: readNumber(reader),
          resumeHash: readBytes(reader, chainBytes),
          now: readNumber(reader),
        };
      case 'entries':
        return { type, ...readPage(reader) };
      case 'live':
        return { type, head: readNumber(reader) };
      case 'receipt':
        return { type, refs: readList(reader, pageEntriesMax, readNumber) };
      case 'refused':
        return {
          type,
          ref: readNumber(reader),
          reason: appendRefusals[readByte(reader)] ?? malformed('unknown reason'),
        };
      case 'presence':
        return { type, blob: readVarBytes(reader, presenceBytesMax) };
      case 'pong':
        return { type, now: readNumber(reader) };
      case 'books':
        return { type, books: readList(reader, foundBooksMax, readBook) };
      case 'room':
        return { type, ...readRoom(reader) };
      case 'damaged':
        return { type, ...readDamaged(reader) };
    }
  });
}

function readCursor(reader: Reader): Cursor {
  return {
    log: readBytes(reader, logIdBytes),
    seq: readNumber(reader),
    hash: readBytes(reader, chainBytes),
  };
}

function readBook(reader: Reader): BookId {
  return bookIdOf(readBytes(reader, 32));
}

function writeStatements(encoder: encoding.Encoder, statements: readonly Bytes[]): void {
  encoding.writeVarUint(encoder, statements.length);
  for (const statement of statements) encoding.writeVarUint8Array(encoder, statement);
}

function readStatements(reader: Reader): Bytes[] {
  return readList(reader, statementsMax, () => readVarBytes(reader, statementBytesMax));
}
