/**
 * Puts a fuller or another answer in the place of one that was just given.
 *
 * Both halves, the new answer and the undo of the old one, are one transaction: one update to store
 * and to send, so a device that dies has either the old answer or the new one, never none and never
 * both. The new answer keeps the moment of the old, because it is the same conversation.
 */
import type { Book } from '@wardbook/shared/ledger/book';
import { refused, type Author, type CommandResult } from '@wardbook/shared/ledger/command';
import {
  recordAnswer,
  type NewAnswer,
  type AnswerEvent,
} from '@wardbook/shared/kinds/answer/answer';

/** The ids are those of the new answer. A refusal leaves the old one standing. */
export function correctAnswer(
  book: Book,
  author: Author,
  old: AnswerEvent,
  answer: NewAnswer,
): CommandResult {
  let result: CommandResult = refused('nothing');
  book.doc.transact(() => {
    result = recordAnswer(book, { ...author, now: () => old.at }, answer);
    if (result.type === 'done') book.undo(author, [old.id]);
  });
  return result;
}
