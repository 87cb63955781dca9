/**
 * The signed statements that say who may open a book: their shape and their one binary form.
 *
 *   statement = version type book(32) issuedAt author(32) body signature(64)
 *
 * The book's id is the hash of the whole create statement, so create carries zeros in its place.
 * Knows nothing of order or permission: see `access.ts`. Types 5 (withdraw), 6 (admit), 7 (revoke
 * with a new key), 8 (change) are kept for later versions; this one refuses what it does not know.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import * as encoding from 'lib0/encoding';
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

export const statementBytesMax = 64 * 1024;
const statementVersion = 1;
export const bookNonceBytes = 16;
/** The person's name, sealed with the book's key (sealing/label.ts): the relay cannot read it. */
export const labelBytesMax = 512;
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

/** Admits whoever can prove to hold the invite's secret, `usesMax` times, before `expires`. */
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
  readonly wrap: Wrap;
}

/** A device's own statement that it joins by an invite, with the invite's proof over it. */
export interface Join {
  readonly type: 'join';
  readonly invite: InviteId;
  readonly wrapPublic: Bytes;
  readonly wrap: Wrap;
  readonly label: Bytes;
  readonly proof: Bytes;
}

export type StatementBody = Create | Grant | Invite | Join;

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

const types: readonly StatementBody['type'][] = ['create', 'grant', 'invite', 'join'];
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
  if (body.type === 'create') encoding.writeUint8Array(encoder, body.nonce);
  if (body.type === 'grant') encoding.writeUint8Array(encoder, idToBytes(body.device));
  if (body.type === 'invite' || body.type === 'join')
    encoding.writeUint8Array(encoder, idToBytes(body.invite));
  encoding.writeUint8Array(encoder, body.wrapPublic);
  encoding.writeVarUint(encoder, body.wrap.epoch);
  encoding.writeUint8Array(encoder, body.wrap.sealed);
  if (body.type !== 'invite') encoding.writeVarUint8Array(encoder, body.label);
  if (body.type === 'join') encoding.writeUint8Array(encoder, body.proof);
  if (body.type === 'grant' || body.type === 'invite') {
    encoding.writeUint8(encoder, roles.indexOf(body.role));
    encoding.writeVarUint(encoder, body.until);
  }
  if (body.type === 'invite') {
    encoding.writeVarUint(encoder, body.expires);
    encoding.writeVarUint(encoder, body.usesMax);
  }
}

function readBody(reader: Reader, type: StatementBody['type']): StatementBody {
  const named = readBytes(reader, type === 'create' ? bookNonceBytes : 32);
  const wrapPublic = readBytes(reader, 32);
  const wrap: Wrap = { epoch: readNumber(reader), sealed: readBytes(reader, wrappedBytes) };
  const label = type === 'invite' ? new Uint8Array() : readVarBytes(reader, labelBytesMax);
  switch (type) {
    case 'create':
      return { type, nonce: named, wrapPublic, wrap, label };
    case 'join':
      return {
        type,
        invite: inviteIdOf(named),
        wrapPublic,
        wrap,
        label,
        proof: readBytes(reader, signatureBytes),
      };
    case 'grant':
      return {
        type,
        device: deviceIdOf(named),
        wrapPublic,
        wrap,
        label,
        role: readRole(reader),
        until: readNumber(reader),
      };
    case 'invite':
      return {
        type,
        invite: inviteIdOf(named),
        wrapPublic,
        wrap,
        role: readRole(reader),
        until: readNumber(reader),
        expires: readNumber(reader),
        usesMax: readNumber(reader),
      };
  }
}

function readRole(reader: Reader): Role {
  return roles[readByte(reader)] ?? malformed('unknown role');
}
