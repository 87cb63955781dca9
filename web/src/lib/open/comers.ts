/** Whoever has joined and waits for a keeper, as keepers see them. */
import { comparisonOf, type Comparison } from '@wardbook/shared/access/comparison';
import type { Role } from '@wardbook/shared/access/statement';
import type { DeviceId, InviteId } from '@wardbook/shared/base/ids';
import type { Membership } from '../sync/log/membership.ts';

/** Somebody whom a keeper has still to admit. */
export interface Comer {
  readonly device: DeviceId;
  /** '' when it was not sealed for this keeper. */
  readonly name: string;
  /** What they come with, 'Firefox on Android'; undefined where it was not said. */
  readonly deviceName: string | undefined;
  /** When they joined, ms since 1970. */
  readonly since: number;
  readonly role: Role;
  /** When the membership would end, ms since 1970, 0 for no end. */
  readonly until: number;
  readonly invitedBy: DeviceId;
  /** A further device of whoever invited it. */
  readonly isOwn: boolean;
  /** When the invite was made, ms since 1970. */
  readonly invitedAt: number;
  /** By which they came, and whether anybody else still can. */
  readonly invite: InviteId;
  readonly isInviteOpen: boolean;
  /** The code to compare, alike on both screens, or how far it is with it. */
  readonly comparison: Comparison;
}

/** The longest first. `nameOf` says a person's name as it is shown. */
export function comersOf(
  { access, names, deviceNames }: Membership,
  nameOf: (device: DeviceId) => string,
  now: number,
): readonly Comer[] {
  return [...(access?.waiting.values() ?? [])].map(({ device, invite, since }) => {
    const opened = access!.invites.get(invite)!;
    const { by: invitedBy, issuedAt: invitedAt, own: isOwn } = opened;
    // A further device gets what its person has now.
    const { role, until } = (isOwn && access!.members.get(invitedBy)) || opened;
    const label = names.get(device) ?? '';
    const name = isOwn || label === '' ? label : nameOf(device);
    const deviceName = deviceNames.get(device);
    const asked = { device, name, deviceName, since, role, until, invite };
    const { withdrawnBy, expires, usedBy, usesMax } = opened;
    const isInviteOpen = !withdrawnBy && now < expires && usedBy.length < usesMax;
    // Made for those who are shown: a link in wrong hands may bring hundreds.
    return {
      ...asked,
      invitedBy,
      invitedAt,
      isOwn,
      isInviteOpen,
      get comparison() {
        return comparisonOf(access!, device, now)!;
      },
    };
  });
}
