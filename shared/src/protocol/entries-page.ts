/** Entries that follow one another in a log, as a relay sends them to a reader. */
import { bytes, list, number, record, varBytes, type RecordOf } from '../base/binary-fields.ts';
import { chainBytes } from './chain.ts';
import { entryKind } from './entry.ts';
import { entryBytesMax, pageEntriesMax } from './limits.ts';

export const entries = list(
  record({ kind: entryKind, at: number, blob: varBytes(entryBytesMax) }),
  pageEntriesMax,
);

export const entriesPage = {
  /** The reader's position before this page. */
  after: number,
  /** The first entry's position; the rest follow without a gap. */
  first: number,
  /** The running hash just before the first. */
  previousHash: bytes(chainBytes),
  entries,
};
export type EntriesPage = RecordOf<typeof entriesPage>;
