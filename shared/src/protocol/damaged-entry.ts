/** An entry that a log cannot give any more: its contents do not have the hash that it should. */
import { bytes, number, type RecordOf } from '../base/binary-fields.ts';
import { chainBytes } from './chain.ts';
import { entryKind } from './entry.ts';

export const damagedEntry = {
  seq: number,
  kind: entryKind,
  /** The relay's clock, ms since 1970. */
  at: number,
  /** The running hash after it. */
  hash: bytes(chainBytes),
};
export type DamagedEntry = RecordOf<typeof damagedEntry>;
