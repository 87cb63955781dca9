/** The signed beginnings: founding a book, inviting somebody, joining by an invite. */
import { signStatement, joinProofMessage, bookNonceBytes } from '../access/statement.ts';
import type { Role, Statement, Invite } from '../access/statement.ts';
import type { Access } from '../access/access.ts';
import { assert } from '../base/assert.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock, RandomBytes } from '../base/ports.ts';
import { sign } from '../base/signature.ts';
import { bookKeyBytes, bookKeyFromRaw, type BookKeys } from './book-keys.ts';
import { inviteKeysFromSecret, inviteSecretBytes, type InviteKeys } from './invite-keys.ts';
import type { DeviceKeys } from './keys.ts';
import { sealLabel } from './label.ts';
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
  const sealed = await wrapKey(invite.wrapPublic, key.raw, access.nonce, access.epoch);
  const statement = await signStatement(device.signing.privateKey, device.id, access.book, now(), {
    type: 'invite',
    invite: invite.id,
    wrapPublic: invite.wrapPublic,
    ...terms,
    wrap: { epoch: access.epoch, sealed },
  });
  return { statement, secret };
}

/**
 * A join by `invite`, with the book's key taken from the invite and wrapped anew for this device.
 * Undefined when the invite does not hold the key it should.
 */
export async function joinByInvite(
  access: Access,
  invite: Omit<Invite, 'type'>,
  inviteKeys: InviteKeys,
  device: DeviceKeys,
  name: string,
  now: Clock,
  random: RandomBytes,
): Promise<Statement | undefined> {
  const { epoch, sealed } = invite.wrap;
  const raw = await unwrapKey(inviteKeys.wrapping, sealed, access.nonce, epoch);
  if (!raw) return undefined;
  const proof = await sign(
    inviteKeys.signingKey,
    'wardbook join by invite 1',
    joinProofMessage(access.book, device.id, device.wrapPublic),
  );
  return signStatement(device.signing.privateKey, device.id, access.book, now(), {
    type: 'join',
    invite: inviteKeys.id,
    wrapPublic: device.wrapPublic,
    wrap: { epoch, sealed: await wrapKey(device.wrapPublic, raw, access.nonce, epoch) },
    label: await sealLabel(await bookKeyFromRaw(epoch, raw), device.id, name, random),
    proof,
  });
}
