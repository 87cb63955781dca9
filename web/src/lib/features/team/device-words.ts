// How devices are called in front of people, and how long a link for one of them still works.
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { TeamPerson } from '#lib/open/team.ts';
import * as said from '#lib/words/said/team.ts';

/** A device that may have a name, as sentences take it. */
export function namedOf(name: string | undefined) {
  return name ? ({ named: 'yes', device: name } as const) : ({ named: 'no', device: '' } as const);
}

/**
 * Another device of somebody, while it waits: 'Moira’s second device (Phone)', 'Your …' where there
 * is no `owner` to name. `known` counts those that they have; `deviceName` is '' where it cannot be
 * read here.
 */
export function comingDevice(owner: string | undefined, known: number, deviceName: string): string {
  const thing =
    owner === undefined ? said.yourComing({ known }) : said.theirComing({ owner, known });
  const name = deviceName.trim();
  return name ? said.withName({ thing, name }) : thing;
}

/** '2 devices: Phone (this one), Old laptop'. */
export function devicesLine(
  { devices }: Pick<TeamPerson, 'devices'>,
  nameOf: (device: DeviceId) => string | undefined,
  thisDevice: DeviceId,
): string {
  const names = devices.map(({ device }) => {
    const name = nameOf(device) ?? said.namelessDevice();
    return device === thisDevice ? said.thisOne({ device: name }) : name;
  });
  const [only] = names;
  return names.length === 1
    ? only!
    : said.devicesLine({ count: names.length, devices: names.join(', ') });
}

/** 'another 14 minutes'; by the second at the end. */
export function leftText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return seconds > 90
    ? said.anotherMinutes({ count: Math.round(seconds / 60) })
    : said.anotherSeconds({ count: seconds });
}
