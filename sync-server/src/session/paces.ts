/**
 * How much each device may append: so many entries and bytes at once, and so many a second. A device
 * that goes beyond is read more slowly, not closed: what it has to say would only come again. Counted
 * by device, so that coming back or a second socket makes nothing faster.
 */
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { RelayLimits } from '../limits.ts';
import { TokenBucket } from './token-bucket.ts';

interface Pace {
  readonly entries: TokenBucket;
  readonly bytes: TokenBucket;
}

export class Paces {
  readonly #limits: RelayLimits;
  readonly #byDevice = new Map<DeviceId, Pace>();

  constructor(limits: RelayLimits) {
    this.#limits = limits;
  }

  /** So many bytes more, in one entry or several; gives whether the device is to be read no further for now. */
  spend(device: DeviceId, bytes: number, elapsed: number, entries = 1): boolean {
    const pace = this.#byDevice.get(device) ?? this.#begin(device, elapsed);
    pace.entries.spend(entries, elapsed);
    pace.bytes.spend(bytes, elapsed);
    return isSlowed(pace, elapsed);
  }

  isSlowed(device: DeviceId, elapsed: number): boolean {
    const pace = this.#byDevice.get(device);
    return pace !== undefined && isSlowed(pace, elapsed);
  }

  /** Forgets those who have earned everything back. */
  sweep(elapsed: number): void {
    for (const [device, { entries, bytes }] of this.#byDevice)
      if (entries.isFull(elapsed) && bytes.isFull(elapsed)) this.#byDevice.delete(device);
  }

  #begin(device: DeviceId, elapsed: number): Pace {
    const { entriesBurst, entriesPerSecond, bytesBurst, bytesPerSecond } = this.#limits;
    const pace = {
      entries: new TokenBucket(entriesBurst, entriesPerSecond, elapsed),
      bytes: new TokenBucket(bytesBurst, bytesPerSecond, elapsed),
    };
    this.#byDevice.set(device, pace);
    return pace;
  }
}

function isSlowed({ entries, bytes }: Pace, elapsed: number): boolean {
  return entries.isInDebt(elapsed) || bytes.isInDebt(elapsed);
}
