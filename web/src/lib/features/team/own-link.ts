// How the link for another device of one's own stands, and what became of whoever used it.
import type { Access } from '@wardbook/shared/access/state';
import type { DeviceId, InviteId } from '@wardbook/shared/base/ids';
import type { KeeperActWords } from './keeper-act-words.ts';
import * as said from '#lib/words/said/team.ts';

export type OwnLinkState =
  /** None was made since the page was opened. */
  | { readonly type: 'none' }
  | { readonly type: 'open'; readonly leftMs: number }
  | { readonly type: 'over' }
  | { readonly type: 'withdrawn' }
  /** A device has come by it and waits. */
  | { readonly type: 'used' }
  | { readonly type: 'arrived'; readonly device: DeviceId }
  | { readonly type: 'turned-away'; readonly by: DeviceId };

export function ownLinkState(
  access: Access,
  made: InviteId | undefined,
  now: number,
): OwnLinkState {
  const invite = made && access.invites.get(made);
  if (!invite) return { type: 'none' };
  const [device] = invite.usedBy;
  if (device !== undefined) return comerState(access, device);
  if (invite.withdrawnBy) return { type: 'withdrawn' };
  const leftMs = invite.expires - now;
  return leftMs > 0 ? { type: 'open', leftMs } : { type: 'over' };
}

function comerState(access: Access, device: DeviceId): OwnLinkState {
  if (access.waiting.has(device)) return { type: 'used' };
  const former = access.former.get(device);
  if (former?.how === 'declined') return { type: 'turned-away', by: former.by };
  return access.members.has(device) ? { type: 'arrived', device } : { type: 'none' };
}

/** Until when a link made before still works, though it can be shown no more; ms since 1970. */
export function openUntil(
  access: Access,
  isOwn: (device: DeviceId) => boolean,
  now: number,
): number | undefined {
  const open = [...access.invites.values()].filter(
    ({ own, by, usedBy, withdrawnBy, expires }) =>
      own && !withdrawnBy && usedBy.length === 0 && expires > now && isOwn(by),
  );
  return open.length === 0 ? undefined : Math.max(...open.map(({ expires }) => expires));
}

/** The book bounds how many such links one device can make. */
export function tooManyOwnLinks(): KeeperActWords {
  return { title: said.tooManyOwnLinks(), next: said.tooManyOwnLinksNext() };
}
