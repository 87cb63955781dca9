/**
 * The binary form of what each type of statement says: for every type how it is written and, beside
 * it in the same order, how it is read. Part of `statement.ts`.
 */
import * as encoding from 'lib0/encoding';
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
import type { Noted, Role, StatementBody, Wrap } from './statement.ts';
import { isWrappingKey, wrapPublicBytes } from './wrapping-key.ts';

export const bookNonceBytes = 16;
/** The person's name, sealed with the book's key (sealing/label.ts): the relay cannot read it. */
export const labelBytesMax = 4 * 1024;
const wrappedBytes = 80;
/** Earlier epochs whose keys one statement can hand on. */
export const olderMax = 200;
/** A book has at most so many devices and as many invites. */
const wrapsMax = 2_000;
/** Devices that one statement can remove: a person's, all at once. */
export const revokedMax = 32;

const roles: readonly Role[] = ['keeper', 'editor', 'reader'];
const noteds: readonly Noted[] = ['copy-made', 'list-exported', 'sheet-printed', 'work-taken-in'];

type Type = StatementBody['type'];
type BodyOf<T extends Type> = Extract<StatementBody, { readonly type: T }>;

interface Form<Body> {
  readonly write: (out: Writer, body: Body) => void;
  readonly read: (from: Reader) => Omit<Body, 'type'>;
}

export function writeBody(encoder: encoding.Encoder, body: StatementBody): void {
  const form = forms[body.type] as Form<StatementBody>;
  form.write(new Writer(encoder), body);
}

export function readBody(from: Reader, type: Type): StatementBody {
  return { type, ...forms[type].read(from) } as StatementBody;
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
    this.bytes(sealed);
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

// The properties are read in the order in which they are written.
const forms: { readonly [T in Type]: Form<BodyOf<T>> } = {
  create: {
    write: (out, body) => {
      out.bytes(body.nonce);
      out.bytes(body.wrapPublic);
      out.wrap(body.wrap);
      out.varBytes(body.label);
    },
    read: (from) => ({
      nonce: readBytes(from, bookNonceBytes),
      wrapPublic: readPublicKey(from),
      wrap: readWrap(from),
      label: readLabel(from),
    }),
  },
  grant: {
    write: (out, body) => {
      out.id(body.device);
      out.bytes(body.wrapPublic);
      out.standing(body);
      out.wrap(body.wrap);
      out.list(body.older, (wrap) => out.wrap(wrap));
      out.varBytes(body.label);
    },
    read: (from) => ({
      device: readDevice(from),
      wrapPublic: readPublicKey(from),
      role: readRole(from),
      until: readNumber(from),
      wrap: readWrap(from),
      older: readList(from, olderMax, readWrap),
      label: readLabel(from),
    }),
  },
  invite: {
    write: (out, body) => {
      out.id(body.invite);
      out.bytes(body.wrapPublic);
      out.standing(body);
      out.number(body.expires);
      out.number(body.usesMax);
      out.byte(body.own ? 1 : 0);
      out.maybe(body.wrap, (wrap) => out.wrap(wrap));
    },
    read: (from) => ({
      invite: readInvite(from),
      wrapPublic: readPublicKey(from),
      role: readRole(from),
      until: readNumber(from),
      expires: readNumber(from),
      usesMax: readNumber(from),
      own: readMark(from),
      wrap: readMaybe(from, readWrap),
    }),
  },
  join: {
    write: (out, body) => {
      out.id(body.invite);
      out.bytes(body.wrapPublic);
      out.maybe(body.wrap, (wrap) => out.wrap(wrap));
      out.varBytes(body.label);
      out.bytes(body.proof);
    },
    read: (from) => ({
      invite: readInvite(from),
      wrapPublic: readPublicKey(from),
      wrap: readMaybe(from, readWrap),
      label: readLabel(from),
      proof: readBytes(from, signatureBytes),
    }),
  },
  withdraw: {
    write: (out, body) => out.id(body.invite),
    read: (from) => ({ invite: readInvite(from) }),
  },
  admit: {
    write: (out, body) => {
      out.id(body.device);
      out.wrap(body.wrap);
      out.varBytes(body.label);
    },
    read: (from) => ({ device: readDevice(from), wrap: readWrap(from), label: readLabel(from) }),
  },
  decline: {
    write: (out, body) => out.id(body.device),
    read: (from) => ({ device: readDevice(from) }),
  },
  change: {
    write: (out, body) => {
      out.id(body.device);
      out.standing(body);
    },
    read: (from) => ({ device: readDevice(from), role: readRole(from), until: readNumber(from) }),
  },
  revoke: {
    write: (out, body) => {
      out.list(body.devices, (device) => out.id(device));
      out.number(body.epoch);
      out.list(body.wraps, ({ recipient, sealed }) => {
        out.bytes(recipient);
        out.bytes(sealed);
      });
    },
    read: (from) => ({
      devices: readList(from, revokedMax, readDevice),
      epoch: readNumber(from),
      wraps: readList(from, wrapsMax, () => ({
        recipient: readBytes(from, 32),
        sealed: readBytes(from, wrappedBytes),
      })),
    }),
  },
  replace: {
    write: (out, body) => {
      out.id(body.device);
      out.bytes(body.wrapPublic);
      out.wrap(body.wrap);
      out.list(body.older, (wrap) => out.wrap(wrap));
      out.varBytes(body.label);
      out.bytes(body.proof);
    },
    read: (from) => ({
      device: readDevice(from),
      wrapPublic: readPublicKey(from),
      wrap: readWrap(from),
      older: readList(from, olderMax, readWrap),
      label: readLabel(from),
      proof: readBytes(from, signatureBytes),
    }),
  },
  sheet: {
    write: (out, body) => {
      out.id(body.device);
      out.bytes(body.wrapPublic);
      out.wrap(body.wrap);
      out.list(body.older, (wrap) => out.wrap(wrap));
    },
    read: (from) => ({
      device: readDevice(from),
      wrapPublic: readPublicKey(from),
      wrap: readWrap(from),
      older: readList(from, olderMax, readWrap),
    }),
  },
  relays: {
    write: (out, body) => {
      out.number(body.revision);
      out.list(body.urls, (url) => out.varBytes(new TextEncoder().encode(url)));
    },
    read: (from) => ({
      revision: readNumber(from),
      urls: readList(from, relaysMax, readUrl),
    }),
  },
  note: {
    write: (out, body) => {
      out.byte(noteds.indexOf(body.what));
      out.maybe(body.of, (device) => out.id(device));
    },
    read: (from) => ({
      what: noteds[readByte(from)] ?? malformed('unknown note'),
      of: readMaybe(from, readDevice),
    }),
  },
};

function readPublicKey(from: Reader): Bytes {
  const key = readBytes(from, wrapPublicBytes);
  return isWrappingKey(key) ? key : malformed('no key to wrap for');
}

function readLabel(from: Reader): Bytes {
  return readVarBytes(from, labelBytesMax);
}

function readDevice(from: Reader): DeviceId {
  return deviceIdOf(readBytes(from, 32));
}

function readInvite(from: Reader): InviteId {
  return inviteIdOf(readBytes(from, 32));
}

function readWrap(from: Reader): Wrap {
  return { epoch: readNumber(from), sealed: readBytes(from, wrappedBytes) };
}

function readMark(from: Reader): boolean {
  const mark = readByte(from);
  if (mark > 1) malformed('neither yes nor no');
  return mark === 1;
}

function readMaybe<T>(from: Reader, read: (from: Reader) => T): T | undefined {
  return readMark(from) ? read(from) : undefined;
}

/** In the one form in which an address can be written, so that it is read as it was signed. */
function readUrl(from: Reader): string {
  const bytes = readVarBytes(from, relayUrlBytesMax);
  const url = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return isRelayUrl(url) ? url : malformed('no address of a relay');
}

function readRole(from: Reader): Role {
  return roles[readByte(from)] ?? malformed('unknown role');
}
