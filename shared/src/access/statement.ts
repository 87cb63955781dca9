/**
 * The signed statements that say who may open a book: their shape and their one binary form.
 *
 *   statement = version type book(32) issuedAt author(32) body signature(64)
 *
 * The book's id is the hash of the whole create statement, so create carries zeros in its place.
 * Knows nothing of order or permission: see `access.ts`. Refuses types it does not know.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import * as encoding from 'lib0/encoding';
import { concat, type Bytes } from '../base/bytes.ts';
import { decode, malformed, readByte, readBytes, readNumber, type Reader } from '../base/decode.ts';
import {
  bookIdOf,
  deviceIdOf,
  idToBytes,
  type BookId,
  type DeviceId,
  type InviteId,
} from '../base/ids.ts';
import { sign, signatureBytes, verify } from '../base/signature.ts';
import { readBody, writeBody } from './statement-body.ts';

export type Role = 'keeper' | 'editor' | 'reader';

/** A removal from the largest book wraps 2,000 keys of 113 bytes, each beside a name of 32. */
export const statementBytesMax = 320 * 1024;

/** The one that is written is the highest; what differs is said in `statement-body.ts`. */
export type StatementVersion = 1 | 2 | 3;
export const statementVersion = 3;
const signedAs = {
  1: 'wardbook statement 1',
  2: 'wardbook statement 2',
  3: 'wardbook statement 3',
} as const;

/** A book's key for one epoch, wrapped for one recipient. */
export interface Wrap {
  readonly epoch: number;
  readonly sealed: Bytes;
}

/**
 * The keys of earlier epochs, the oldest first, for a device that takes another's place and may be
 * all that is left: until somebody writes the book anew, what was written before is under these.
 */
export type OlderWraps = readonly Wrap[];

/** Makes a book. The author is its first keeper. `label` is the person's name, sealed. */
export interface Create {
  readonly type: 'create';
  readonly nonce: Bytes;
  readonly wrapPublic: Bytes;
  readonly wrap: Wrap;
  readonly label: Bytes;
}

/** Admits one known device. `until` is ms since 1970, 0 for no end. */
export interface Grant {
  readonly type: 'grant';
  readonly device: DeviceId;
  readonly wrapPublic: Bytes;
  readonly role: Role;
  readonly until: number;
  readonly wrap: Wrap;
  readonly older: OlderWraps;
  readonly label: Bytes;
}

/**
 * Admits whoever can prove to hold the invite's secret, `usesMax` times, before `expires`. Without a
 * wrap the joiner waits until a keeper admits them and is given the key only then.
 */
export interface Invite {
  readonly type: 'invite';
  readonly invite: InviteId;
  readonly wrapPublic: Bytes;
  readonly role: Role;
  /** When the link stops working, ms since 1970. */
  readonly expires: number;
  /** When the membership it gives ends, ms since 1970, 0 for no end. */
  readonly until: number;
  readonly usesMax: number;
  /**
   * For another device of the author's own person: once, with the author's own role and end, which
   * it gets as they are when a keeper admits it. Any member may make one.
   */
  readonly own: boolean;
  readonly wrap: Wrap | undefined;
}

/** A device's own statement that it joins by an invite, with the invite's proof over it. */
export interface Join {
  readonly type: 'join';
  readonly invite: InviteId;
  readonly wrapPublic: Bytes;
  /** Undefined when the invite held no key. */
  readonly wrap: Wrap | undefined;
  /**
   * What one who will wait binds themselves to (`comparison.ts`), 32 bytes. Undefined where there is
   * a key, and before version 3.
   */
  readonly commitment: Bytes | undefined;
  /** Sealed with the book's key, or for the keepers (sealing/label.ts) by one who waits. */
  readonly label: Bytes;
  readonly proof: Bytes;
}

/** The invite is over. Whoever came in by it stays. */
export interface Withdraw {
  readonly type: 'withdraw';
  readonly invite: InviteId;
}

/** A keeper lets in somebody who waits, with the invite's role and end. */
export interface Admit {
  readonly type: 'admit';
  readonly device: DeviceId;
  readonly wrap: Wrap;
  readonly label: Bytes;
}

/** A keeper turns away somebody who waits. */
export interface Decline {
  readonly type: 'decline';
  readonly device: DeviceId;
}

/** Another role or another end for a member. */
export interface Change {
  readonly type: 'change';
  readonly device: DeviceId;
  readonly role: Role;
  readonly until: number;
}

/** One recipient of a new key: a member's device or an open invite. */
export interface WrapFor {
  /** The 32 bytes of a device's or an invite's id. */
  readonly recipient: Bytes;
  readonly sealed: Bytes;
}

/** Removes devices and begins a new epoch, with its key for everybody who stays. */
export interface Revoke {
  readonly type: 'revoke';
  /** At least one. */
  readonly devices: readonly DeviceId[];
  /** The new epoch. */
  readonly epoch: number;
  readonly wraps: readonly WrapFor[];
}

/**
 * A device takes new keys: the author's place in the book goes to `device`, as it is, and the author
 * is in the book no more. `proof` is the new key's signature that it is meant for this.
 */
export interface Replace {
  readonly type: 'replace';
  readonly device: DeviceId;
  readonly wrapPublic: Bytes;
  readonly wrap: Wrap;
  readonly older: OlderWraps;
  readonly label: Bytes;
  readonly proof: Bytes;
}

/** A recovery sheet: one more keeper, on paper, whose keys follow from the sheet's words. */
export interface Sheet {
  readonly type: 'sheet';
  readonly device: DeviceId;
  readonly wrapPublic: Bytes;
  readonly wrap: Wrap;
  readonly older: OlderWraps;
}

/**
 * The relays that the book is on, instead of those named before. The first decides the order of
 * statements, so which it is must not hang on any order: the highest revision counts.
 */
export interface Relays {
  readonly type: 'relays';
  readonly revision: number;
  /** ws(s) addresses, each once. */
  readonly urls: readonly string[];
}

/** What can be taken out of a book or into it, for the record that every member can read. */
export type Noted =
  'copy-made' | 'list-exported' | 'sheet-printed' | 'work-taken-in' | 'name-corrected';

/** A member says what they did. Changes nobody's standing. */
export interface Note {
  readonly type: 'note';
  readonly what: Noted;
  /** Whose work was taken in; undefined for everything else. */
  readonly of: DeviceId | undefined;
}

/**
 * A keeper's device answers the join of somebody who waits, with a number of its own for the code that
 * is compared.
 */
export interface Answer {
  readonly type: 'answer';
  /** Who waits. */
  readonly device: DeviceId;
  /** The hash of their join. */
  readonly join: Bytes;
  /** 32 bytes. */
  readonly nonce: Bytes;
}

/** Somebody who waits opens what their join had bound itself to. The author is who waits. */
export interface Open {
  readonly type: 'open';
  /** The hash of the answer that they heard. */
  readonly answer: Bytes;
  /** 32 bytes. */
  readonly nonce: Bytes;
}

export type StatementBody =
  | Create
  | Grant
  | Invite
  | Join
  | Withdraw
  | Admit
  | Decline
  | Change
  | Revoke
  | Replace
  | Sheet
  | Relays
  | Note
  | Answer
  | Open;

export interface Statement {
  /** The whole signed statement as it travels. */
  readonly bytes: Bytes;
  /** Some rules are other ones for statements of an earlier version (see `closing-doors.ts`). */
  readonly version: StatementVersion;
  /** For a create statement, the id of the book it makes. */
  readonly book: BookId;
  readonly author: DeviceId;
  /** The author's clock, ms since 1970. */
  readonly issuedAt: number;
  readonly body: StatementBody;
}

const types: readonly StatementBody['type'][] = [
  'create',
  'grant',
  'invite',
  'join',
  'withdraw',
  'admit',
  'decline',
  'change',
  'revoke',
  'replace',
  'sheet',
  'relays',
  'note',
  'answer',
  'open',
];
/** There were so many before version 3. */
const earlierTypes = 13;
const noBook = new Uint8Array(32);

export async function signStatement(
  signingKey: CryptoKey,
  author: DeviceId,
  book: BookId | undefined,
  issuedAt: number,
  body: StatementBody,
): Promise<Statement> {
  const encoder = encoding.createEncoder();
  encoding.writeUint8(encoder, statementVersion);
  encoding.writeUint8(encoder, types.indexOf(body.type) + 1);
  encoding.writeUint8Array(encoder, book ? idToBytes(book) : noBook);
  encoding.writeVarUint(encoder, issuedAt);
  encoding.writeUint8Array(encoder, idToBytes(author));
  writeBody(encoder, body);
  const unsigned = encoding.toUint8Array(encoder);
  const bytes = concat(unsigned, await sign(signingKey, signedAs[statementVersion], unsigned));
  const named = book ?? bookIdOf(sha256(bytes));
  return { bytes, version: statementVersion, book: named, author, issuedAt, body };
}

/** The invite's proof inside a join: over the book, the device and its wrapping key. */
export function joinProofMessage(book: BookId, device: DeviceId, wrapPublic: Uint8Array): Bytes {
  return concat(idToBytes(book), idToBytes(device), wrapPublic);
}

/** The new key's proof inside a replace: over the book, the device that goes, and the new one. */
export function replaceProofMessage(
  book: BookId,
  old: DeviceId,
  device: DeviceId,
  wrapPublic: Uint8Array,
): Bytes {
  return concat(idToBytes(book), idToBytes(old), idToBytes(device), wrapPublic);
}

/** The statement, or undefined when it is malformed or a signature in it does not hold. */
export async function readStatement(bytes: Uint8Array): Promise<Statement | undefined> {
  if (bytes.length > statementBytesMax || bytes.length < signatureBytes) return undefined;
  const unsigned = bytes.subarray(0, -signatureBytes);
  const signature = bytes.subarray(-signatureBytes);
  const parsed = decode(unsigned, readUnsigned);
  if (!parsed) return undefined;
  const { version, body, author, book, issuedAt } = parsed;
  if (!(await verify(idToBytes(author), signature, signedAs[version], unsigned))) return undefined;
  if (!(await isProven(body, book, author))) return undefined;
  const named = body.type === 'create' ? bookIdOf(sha256(bytes)) : book;
  return { bytes: bytes.slice(), version, book: named, author, issuedAt, body };
}

/** Whether whoever else must agree to the statement has signed in it. */
async function isProven(body: StatementBody, book: BookId, author: DeviceId): Promise<boolean> {
  switch (body.type) {
    case 'join': {
      const message = joinProofMessage(book, author, body.wrapPublic);
      return verify(idToBytes(body.invite), body.proof, 'wardbook join by invite 1', message);
    }
    case 'replace': {
      const { device, wrapPublic, proof } = body;
      const message = replaceProofMessage(book, author, device, wrapPublic);
      return verify(idToBytes(device), proof, 'wardbook replace 1', message);
    }
    default:
      return true;
  }
}

function readUnsigned(reader: Reader): Omit<Statement, 'bytes'> {
  const version = readByte(reader);
  if (version !== 1 && version !== 2 && version !== 3) malformed('another version');
  const known = version === 3 ? types : types.slice(0, earlierTypes);
  const type = known[readByte(reader) - 1] ?? malformed('unknown type');
  const book = bookIdOf(readBytes(reader, 32));
  const issuedAt = readNumber(reader);
  const author = deviceIdOf(readBytes(reader, 32));
  return { version, book, issuedAt, author, body: readBody(reader, type, version) };
}
