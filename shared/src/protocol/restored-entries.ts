/** Entries that a log has lost, as a device puts them back: as they were, whoever wrote them. */
import { number } from '../base/binary-fields.ts';
import { entries } from './entries-page.ts';

export const restoredEntries = {
  /** The position that the log must end at: nobody else has put anything there meanwhile. */
  after: number,
  /** In their old order, each with the relay's clock of then, statements in between. */
  entries,
};
