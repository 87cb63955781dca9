import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { entryWith, idFor, registerEntries } from '../../testing/arbitraries.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import { authorOf, copyOf, exchange, idsOf } from '../../testing/ward-books.ts';
import { applyImport, type ImportSummary } from './apply-import.ts';
import type { Book } from '../../ledger/book.ts';
import type { RegisterEntry } from './register-entry.ts';
import { planImport, type ImportPlan } from './register-import.ts';
import { electorNumber } from './elector.ts';
import { createBook } from '../../books/ward.ts';
import { districts } from './district.ts';
import { electors, editions } from './register.ts';
import { registerIndex } from './register-index.ts';
import type { EditionId } from './elector.ts';

const summary: ImportSummary = { file: 'register.csv', layout: 'xpress-14', problems: 0 };
const hash = 'h'.repeat(43);
const random = seededRandom(3);

function newBook(): Book {
  const founder = { ...authorOf(0), now: () => 1 };
  return createBook(new Y.Doc(), founder, { ward: 'A', council: 'B', districts: [] });
}

function plan(book: Book, entries: readonly RegisterEntry[], n = 1): ImportPlan {
  return planImport(entries, book.of(registerIndex), idFor<EditionId>(n), random);
}

/** Imports, the `n`-th at the time `n`, and gives the plan. */
function importInto(book: Book, entries: readonly RegisterEntry[], n = 1, more = {}): ImportPlan {
  const planned = plan(book, entries, n);
  applyImport(book, { ...authorOf(0), now: () => n }, planned, { ...summary, ...more });
  return planned;
}

const people = (book: Book) => electors(book).electors;
const kinds = (planned: ImportPlan) => planned.clashes.map(({ kind }) => kind);

describe('matching', () => {
  /** Imports one person, then a file with one changed row; gives what became of them. */
  function afterwards(first: Partial<RegisterEntry>, then: Partial<RegisterEntry>) {
    const book = newBook();
    const [before] = importInto(book, [entryWith(first)]).added;
    const planned = importInto(book, [entryWith({ ...first, ...then })], 2);
    return { before: before!, planned, same: people(book).length === 1 };
  }

  test('[IMP2] the id of the software finds somebody who moved, married and was renumbered', () => {
    const moved = { surname: 'Nowak', address: ['9 Low Road'], number: '77' };
    const { before, planned, same } = afterwards({ externalId: 'E1' }, moved);
    expect(same).toBe(true);
    expect(planned.changed[0]?.after).toMatchObject({ id: before.id, ...moved });
  });

  test('[IMP2] an id with which nothing else agrees is another system’s: a new person', () => {
    const other = {
      surname: 'Nowak',
      forenames: 'Bo',
      number: '7',
      address: ['9 Low Road'],
    };
    expect(afterwards({ externalId: 'E1' }, other).same).toBe(false);
  });

  test('[IMP2] number and name; name and address with a new number; a corrected name', () => {
    for (const then of [
      { address: ['9 Low Road'] },
      { number: '88', suffix: '1' },
      { surname: 'Leigh' },
      { forenames: 'Anne' },
      { surname: 'LEE', address: ['1 High Rd.'], number: '2' },
    ])
      expect(afterwards({}, then).same).toBe(true);
    for (const then of [
      { number: '88', address: ['9 Low Road'] },
      { surname: 'Leigh', forenames: 'Anne' },
      { surname: 'Leigh', address: ['9 Low Road'] },
    ])
      expect(afterwards({}, then).same).toBe(false);
  });

  test('[IMP2] whoever is named exactly goes before whoever is merely alike', () => {
    const book = newBook();
    importInto(book, [entryWith({ number: '100' })]);
    const [ann] = people(book);
    const stranger = entryWith({ line: 2, number: '100', address: ['9 Low Road'] });
    const renumbered = entryWith({ line: 3, number: '140' });
    importInto(book, [stranger, renumbered], 2);
    expect(people(book).find(({ id }) => id === ann!.id)).toMatchObject({ number: '140' });
  });

  test('[IMP3] people of one name at one address are never guessed apart', () => {
    const book = newBook();
    importInto(book, [entryWith({ number: '1' }), entryWith({ line: 3, number: '2' })]);
    const renumbered = [entryWith({ number: '7' }), entryWith({ line: 3, number: '8' })];
    const planned = importInto(book, renumbered, 2);
    expect(kinds(planned)).toEqual(['same-name-same-address', 'same-name-same-address']);
    expect([planned.added.length, planned.changed.length, planned.missing]).toEqual([2, 0, 2]);
  });

  test('[IMP3] the same elector twice in a file is a problem, not two people', () => {
    const again = entryWith({ line: 9, surname: 'LEE', address: ['9 Low Road'] });
    const planned = plan(newBook(), [entryWith(), again]);
    expect(planned.added).toHaveLength(1);
    expect(planned.clashes).toEqual([
      { kind: 'twice-in-file', line: 9, otherLine: 2, imported: false },
    ]);
  });

  test('[IMP3] an id that a file gives to two people finds neither; a row too large stays out', () => {
    const two = [
      entryWith({ externalId: '0' }),
      entryWith({ line: 3, number: '2', surname: 'Nowak', externalId: '0' }),
      entryWith({ line: 4, number: '3', surname: 'x'.repeat(201) }),
      entryWith({ line: 5, number: '4', district: '' }),
    ];
    const planned = plan(newBook(), two);
    const shared = 'shared-external-id';
    expect(kinds(planned)).toEqual([shared, shared, 'does-not-fit', 'does-not-fit']);
    expect(planned.added).toHaveLength(2);
  });

  test('[IMP4] a name that turns anonymous is not joined to the anonymous entry', () => {
    const { planned, same } = afterwards(
      {},
      {
        anonymous: true,
        surname: '',
        forenames: '',
        address: [],
        postcode: '',
      },
    );
    expect(same).toBe(false);
    expect(planned.added[0]).toMatchObject({ anonymous: true, address: [] });
  });
});

describe('importing', () => {
  test('[IMP1] nobody is removed, districts of the file are added, the import is remembered', () => {
    const book = newBook();
    importInto(book, [entryWith(), entryWith({ line: 3, number: '2', surname: 'Nowak' })]);
    const planned = importInto(book, [entryWith({ district: 'KD-2/2', number: '289' })], 2);
    expect(planned.missing).toBe(1);
    expect(people(book).map(electorNumber).sort()).toEqual(['AL-2', 'KD-2/2-289']);
    expect(districts(book).map(({ letters }) => letters)).toEqual(['AL', 'KD-2/2']);
    expect(editions(book)).toHaveLength(2);
    expect(editions(book)).toContainEqual(
      expect.objectContaining({ file: 'register.csv', added: 2, changed: 0, unchanged: 0 }),
    );
  });

  test('[IMP11] taken back by the one id that it gives, its districts go and come with it', () => {
    const book = newBook();
    const planned = plan(book, [entryWith({ district: 'KD-2/2' })]);
    const author = authorOf(0);
    const taken = idsOf(applyImport(book, author, planned, summary));
    expect(districts(book)).toEqual([{ letters: 'KD-2/2', name: 'KD-2/2' }]);
    const undone = idsOf(book.undo(author, taken));
    expect([districts(book), people(book)]).toEqual([[], []]);
    idsOf(book.undo(author, undone));
    expect(districts(book)).toHaveLength(1);
  });

  test('[IMP1] details that a file does not carry are kept', () => {
    const book = newBook();
    importInto(book, [entryWith({ title: 'Dr', uprn: '100', externalId: 'E1' })]);
    const planned = importInto(book, [entryWith({ markers: 'F' })], 2);
    expect(planned.changed[0]?.after).toMatchObject({ title: 'Dr', uprn: '100', externalId: 'E1' });
  });

  test('[IMP5] the second import of a file plans nothing and writes nothing', () => {
    fc.assert(
      fc.property(registerEntries, registerEntries, (earlier, entries) => {
        const book = newBook();
        importInto(book, earlier, 1);
        const ids = new Set(people(book).map(({ id }) => id));
        const first = importInto(book, entries, 2);
        expect(people(book)).toHaveLength(ids.size + first.added.length);
        for (const id of ids) expect(people(book).some((each) => each.id === id)).toBe(true);
        const before = Y.encodeStateAsUpdate(book.doc);
        const second = plan(book, entries, 3);
        expect([second.added, second.changed, second.gone]).toEqual([[], [], []]);
        const { length } = first.clashes.filter(({ imported }) => !imported);
        expect(second.unchanged).toBe(entries.length - length);
        expect(applyImport(book, authorOf(0), second, summary)).toEqual({
          type: 'refused',
          reason: 'nothing',
        });
        expect(Y.encodeStateAsUpdate(book.doc)).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  test('[IMP6] two devices that import one file while apart have nobody twice', () => {
    fc.assert(
      fc.property(registerEntries, registerEntries, (earlier, entries) => {
        const here = newBook();
        importInto(here, earlier, 1);
        const there = copyOf(here);
        const planned = importInto(here, entries, 2, { hash });
        importInto(there, entries, 3, { hash });
        exchange(here, there);
        expect(people(there)).toEqual(people(here));
        expect(plan(here, entries, 4)).toMatchObject({ added: [], changed: [], gone: [] });
        expect(people(here)).toHaveLength(
          planned.missing + planned.added.length + matched(planned),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('[IMP6] nor is anybody joined with whom their own edition has beside them', () => {
    const here = newBook();
    const names = { surname: 'OBrien', forenames: 'Ann Marie', postcode: 'ZZ1 4AB' };
    const ann = entryWith({ ...names, line: 2, district: 'KD', number: '1', address: [] });
    const other = entryWith({ ...names, line: 3, number: '', surname: '', externalId: 'E3' });
    importInto(here, [ann, other], 1);
    const there = copyOf(here);
    for (const [n, book] of [here, there].entries())
      importInto(book, [{ ...ann, externalId: 'E3' }], n + 2, { hash });
    exchange(here, there);
    expect(people(here)).toHaveLength(2);
  });

  test('[IMP6] the id of a new person is chance, and says nothing of them', () => {
    const ids = (planned: ImportPlan) => planned.added.map(({ id }) => id);
    const book = newBook();
    expect(ids(plan(book, [entryWith()]))).not.toEqual(ids(plan(book, [entryWith()])));
  });

  test('[IMP9] whoever a file lacks is off the roll in its districts, and stays in the book', () => {
    const book = newBook();
    const rows = ['AL', 'AL', 'AM'].map((district, n) =>
      entryWith({ line: n + 2, district, number: `${n + 1}`, surname: `Lee${n}` }),
    );
    const [first, second, elsewhere] = importInto(book, rows, 1).added.map(({ id }) => id);
    const planned = importInto(book, rows.slice(0, 1), 2);
    expect(planned).toMatchObject({ over: [idFor<EditionId>(1)], missing: 2, gone: [second] });
    const register = book.of(registerIndex);
    expect(register.roll(idFor<EditionId>(2))).toEqual(new Set([first, elsewhere]));
    expect(register.roll(idFor<EditionId>(1)).size).toBe(3);
    expect(people(book)).toHaveLength(3);
    expect(editions(book)[0]).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
    // The same file again has nobody to miss.
    expect(plan(book, rows.slice(0, 1), 3).gone).toEqual([]);
    importInto(book, rows, 4);
    expect(plan(book, rows, 5).gone).toEqual([]);
  });

  test('[IMP9] many who are gone are all off the roll', () => {
    const book = newBook();
    const rows = Array.from({ length: 1_201 }, (_, n) =>
      entryWith({ line: n + 2, number: `${n + 1}`, surname: `Lee${n}` }),
    );
    importInto(book, rows, 1);
    expect(importInto(book, rows.slice(0, 1), 2).gone).toHaveLength(1_200);
    expect(book.of(registerIndex).roll(idFor<EditionId>(2)).size).toBe(1);
  });

  test('[IMP11] the first id of an import takes all of it back, and what it changed is as before', () => {
    const book = newBook();
    importInto(book, [entryWith(), entryWith({ line: 3, number: '2', surname: 'Nowak' })], 1);
    const before = people(book);
    const planned = plan(
      book,
      [entryWith({ title: 'Dr' }), entryWith({ line: 9, number: '9' })],
      2,
    );
    const [edition] = idsOf(applyImport(book, authorOf(0), planned, summary));
    const after = people(book);
    expect(after).not.toEqual(before);
    const [undone] = idsOf(book.undo(authorOf(0), [edition!]));
    expect(people(book)).toEqual(before);
    idsOf(book.undo(authorOf(0), [undone!]));
    expect(people(book)).toEqual(after);
  });

  test('[IMP7] it is one transaction', () => {
    fc.assert(
      fc.property(registerEntries, registerEntries, (earlier, entries) => {
        const book = newBook();
        importInto(book, earlier, 1);
        let transactions = 0;
        book.doc.on('update', () => (transactions += 1));
        const applied = applyImport(book, authorOf(0), plan(book, entries, 3), summary);
        expect(transactions).toBe(applied.type === 'done' ? 1 : 0);
      }),
      { numRuns: 200 },
    );
  });
});

function matched(planned: ImportPlan): number {
  return planned.changed.length + planned.unchanged;
}
