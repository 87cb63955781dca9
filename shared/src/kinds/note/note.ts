/** Notes about a person. */
import { bounds } from '../../base/bounds.ts';
import { as, oneOf, record, text, type ValueOf } from '../../base/fields.ts';
import type { Book } from '../../ledger/book.ts';
import { refused, type Author, type CommandResult } from '../../ledger/command.ts';
import type { PersonId } from '../register/elector.ts';
import type { Fresh } from '../../ledger/book.ts';
import { happened, over, recordId, type Kind } from '../../ledger/kind.ts';
import type { EventId } from '../../ledger/ledger.ts';
import { refuseAbout } from '../register/register.ts';

const noteRecord = record({
  ...happened,
  type: as('t', oneOf(['note'])),
  person: as('p', recordId<PersonId>()),
  /** '' takes the note away. */
  text: as('x', text(bounds.textMax)),
  over,
});
export type NoteEvent = ValueOf<typeof noteRecord>;

export const noteKind: Kind<NoteEvent> = {
  type: 'note',
  record: noteRecord,
  subject: ({ person }) => person,
  refuse: (book, { person }) => refuseAbout(book, person),
  replaces: ({ over: versions }) => versions,
};

export function addNote(
  book: Book,
  author: Author,
  note: { readonly person: PersonId; readonly text: string },
): CommandResult {
  return note.text.trim() === ''
    ? refused('nothing')
    : editNote(book, author, { ...note, over: [] });
}

/** `over`: the note events this replaces. Blank text takes the note away. */
export function editNote(
  book: Book,
  author: Author,
  note: { readonly person: PersonId; readonly text: string; readonly over: readonly EventId[] },
): CommandResult {
  const { person, over: seen } = note;
  const fresh: Fresh<NoteEvent> = {
    type: 'note',
    person,
    text: note.text.trim().toWellFormed(),
    over: seen,
  };
  return book.append(author, [fresh]);
}
