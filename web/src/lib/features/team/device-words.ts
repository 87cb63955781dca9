// How devices are called in front of people, and how long a link for one of them still works.
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { TeamPerson } from '#lib/open/team.ts';

/** Where nobody has said what it is called. */
export const namelessDevice = 'A device';

/** 'Moira’s', 'James’s'. */
export function possessive(name: string): string {
  return `${name}’s`;
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/**
 * Another device of somebody, while it waits: 'Moira’s second device (Phone)', 'Your …' where there
 * is no `owner` to name. `known` counts those that they have; `deviceName` is '' where it cannot be
 * read here.
 */
export function comingDevice(owner: string | undefined, known: number, deviceName: string): string {
  const whose = owner === undefined ? 'Your' : possessive(owner);
  const which = ordinals[known] ?? 'next';
  return `${whose} ${which} device${deviceName.trim() ? ` (${deviceName.trim()})` : ''}`;
}

/** '2 devices: Phone (this one), Old laptop'. */
export function devicesLine(
  { devices }: Pick<TeamPerson, 'devices'>,
  nameOf: (device: DeviceId) => string | undefined,
  thisDevice: DeviceId,
): string {
  const names = devices.map(({ device }) => {
    const name = nameOf(device) ?? namelessDevice;
    return device === thisDevice ? `${name} (this one)` : name;
  });
  const [only] = names;
  return names.length === 1 ? only! : `${names.length} devices: ${names.join(', ')}`;
}

/** 'another 14 minutes'; by the second at the end. */
export function leftText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  if (seconds > 90) return `another ${Math.round(seconds / 60)} minutes`;
  return seconds === 1 ? 'another second' : `another ${seconds} seconds`;
}
