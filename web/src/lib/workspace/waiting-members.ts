/** Whoever has joined and waits for a keeper, as keepers see them. */
import type { Role } from '@wardbook/shared/access/statement';
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { Membership } from '../sync/membership.ts';

/** Somebody whom a keeper has still to admit. */
export interface WaitingMember {
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
  /** Twelve digits, alike on both screens. */
  readonly code: string;
}

/**
 * The longest first. `nameOf` says a person's name as it is shown; `codeOf` makes the code to compare,
 * which takes some milliseconds.
 */
export function waitingMembers(
  { access, names, deviceNames }: Membership,
  nameOf: (device: DeviceId) => string,
  codeOf: (device: DeviceId, wrapPublic: Uint8Array) => string,
): readonly WaitingMember[] {
  return [...(access?.waiting.values() ?? [])].map(({ device, invite, since, wrapPublic }) => {
    const opened = access!.invites.get(invite)!;
    const { by: invitedBy, issuedAt: invitedAt, own: isOwn } = opened;
    // A further device gets what its person has now.
    const { role, until } = (isOwn && access!.members.get(invitedBy)) || opened;
    const label = names.get(device) ?? '';
    const name = isOwn || label === '' ? label : nameOf(device);
    const deviceName = deviceNames.get(device);
    const asked = { device, name, deviceName, since, role, until };
    // Made for those who are shown: a link in wrong hands may bring hundreds.
    return {
      ...asked,
      invitedBy,
      invitedAt,
      isOwn,
      get code() {
        return codeOf(device, wrapPublic);
      },
    };
  });
}
