import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bounds } from '../base/bounds.ts';
import { recordAnswer } from '../kinds/answer/answer.ts';
import { addNote, editNote } from '../kinds/note/note.ts';
import type { EditionId } from '../kinds/register/elector.ts';
import { electors } from '../kinds/register/register.ts';
import { idFor, electorWith } from '../testing/arbitraries.ts';
import { bookSummary } from '../testing/book-summary.ts';
import { everyCommand } from '../testing/every-command.ts';
import {
  authorOf,
  copyOf,
  emptyWard,
  idsOf,
  newWard,
  people,
  send,
  takeIn,
} from '../testing/ward-books.ts';
import type { Book } from './book.ts';
import { bringBack, goneSince } from './way-back.ts';

const ann = authorOf(1, 2_000);
const bob = authorOf(2, 3_000);
const keeper = authorOf(3, 4_000);
const [first, second] = people;

const answer = (book: Book, person = first) =>
  idsOf(recordAnswer(book, ann, { person, outcome: 'spoke' }))[0]!;
const all = (then: Book, now: Book) => new Set(goneSince(then, now).map(({ event }) => event.id));
const answersAndImports = (book: Book) =>
  book
    .entries()
    .flatMap(({ event, undone }) =>
      !undone && ['answer', 'edition'].includes(event.type) ? [event.id] : [],
    );
const hows = (then: Book, now: Book) => goneSince(then, now).map(({ how }) => how);

describe('[BACK1] what stood then and does not now', () => {
  test('is told with who took it back, or wrote over it, and when', () => {
    const now = newWard();
    const [kept, taken] = [answer(now), answer(now, second)];
    const note = idsOf(addNote(now, ann, { person: first, text: 'Ring twice' }))[0]!;
    const then = copyOf(now);
    expect(goneSince(then, now)).toEqual([]);
    idsOf(now.undo(bob, [taken]));
    const over = [note];
    const last = idsOf(editNote(now, bob, { person: first, text: 'Go away', over }))[0]!;
    answer(now);
    const gone = goneSince(then, now);
    expect(gone.map(({ event, ...rest }) => ({ id: event.id, ...rest }))).toEqual([
      { id: note, how: 'replaced', last: now.event(last) },
      { id: taken, how: 'taken-back', by: bob.device, at: expect.any(Number) },
    ]);
    expect(gone.some(({ event }) => event.id === kept)).toBe(false);
  });

  test('and what is in the book no more is missing, with a register and its people', () => {
    const now = emptyWard();
    const then = copyOf(now);
    takeIn(then, { id: idFor<EditionId>(7), at: 1_500 }, [electorWith({ id: first, line: 2 })]);
    answer(then);
    expect(hows(then, now)).toEqual(['missing', 'missing']);
  });
});

describe('[BACK2] bringing back', () => {
  test('brings the chosen back and leaves the rest, also where one undo took them together', () => {
    const now = newWard();
    const [one, two] = [answer(now), answer(now, second)];
    const then = copyOf(now);
    idsOf(now.undo(bob, [one, two]));
    const done = idsOf(bringBack({ before: then, now }, keeper, new Set([one])));
    expect([now.isUndone(one), now.isUndone(two)]).toEqual([false, true]);
    idsOf(now.undo(keeper, done));
    expect([now.isUndone(one), now.isUndone(two)]).toEqual([true, true]);
  });

  test('has what is missing under its own id and author, once, though its author comes with it too', () => {
    const now = emptyWard();
    const then = copyOf(now);
    takeIn(then, { id: idFor<EditionId>(7), at: 1_500 }, [electorWith({ id: first, line: 2 })]);
    const said = answer(then);
    idsOf(bringBack({ before: then, now }, keeper, all(then, now)));
    expect(electors(now).electors.map(({ id }) => id)).toEqual([first]);
    expect(now.event(said)?.by).toBe(ann.device);
    expect(now.carriers().get(said)).toEqual(new Set([keeper.device]));
    // Whoever had it comes after all: it is one event still.
    send(then, now);
    expect(bookSummary(now)).toEqual(bookSummary(then));
    expect(now.clashes).toBe(0);
  });

  test('is undone as one, also where it was more than one undo may name', () => {
    const now = emptyWard();
    const before = copyOf(now);
    takeIn(before, { id: idFor<EditionId>(7), at: 1_500 }, [electorWith({ id: first, line: 2 })]);
    for (let n = 0; n <= bounds.batchMax; n += 1) answer(before);
    const done = idsOf(bringBack({ before, now }, keeper, all(before, now)));
    expect(goneSince(before, now)).toEqual([]);
    idsOf(now.undo(keeper, done));
    expect(new Set(hows(before, now))).toEqual(new Set(['taken-back']));
  });

  test('has nothing to do where nothing of it is gone', () => {
    const now = newWard();
    const then = copyOf(now);
    const result = bringBack({ before: then, now }, keeper, new Set([answer(now)]));
    expect(result).toEqual({ type: 'refused', reason: 'nothing' });
  });

  test('of everything leaves nothing gone, whatever was done', () => {
    const acts = fc.array(
      fc.record({
        command: fc.constantFrom(...Object.values(everyCommand)),
        who: fc.constantFrom(ann, bob),
        n: fc.nat(9),
        text: fc.constantFrom('Ring twice', 'Side gate', 'Oak House'),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(acts, acts, (before, since) => {
        const now = newWard();
        for (const { command, who: author, n, text } of before)
          command({ book: now, author, n, text });
        const then = copyOf(now);
        for (const { command, who: author, n, text } of since)
          command({ book: now, author, n, text });
        const gone = all(then, now);
        if (gone.size > 0) idsOf(bringBack({ before: then, now }, keeper, gone));
        expect(goneSince(then, now)).toEqual([]);
        for (const id of answersAndImports(then)) expect(answersAndImports(now)).toContain(id);
      }),
    );
  });
});
