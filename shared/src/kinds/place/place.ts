/**
 * Notes about a place: a road, a building, an address. They are about the place and not about whoever
 * lives there, and show to everybody who stands at its door.
 */
import { bounds } from '../../base/bounds.ts';
import { as, oneOf, record, text, type ValueOf } from '../../base/fields.ts';
import type { Book, Fresh } from '../../ledger/book.ts';
import { refused, type Author, type CommandResult } from '../../ledger/command.ts';
import { happened, over, type Kind } from '../../ledger/kind.ts';
import type { EventId } from '../../ledger/ledger.ts';

/** Of a street, building or household: see `register/walk.ts`. */
const placeKeyMax = 1_000;

const placeRecord = record({
  ...happened,
  type: as('t', oneOf(['place'])),
  /** The key of a street, a building or a household, as walking order has it. */
  place: as('p', text(placeKeyMax)),
  /** '' takes the note away. */
  text: as('x', text(bounds.textMax)),
  over,
});
export type PlaceEvent = ValueOf<typeof placeRecord>;

export const placeKind: Kind<PlaceEvent> = {
  type: 'place',
  record: placeRecord,
  subject: ({ place }) => `place ${place}`,
  replaces: ({ over: versions }) => versions,
};

/** `over`: the notes this replaces; none for a new one. Blank text takes a note away. */
export function writePlaceNote(
  book: Book,
  author: Author,
  note: { readonly place: string; readonly text: string; readonly over: readonly EventId[] },
): CommandResult {
  const { place, over: seen } = note;
  const written = note.text.trim().toWellFormed();
  if (written === '' && seen.length === 0) return refused('nothing');
  const fresh: Fresh<PlaceEvent> = { type: 'place', place, text: written, over: seen };
  return book.append(author, [fresh]);
}
