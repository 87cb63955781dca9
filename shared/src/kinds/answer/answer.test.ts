import { beforeEach, describe, expect, test } from 'vitest';
import { History } from '../../find/history.ts';
import type { Book } from '../../ledger/book.ts';
import type { Author } from '../../ledger/command.ts';
import type { PersonId } from '../register/elector.ts';
import type { EventId } from '../../ledger/ledger.ts';
import { deviceFor, idFor } from '../../testing/arbitraries.ts';
import { authorOf, hidden, idsOf, newWard, people } from '../../testing/ward-books.ts';
import { codes, type CodeId } from '../code/code.ts';
import { answerKind, recordAnswer, recordNotIn, type AnswerEvent } from './answer.ts';

const [ann, bo] = people;
let book: Book;
let me: Author;
let code: CodeId;

beforeEach(() => {
  book = newWard();
  me = authorOf(0);
  code = codes(book)[0]!.id;
});

const person = (id: PersonId) => new History(book).person(id);

describe('recording', () => {
  test('[BOOK3] an answer is one event in one transaction, with its trimmed note and questions', () => {
    let updates = 0;
    book.doc.on('update', () => (updates += 1));
    const questions = { likely: 4, issue: ' buses ', lastTime: code } as const;
    const note = ' side door ';
    idsOf(recordAnswer(book, me, { person: ann, outcome: 'spoke', code, questions, note }));
    expect(updates).toBe(1);
    expect(person(ann).counted).toMatchObject({
      by: me.device,
      at: 1e4,
      note: 'side door',
      questions: { likely: 4, issue: 'buses', lastTime: code },
    });
  });

  test('[BOOK3] nobody in: one answer each, one transaction, one batch, undone together', () => {
    let updates = 0;
    book.doc.on('update', () => (updates += 1));
    const ids = idsOf(recordNotIn(book, me, [ann, bo, ann]));
    expect([ids.length, updates]).toEqual([2, 1]);
    const batches = ids.map((id) => book.eventOf(answerKind, id)?.batch);
    expect(batches[0]).toBeDefined();
    expect(new Set(batches).size).toBe(1);
    idsOf(book.undo(me, ids));
    expect(person(bo).lastOutcome).toBeUndefined();
  });

  test('[BOOK3] what cannot be recorded is refused by name and writes nothing', () => {
    const before = book.events.length;
    const refused = (reason: string) => ({ type: 'refused', reason });
    const stranger = idFor<PersonId>(8);
    expect(recordAnswer(book, me, { person: stranger, outcome: 'not-in' })).toEqual(
      refused('unknown-person'),
    );
    expect(recordAnswer(book, me, { person: ann, outcome: 'not-in', code })).toEqual(
      refused('not-allowed'),
    );
    const note = 'x'.repeat(4001);
    expect(recordAnswer(book, me, { person: ann, outcome: 'not-in', note })).toEqual(
      refused('not-allowed'),
    );
    expect(recordNotIn(book, me, [])).toEqual(refused('nothing'));
    expect(recordNotIn(book, me, [ann, stranger])).toEqual(refused('unknown-person'));
    expect(book.events).toHaveLength(before);
  });

  test('[BOOK9] nothing is recorded of an anonymous entry', () => {
    const before = book.events.length;
    const refused = { type: 'refused', reason: 'anonymous' };
    expect(recordAnswer(book, me, { person: hidden, outcome: 'not-in' })).toEqual(refused);
    expect(recordNotIn(book, me, [ann, hidden])).toEqual(refused);
    expect(book.events).toHaveLength(before);
  });
});

describe('an answer', () => {
  const answer: AnswerEvent = {
    id: idFor<EventId>(1),
    at: 1,
    by: deviceFor(1),
    type: 'answer',
    person: ann,
    outcome: 'spoke',
    questions: { likely: 5 },
  };

  test('[BOOK2] a question of a newer version is left out, the conversation stays', () => {
    const stored = answerKind.record.write(answer)!;
    const newer = { ...stored, q: { likely: 5, how: 'by proxy', poster: 'yes' } };
    expect(answerKind.record.parse(newer)).toEqual(answer);
  });

  test('[BOOK3] has a code only where somebody was spoken to, and no answer that there is not', () => {
    const said = { ...answer, outcome: 'not-in', code: idFor<CodeId>(1) } as const;
    expect(answerKind.record.write(said)).toBeUndefined();
    const likely = 9 as 5;
    expect(answerKind.record.write({ ...answer, questions: { likely } })).toBeUndefined();
  });
});
