/** Brings back an edition of the register that was taken back. */
import type { Book } from '../../ledger/book.ts';
import type { Author, CommandResult } from '../../ledger/command.ts';
import type { EditionId } from './elector.ts';

/** Whoever took it back, and however many did while apart: each did so by an undo of their own. */
export function bringBack(book: Book, author: Author, edition: EditionId): CommandResult {
  return book.undo(
    author,
    book.undosOver(edition).map(({ id }) => id),
  );
}
