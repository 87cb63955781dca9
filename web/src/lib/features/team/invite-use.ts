// How an open invite stands: how many may still come by it, and who did.
import type { Access, OpenInvite } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';

export function isOpen(
  { expires, usedBy, usesMax, withdrawnBy }: OpenInvite,
  now: number,
): boolean {
  return !withdrawnBy && expires > now && usedBy.length < usesMax;
}

export interface InviteUse {
  /** 'lets in 4 more people'. */
  readonly left: string;
  readonly opening: string;
  /** Who came by it, and what became of them: a sentence each, none where nobody did. */
  readonly people: readonly string[];
}

export function inviteUse(
  { usedBy, usesMax, wrap, own, by }: OpenInvite,
  access: Access,
  nameOf: (device: DeviceId) => string,
): InviteUse {
  const left = usesMax - usedBy.length;
  const names = (devices: readonly DeviceId[]) => devices.map(nameOf).join(', ');
  const waiting = usedBy.filter((device) => access.waiting.has(device));
  const joined = usedBy.filter((device) => access.members.has(device));
  const gone = usedBy.filter((device) => access.former.has(device));
  if (own)
    return {
      left: `lets in one device of ${nameOf(by)}`,
      opening: 'Once a keeper agrees.',
      people: [],
    };
  return {
    left: left === 1 ? 'lets in 1 more person' : `lets in ${left} more people`,
    opening: wrap ? 'At once, with no keeper asked.' : 'Once a keeper agrees.',
    people: [
      ...(waiting.length > 0 ? [`Waiting by it: ${names(waiting)}.`] : []),
      ...(joined.length > 0 ? [`In the book by it: ${names(joined)}.`] : []),
      ...(gone.length > 0 ? [`Turned away or removed since: ${names(gone)}.`] : []),
    ],
  };
}
