/** Brings back an edition of the register that was taken back. */
import { bounds } from '../../base/bounds.ts';
import type { Book } from '../../ledger/book.ts';
import { refused, type Author, type CommandResult } from '../../ledger/command.ts';
import type { EventId } from '../../ledger/ledger.ts';
import type { EditionId } from './elector.ts';
import { registerIndex } from './register-index.ts';

/** Whoever took it back, and however many did while apart: each did so by an undo of their own. */
export function bringBack(book: Book, author: Author, edition: EditionId): CommandResult {
  const ids: EventId[] = [];
  for (let left = bounds.headsMax; left > 0; left -= 1) {
    const taken = book.of(registerIndex).takenBack();
    const found = taken.find((each) => each.edition.id === edition);
    if (found === undefined) break;
    const result = book.undo(author, [found.undone.undo]);
    if (result.type === 'refused') return result;
    ids.push(...result.ids);
  }
  return ids.length > 0 ? { type: 'done', ids } : refused('nothing');
}
