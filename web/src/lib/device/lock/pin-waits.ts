/**
 * How long one waits after wrong PINs. The waits grow and nothing is ever destroyed. Counted by the
 * device's clock, so that they outlast a reload; a clock that is put back costs one whole wait at
 * most, never more.
 */

export interface Tries {
  /** Tries since the last right PIN. */
  readonly wrong: number;
  /** When the last one was, ms since 1970. */
  readonly at: number;
}

export const noTries: Tries = { wrong: 0, at: 0 };

const second = 1_000;
const minute = 60 * second;

/** After so many wrong tries; after more, as after the last. */
const waits = [
  0,
  0,
  0,
  0,
  5 * second,
  15 * second,
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  60 * minute,
];

/** How much longer nothing may be tried, in ms. */
export function waitLeft({ wrong, at }: Tries, now: number): number {
  const wait = waits[Math.min(wrong, waits.length - 1)]!;
  return Math.min(wait, Math.max(0, at + wait - now));
}

/** The same tries by a clock that says it is earlier than the last of them: they count from now. */
export function inTimeOf(tries: Tries, now: number): Tries {
  return tries.at > now ? { ...tries, at: now } : tries;
}

export function afterTry({ wrong }: Tries, now: number): Tries {
  return { wrong: wrong + 1, at: now };
}
