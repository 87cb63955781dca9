/**
 * The binary form of what each type of statement says: for every type how it is written and, beside
 * it in the same order, how it is read. Part of `statement.ts`.
 *
 * In version 2 a public key and a wrapped key bear their length, because there are two curves. In
 * version 1 they had the length of X25519's. In version 3 the join of one who will wait bears a
 * commitment. Statements of earlier versions are read for ever and written no more.
 */
import * as encoding from 'lib0/encoding';
import { assert } from '../base/assert.ts';
import type { Bytes } from '../base/bytes.ts';
import {
  malformed,
  readByte,
  readBytes,
  readList,
  readNumber,
  readVarBytes,
  type Reader,
} from '../base/decode.ts';
import { deviceIdOf, idToBytes, inviteIdOf, type DeviceId, type InviteId } from '../base/ids.ts';
import { signatureBytes } from '../base/signature.ts';
import { isRelayUrl, relaysMax, relayUrlBytesMax } from './relay-url.ts';
import type { Noted, Role, StatementBody, StatementVersion, Wrap } from './statement.ts';
import { isWrappingKey, p256Bytes, wrappedAddedBytes, x25519Bytes } from './wrapping-key.ts';

export const bookNonceBytes = 16;
/** The person's name, sealed with the book's key (sealing/label.ts): the relay cannot read it. */
export const labelBytesMax = 8 * 1024;
const wrappedLengths: readonly number[] = [x25519Bytes, p256Bytes].map(
  (encapsulated) => encapsulated + wrappedAddedBytes,
);
const wrappedBytesMax = p256Bytes + wrappedAddedBytes;
/** Numbers that make up a code to compare, and hashes that name a statement. */
export const comparisonNonceBytes = 32;
const hashBytes = 32;
/** Earlier epochs whose keys one statement can hand on. */
export const olderMax = 200;
/** A book has at most so many devices and as many invites. */
const wrapsMax = 2_000;
/** Devices that one statement can remove: a person's, all at once. */
export const revokedMax = 32;

const roles: readonly Role[] = ['keeper', 'editor', 'reader'];
const noteds: readonly Noted[] = [
  'copy-made',
  'list-exported',
  'sheet-printed',
  'work-taken-in',
  'name-corrected',
];

type Type = StatementBody['type'];
type BodyOf<T extends Type> = Extract<StatementBody, { readonly type: T }>;

interface Form<Body> {
  readonly write: (out: Writer, body: Body) => void;
  readonly read: (from: BodyReader) => Omit<Body, 'type'>;
}

export function writeBody(encoder: encoding.Encoder, body: StatementBody): void {
  const form = forms[body.type] as Form<StatementBody>;
  form.write(new Writer(encoder), body);
}

export function readBody(from: Reader, type: Type, version: StatementVersion): StatementBody {
  return { type, ...forms[type].read(new BodyReader(from, version)) } as StatementBody;
}

function commitmentIn({ commitment }: BodyOf<'join'>): Bytes {
  assert(commitment?.length === hashBytes, 'whoever joins without a key is bound to something');
  return commitment;
}

class Writer {
  readonly #encoder: encoding.Encoder;

  constructor(encoder: encoding.Encoder) {
    this.#encoder = encoder;
  }

  bytes(value: Uint8Array): void {
    encoding.writeUint8Array(this.#encoder, value);
  }

  varBytes(value: Uint8Array): void {
    encoding.writeVarUint8Array(this.#encoder, value);
  }

  id(value: DeviceId | InviteId): void {
    this.bytes(idToBytes(value));
  }

  number(value: number): void {
    encoding.writeVarUint(this.#encoder, value);
  }

  byte(value: number): void {
    encoding.writeUint8(this.#encoder, value);
  }

  wrap({ epoch, sealed }: Wrap): void {
    this.number(epoch);
    this.varBytes(sealed);
  }

  maybe<T>(value: T | undefined, write: (value: T) => void): void {
    this.byte(value === undefined ? 0 : 1);
    if (value !== undefined) write(value);
  }

  standing({ role, until }: { readonly role: Role; readonly until: number }): void {
    this.byte(roles.indexOf(role));
    this.number(until);
  }

  list<T>(values: readonly T[], write: (value: T) => void): void {
    this.number(values.length);
    for (const value of values) write(value);
  }
}

class BodyReader {
  readonly #reader: Reader;
  readonly #version: StatementVersion;

  constructor(reader: Reader, version: StatementVersion) {
    this.#reader = reader;
    this.#version = version;
  }

  bytes(length: number): Bytes {
    return readBytes(this.#reader, length);
  }

  number(): number {
    return readNumber(this.#reader);
  }

  byte(): number {
    return readByte(this.#reader);
  }

  list<T>(lengthMax: number, read: () => T): T[] {
    return readList(this.#reader, lengthMax, read);
  }

  maybe<T>(read: () => T): T | undefined {
    return this.mark() ? read() : undefined;
  }

  mark(): boolean {
    const mark = this.byte();
    if (mark > 1) malformed('neither yes nor no');
    return mark === 1;
  }

  publicKey(): Bytes {
    const key = this.#sized(x25519Bytes, p256Bytes);
    return isWrappingKey(key) ? key : malformed('no key to wrap for');
  }

  wrapped(): Bytes {
    const sealed = this.#sized(x25519Bytes + wrappedAddedBytes, wrappedBytesMax);
    return wrappedLengths.includes(sealed.length) ? sealed : malformed('no wrapped key');
  }

  wrap(): Wrap {
    return { epoch: this.number(), sealed: this.wrapped() };
  }

  /** A join brings its key, or since version 3 what it is bound to. */
  wrapOrCommitment(): { wrap: Wrap | undefined; commitment: Bytes | undefined } {
    const wrap = this.maybe(() => this.wrap());
    const isBound = !wrap && this.#version >= 3;
    return { wrap, commitment: isBound ? this.bytes(hashBytes) : undefined };
  }

  label(): Bytes {
    return readVarBytes(this.#reader, labelBytesMax);
  }

  device(): DeviceId {
    return deviceIdOf(this.bytes(32));
  }

  invite(): InviteId {
    return inviteIdOf(this.bytes(32));
  }

  role(): Role {
    return roles[this.byte()] ?? malformed('unknown role');
  }

  /** In the one form in which an address can be written, so that it is read as it was signed. */
  url(): string {
    const bytes = readVarBytes(this.#reader, relayUrlBytesMax);
    const url = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return isRelayUrl(url) ? url : malformed('no address of a relay');
  }

  /** What version 1 had in one length alone. */
  #sized(earlierLength: number, lengthMax: number): Bytes {
    return this.#version === 1 ? this.bytes(earlierLength) : readVarBytes(this.#reader, lengthMax);
  }
}

// The properties are read in the order in which they are written.
const forms: { readonly [T in Type]: Form<BodyOf<T>> } = {
  create: {
    write: (out, body) => {
      out.bytes(body.nonce);
      out.varBytes(body.wrapPublic);
      out.wrap(body.wrap);
      out.varBytes(body.label);
    },
    read: (from) => ({
      nonce: from.bytes(bookNonceBytes),
      wrapPublic: from.publicKey(),
      wrap: from.wrap(),
      label: from.label(),
    }),
  },
  grant: {
    write: (out, body) => {
      out.id(body.device);
      out.varBytes(body.wrapPublic);
      out.standing(body);
      out.wrap(body.wrap);
      out.list(body.older, (wrap) => out.wrap(wrap));
      out.varBytes(body.label);
    },
    read: (from) => ({
      device: from.device(),
      wrapPublic: from.publicKey(),
      role: from.role(),
      until: from.number(),
      wrap: from.wrap(),
      older: from.list(olderMax, () => from.wrap()),
      label: from.label(),
    }),
  },
  invite: {
    write: (out, body) => {
      out.id(body.invite);
      out.varBytes(body.wrapPublic);
      out.standing(body);
      out.number(body.expires);
      out.number(body.usesMax);
      out.byte(body.own ? 1 : 0);
      out.maybe(body.wrap, (wrap) => out.wrap(wrap));
    },
    read: (from) => ({
      invite: from.invite(),
      wrapPublic: from.publicKey(),
      role: from.role(),
      until: from.number(),
      expires: from.number(),
      usesMax: from.number(),
      own: from.mark(),
      wrap: from.maybe(() => from.wrap()),
    }),
  },
  join: {
    write: (out, body) => {
      out.id(body.invite);
      out.varBytes(body.wrapPublic);
      out.maybe(body.wrap, (wrap) => out.wrap(wrap));
      if (!body.wrap) out.bytes(commitmentIn(body));
      out.varBytes(body.label);
      out.bytes(body.proof);
    },
    read: (from) => ({
      invite: from.invite(),
      wrapPublic: from.publicKey(),
      ...from.wrapOrCommitment(),
      label: from.label(),
      proof: from.bytes(signatureBytes),
    }),
  },
  withdraw: {
    write: (out, body) => out.id(body.invite),
    read: (from) => ({ invite: from.invite() }),
  },
  admit: {
    write: (out, body) => {
      out.id(body.device);
      out.wrap(body.wrap);
      out.varBytes(body.label);
    },
    read: (from) => ({ device: from.device(), wrap: from.wrap(), label: from.label() }),
  },
  decline: {
    write: (out, body) => out.id(body.device),
    read: (from) => ({ device: from.device() }),
  },
  change: {
    write: (out, body) => {
      out.id(body.device);
      out.standing(body);
    },
    read: (from) => ({ device: from.device(), role: from.role(), until: from.number() }),
  },
  revoke: {
    write: (out, body) => {
      out.list(body.devices, (device) => out.id(device));
      out.number(body.epoch);
      out.list(body.wraps, ({ recipient, sealed }) => {
        out.bytes(recipient);
        out.varBytes(sealed);
      });
    },
    read: (from) => ({
      devices: from.list(revokedMax, () => from.device()),
      epoch: from.number(),
      wraps: from.list(wrapsMax, () => ({
        recipient: from.bytes(32),
        sealed: from.wrapped(),
      })),
    }),
  },
  replace: {
    write: (out, body) => {
      out.id(body.device);
      out.varBytes(body.wrapPublic);
      out.wrap(body.wrap);
      out.list(body.older, (wrap) => out.wrap(wrap));
      out.varBytes(body.label);
      out.bytes(body.proof);
    },
    read: (from) => ({
      device: from.device(),
      wrapPublic: from.publicKey(),
      wrap: from.wrap(),
      older: from.list(olderMax, () => from.wrap()),
      label: from.label(),
      proof: from.bytes(signatureBytes),
    }),
  },
  sheet: {
    write: (out, body) => {
      out.id(body.device);
      out.varBytes(body.wrapPublic);
      out.wrap(body.wrap);
      out.list(body.older, (wrap) => out.wrap(wrap));
    },
    read: (from) => ({
      device: from.device(),
      wrapPublic: from.publicKey(),
      wrap: from.wrap(),
      older: from.list(olderMax, () => from.wrap()),
    }),
  },
  relays: {
    write: (out, body) => {
      out.number(body.revision);
      out.list(body.urls, (url) => out.varBytes(new TextEncoder().encode(url)));
    },
    read: (from) => ({
      revision: from.number(),
      urls: from.list(relaysMax, () => from.url()),
    }),
  },
  note: {
    write: (out, body) => {
      out.byte(noteds.indexOf(body.what));
      out.maybe(body.of, (device) => out.id(device));
    },
    read: (from) => ({
      what: noteds[from.byte()] ?? malformed('unknown note'),
      of: from.maybe(() => from.device()),
    }),
  },
  answer: {
    write: (out, body) => {
      out.id(body.device);
      out.bytes(body.join);
      out.bytes(body.nonce);
    },
    read: (from) => ({
      device: from.device(),
      join: from.bytes(hashBytes),
      nonce: from.bytes(comparisonNonceBytes),
    }),
  },
  open: {
    write: (out, body) => {
      out.bytes(body.answer);
      out.bytes(body.nonce);
    },
    read: (from) => ({
      answer: from.bytes(hashBytes),
      nonce: from.bytes(comparisonNonceBytes),
    }),
  },
};
