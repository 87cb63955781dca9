/** Why a device that comes by an invite is turned away, as the close code it is told. */
import type { AccessRefusal, OpenInvite } from '@wardbook/shared/access/state';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';

/** Why the statements are not for whoever holds this invite at `now` (ms since 1970). */
export function knockRefusal(invite: OpenInvite | undefined, now: number): CloseReason | undefined {
  if (!invite) return 'invite-unknown';
  if (invite.withdrawnBy) return 'invite-withdrawn';
  if (now >= invite.expires) return 'invite-expired';
  return invite.usedBy.length >= invite.usesMax ? 'invite-used-up' : undefined;
}

/** `reason` is why the device's own join was not taken, undefined when it brought none. */
export function joinRefusal(reason: AccessRefusal | undefined): CloseReason {
  switch (reason) {
    case undefined:
      return 'not-admitted';
    case 'invite-unknown':
    case 'invite-expired':
    case 'invite-used-up':
    case 'invite-withdrawn':
      return reason;
    default:
      return 'statements-refused';
  }
}
