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
import { unreachable } from '../base/assert.ts';
import { concat, type Bytes } from '../base/bytes.ts';
import {
  decode,
  malformed,
  readByte,
  readBytes,
  readNumber,
  readVarBytes,
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
import { sign, signatureBytes, verify } from '../base/signature.ts';

export type Role = 'keeper' | 'editor' | 'reader';
const roles: readonly Role[] = ['keeper', 'editor', 'reader'];

export const statementBytesMax = 256 * 1024;
const statementVersion = 1;
export const bookNonceBytes = 16;
/** The person's name, sealed with the book's key (sealing/label.ts): the relay cannot read it. */
export const labelBytesMax = 4 * 1024;
const wrappedBytes = 80;

/** A book's key for one epoch, wrapped for one recipient. */
export interface Wrap {
  readonly epoch: number;
  readonly sealed: Bytes;
}

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
  readonly wrap: Wrap | undefined;
}

/** A device's own statement that it joins by an invite, with the invite's proof over it. */
export interface Join {
  readonly type: 'join';
  readonly invite: InviteId;
  readonly wrapPublic: Bytes;
  /** Undefined when the invite held no key. */
  readonly wrap: Wrap | undefined;
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

/** Removes a device and begins a new epoch, with its key for everybody who stays. */
export interface Revoke {
  readonly type: 'revoke';
  readonly device: DeviceId;
  /** The new epoch. */
  readonly epoch: number;
  readonly wraps: readonly WrapFor[];
}

export type StatementBody =
  Create | Grant | Invite | Join | Withdraw | Admit | Decline | Change | Revoke;

export interface Statement {
  /** The whole signed statement as it travels. */
  readonly bytes: Bytes;
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
];
/** A book has at most so many devices and as many invites. */
const wrapsMax = 2_000;
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
  const bytes = concat(unsigned, await sign(signingKey, 'wardbook statement 1', unsigned));
  return { bytes, book: book ?? bookIdOf(sha256(bytes)), author, issuedAt, body };
}

/** The invite's proof inside a join: over the book, the device and its wrapping key. */
export function joinProofMessage(book: BookId, device: DeviceId, wrapPublic: Uint8Array): Bytes {
  return concat(idToBytes(book), idToBytes(device), wrapPublic);
}

/** The statement, or undefined when it is malformed or a signature in it does not hold. */
export async function readStatement(bytes: Uint8Array): Promise<Statement | undefined> {
  if (bytes.length > statementBytesMax || bytes.length < signatureBytes) return undefined;
  const unsigned = bytes.subarray(0, -signatureBytes);
  const signature = bytes.subarray(-signatureBytes);
  const parsed = decode(unsigned, readUnsigned);
  if (!parsed) return undefined;
  const { body, author, book, issuedAt } = parsed;
  if (!(await verify(idToBytes(author), signature, 'wardbook statement 1', unsigned)))
    return undefined;
  if (body.type === 'join') {
    const message = joinProofMessage(book, author, body.wrapPublic);
    if (!(await verify(idToBytes(body.invite), body.proof, 'wardbook join by invite 1', message)))
      return undefined;
  }
  const named = body.type === 'create' ? bookIdOf(sha256(bytes)) : book;
  return { bytes: bytes.slice(), book: named, author, issuedAt, body };
}

function readUnsigned(reader: Reader): Omit<Statement, 'bytes'> {
  if (readByte(reader) !== statementVersion) malformed('another version');
  const type = types[readByte(reader) - 1] ?? malformed('unknown type');
  const book = bookIdOf(readBytes(reader, 32));
  const issuedAt = readNumber(reader);
  const author = deviceIdOf(readBytes(reader, 32));
  return { book, issuedAt, author, body: readBody(reader, type) };
}

function writeBody(encoder: encoding.Encoder, body: StatementBody): void {
  const bytes = (value: Uint8Array) => encoding.writeUint8Array(encoder, value);
  const number = (value: number) => encoding.writeVarUint(encoder, value);
  const wrap = (value: Wrap) => {
    number(value.epoch);
    bytes(value.sealed);
  };
  const maybeWrap = (value: Wrap | undefined) => {
    encoding.writeUint8(encoder, value ? 1 : 0);
    if (value) wrap(value);
  };
  const standing = (value: { role: Role; until: number }) => {
    encoding.writeUint8(encoder, roles.indexOf(value.role));
    number(value.until);
  };
  const label = (value: Uint8Array) => encoding.writeVarUint8Array(encoder, value);
  switch (body.type) {
    case 'create':
      bytes(body.nonce);
      bytes(body.wrapPublic);
      wrap(body.wrap);
      return label(body.label);
    case 'grant':
      bytes(idToBytes(body.device));
      bytes(body.wrapPublic);
      standing(body);
      wrap(body.wrap);
      return label(body.label);
    case 'invite':
      bytes(idToBytes(body.invite));
      bytes(body.wrapPublic);
      standing(body);
      number(body.expires);
      number(body.usesMax);
      return maybeWrap(body.wrap);
    case 'join':
      bytes(idToBytes(body.invite));
      bytes(body.wrapPublic);
      maybeWrap(body.wrap);
      label(body.label);
      return bytes(body.proof);
    case 'withdraw':
      return bytes(idToBytes(body.invite));
    case 'admit':
      bytes(idToBytes(body.device));
      wrap(body.wrap);
      return label(body.label);
    case 'decline':
      return bytes(idToBytes(body.device));
    case 'change':
      bytes(idToBytes(body.device));
      return standing(body);
    case 'revoke':
      bytes(idToBytes(body.device));
      number(body.epoch);
      number(body.wraps.length);
      for (const { recipient, sealed } of body.wraps) {
        bytes(recipient);
        bytes(sealed);
      }
      return;
    default:
      return unreachable(body);
  }
}

// The properties are read in the order in which they are written here.
function readBody(reader: Reader, type: StatementBody['type']): StatementBody {
  switch (type) {
    case 'create':
      return {
        type,
        nonce: readBytes(reader, bookNonceBytes),
        wrapPublic: readBytes(reader, 32),
        wrap: readWrap(reader),
        label: readVarBytes(reader, labelBytesMax),
      };
    case 'grant':
      return {
        type,
        device: readDevice(reader),
        wrapPublic: readBytes(reader, 32),
        role: readRole(reader),
        until: readNumber(reader),
        wrap: readWrap(reader),
        label: readVarBytes(reader, labelBytesMax),
      };
    case 'invite':
      return {
        type,
        invite: readInvite(reader),
        wrapPublic: readBytes(reader, 32),
        role: readRole(reader),
        until: readNumber(reader),
        expires: readNumber(reader),
        usesMax: readNumber(reader),
        wrap: readMaybeWrap(reader),
      };
    case 'join':
      return {
        type,
        invite: readInvite(reader),
        wrapPublic: readBytes(reader, 32),
        wrap: readMaybeWrap(reader),
        label: readVarBytes(reader, labelBytesMax),
        proof: readBytes(reader, signatureBytes),
      };
    case 'withdraw':
      return { type, invite: readInvite(reader) };
    case 'admit':
      return {
        type,
        device: readDevice(reader),
        wrap: readWrap(reader),
        label: readVarBytes(reader, labelBytesMax),
      };
    case 'decline':
      return { type, device: readDevice(reader) };
    case 'change':
      return {
        type,
        device: readDevice(reader),
        role: readRole(reader),
        until: readNumber(reader),
      };
    case 'revoke':
      return {
        type,
        device: readDevice(reader),
        epoch: readNumber(reader),
        wraps: readWraps(reader),
      };
    default:
      return unreachable(type);
  }
}

function readDevice(reader: Reader): DeviceId {
  return deviceIdOf(readBytes(reader, 32));
}

function readInvite(reader: Reader): InviteId {
  return inviteIdOf(readBytes(reader, 32));
}

function readWrap(reader: Reader): Wrap {
  return { epoch: readNumber(reader), sealed: readBytes(reader, wrappedBytes) };
}

function readMaybeWrap(reader: Reader): Wrap | undefined {
  const mark = readByte(reader);
  if (mark > 1) malformed('neither with nor without a key');
  return mark === 1 ? readWrap(reader) : undefined;
}

function readWraps(reader: Reader): WrapFor[] {
  const length = readNumber(reader);
  if (length > wrapsMax) malformed('too many');
  return Array.from({ length }, () => ({
    recipient: readBytes(reader, 32),
    sealed: readBytes(reader, wrappedBytes),
  }));
}

function readRole(reader: Reader): Role {
  return roles[readByte(reader)] ?? malformed('unknown role');
}
