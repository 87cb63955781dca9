/**
 * The frames between a device and a relay, as values and as bytes: one table for each side, in the
 * order of the numbers that they begin with. The whole conversation is in docs/PROTOCOL.md. Each side
 * writes with `write…Frame` and reads with `read…Frame`, which gives undefined for anything malformed.
 */
import * as encoding from 'lib0/encoding';
import { statementBytesMax } from '../access/statement.ts';
import {
  atEnd,
  bookId,
  bytes,
  deviceId,
  inviteId,
  list,
  number,
  oneOf,
  record,
  typed,
  varBytes,
  type ValueOf,
} from '../base/binary-fields.ts';
import type { Bytes } from '../base/bytes.ts';
import { decode } from '../base/decode.ts';
import { signatureBytes } from '../base/signature.ts';
import { bookSpace } from './book-space.ts';
import { chainBytes } from './chain.ts';
import { damagedEntry } from './damaged-entry.ts';
import { entriesPage } from './entries-page.ts';
import { entryKind } from './entry.ts';
import {
  entryBytesMax,
  findBytes,
  foundBooksMax,
  pageEntriesMax,
  presenceBytesMax,
  statementsMax,
} from './limits.ts';
import { permitBytes } from './permit.ts';
import { restoredEntries } from './restored-entries.ts';

export const logIdBytes = 16;
export const challengeBytes = 32;

const log = bytes(logIdBytes);
const hash = bytes(chainBytes);
const signature = bytes(signatureBytes);
const statements = list(varBytes(statementBytesMax), statementsMax);
const presence = { blob: varBytes(presenceBytesMax) };

/** How far a device has read one log. */
const cursor = record({ log, seq: number, hash });
export type Cursor = ValueOf<typeof cursor>;

/** Why one append was not taken, without closing the socket. */
const appendRefusal = oneOf([
  'not-allowed',
  'stale-snapshot',
  'statement-refused',
  'book-full',
  'wrong-epoch',
  'log-moved-on',
]);
export type AppendRefusal = ValueOf<typeof appendRefusal>;

const unknown = oneOf(['book', 'device', 'waiting']);
export type Unknown = ValueOf<typeof unknown>;

export const clientFrame = typed(1, {
  hello: {
    version: number,
    book: bookId,
    device: deviceId,
    /** Over the relay's challenge and the book. */
    signature,
    cursor: atEnd(cursor),
  },
  /** Asks for the book's statements, with the proof that the device has an invite's secret. */
  knock: { invite: inviteId, signature },
  /** Puts the device's own join, or a whole book's statements, before the relay. */
  statements: { statements },
  append: {
    /** Chosen by the device, returned in the receipt. */
    ref: number,
    kind: entryKind,
    blob: varBytes(entryBytesMax),
  },
  presence,
  ping: {},
  /**
   * Before hello: asks which books' ids begin so. For somebody who has a recovery sheet and nothing
   * else.
   */
  find: { start: bytes(findBytes) },
  /**
   * From a keeper: deletes the book at this relay for good. Over the relay's challenge and the
   * book.
   */
  delete: { signature },
  /** Before the statements of a book that the relay does not know: see `permitProof`. */
  permit: { proof: bytes(permitBytes) },
  /** Puts back what a log has lost. Receipted like an append. */
  restore: { ref: number, ...restoredEntries },
});
export type ClientFrame = ValueOf<typeof clientFrame>;

export const relayFrame = typed(65, {
  challenge: { version: number, nonce: bytes(challengeBytes), now: number },
  /**
   * The relay has no such book (`book`), the book no such device (`device`), or the device has
   * joined and waits for a keeper (`waiting`): then it stays connected until one decides.
   */
  unknown: { what: unknown },
  statements: { statements },
  welcome: {
    log,
    head: number,
    /** Where reading goes on: the device's own cursor, or 0 when the relay does not share it. */
    resume: number,
    resumeHash: hash,
    now: number,
  },
  entries: entriesPage,
  /** Everything up to here has been sent; what follows is happening now. */
  live: { head: number },
  /** Committed: the appends `refs` are durable in the relay's log. */
  receipt: { refs: list(number, pageEntriesMax) },
  refused: { ref: number, reason: appendRefusal },
  presence,
  pong: { now: number },
  books: { books: list(bookId, foundBooksMax) },
  /** To keepers. */
  space: bookSpace,
  /**
   * An entry whose bytes on the relay's disk are no longer those that were committed. Reading goes
   * on after it.
   */
  damaged: damagedEntry,
});
export type RelayFrame = ValueOf<typeof relayFrame>;

export function writeClientFrame(frame: ClientFrame): Bytes {
  return encoding.encode((encoder) => clientFrame.write(encoder, frame));
}

export function readClientFrame(message: Uint8Array): ClientFrame | undefined {
  return decode(message, (reader) => clientFrame.read(reader));
}

export function writeRelayFrame(frame: RelayFrame): Bytes {
  return encoding.encode((encoder) => relayFrame.write(encoder, frame));
}

export function readRelayFrame(message: Uint8Array): RelayFrame | undefined {
  return decode(message, (reader) => relayFrame.read(reader));
}
