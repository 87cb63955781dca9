import { beforeEach, describe, expect, test } from 'vitest';
import type { Book } from '../../ledger/book.ts';
import type { Elector, PersonId } from './elector.ts';
import { deviceFor, electorWith, idFor } from '../../testing/arbitraries.ts';
import { registerSummary } from '../../testing/book-summary.ts';
import {
  authorOf,
  copyOf,
  editionWith,
  emptyWard,
  exchange,
  idsOf,
  rowsOf,
  takeIn,
} from '../../testing/ward-books.ts';
import type { EditionId } from './elector.ts';
import { elector } from './register.ts';
import { bringBack } from './bring-back.ts';
import { RegisterIndex, registerIndex } from './register-index.ts';

const [ann, bo] = [idFor<PersonId>(1), idFor<PersonId>(2)];
const e = [0, 1, 2, 3, 4, 5].map(idFor<EditionId>) as [
  EditionId,
  EditionId,
  EditionId,
  EditionId,
  EditionId,
  EditionId,
];
const hash = 'h'.repeat(43);
const me = authorOf(0);
let book: Book;

beforeEach(() => {
  book = emptyWard();
});

const annIs = (parts: Partial<Elector>) => electorWith({ id: ann, ...parts });
const register = (of = book) => of.of(registerIndex);

describe('[IMP8] the entry that counts', () => {
  test('is the newest edition’s that has one, whoever took it in and in whatever order they come', () => {
    const there = copyOf(book);
    takeIn(book, { id: e[1], at: 10 }, [
      annIs({ number: '1' }),
      electorWith({ id: bo, number: '2' }),
    ]);
    takeIn(there, { id: e[2], at: 20 }, [annIs({ number: '7' })]);
    exchange(book, there);
    for (const each of [book, there]) {
      expect(elector(each, ann)).toMatchObject({ number: '7', edition: e[2] });
      expect(elector(each, bo)).toMatchObject({ number: '2', edition: e[1] });
    }
    expect(registerSummary(register(there))).toEqual(registerSummary(register()));
  });

  test('is that of an edition over another, whatever their clocks say', () => {
    takeIn(book, { id: e[1], at: 50 }, [annIs({ number: '1' })]);
    takeIn(book, { id: e[2], at: 10, over: [e[1]] }, [annIs({ number: '7' })]);
    expect(elector(book, ann)?.number).toBe('7');
    expect(
      register()
        .editions()
        .map(({ id }) => id),
    ).toEqual([e[2], e[1]]);
  });

  test('the numbers of earlier editions are known still, each once, and not the one of now', () => {
    for (const [n, number] of ['1', '2', '1', '3', '2'].entries())
      takeIn(book, { id: e[n]!, at: n }, [annIs({ number })]);
    expect(register().formerNumbers(ann)).toEqual(['AL-3', 'AL-1']);
    expect(register().formerNumbers(bo)).toEqual([]);
  });

  test('rows of no edition do not count until it is there', () => {
    book.rows.push(rowsOf(e[1], [annIs({})]));
    expect(elector(book, ann)).toBeUndefined();
    idsOf(book.appendMade([editionWith({ id: e[1] })]));
    expect(elector(book, ann)?.id).toBe(ann);
  });

  test('two devices that take in other files apart overwrite nothing', () => {
    takeIn(book, { id: e[1], at: 1 }, [annIs({ number: '1' })]);
    const there = copyOf(book);
    takeIn(book, { id: e[2], at: 2, over: [e[1]] }, [annIs({ title: 'Dr' })], []);
    takeIn(there, { id: e[3], at: 3, over: [e[1]] }, [
      annIs({ number: '5' }),
      electorWith({ id: bo }),
    ]);
    exchange(book, there);
    for (const each of [book, there]) {
      expect(register(each).latest()).toEqual([e[3], e[2]]);
      expect(elector(each, ann)).toMatchObject({ number: '5', edition: e[3] });
      expect(each.rows.toArray()).toHaveLength(4);
    }
    idsOf(book.undo(me, [e[3]]));
    expect(elector(book, ann)).toMatchObject({ number: '1', title: 'Dr', edition: e[2] });
  });
});

describe('[IMP11] an edition that was taken back', () => {
  test('is gone whole, and whole again once that is undone', () => {
    takeIn(book, { id: e[1], at: 1 }, [annIs({ number: '1' })]);
    const before = registerSummary(register());
    takeIn(book, { id: e[2], at: 2, over: [e[1]] }, [
      annIs({ number: '7' }),
      electorWith({ id: bo }),
    ]);
    const after = registerSummary(register());
    const [undone] = idsOf(book.undo(me, [e[2]]));
    expect(registerSummary(register())).toEqual(before);
    expect(registerSummary(register(copyOf(book)))).toEqual(before);
    idsOf(book.undo(me, [undone!]));
    expect(registerSummary(register())).toEqual(after);
  });
});

describe('[IMP13] what taking an edition back would do', () => {
  test('who would be gone, and who would read as before', () => {
    takeIn(book, { id: e[1], at: 1 }, [annIs({ number: '1' })]);
    takeIn(book, { id: e[2], at: 2, over: [e[1]] }, [
      annIs({ number: '7' }),
      electorWith({ id: bo, number: '8' }),
    ]);
    expect(register().restingOn(e[2])).toEqual({ alone: [bo], others: [ann] });
    expect(register().restingOn(e[1])).toEqual({ alone: [], others: [] });
    idsOf(book.undo(me, [e[2]]));
    expect([...register().people()].map(([id, { number }]) => [id, number])).toEqual([[ann, '1']]);
    expect(register().restingOn(e[1])).toEqual({ alone: [ann], others: [] });
  });

  test('it says who took which back, the last first, and one press brings it back from all of them', () => {
    takeIn(book, { id: e[1], at: 1 }, [annIs({})]);
    takeIn(book, { id: e[2], at: 2, over: [e[1]] }, [electorWith({ id: bo, number: '8' })]);
    const there = copyOf(book);
    idsOf(book.undo(me, [e[1]]));
    idsOf(book.undo(authorOf(1, 20_000), [e[2]]));
    idsOf(there.undo(authorOf(2), [e[2]]));
    exchange(book, there);
    const taken = register().takenBack();
    expect(taken.map(({ edition, undone }) => [edition.id, undone.by])).toContainEqual([
      e[1],
      deviceFor(0),
    ]);
    expect(taken).toHaveLength(2);
    expect(registerSummary(register(there))).toEqual(registerSummary(register()));
    idsOf(bringBack(book, me, e[2]));
    expect(
      register()
        .takenBack()
        .map(({ edition }) => edition.id),
    ).toEqual([e[1]]);
    expect([...register().people().keys()]).toEqual([bo]);
    expect(bringBack(book, me, e[2])).toEqual({ type: 'refused', reason: 'nothing' });
  });
});

describe('[IMP10] one file that was taken in twice while apart', () => {
  const [one, two, three] = [11, 12, 13].map(idFor<PersonId>).sort() as [
    PersonId,
    PersonId,
    PersonId,
  ];
  const once = (
    id: EditionId,
    person: PersonId,
    parts: Partial<Elector> = {},
    at = 1,
    file = hash,
  ) => takeIn(book, { id, at, hash: file }, [electorWith({ id: person, ...parts })]);

  test('has each of its people once, by either id', () => {
    once(e[1], two);
    once(e[2], one);
    expect([...register().people().keys()]).toEqual([one]);
    for (const id of [one, two]) {
      expect(elector(book, id)).toMatchObject({ id: one, surname: 'Lee' });
      expect(register().idsOf(id)).toEqual([one, two]);
    }
    for (const edition of [e[1], e[2]]) expect([...register().roll(edition)]).toEqual([one]);
  });

  test.each([
    ['other details', {}, { surname: 'Nowak' }, hash],
    ['another line', { number: '' }, { number: '', line: 3 }, hash],
    ['no line', { number: '', line: 0 }, { number: '', line: 0 }, hash],
    ['another file', { number: '' }, { number: '' }, 'g'.repeat(43)],
  ])('nobody is joined by %s', (_, first, parts, file) => {
    once(e[1], one, first);
    once(e[2], two, parts, 1, file);
    expect(register().aliases.size).toBe(0);
    expect(register().people().size).toBe(2);
  });

  test('and of another file too, where elector number, name and address are the same', () => {
    once(e[1], one, { title: 'Dr' });
    once(e[2], two, { line: 7 }, 2, 'g'.repeat(43));
    expect(register().idsOf(two)).toEqual([one, two]);
    expect(elector(book, one)?.edition).toBe(e[2]);
  });

  test('but nobody of whom one edition has two', () => {
    takeIn(book, { id: e[1], at: 1 }, [
      electorWith({ id: one, line: 2 }),
      electorWith({ id: two, line: 3 }),
    ]);
    once(e[2], three, { line: 7 }, 2);
    expect(register().aliases.size).toBe(0);
  });

  test('a hostile edition that says it is of that file joins nobody by other content', () => {
    once(e[1], one);
    const second = { line: 3, number: '2', surname: 'Nowak' };
    takeIn(book, { id: e[2], at: 1, hash }, [electorWith({ id: two, ...second })]);
    const lies = [
      electorWith({ id: three, surname: 'Liar' }),
      electorWith({ id: two, ...second, forenames: 'Bo' }),
    ];
    takeIn(book, { id: e[3], at: 0, hash, by: deviceFor(6) }, lies);
    expect(register().aliases.size).toBe(0);
    expect([...register().people().keys()].sort()).toEqual([one, two, three]);
  });

  test('nor does it keep others apart', () => {
    takeIn(book, { id: e[3], at: 0, hash }, [electorWith({ id: three, surname: 'Liar' })]);
    once(e[1], one);
    once(e[2], two);
    expect(register().idsOf(two)).toEqual([one, two]);
    expect(register().idsOf(three)).toEqual([three]);
  });

  test('by three devices is one person still, and two once one edition is taken back', () => {
    once(e[1], three);
    once(e[2], one);
    once(e[3], two);
    expect(register().idsOf(three)).toEqual([one, two, three]);
    const [undone] = idsOf(book.undo(me, [e[2]]));
    expect(register().idsOf(three)).toEqual([two, three]);
    expect([...register().people().keys()]).toEqual([two]);
    idsOf(book.undo(me, [e[1]]));
    expect(register().aliases.size).toBe(0);
    expect(elector(book, two)?.edition).toBe(e[3]);
    idsOf(book.undo(me, [undone!]));
    expect(register().idsOf(two)).toEqual([one, two]);
  });

  test('what a later edition says under either id is of them', () => {
    once(e[1], two);
    once(e[2], one);
    takeIn(book, { id: e[3], at: 9, over: [e[1], e[2]] }, [
      electorWith({ id: two, surname: 'Nowak' }),
    ]);
    expect(elector(book, one)).toMatchObject({ id: one, surname: 'Nowak' });
    expect(register().people().size).toBe(1);
    takeIn(book, { id: e[4], at: 10, over: [e[3]] }, [], [two]);
    expect(register().roll(e[4]).size).toBe(0);
  });

  test('by 2,000 devices is one person', () => {
    const index = new RegisterIndex();
    const count = 2_000;
    const ids = Array.from(
      { length: count },
      (_, n) => `${count - n}`.padStart(16, '0') as PersonId,
    );
    const editions = ids.map((id) => editionWith({ id: id as string as EditionId, hash }));
    index.takeRows(
      editions.flatMap(({ id }) => rowsOf(id, [electorWith({ id: id as string as PersonId })])),
    );
    index.update(editions.map((event) => ({ event })));
    const least = ids.toSorted()[0]!;
    expect(index.people().size).toBe(1);
    expect(index.elector(ids[0]!)?.id).toBe(least);
    expect(index.idsOf(least)).toHaveLength(count);
  });
});

describe('[IMP12] rows are read when they are asked for', () => {
  test('or so many at a time, and whoever follows is told of what is another', () => {
    const index = new RegisterIndex();
    const all = Array.from({ length: 10 }, (_, n) =>
      electorWith({ id: idFor<PersonId>(n), number: `${n}`, line: n + 2 }),
    );
    index.update([{ event: editionWith({ id: e[1] }) }]);
    const { news, stop } = index.watch();
    index.takeRows(rowsOf(e[1], all));
    index.takeRows([null]);
    index.read(4);
    expect([index.unread, news().size]).toEqual([7, 10]);
    expect([index.unread, index.people().size, index.skipped]).toEqual([0, 10, 1]);
    index.takeRows(rowsOf(e[1], all));
    expect(news().size).toBe(0);
    index.update([{ event: editionWith({ id: e[2], at: 2 }) }]);
    index.takeRows(rowsOf(e[2], [{ ...all[3]!, title: 'Dr' }, all[4]!]));
    expect(news()).toEqual(new Set([all[3]!.id, all[4]!.id]));
    stop();
    index.takeRows(rowsOf(e[2], [{ ...all[5]!, title: 'Dr' }]));
    expect([index.elector(all[5]!.id)?.title, news().size]).toEqual(['Dr', 0]);
  });
});

describe('[IMP12] whoever follows is told of everybody of whom something is another', () => {
  const entry = (edition: EditionId, number: string, person = ann) =>
    rowsOf(edition, [electorWith({ id: person, number })]);
  let index: RegisterIndex;
  let news: () => ReadonlySet<PersonId>;

  const stand = (n: number, parts: Parameters<typeof editionWith>[0] = {}) =>
    index.update([{ event: editionWith({ id: e[n]!, at: n, ...parts }) }]);
  const takeBack = (n: number) =>
    index.update([
      {
        event: editionWith({ id: e[n]!, at: n }),
        undone: { undo: idFor(9), by: deviceFor(1), at: 3 },
      },
    ]);

  beforeEach(() => {
    index = new RegisterIndex();
    ({ news } = index.watch());
  });

  test('by which numbers they were known, where an earlier edition comes, is taken back, or says another', () => {
    index.takeRows([...entry(e[1], '1'), ...entry(e[2], '2'), ...entry(e[2], '8', bo)]);
    stand(2);
    expect(news()).toEqual(new Set([ann, bo]));
    stand(1);
    expect(news()).toEqual(new Set([ann]));
    expect(index.formerNumbers(ann)).toEqual(['AL-1']);
    stand(1);
    index.takeRows(entry(e[1], '1'));
    expect(news().size).toBe(0);
    // Of two contents for one place it is the other that counts.
    index.takeRows(entry(e[1], '0'));
    expect(news()).toEqual(new Set([ann]));
    expect(index.formerNumbers(ann)).toEqual(['AL-0']);
    takeBack(1);
    expect(news()).toEqual(new Set([ann]));
    expect(index.formerNumbers(ann)).toEqual([]);
  });

  test('under which ids, where the entry that counts stays', () => {
    index.takeRows([...entry(e[1], '1'), ...entry(e[2], '1', bo)]);
    stand(1, { at: 9 });
    expect(news()).toEqual(new Set([ann]));
    stand(2);
    expect(news()).toEqual(new Set([ann]));
    expect(index.idsOf(ann)).toEqual([ann, bo]);
    takeBack(2);
    expect(news()).toEqual(new Set([ann]));
    expect(index.idsOf(ann)).toEqual([ann]);
  });
});
