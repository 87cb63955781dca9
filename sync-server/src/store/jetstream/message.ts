/**
 * What one message of a book's subject says, as values and as bytes. A message is one commit, whole,
 * with what must be known of all that came before it, so that the last message is enough to go on.
 *
 *   message   = 1 previous log(16) hash(32) accessBytes sealedBytes covers coveredBytes base statements
 *               after previousHash(32) n (kind at blob*)… [foundation]     ; foundation when base is 0
 *             | 2 at proof*
 *   foundation = readFrom n (at readFrom)… n (seq at previousHash(32) blob*)…
 *
 * Of several messages that name the same previous one, the first in the subject's order counts and the
 * others are void: nobody reads them. So the log has one order even where the cluster lets two commits
 * for one place through (nats-server before 2.9.21 does: its issue 4320). A tombstone counts wherever
 * it stands, and nothing after it does.
 *
 * A foundation stands in the message of every snapshot (and in the first message, empty): the book's
 * statements so far, and from where on the rest is to be read. So what lies before can be purged.
 */
import { assert } from '@wardbook/shared/base/assert';
import { concat, type Bytes } from '@wardbook/shared/base/bytes';
import {
  decode,
  malformed,
  readByte,
  readBytes,
  readNumber,
  readVarBytes,
  type Reader,
} from '@wardbook/shared/base/decode';
import { chainBytes, chainNext } from '@wardbook/shared/protocol/chain';
import { kindNumber, kindOf, type Entry } from '@wardbook/shared/protocol/entry';
import { logIdBytes } from '@wardbook/shared/protocol/frames';
import { entryBytesMax } from '@wardbook/shared/protocol/limits';
import type { ChainedEntry } from '../store.ts';

/** Numbers of messages are JetStream's, of entries (`seq`, `after`, `covers`) the log's own. */
export interface CommitMessage {
  readonly type: 'commit';
  /** The message that this one follows; 0 for none. */
  readonly previous: number;
  readonly log: Bytes;
  /** The running hash after the last entry. */
  readonly hash: Bytes;
  /** Of all statements' blobs, this message's too. */
  readonly accessBytes: number;
  /** Of all other blobs that were ever committed, this message's too. */
  readonly sealedBytes: number;
  readonly covers: number;
  /** What `sealedBytes` was at `covers`. */
  readonly coveredBytes: number;
  /** The message that holds the foundation; 0 when it is this one. */
  readonly base: number;
  /** The last message before this one, and after the foundation's, that holds a statement; or 0. */
  readonly statements: number;
  /** The log's head before. */
  readonly after: number;
  readonly previousHash: Bytes;
  /** At least one. */
  readonly entries: readonly Entry[];
  /** Where `base` is 0, and only there. */
  readonly foundation: Foundation | undefined;
}

export interface Foundation {
  /** The first message that holds entries which no snapshot covers; 0 when it is this one. */
  readonly readFrom: number;
  /** Earlier foundations: when (ms since 1970), and their `readFrom`. Oldest first. */
  readonly earlier: readonly Landmark[];
  /** Every statement of the log up to this message's `after`. */
  readonly statements: readonly StoredStatement[];
}

export interface Landmark {
  readonly at: number;
  readonly readFrom: number;
}

export interface StoredStatement {
  readonly seq: number;
  readonly at: number;
  readonly previousHash: Bytes;
  readonly blob: Bytes;
}

/** The book was deleted. */
export interface DeletedMessage {
  readonly type: 'deleted';
  readonly at: number;
  readonly proof: Bytes;
}

export type LogMessage = CommitMessage | DeletedMessage;

const proofBytesMax = 4 * 1024;

export const headOf = ({ after, entries }: CommitMessage): number => after + entries.length;

/** What the log serves after this message. */
export const servedBytesOf = (message: CommitMessage): number =>
  message.accessBytes + message.sealedBytes - message.coveredBytes;

/** The message's entries with the running hash after each. */
export function chainedOf({ previousHash, entries, hash }: CommitMessage): ChainedEntry[] {
  let last = previousHash;
  const chained = entries.map((entry) => {
    last = chainNext(last, entry.kind, entry.at, entry.blob);
    return { ...entry, hash: last };
  });
  assert(
    last.every((byte, index) => byte === hash[index]),
    'a message whose hashes do not follow',
  );
  return chained;
}

export function writeMessage(message: LogMessage): Bytes {
  if (message.type === 'deleted')
    return concat(number(2), number(message.at), ...blob(message.proof));
  const { entries, foundation } = message;
  return concat(
    number(1),
    number(message.previous),
    message.log,
    message.hash,
    ...[message.accessBytes, message.sealedBytes, message.covers, message.coveredBytes].map(number),
    ...[message.base, message.statements, message.after].map(number),
    message.previousHash,
    number(entries.length),
    ...entries.flatMap((each) => [
      number(kindNumber(each.kind)),
      number(each.at),
      ...blob(each.blob),
    ]),
    ...(foundation ? foundationParts(foundation) : []),
  );
}

function foundationParts({ readFrom, earlier, statements }: Foundation): Bytes[] {
  return [
    number(readFrom),
    number(earlier.length),
    ...earlier.flatMap((landmark) => [number(landmark.at), number(landmark.readFrom)]),
    number(statements.length),
    ...statements.flatMap((each) => [
      number(each.seq),
      number(each.at),
      each.previousHash,
      ...blob(each.blob),
    ]),
  ];
}

export function readMessage(bytes: Uint8Array): LogMessage | undefined {
  // Not as a Buffer, whose `slice` would keep the whole chunk that it was read into.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return decode(plain, (reader): LogMessage => {
    const type = readByte(reader);
    if (type === 1) return readCommit(reader);
    if (type !== 2) return malformed('another kind of message');
    return { type: 'deleted', at: readNumber(reader), proof: readVarBytes(reader, proofBytesMax) };
  });
}

function readCommit(reader: Reader): CommitMessage {
  const message = {
    type: 'commit' as const,
    previous: readNumber(reader),
    log: readBytes(reader, logIdBytes),
    hash: readBytes(reader, chainBytes),
    accessBytes: readNumber(reader),
    sealedBytes: readNumber(reader),
    covers: readNumber(reader),
    coveredBytes: readNumber(reader),
    base: readNumber(reader),
    statements: readNumber(reader),
    after: readNumber(reader),
    previousHash: readBytes(reader, chainBytes),
    entries: readList(reader, readEntry),
  };
  if (message.entries.length === 0) malformed('a commit of nothing');
  return { ...message, foundation: message.base === 0 ? readFoundation(reader) : undefined };
}

function readEntry(reader: Reader): Entry {
  return {
    kind: kindOf(readByte(reader)),
    at: readNumber(reader),
    blob: readVarBytes(reader, entryBytesMax),
  };
}

function readFoundation(reader: Reader): Foundation {
  return {
    readFrom: readNumber(reader),
    earlier: readList(reader, () => ({ at: readNumber(reader), readFrom: readNumber(reader) })),
    statements: readList(reader, () => ({
      seq: readNumber(reader),
      at: readNumber(reader),
      previousHash: readBytes(reader, chainBytes),
      blob: readVarBytes(reader, entryBytesMax),
    })),
  };
}

/** A list can be no longer than the bytes that are left. */
function readList<Each>(reader: Reader, read: (reader: Reader) => Each): Each[] {
  const length = readNumber(reader);
  if (length > reader.arr.length - reader.pos) malformed('longer than the message');
  return Array.from({ length }, () => read(reader));
}

function blob(bytes: Bytes): [Bytes, Bytes] {
  return [number(bytes.length), bytes];
}

/** Unsigned LEB128 in its shortest form, as `readNumber` takes it. */
function number(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
