/**
 * How long what is sealed may be once it is opened, in bytes, by its kind. Whoever seals keeps to the same
 * as whoever opens.
 */
import type { SealedKind } from '../protocol/entry.ts';
import { presenceBytesMax } from '../protocol/limits.ts';

export type PlainBounds = Readonly<Record<SealedKind, number>>;

const mebibyte = 1024 * 1024;

/** An update is one piece of what somebody did; a snapshot is a whole book. */
export const plainBytesMax: PlainBounds = {
  update: 8 * mebibyte,
  snapshot: 64 * mebibyte,
  presence: presenceBytesMax,
};

/** Where updates are not cut in pieces: in books of before schema 2, and in files. */
export const uncutBytesMax: PlainBounds = { ...plainBytesMax, update: plainBytesMax.snapshot };
