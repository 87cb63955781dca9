/**
 * Which devices hold the whole book, and when each last had everything: from what the book says,
 * from what those who are here say of themselves, and from what is known of this device.
 */
import { roleAt, type Access } from '@wardbook/shared/access/state';
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { Holder } from '@wardbook/shared/kinds/holder/holder';
import type { ReplicaStatus } from '../sync/replica-status.ts';
import * as said from '#lib/words/said/open.ts';

/** A copy that is older is listed, and not relied on. */
const staleMs = 30 * 24 * 60 * 60 * 1000;
/** With fewer, one mishap may be the end of a book. */
export const copiesWanted = 3;

export interface DeviceCopy {
  readonly device: DeviceId;
  /** The first device of the same person. */
  readonly person: DeviceId;
  /** When it last had everything, ms since 1970; undefined while nobody has seen that it had. */
  readonly at: number | undefined;
  /** Whether it counts as a copy. */
  readonly counts: boolean;
}

export interface Copies {
  /** Every device in the book, the latest first. */
  readonly devices: readonly DeviceCopy[];
  readonly count: number;
  /** When any of them last had everything. */
  readonly latest: number | undefined;
}

/** Whether this device has, on its disk, everything that there is, and the relay has it too. */
export function holdsAll(status: ReplicaStatus): boolean {
  return (
    status.connection === 'live' &&
    status.waiting === 0 &&
    status.storage.type === 'saved' &&
    !status.health.withheld &&
    status.missing.length === 0 &&
    status.unopened.every(({ isLocked }) => !isLocked)
  );
}

/** `now` is this device's clock; nothing is taken to be later. */
export function copiesOf(
  access: Access | undefined,
  holders: readonly Holder[],
  now: number,
): Copies {
  const latestSaid = new Map<DeviceId, number>();
  for (const { device, at } of holders)
    latestSaid.set(device, Math.max(latestSaid.get(device) ?? 0, Math.min(at, now)));
  const devices = [...(access?.members.values() ?? [])]
    .filter(
      ({ device, isRecoverySheet }) =>
        !isRecoverySheet && roleAt(access!, device, now) !== undefined,
    )
    .map(({ device, person }) => {
      const at = latestSaid.get(device);
      return { device, person, at, counts: at !== undefined && now - at < staleMs };
    })
    .sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  return {
    devices,
    count: devices.filter(({ counts }) => counts).length,
    latest: devices[0]?.at,
  };
}

/** Whether no other device can be counted on to have it whole. */
export function isOnlyCopy({ devices }: Copies, here: DeviceId): boolean {
  return !devices.some(({ device, counts }) => counts && device !== here);
}

/** 'Held whole by 7 devices, last 3 minutes ago'. `ago` says how long ago a moment was. */
export function copiesText({ count, latest }: Copies, ago: (at: number) => string): string {
  if (count === 0 || latest === undefined) return said.notHeldWhole();
  return said.heldWholeBy({ count, ago: ago(latest) });
}
