/** The signed beginnings: founding a book, inviting somebody, joining by an invite. */
import { commitmentTo, opens, type Joiner } from '../access/comparison.ts';
import { bookNonceBytes } from '../access/statement-body.ts';
import { signStatement, joinProofMessage } from '../access/statement.ts';
import type { Role, Statement, Wrap } from '../access/statement.ts';
import type { Access, OpenInvite } from '../access/state.ts';
import { assert } from '../base/assert.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock, RandomBytes } from '../base/ports.ts';
import { sign } from '../base/signature.ts';
import { bookKeyBytes, bookKeyFromRaw, type BookKeys } from './book-keys.ts';
import { inviteKeysFromSecret, inviteSecretBytes, type InviteKeys } from './invite-keys.ts';
import type { DeviceKeys } from './keys.ts';
import { sealLabel, sealLabelForKeepers } from './label.ts';
import { unwrapKey, wrapKey } from './wrap.ts';

/** The create statement of a new book, with its first key wrapped for its first keeper. */
export async function foundBook(
  device: DeviceKeys,
  name: string,
  now: Clock,
  random: RandomBytes,
): Promise<Statement> {
  const nonce = random(bookNonceBytes);
  const raw = random(bookKeyBytes);
  const sealed = await wrapKey(device.wrapPublic, raw, nonce, 0);
  return signStatement(device.signing.privateKey, device.id, undefined, now(), {
    type: 'create',
    nonce,
    wrapPublic: device.wrapPublic,
    wrap: { epoch: 0, sealed },
    label: await sealLabel(await bookKeyFromRaw(0, raw), device.id, name, random),
  });
}

export interface InviteTerms {
  readonly role: Role;
  /** When the link stops working, ms since 1970. */
  readonly expires: number;
  /** When the membership ends, ms since 1970, 0 for no end. */
  readonly until: number;
  readonly usesMax: number;
  /** Whether a keeper must admit whoever joins. Then the link alone opens nothing. */
  readonly approval: boolean;
}

/** A new invite's statement, and the secret that belongs in its link and nowhere else. */
export async function issueInvite(
  access: Access,
  keys: BookKeys,
  device: DeviceKeys,
  terms: InviteTerms,
  now: Clock,
  random: RandomBytes,
): Promise<{ statement: Statement; secret: Bytes }> {
  const key = keys.get(access.epoch);
  assert(key, 'whoever invites has opened the book');
  const secret = random(inviteSecretBytes);
  const invite = await inviteKeysFromSecret(secret);
  const { epoch, nonce } = access;
  const { approval, ...limits } = terms;
  const wrap = approval
    ? undefined
    : { epoch, sealed: await wrapKey(invite.wrapPublic, key.raw, nonce, epoch) };
  const statement = await signStatement(device.signing.privateKey, device.id, access.book, now(), {
    type: 'invite',
    invite: invite.id,
    wrapPublic: invite.wrapPublic,
    ...limits,
    own: false,
    wrap,
  });
  return { statement, secret };
}

/**
 * An invite for another device of the author's own, which waits for a keeper all the same. Good for
 * `lastsMs`, an hour at most.
 */
export async function issueOwnInvite(
  access: Access,
  device: DeviceKeys,
  lastsMs: number,
  now: Clock,
  random: RandomBytes,
): Promise<{ statement: Statement; secret: Bytes }> {
  const member = access.members.get(device.id);
  assert(member, 'whoever adds a device is in the book');
  const secret = random(inviteSecretBytes);
  const invite = await inviteKeysFromSecret(secret);
  const issuedAt = now();
  const { signing, id } = device;
  const statement = await signStatement(signing.privateKey, id, access.book, issuedAt, {
    type: 'invite',
    invite: invite.id,
    wrapPublic: invite.wrapPublic,
    role: member.role,
    until: member.until,
    expires: issuedAt + lastsMs,
    usesMax: 1,
    own: true,
    wrap: undefined,
  });
  return { statement, secret };
}

/**
 * A join by `invite`. If the invite holds the book's key, it is wrapped anew for this device; if not,
 * the device will wait for a keeper, and is bound to `nonce`, which it must keep for `openJoin`.
 * Undefined when the invite does not hold the key it should.
 */
export async function joinByInvite(
  access: Access,
  invite: OpenInvite,
  inviteKeys: InviteKeys,
  device: DeviceKeys,
  name: string,
  now: Clock,
  random: RandomBytes,
  nonce: Bytes,
): Promise<Statement | undefined> {
  const own = invite.wrap
    ? await ownWrap(access, invite.wrap, inviteKeys, device, name, random)
    : {
        wrap: undefined,
        commitment: commitmentTo(joinerOf(access, inviteKeys, device), nonce),
        label: await sealLabelForKeepers(access, device.id, name, random),
      };
  if (!own) return undefined;
  const proof = await sign(
    inviteKeys.signingKey,
    'wardbook join by invite 1',
    joinProofMessage(access.book, device.id, device.wrapPublic),
  );
  return signStatement(device.signing.privateKey, device.id, access.book, now(), {
    type: 'join',
    invite: inviteKeys.id,
    wrapPublic: device.wrapPublic,
    ...own,
    proof,
  });
}

function joinerOf({ book }: Access, { id: invite }: InviteKeys, device: DeviceKeys): Joiner {
  return { book, invite, device: device.id, wrapPublic: device.wrapPublic };
}

/**
 * For one who waits and has been answered: opens what their join was bound to. Undefined where there
 * is nothing to open, or `nonce` does not.
 */
export async function openJoin(
  access: Access,
  device: DeviceKeys,
  nonce: Bytes,
  now: Clock,
): Promise<Statement | undefined> {
  const comer = access.waiting.get(device.id);
  const { comparing } = comer ?? {};
  if (!comer || !comparing?.answer || comparing.opened) return undefined;
  if (!opens({ ...comer, book: access.book }, comparing, nonce)) return undefined;
  return signStatement(device.signing.privateKey, device.id, access.book, now(), {
    type: 'open',
    answer: comparing.answer.hash,
    nonce,
  });
}

async function ownWrap(
  access: Access,
  { epoch, sealed }: Wrap,
  inviteKeys: InviteKeys,
  device: DeviceKeys,
  name: string,
  random: RandomBytes,
): Promise<{ wrap: Wrap; commitment: undefined; label: Bytes } | undefined> {
  const raw = await unwrapKey(inviteKeys.wrapping, sealed, access.nonce, epoch);
  if (!raw) return undefined;
  return {
    wrap: { epoch, sealed: await wrapKey(device.wrapPublic, raw, access.nonce, epoch) },
    commitment: undefined,
    label: await sealLabel(await bookKeyFromRaw(epoch, raw), device.id, name, random),
  };
}
