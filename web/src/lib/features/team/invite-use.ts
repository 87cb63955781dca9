// How an open invite stands: how many may still come by it, and who did.
import type { Access, OpenInvite } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';
import * as said from '#lib/words/said/team.ts';

export function isOpen(
  { expires, usedBy, usesMax, withdrawnBy }: OpenInvite,
  now: number,
): boolean {
  return !withdrawnBy && expires > now && usedBy.length < usesMax;
}

export interface InviteUse {
  /** 'Editor, lets in 4 more people'. */
  readonly title: string;
  /** Whether a keeper is asked. */
  readonly opening: 'atOnce' | 'asked';
  /** Who came by it, and what became of them: a sentence each, none where nobody did. */
  readonly people: readonly string[];
}

export function inviteUse(
  { role, usedBy, usesMax, wrap, own, by }: OpenInvite,
  access: Access,
  nameOf: (device: DeviceId) => string,
): InviteUse {
  const names = (devices: readonly DeviceId[]) => devices.map(nameOf).join(', ');
  const waiting = usedBy.filter((device) => access.waiting.has(device));
  const joined = usedBy.filter((device) => access.members.has(device));
  const gone = usedBy.filter((device) => access.former.has(device));
  if (own)
    return {
      title: said.deviceInviteLeft({ role, name: nameOf(by) }),
      opening: 'asked',
      people: [],
    };
  return {
    title: said.inviteLeft({ role, left: usesMax - usedBy.length }),
    opening: wrap ? 'atOnce' : 'asked',
    people: [
      ...(waiting.length > 0 ? [said.waitingBy({ names: names(waiting) })] : []),
      ...(joined.length > 0 ? [said.joinedBy({ names: names(joined) })] : []),
      ...(gone.length > 0 ? [said.goneSince({ names: names(gone) })] : []),
    ],
  };
}
