import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bounds } from '../../base/bounds.ts';
import { undoDepthMax } from '../../ledger/undos.ts';
import { electorWith, idFor } from '../../testing/arbitraries.ts';
import { everyCommand } from '../../testing/every-command.ts';
import {
  authorOf,
  copyOf,
  editionWith,
  idsOf,
  newWard,
  people,
  rowsOf,
} from '../../testing/ward-books.ts';
import type { Book } from '../../ledger/book.ts';
import type { EventId } from '../../ledger/ledger.ts';
import { recordAnswer } from '../answer/answer.ts';
import { namePerson, namesOf } from '../device/device.ts';
import { addNote } from '../note/note.ts';
import type { EditionId } from '../register/elector.ts';
import { editions, elector, electors } from '../register/register.ts';
import { putBack, strikeAgain, strikeOut, strikeOuts, writtenBy } from './strike-out.ts';

const since = 50_000;
const ann = authorOf(1, 2_000);
const mallory = () => authorOf(2, since);
const keeper = authorOf(3, 90_000);
const whose = new Set([mallory().device]);
const [first, second] = people;

const answer = (book: Book, author = ann) =>
  idsOf(recordAnswer(book, author, { person: first, outcome: 'spoke' }))[0]!;
/** What stands in the book, but for strike-outs and what a device says of itself. */
const shown = (book: Book) => ({
  electors: electors(book).electors,
  standing: book
    .entries()
    .filter(({ event, undone }) => {
      const device = book.kindOf(event)?.aboutDevice?.(event);
      return !undone && event.type !== 'strike-out' && device !== mallory().device;
    })
    .map(({ event }) => event.id)
    .sort(),
});

describe('[BACK3] striking out what somebody wrote since a moment', () => {
  test('leaves the book as it was, whatever they did, and is taken back as one', () => {
    const acts = fc.array(
      fc.record({
        command: fc.constantFrom(
          ...Object.entries(everyCommand)
            .filter(([name]) => !['namePerson', 'nameDevice', 'renamePerson'].includes(name))
            .map(([, command]) => command),
        ),
        n: fc.nat(9),
        text: fc.constantFrom('Ring twice', 'Side gate', 'Oak House'),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(acts, acts, (before, after) => {
        const book = newWard();
        for (const { command, n, text } of before) command({ book, author: ann, n, text });
        const [then, theirs] = [shown(book), mallory()];
        for (const { command, n, text } of after) command({ book, author: theirs, n, text });
        const worst = shown(book);
        const found = writtenBy(book, { whose, since });
        const returning = new Set(found.returning.map(({ id }) => id));
        const result = strikeOut(book, keeper, { whose, since });
        for (const id of returning) expect(book.isUndone(id)).toBe(false);
        expect(result.type).toBe(found.ids.size > 0 ? 'done' : 'refused');
        expect(shown(book)).toEqual(then);
        if (found.ids.size === 0) return;
        const ours = () => strikeOuts(book).find(({ event }) => event.by === keeper.device);
        const struck = ours();
        expect(struck!.undone).toBeUndefined();
        expect(struck!.event).toMatchObject({
          whose: [...whose],
          since,
          count: found.standing.length,
        });
        idsOf(putBack(book, keeper, struck!.event));
        expect(shown(book)).toEqual(worst);
        expect(ours()!.undone).toBeDefined();
        idsOf(strikeAgain(book, keeper, struck!.event));
        expect(shown(book)).toEqual(then);
      }),
    );
  });

  test('leaves what they wrote before, what others wrote, and what a device says of itself', () => {
    const book = newWard();
    const kept = [answer(book), answer(book, authorOf(2, 3_000))];
    idsOf(namePerson(book, mallory(), mallory().device, { name: 'Mal', colour: 1 }));
    const gone = answer(book, mallory());
    idsOf(strikeOut(book, keeper, { whose, since }));
    expect(kept.map((id) => book.isUndone(id))).toEqual([false, false]);
    expect(book.isUndone(gone)).toBe(true);
    expect(namesOf(book, mallory().device)?.name).toBe('Mal');
  });

  test('finds what they brought in another’s name, and what they dated back where there is a copy', () => {
    const book = newWard();
    answer(book);
    const then = copyOf(book);
    const forged = { id: idFor<EventId>(77), at: 100, by: ann.device, via: mallory().device };
    book.events.push([{ ...forged, t: 'answer', p: first, o: 'refused' }]);
    expect(writtenBy(book, { whose, since }).ids).toEqual(new Set());
    const found = writtenBy(book, { whose, since, before: then });
    expect([found.ids, found.late]).toEqual([new Set([forged.id]), 1]);
    idsOf(strikeOut(book, keeper, { whose, since, before: then }));
    expect(book.isUndone(forged.id)).toBe(true);
  });

  test('leaves what somebody else has put into the book too', () => {
    const book = newWard();
    const id = answer(book);
    const [stored] = book.stored(new Set([id])).events;
    book.events.push([{ ...stored, at: since + 1, via: mallory().device }]);
    expect(writtenBy(book, { whose, since }).ids).toEqual(new Set());
  });

  test('takes a false register back, more entries than one undo may name, and the deepest undos', () => {
    const book = newWard();
    const theirs = mallory();
    const edition = { id: idFor<EditionId>(99), at: since + 1, by: theirs.device };
    const over = editions(book).map(({ id }) => id);
    const rows = rowsOf(edition.id, [electorWith({ id: second, line: 1, surname: 'Nobody' })]);
    idsOf(book.appendMade([editionWith({ ...edition, over })], rows));
    expect(elector(book, second)?.surname).toBe('Nobody');
    for (let n = 0; n < bounds.batchMax + 5; n += 1)
      idsOf(addNote(book, theirs, { person: second, text: `Note ${n}` }));
    const kept = answer(book);
    for (let [deepest, depth] = [kept, 0]; depth < undoDepthMax - 1; depth += 1)
      deepest = idsOf(book.undo(theirs, [deepest]))[0]!;
    expect(book.isUndone(kept)).toBe(true);
    idsOf(strikeOut(book, keeper, { whose, since }));
    expect(book.isUndone(kept)).toBe(false);
    expect(elector(book, second)?.surname).not.toBe('Nobody');
  });

  test('of nothing is refused', () => {
    expect(strikeOut(newWard(), keeper, { whose, since })).toEqual({
      type: 'refused',
      reason: 'nothing',
    });
  });

  test('and what claims to be one puts back nothing but its own author’s undos', () => {
    const book = newWard();
    const wrong = answer(book);
    const undo = idsOf(book.undo(ann, [wrong]))[0]!;
    const claimed = {
      id: idFor<EventId>(88),
      at: since,
      by: mallory().device,
      type: 'strike-out' as const,
      whose: [ann.device],
      since: 0,
      count: 1,
      undos: [undo],
    };
    idsOf(book.appendMade([claimed]));
    idsOf(putBack(book, keeper, strikeOuts(book)[0]!.event));
    expect(book.isUndone(wrong)).toBe(true);
  });
});
