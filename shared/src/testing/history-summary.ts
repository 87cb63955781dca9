/** Everything that a book's history says, as plain data, to compare two of them by. */
import { History } from '../find/history.ts';
import type { Book } from '../ledger/book.ts';

export function summary(book: Book): unknown {
  const history = new History(book);
  return {
    size: book.size,
    memory: history.memory(),
    people: history
      .people()
      .sort()
      .map((id) => {
        const person = history.person(id);
        const { answers, counted, lastContactAt, lastOutcome, fields, notes, asked } = person;
        return {
          id,
          answers,
          counted,
          lastContactAt,
          lastOutcome,
          notes,
          asked,
          fields: [...fields],
          timeline: person.timeline(),
        };
      }),
  };
}
