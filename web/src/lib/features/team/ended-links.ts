// Which links ended with somebody's removal or stepping down, and what a new one in their place is.
import { assert } from '@wardbook/shared/base/assert';
import { goingWith } from '@wardbook/shared/access/closing-doors';
import type { Access, OpenInvite } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { Terms } from './invite-form.ts';
import * as said from '#lib/words/said/team.ts';

/**
 * Those that would still let somebody in, the latest first, until one on the same terms has been
 * made in their place.
 */
export function endedLinks({ invites }: Access, now: number): OpenInvite[] {
  const all = [...invites.values()];
  const ended = all.filter(({ endedWith, own, expires, usedBy, usesMax }) => {
    return endedWith !== undefined && !own && expires > now && usedBy.length < usesMax;
  });
  return ended
    .filter((link) => !all.slice(all.indexOf(link) + 1).some((later) => isInPlaceOf(later, link)))
    .reverse();
}

function isInPlaceOf(later: OpenInvite, link: OpenInvite): boolean {
  const isAlike = later.role === link.role && later.until === link.until && !later.own;
  const asksNobody = later.wrap !== undefined;
  return isAlike && !later.withdrawnBy && asksNobody === (link.wrap !== undefined);
}

/** For as many people as were left, until the same end. */
export function termsInPlaceOf(link: OpenInvite): Terms {
  const { role, expires, until, usesMax, usedBy, wrap } = link;
  return { role, expires, until, usesMax: usesMax - usedBy.length, approval: !wrap };
}

/** What it was, for whoever hung it up: 'Editor, at once, for 4 more people'. */
export function endedLinkText({ role, wrap, usesMax, usedBy }: OpenInvite): string {
  const opening = wrap ? 'atOnce' : 'asked';
  return said.endedLink({ role, opening, left: usesMax - usedBy.length });
}

/** With whom it ended: a sentence. */
export function endedWithText(
  { members }: Access,
  { endedWith }: OpenInvite,
  nameOf: (device: DeviceId) => string,
): string {
  assert(endedWith !== undefined, 'it is listed because it ended with somebody');
  const name = nameOf(endedWith);
  // Nobody comes back from a removal as the same device: who is in the book has only stepped down.
  return members.has(endedWith) ? said.endedSteppedDown({ name }) : said.endedRemoved({ name });
}

/** What else goes when these devices do: a sentence, or none. */
export function cancelledRecoverySheetsText(
  access: Access,
  devices: readonly DeviceId[],
): string[] {
  const named = new Set(devices);
  const recoverySheets = goingWith(access, devices, 2).filter(
    (device) => !named.has(device),
  ).length;
  return recoverySheets === 0 ? [] : [said.recoverySheetsCancelled({ count: recoverySheets })];
}
