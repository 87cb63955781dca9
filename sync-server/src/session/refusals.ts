/** Why a device that says hello is turned away, if it is. Its signature is over `challenge`. */
import type { AccessRefusal, OpenInvite } from '@wardbook/shared/access/state';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { idToBytes } from '@wardbook/shared/base/ids';
import type { Clock } from '@wardbook/shared/base/ports';
import { verify } from '@wardbook/shared/base/signature';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { ClientFrame } from '@wardbook/shared/protocol/frames';
import { protocolVersion } from '@wardbook/shared/protocol/limits';
import type { Room } from '../room/room.ts';
import { isProven } from './hello-proof.ts';
import type { Hello, Knock } from './state.ts';

/**
 * Why a device that says hello is not let in; its signature is over `challenge`. Undefined if it
 * is.
 */
export function helloRefusal(
  { version, device, book, signature }: Hello,
  challenge: Bytes,
): CloseReason | undefined {
  if (version !== protocolVersion) return 'wrong-version';
  return isProven(device, signature, [challenge, idToBytes(book)]) ? undefined : 'not-proven';
}

/** Why whoever knocks is not given the statements; the signature is over `challenge`. */
export async function knockRefusal(
  room: Room,
  { invite, signature }: Knock,
  challenge: Bytes,
  clock: Clock,
): Promise<CloseReason | undefined> {
  const message = [challenge, idToBytes(room.book)];
  if (!(await verify(idToBytes(invite), signature, 'wardbook knock 1', ...message)))
    return 'not-proven';
  return inviteRefusal(room.state.access.invites.get(invite), clock());
}

function inviteRefusal(invite: OpenInvite | undefined, now: number): CloseReason | undefined {
  if (!invite) return 'invite-unknown';
  if (invite.withdrawnBy) return 'invite-withdrawn';
  if (now >= invite.expires) return 'invite-expired';
  return invite.usedBy.length >= invite.usesMax ? 'invite-used-up' : undefined;
}

/** Why a device that is not admitted may not send this frame. */
export function frameRefusal({
  type,
}: Exclude<ClientFrame, { type: 'statements' | 'knock' | 'ping' }>): CloseReason {
  switch (type) {
    case 'append':
    case 'presence':
    case 'delete':
    case 'restore':
      return 'not-admitted';
    case 'hello':
    case 'find':
    case 'permit':
      return 'malformed';
  }
}

/** `reason` is why the device's own join, or what opens it, was not taken, undefined when it brought none. */
export function joinRefusal(reason: AccessRefusal | undefined): CloseReason {
  switch (reason) {
    case undefined:
      return 'not-admitted';
    case 'invite-unknown':
    case 'invite-expired':
    case 'invite-used-up':
    case 'invite-withdrawn':
    case 'wait-expired':
      return reason;
    default:
      return 'statements-refused';
  }
}
