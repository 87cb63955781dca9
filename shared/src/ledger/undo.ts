/** The one kind that every book has. */
import { bounds } from '../base/bounds.ts';
import { as, list, oneOf, record, refine } from '../base/fields.ts';
import { happened, recordId, type Kind } from './kind.ts';
import type { EventId, UndoEvent } from './ledger.ts';

export const undo: Kind<UndoEvent> = {
  type: 'undo',
  record: refine(
    record({
      ...happened,
      type: as('t', oneOf(['undo'])),
      of: list(recordId<EventId>(), bounds.batchMax),
    }),
    (undone) => (undone.of.length === 0 ? undefined : undone),
  ),
};
