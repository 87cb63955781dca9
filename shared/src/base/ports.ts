/** What the rest of the house is given instead of reaching for it: time and chance. */

/** Milliseconds since 1970, as the device believes. */
export type Clock = () => number;

/** Fills and returns a new array of `length` unpredictable bytes. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>;

export const systemClock: Clock = () => Date.now();

export const systemRandom: RandomBytes = (length) =>
  globalThis.crypto.getRandomValues(new Uint8Array(length));
