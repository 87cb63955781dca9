/**
 * How long what is sealed may be once it is opened, in bytes, by its kind. Whoever seals keeps to the same
 * as whoever opens.
 */
import { documentBytesMax, updateBytesMax } from '../base/bounds.ts';
import type { SealedKind } from '../protocol/entry.ts';
import { presenceBytesMax } from '../protocol/limits.ts';

export type PlainBounds = Readonly<Record<SealedKind, number>>;

export const plainBytesMax: PlainBounds = {
  update: updateBytesMax,
  snapshot: documentBytesMax,
  presence: presenceBytesMax,
};

/** Where updates are not cut in pieces: in books of before schema 2, and in files. */
export const uncutBytesMax: PlainBounds = { ...plainBytesMax, update: documentBytesMax };
