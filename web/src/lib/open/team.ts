/**
 * The team as people: each once, with their devices and what they may do. Recovery sheets are in
 * the book like keepers, but are nobody and no device.
 */
import { roleAt, type Access, type Member } from '@wardbook/shared/access/state';
import type { Role } from '@wardbook/shared/access/statement';
import type { DeviceId } from '@wardbook/shared/base/ids';

export interface TeamPerson {
  /** Their first device, which may be in the book no more. */
  readonly person: DeviceId;
  /** Those that are in the book, by when they came. At least one. */
  readonly devices: readonly Member[];
  /** The most that any of their devices may do. */
  readonly role: Role;
  /** When that ends, ms since 1970, 0 for no end. */
  readonly until: number;
  /** Of the earliest of their devices that is in the book, ms since 1970. */
  readonly since: number;
  readonly admittedBy: DeviceId;
}

const strongestFirst: readonly Role[] = ['keeper', 'editor', 'reader'];

/** By when they came. */
export function teamOf(access: Access | undefined): TeamPerson[] {
  const devices = [...(access?.members.values() ?? [])]
    .filter(({ isRecoverySheet }) => !isRecoverySheet)
    .sort((a, b) => a.since - b.since);
  const people = Map.groupBy(devices, ({ person }) => person);
  return [...people].map(([person, theirs]) => {
    const { since, admittedBy } = theirs.find(({ device }) => device === person) ?? theirs[0]!;
    return { person, devices: theirs, ...rightsOf(theirs), since, admittedBy };
  });
}

/** What a person may do by all of their devices together. */
export function rightsOf(devices: readonly Pick<Member, 'role' | 'until'>[]): {
  readonly role: Role;
  readonly until: number;
} {
  const role = strongestFirst.find((each) => devices.some((device) => device.role === each))!;
  const ends = devices.filter((device) => device.role === role).map(({ until }) => until);
  return { role, until: ends.includes(0) ? 0 : Math.max(...ends) };
}

/** Whether nobody but one person can let anybody in: with their devices the book's doors are lost. */
export function hasOneKeeperOnly(access: Access, now: number): boolean {
  const keepers = [...access.members.values()].filter(
    ({ device }) => roleAt(access, device, now) === 'keeper',
  );
  if (keepers.some(({ isRecoverySheet }) => isRecoverySheet)) return false;
  return new Set(keepers.map(({ person }) => person)).size === 1;
}
