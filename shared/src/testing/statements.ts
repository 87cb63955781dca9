/**
 * Statements for tests of `access`, which never looks at signatures: made without keys, from small
 * numbers, so that a sequence of thousands costs nothing. Signed ones come from `sealing/found.ts`.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { commitmentTo, hashOfStatement } from '../access/comparison.ts';
import { goingWith, recipientsWithout } from '../access/closing-doors.ts';
import type { Access } from '../access/state.ts';
import { statementVersion } from '../access/statement.ts';
import type {
  Admit,
  Answer,
  Create,
  Grant,
  Invite,
  Join,
  Audit,
  AuditedAct,
  Open,
  Replace,
  Revoke,
  Role,
  RecoverySheetBody,
  Statement,
  StatementBody,
  StatementVersion,
  Wrap,
  WrapFor,
} from '../access/statement.ts';
import { concat, toBase64Url, type Bytes } from '../base/bytes.ts';
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
  version: StatementVersion = statementVersion,
): Statement {
  const text = JSON.stringify([version, book, author, issuedAt, body], bytesAsText);
  const bytes = concat(sha256(new TextEncoder().encode(text)), new Uint8Array(32));
  return { bytes, version, book, author, issuedAt, body };
}

const bytesAsText = (_: string, value: unknown) =>
  value instanceof Uint8Array ? toBase64Url(value) : value;

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
  return { ...earlierWaitingJoinBody(number), wrap: wrapFor(epoch) };
}

/** The join by an invite that holds no key, as it was before version 3. */
export function earlierWaitingJoinBody(number: number): Join {
  const invite = inviteNumbered(number);
  const proof = new Uint8Array(64);
  const commitment = undefined;
  return { type: 'join', invite, wrapPublic, wrap: undefined, commitment, label, proof };
}

/** As it is now. `device` is its author. */
export function waitingJoinBody(number: number, book: BookId, device: DeviceId): Join {
  const earlier = earlierWaitingJoinBody(number);
  const commitment = commitmentTo({ ...earlier, book, device }, nonceOf(device));
  return { ...earlier, commitment };
}

/** What a device in these tests is bound to, and what it answers others with. */
export const nonceOf = (device: DeviceId) => sha256(idToBytes(device)) as Bytes;

/** A keeper's answer to whoever waits, unless `parts` say otherwise. */
export function answerBody(access: Access, device: DeviceId, parts: Partial<Answer> = {}): Answer {
  const join = access.waiting.get(device)?.comparing?.join ?? hashed(4);
  return { type: 'answer', device, join, nonce: hashed(5), ...parts };
}

/** What whoever waits, and is the author, opens to the answer that the book has. */
export function openBody(access: Access, device: DeviceId, parts: Partial<Open> = {}): Open {
  const answer = access.waiting.get(device)?.comparing?.answer?.hash ?? hashed(6);
  return { type: 'open', answer, nonce: nonceOf(device), ...parts };
}

export const admitBody = (device: DeviceId, epoch = 0): Admit => ({
  type: 'admit',
  device,
  wrap: wrapFor(epoch),
  label,
});

/** What two devices say by themselves until there is a code for whoever waits. */
export function comparing(
  access: Access,
  keeper: DeviceId,
  comer: DeviceId,
  issuedAt: number,
): [answer: Statement, opening: Statement] {
  const answer = unsignedStatement(access.book, keeper, issuedAt, answerBody(access, comer));
  const opening = openBody(access, comer, { answer: hashOfStatement(answer) });
  return [answer, unsignedStatement(access.book, comer, issuedAt, opening)];
}

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
  version: StatementVersion = statementVersion,
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

export const recoverySheetBody = (device: DeviceId, epoch = 0): RecoverySheetBody => ({
  type: 'recovery-sheet',
  device,
  wrapPublic,
  wrap: wrapFor(epoch),
  older: [],
});

export const relayUrl = (number: number) => `wss://relay-${number}.example/relay`;

export const auditBody = (what: AuditedAct = 'copy-made', of?: DeviceId): Audit => ({
  type: 'audit',
  what,
  of,
});
