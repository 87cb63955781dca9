/**
 * Statements for tests of `access`, which never looks at signatures: made without keys, from small
 * numbers, so that a sequence of thousands costs nothing. Signed ones come from `sealing/found.ts`.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { goingWith, recipientsWithout } from '../access/closing-doors.ts';
import type { Access } from '../access/state.ts';
import type {
  Admit,
  Create,
  Grant,
  Invite,
  Join,
  Note,
  Noted,
  Replace,
  Revoke,
  Role,
  Sheet,
  Statement,
  StatementBody,
  StatementVersion,
  Wrap,
  WrapFor,
} from '../access/statement.ts';
import { concat, type Bytes } from '../base/bytes.ts';
import {
  bookIdOf,
  deviceIdOf,
  idToBytes,
  inviteIdOf,
  type BookId,
  type DeviceId,
  type InviteId,
} from '../base/ids.ts';

const hashed = (...numbers: number[]) => sha256(Uint8Array.from(numbers)) as Bytes;

export const deviceNumbered = (number: number) => deviceIdOf(hashed(1, number & 255, number >> 8));
export const inviteNumbered = (number: number) => inviteIdOf(hashed(2, number & 255, number >> 8));
export const bookNumbered = (number: number) => bookIdOf(hashed(3, number));

export const wrapFor = (epoch: number): Wrap => ({ epoch, sealed: new Uint8Array(80) });
const label = new Uint8Array(12);
const wrapPublic = new Uint8Array(32).fill(9);

export function unsignedStatement(
  book: BookId,
  author: DeviceId,
  issuedAt: number,
  body: StatementBody,
  version: StatementVersion = 2,
): Statement {
  const text = JSON.stringify([version, book, author, issuedAt, body]);
  const bytes = concat(sha256(new TextEncoder().encode(text)), new Uint8Array(32));
  return { bytes, version, book, author, issuedAt, body };
}

export const createBody = (epoch = 0): Create => ({
  type: 'create',
  nonce: new Uint8Array(16),
  wrapPublic,
  wrap: wrapFor(epoch),
  label,
});

export function grantBody(device: DeviceId, role: Role, until = 0, epoch = 0): Grant {
  return { type: 'grant', device, wrapPublic, role, until, wrap: wrapFor(epoch), older: [], label };
}

export function inviteBody(
  number: number,
  role: Role,
  terms: {
    expires: number;
    until?: number;
    usesMax?: number;
    epoch?: number;
    approval?: boolean;
    own?: boolean;
  },
): Invite {
  const { expires, until = 0, usesMax = 1, epoch = 0, approval = false, own = false } = terms;
  const wrap = approval || own ? undefined : wrapFor(epoch);
  const invite = inviteNumbered(number);
  return { type: 'invite', invite, wrapPublic, role, expires, until, usesMax, own, wrap };
}

export function joinBody(number: number, epoch = 0): Join {
  return { ...waitingJoinBody(number), wrap: wrapFor(epoch) };
}

/** The join by an invite that holds no key. */
export function waitingJoinBody(number: number): Join {
  const invite = inviteNumbered(number);
  const proof = new Uint8Array(64);
  return { type: 'join', invite, wrapPublic, wrap: undefined, label, proof };
}

export const admitBody = (device: DeviceId, epoch = 0): Admit => ({
  type: 'admit',
  device,
  wrap: wrapFor(epoch),
  label,
});

/** A wrap that shows for whom and for which epoch it was made. */
export const wrapNamed = (id: DeviceId | InviteId, epoch: number): WrapFor => ({
  recipient: idToBytes(id),
  sealed: concat(hashed(epoch), idToBytes(id), new Uint8Array(16)),
});

/** The removal of `device` as it should be, unless `parts` say otherwise. */
export function revokeBody(access: Access, device: DeviceId, parts: Partial<Revoke> = {}): Revoke {
  return { ...revokeAllBody(access, [device]), ...parts };
}

export function revokeAllBody(
  access: Access,
  devices: readonly DeviceId[],
  version: StatementVersion = 2,
): Revoke {
  const epoch = access.epoch + 1;
  const going = goingWith(access, devices, version);
  const recipients = recipientsWithout(access, going, version);
  return {
    type: 'revoke',
    devices,
    epoch,
    wraps: recipients.map(({ id }) => wrapNamed(id, epoch)),
  };
}

export function replaceBody(device: DeviceId, epoch = 0): Replace {
  const proof = new Uint8Array(64);
  return { type: 'replace', device, wrapPublic, wrap: wrapFor(epoch), older: [], label, proof };
}

export const sheetBody = (device: DeviceId, epoch = 0): Sheet => ({
  type: 'sheet',
  device,
  wrapPublic,
  wrap: wrapFor(epoch),
  older: [],
});

export const relayUrl = (number: number) => `wss://relay-${number}.example/relay`;

export const noteBody = (what: Noted = 'copy-made', of?: DeviceId): Note => ({
  type: 'note',
  what,
  of,
});
