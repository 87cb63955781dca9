/** Every bound of what passes the gate. Whoever seals keeps to the same as whoever opens. */
import { documentBytesMax, updateBytesMax } from '@wardbook/shared/base/bounds';

export interface Bounds {
  /** All of it. */
  readonly bytesMax: number;
  /** Runs of values: what one client has written in one place, one after the other. */
  readonly runsMax: number;
  readonly valuesMax: number;
  /** Bytes of one value. */
  readonly valueBytesMax: number;
  /** Records and lists inside one another. */
  readonly depthMax: number;
}

const value = { valueBytesMax: 64 * 1024, depthMax: 8 };

/**
 * One update: more than a register of 50,000 people takes, which is one run. Runs are dear: Yjs looks
 * through all that stands behind what one stands beside, so whoever names what is long past makes
 * everybody's device walk the whole list, once for each.
 */
export const updateBounds: Bounds = {
  ...value,
  bytesMax: updateBytesMax,
  runsMax: 512,
  valuesMax: 200_000,
};

/** A whole book: in a snapshot, a file, or on this device. */
export const bookBounds: Bounds = {
  ...value,
  bytesMax: documentBytesMax,
  runsMax: 1_000_000,
  valuesMax: 2_000_000,
};

/** How far a device's clock may be ahead of the relay's, ms. */
export const clockAheadMsMax = 2 * 60_000;
