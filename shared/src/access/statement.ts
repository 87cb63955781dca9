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
import type { BinaryField } from '../base/binary-fields.ts';
import { concat, type Bytes } from '../base/bytes.ts';
import { decode, malformed, readByte, readBytes, readNumber, type Reader } from '../base/decode.ts';
import { bookIdOf, deviceIdOf, idToBytes, type BookId, type DeviceId } from '../base/ids.ts';
import { sign, signatureBytes, verify } from '../base/signature.ts';
import {
  bodyField,
  statementTypes,
  typesOf,
  type BodyOf,
  type StatementType,
  type StatementVersion,
} from './statement-body.ts';

/** A removal from the largest book wraps 2,000 keys of 113 bytes, each beside a name of 32. */
export const statementBytesMax = 320 * 1024;

export type { StatementVersion };
export const statementVersion = 4;
const signedAs = {
  1: 'wardbook statement 1',
  2: 'wardbook statement 2',
  3: 'wardbook statement 3',
  4: 'wardbook statement 4',
} as const;

// What each of them says is told in `statement-body.ts`, beside its bytes.
export type StatementBody = { [T in StatementType]: BodyOf<T> }[StatementType];
export type Create = BodyOf<'create'>;
export type Grant = BodyOf<'grant'>;
export type Invite = BodyOf<'invite'>;
export type Join = BodyOf<'join'>;
export type Withdraw = BodyOf<'withdraw'>;
export type Admit = BodyOf<'admit'>;
export type Decline = BodyOf<'decline'>;
export type Change = BodyOf<'change'>;
export type Revoke = BodyOf<'revoke'>;
export type Replace = BodyOf<'replace'>;
export type RecoverySheetBody = BodyOf<'recovery-sheet'>;
export type Relays = BodyOf<'relays'>;
export type Audit = BodyOf<'audit'>;
export type Answer = BodyOf<'answer'>;
export type Open = BodyOf<'open'>;
export type Schema = BodyOf<'schema'>;

export type Role = Grant['role'];
export type AuditedAct = Audit['what'];
export type Wrap = Create['wrap'];
export type OlderWraps = Grant['older'];
export type WrapFor = Revoke['wraps'][number];

export interface Statement {
  /** The whole signed statement as it travels. */
  readonly bytes: Bytes;
  /**
   * Statements of earlier versions are judged by other rules in places (see `closing-doors.ts`).
   */
  readonly version: StatementVersion;
  /** For a create statement, the id of the book it makes. */
  readonly book: BookId;
  readonly author: DeviceId;
  /** The author's clock, ms since 1970. */
  readonly issuedAt: number;
  readonly body: StatementBody;
}

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
  encoding.writeUint8(encoder, statementTypes.indexOf(body.type) + 1);
  encoding.writeUint8Array(encoder, book ? idToBytes(book) : noBook);
  encoding.writeVarUint(encoder, issuedAt);
  encoding.writeUint8Array(encoder, idToBytes(author));
  const field: BinaryField<object> = bodyField(statementVersion, body.type);
  field.write(encoder, body);
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

/** Whether the statement holds the signature of whoever else must agree to it. */
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
  if (!isVersion(version)) malformed('another version');
  const type = typesOf(version)[readByte(reader) - 1] ?? malformed('unknown type');
  const book = bookIdOf(readBytes(reader, 32));
  const issuedAt = readNumber(reader);
  const author = deviceIdOf(readBytes(reader, 32));
  const body = { type, ...bodyField(version, type).read(reader) } as StatementBody;
  return { version, book, issuedAt, author, body };
}

function isVersion(version: number): version is StatementVersion {
  return version in signedAs;
}
