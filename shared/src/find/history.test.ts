import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bookEvents, deviceFor, electorWith, idFor } from '../testing/arbitraries.ts';
import { History } from './history.ts';
import { PersonHistory, type PersonEvent } from './person-history.ts';
import type { PersonId } from '../kinds/register/elector.ts';
import type { Book } from '../ledger/book.ts';
import { openBook, type BookEvent } from '../books/ward.ts';
import type { CodeId } from '../kinds/code/code.ts';
import type { EventId } from '../ledger/ledger.ts';
import type { MemoryId } from '../kinds/memory/memory.ts';
import { recordAnswer } from '../kinds/answer/answer.ts';
import type { EditionId } from '../kinds/register/elector.ts';
import type { Entry } from '../ledger/ledger.ts';
import { bookSummary } from '../testing/book-summary.ts';
import { authorOf, bookOf, emptyWard, idsOf, storedOf, takeIn } from '../testing/ward-books.ts';

const ann = idFor<PersonId>(1);
const by = deviceFor(0);
const id = idFor<EventId>;

function historyOf(...events: BookEvent[]): History {
  return new History(bookOf(...events));
}

function answer(n: number, at: number, code?: number): BookEvent {
  const said = code === undefined ? {} : { code: idFor<CodeId>(code) };
  const outcome = code === undefined ? 'not-in' : 'spoke';
  return { id: id(n), at, by, type: 'answer', person: ann, outcome, ...said };
}

function undoing(n: number, at: number, ...of: number[]): BookEvent {
  return { id: id(n), at, by, type: 'undo', of: of.map(id) };
}

function mobile(n: number, at: number, value: string | null, ...over: number[]): BookEvent {
  const field = 'mobile';
  return { id: id(n), at, by, type: 'field', person: ann, field, value, over: over.map(id) };
}

describe('answers', () => {
  test('[BOOK4] both answers stay; the latest real conversation counts, not a later not-in', () => {
    const { answers, counted, lastContactAt, lastOutcome } = historyOf(
      answer(1, 10, 1),
      answer(2, 20, 2),
      answer(3, 30),
    ).person(ann);
    expect(answers.map(({ event }) => event.id)).toEqual([id(3), id(2), id(1)]);
    expect(counted?.id).toBe(id(2));
    expect([lastContactAt, lastOutcome]).toEqual([30, 'not-in']);
  });

  test('[BOOK4] two conversations at one moment: every device counts the one with the later id', () => {
    const [low, high] = [id(1), id(2)].sort();
    const events = [answer(1, 10, 1), answer(2, 10, 2)];
    expect(historyOf(...events).person(ann).counted?.id).toBe(high);
    expect(
      historyOf(...events.toReversed())
        .person(ann)
        .answers.at(-1)?.event.id,
    ).toBe(low);
  });

  test('[BOOK5] undo takes an answer out of what counts and leaves it in the timeline', () => {
    const history = historyOf(answer(1, 10, 1), answer(2, 20, 2), undoing(3, 30, 2));
    const person = history.person(ann);
    expect(person.counted?.id).toBe(id(1));
    expect(person.timeline().map(({ event, undone }) => [event.id, undone?.undo])).toEqual([
      [id(2), id(3)],
      [id(1), undefined],
    ]);
  });

  test('[BOOK5] undoing an undo redoes, whatever the clocks say and in whatever order they come', () => {
    const events = [answer(1, 10, 1), undoing(2, 30, 1), undoing(3, 5, 2)];
    for (const order of [events, events.toReversed()])
      expect(historyOf(...order).person(ann).counted?.id).toBe(id(1));
    expect(historyOf(...events, undoing(4, 1, 3)).person(ann).counted).toBeUndefined();
  });

  test('[BOOK5] undos in a ring decide nothing, and the event they name stands', () => {
    const ring = [answer(1, 10, 1), undoing(2, 20, 1, 3), undoing(3, 20, 2), undoing(4, 20, 4, 1)];
    expect(historyOf(...ring).person(ann).counted?.id).toBe(id(1));
  });
});

describe('fields, notes, memory', () => {
  test('[BOOK6] a value that replaced the one seen is the value; its author needs no right clock', () => {
    const state = historyOf(mobile(1, 50, '1'), mobile(2, 10, '2', 1)).person(ann).fields;
    expect(state.get('mobile')?.value).toBe('2');
    expect(state.get('mobile')?.conflict).toBeUndefined();
  });

  test('[BOOK6] two values written apart both survive until somebody picks', () => {
    const apart = [mobile(1, 10, '1'), mobile(2, 20, '2', 1), mobile(3, 30, '3', 1)];
    const state = historyOf(...apart)
      .person(ann)
      .fields.get('mobile');
    expect(state?.value).toBe('3');
    expect(state?.conflict?.map(({ value }) => value)).toEqual(['3', '2']);
    const picked = historyOf(...apart, mobile(4, 40, '2', 2, 3))
      .person(ann)
      .fields.get('mobile');
    expect(picked?.value).toBe('2');
    expect(picked?.conflict).toBeUndefined();
  });

  test('[BOOK6] the same value from two people is no conflict, and undo brings back what was replaced', () => {
    const agreed = [mobile(1, 10, '1'), mobile(2, 20, '1')];
    expect(
      historyOf(...agreed)
        .person(ann)
        .fields.get('mobile')?.conflict,
    ).toBeUndefined();
    const replaced = historyOf(mobile(1, 10, '1'), mobile(2, 20, '2', 1), undoing(3, 30, 2));
    expect(replaced.person(ann).fields.get('mobile')?.value).toBe('1');
  });

  test('[BOOK7] where people disagree, do-not-knock and an objection count as set', () => {
    for (const field of ['flag:do-not-knock', 'flag:objects'] as const) {
      const flag = (n: number, value: boolean): BookEvent => ({
        id: id(n),
        at: n,
        by,
        type: 'field',
        person: ann,
        field,
        value,
        over: [],
      });
      const state = historyOf(flag(1, true), flag(2, false)).person(ann).fields.get(field);
      expect(state?.value).toBe(true);
      expect(state?.conflict).toHaveLength(2);
    }
  });

  test('[BOOK6] two edits of one note both show; a note taken away shows no more', () => {
    const note = (n: number, text: string, ...over: number[]): BookEvent => ({
      id: id(n),
      at: n,
      by,
      type: 'note',
      person: ann,
      text,
      over: over.map(id),
    });
    const edits = [note(1, 'a'), note(2, 'b', 1), note(3, 'c', 1)];
    expect(
      historyOf(...edits)
        .person(ann)
        .notes.map(({ text }) => text),
    ).toEqual(['c', 'b']);
    expect(historyOf(...edits, note(4, '', 2, 3)).person(ann).notes).toEqual([]);
  });

  test('[BOOK6] something remembered has its newest version, and both when two changed it apart', () => {
    const item = idFor<MemoryId>(1);
    const memory = (n: number, title: string, ...over: number[]): BookEvent => ({
      id: id(n),
      at: n,
      by,
      type: 'memory',
      item,
      kind: 'issue',
      title,
      text: '',
      state: 'open',
      over: over.map(id),
    });
    const apart = historyOf(memory(1, 'a'), memory(2, 'b', 1), memory(3, 'c', 1)).memory();
    expect(apart).toHaveLength(1);
    expect(apart[0]?.conflict?.map(({ title }) => title)).toEqual(['c', 'b']);
    expect(historyOf(memory(1, 'a'), undoing(2, 2, 1)).memory()).toEqual([]);
  });
});

describe('[BOOK13] 40,000 edits of one field', () => {
  const edits = 40_000;
  /** Each over the one before, in the order of `at` or not, and how often their times were asked for. */
  function entries(at: (n: number) => number) {
    let asked = 0;
    const events = Array.from({ length: edits }, (_, n): Entry<PersonEvent> => {
      const over = n === 0 ? [] : [`e${n - 1}` as EventId];
      const field = { type: 'field', person: ann, field: 'mobile', value: `${n}`, over } as const;
      const event = { ...field, id: `e${n}` as EventId, by, at: 0 };
      Object.defineProperty(event, 'at', { get: () => ((asked += 1), at(n)) });
      return { event };
    });
    return { events, asked: () => asked };
  }

  test.each([
    ['in the order of their clocks', (n: number) => n],
    ['with clocks in no order', (n: number) => (n * 7_919) % edits],
  ])('%s, are sorted and looked through, not compared each with each', (_, at) => {
    const { events, asked } = entries(at);
    const state = new PersonHistory(events).fields.get('mobile');
    expect(state?.value).toBe(`${edits - 1}`);
    expect(state?.conflict).toBeUndefined();
    expect(asked()).toBeLessThan(8 * edits * Math.log2(edits));
  });
});

describe('reading', () => {
  test('[BOOK2] bad events are counted and skipped, events of newer types are left alone', () => {
    const newer = { id: id(9), at: 1, by, t: 'ballot', anything: [1] };
    const book = openBook(new Y.Doc());
    book.events.push([null, 'x', { t: 'answer' }, newer, storedOf(answer(1, 10, 1))]);
    expect([book.skipped, book.unknown, book.size]).toEqual([3, 1, 1]);
    expect(book.event(id(1))).toMatchObject({ type: 'answer' });
  });

  test('[BOOK8] fed bit by bit in any order, twice, it is what it is when built at once', () => {
    const feeding = fc
      .array(bookEvents, { maxLength: 30 })
      .chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray(events.map(storedOf), { minLength: events.length }),
          fc.array(fc.nat(5), { maxLength: 30 }),
        ),
      );
    fc.assert(
      fc.property(feeding, ([events, shuffled, steps]) => {
        const atOnce = bookSummary(bookOf(...events));
        const book = openBook(new Y.Doc());
        const history = new History(book);
        let from = 0;
        for (const step of [...steps, shuffled.length]) {
          book.events.push(shuffled.slice(from, from + step));
          history.person(ann);
          history.memory();
          from += step;
        }
        book.events.push(shuffled.slice(0, 7));
        expect(bookSummary(book)).toEqual(atOnce);
      }),
      { numRuns: 400 },
    );
  });
});

describe('[IMP10] of whoever was taken in under two ids', () => {
  const hash = 'h'.repeat(43);
  const [one, other] = [1, 2].map((n) => idFor<PersonId>(n)).sort() as [PersonId, PersonId];
  const [first, second] = [idFor<EditionId>(21), idFor<EditionId>(22)];

  function joined() {
    const book = emptyWard();
    takeIn(book, { id: first, hash }, [electorWith({ id: one })]);
    takeIn(book, { id: second, hash }, [electorWith({ id: other })]);
    return { book, history: new History(book) };
  }
  const asks = (book: Book, person: PersonId) =>
    idsOf(recordAnswer(book, authorOf(0), { person, outcome: 'refused' }));

  test('what was recorded under either is one person’s, and is asked for by either', () => {
    const { book, history } = joined();
    const answers = [...asks(book, other), ...asks(book, one)];
    for (const person of [one, other])
      expect(
        history
          .person(person)
          .answers.map(({ event }) => event.id)
          .sort(),
      ).toEqual(answers.toSorted());
    expect(history.person(other)).toBe(history.person(one));
    expect(history.people()).toEqual([one]);
  });

  test('and is two people’s again once one edition was taken back', () => {
    const { book, history } = joined();
    asks(book, one);
    const [under] = asks(book, other);
    idsOf(book.undo(authorOf(0), [first]));
    expect(history.person(other).answers.map(({ event }) => event.id)).toEqual([under]);
    expect(history.people().sort()).toEqual([one, other]);
  });

  test('it is the same object until something about them changes', () => {
    const { book, history } = joined();
    const stranger = idFor<PersonId>(7);
    takeIn(book, { id: idFor<EditionId>(23) }, [
      electorWith({ id: stranger, line: 9, number: '9' }),
    ]);
    asks(book, one);
    asks(book, other);
    const before = history.person(one);
    idsOf(recordAnswer(book, authorOf(0), { person: stranger, outcome: 'not-in' }));
    expect(history.person(other)).toBe(before);
    asks(book, one);
    expect(history.person(other)).not.toBe(before);
  });

  test('a third id that comes first later is theirs too', () => {
    const { book, history } = joined();
    asks(book, other);
    const third = idFor<PersonId>(0);
    takeIn(book, { id: idFor<EditionId>(24), hash }, [electorWith({ id: third })]);
    const least = [one, other, third].sort()[0]!;
    expect(history.people()).toEqual([least]);
    expect(history.person(third).answers).toHaveLength(1);
  });
});
