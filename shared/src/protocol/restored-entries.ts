/** Entries that a log has lost, as a device puts them back: as they were, whoever wrote them. */
import * as encoding from 'lib0/encoding';
import { readNumber, type Reader } from '../base/decode.ts';
import { readEntries, writeEntries } from './entries-page.ts';
import type { Entry } from './entry.ts';

export interface RestoredEntries {
  /** The position that the log must end at: nobody else has put anything there meanwhile. */
  readonly after: number;
  /** In their old order, each with the relay's clock of then, statements in between. */
  readonly entries: readonly Entry[];
}

export function writeRestored(encoder: encoding.Encoder, restored: RestoredEntries): void {
  encoding.writeVarUint(encoder, restored.after);
  writeEntries(encoder, restored.entries);
}

export function readRestored(reader: Reader): RestoredEntries {
  return { after: readNumber(reader), entries: readEntries(reader) };
}
