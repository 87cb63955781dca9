/** Entries that a log has lost, as a device puts them back: as they were, whoever wrote them. */
import { number } from '../base/binary-fields.ts';
import { entries } from './entries-page.ts';

export const restoredEntries = {
  /**
   * Where the log must end. If others have written meanwhile it does not, and the frame is refused.
   */
  after: number,
  /** In their old order, each with the relay's clock of then, statements in between. */
  entries,
};
