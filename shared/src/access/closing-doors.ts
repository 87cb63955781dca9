/**
 * Which ways back in end when somebody is removed or stops being a keeper: the links and recovery
 * sheets by which they could come back, or bring somebody. Part of `access.ts`.
 *
 * In version 1 a removal renewed every open link instead. Statements of version 1 are read by that
 * rule for ever, because a book's history must not change.
 */
import type { DeviceId, InviteId } from '../base/ids.ts';
import { personInBook, without, type Access, type Member, type OpenInvite } from './state.ts';
import type { StatementVersion } from './statement.ts';

type Members = Access['members'];
type Invites = Access['invites'];

/**
 * Whom a removal of `devices` takes out: them, and the recovery sheets whose words their people
 * know.
 */
export function goingWith(
  access: Access,
  devices: readonly DeviceId[],
  version: StatementVersion,
): readonly DeviceId[] {
  if (version === 1) return devices;
  const recoverySheets = recoverySheetsKnownTo(
    access,
    without(access.members, devices),
    personsOf(access, devices),
  );
  return [...new Set([...devices, ...recoverySheets])];
}

/** Whom the new key must be wrapped for when `gone` go: every other member, and no link. */
export function recipientsWithout(
  { members, invites }: Access,
  gone: readonly DeviceId[],
  version: StatementVersion,
): { readonly id: DeviceId | InviteId; readonly wrapPublic: Uint8Array }[] {
  const staying = [...without(members, gone).values()];
  const keys = staying.map(({ device: id, wrapPublic }) => ({ id, wrapPublic }));
  if (version !== 1) return keys;
  const open = [...invites.values()].filter(isOpenWithKey);
  return [...keys, ...open.map(({ invite: id, wrapPublic }) => ({ id, wrapPublic }))];
}

/**
 * The invites after a removal by `by`. What is left open waits for a keeper, and was neither made
 * nor used by anybody who goes.
 */
export function invitesAfterRemoval(
  access: Access,
  by: DeviceId,
  devices: readonly DeviceId[],
  version: StatementVersion,
): Invites {
  const persons = personsOf(access, devices);
  return ended(access, by, devices[0]!, (each) => {
    // Nobody can be admitted any more as a further device of one that has gone.
    if (each.own) return devices.includes(each.by);
    return version !== 1 && (each.wrap !== undefined || isKnownTo(access, each, persons));
  });
}

/**
 * What is left once the person whose `device` it is has stopped being a keeper, by a statement of
 * `by`. `members` are the book's after that change; `gone` are the recovery sheets that end with
 * it.
 */
export function afterSteppingDown(
  access: Access,
  by: DeviceId,
  members: Members,
  device: DeviceId,
): { readonly gone: readonly Member[]; readonly members: Members; readonly invites: Invites } {
  const persons = personsOf(access, [device]);
  const recoverySheets = recoverySheetsKnownTo(access, members, persons);
  return {
    gone: recoverySheets.map((id) => members.get(id)!),
    members: without(members, recoverySheets),
    invites: ended(access, by, device, (each) => !each.own && isKnownTo(access, each, persons)),
  };
}

export function isKeeper(members: Members, person: DeviceId): boolean {
  return [...members.values()].some(
    (each) => each.person === person && each.role === 'keeper' && !each.isRecoverySheet,
  );
}

function personsOf(access: Access, devices: readonly DeviceId[]): ReadonlySet<DeviceId> {
  return new Set(devices.flatMap((device) => personInBook(access, device) ?? []));
}

/**
 * Recovery sheets whose words are known to somebody of `persons` who is no keeper among `members`.
 */
function recoverySheetsKnownTo(
  access: Access,
  members: Members,
  persons: ReadonlySet<DeviceId>,
): readonly DeviceId[] {
  const leaving = new Set([...persons].filter((person) => !isKeeper(members, person)));
  const has = (device: DeviceId) => leaving.has(personInBook(access, device) ?? device);
  const recoverySheets = [...access.members.values()].filter(
    ({ isRecoverySheet }) => isRecoverySheet,
  );
  // Whoever made it has written its words down; whoever was let in by it has typed them.
  const known = recoverySheets.filter(
    ({ device, admittedBy }) =>
      has(admittedBy) ||
      [...access.members.values()].some((each) => each.admittedBy === device && has(each.device)),
  );
  return known.map(({ device }) => device);
}

function isKnownTo(
  access: Access,
  { by, usedBy }: OpenInvite,
  persons: ReadonlySet<DeviceId>,
): boolean {
  return [by, ...usedBy].some((device) => persons.has(personInBook(access, device) ?? device));
}

function isOpenWithKey({ wrap, withdrawnBy, usedBy, usesMax }: OpenInvite): boolean {
  return wrap !== undefined && !withdrawnBy && usedBy.length < usesMax;
}

function ended(
  access: Access,
  by: DeviceId,
  endedWith: DeviceId,
  isOver: (invite: OpenInvite) => boolean,
): Invites {
  const invites = new Map(access.invites);
  for (const [id, each] of invites)
    if (!each.withdrawnBy && isOver(each)) invites.set(id, { ...each, withdrawnBy: by, endedWith });
  return invites;
}
