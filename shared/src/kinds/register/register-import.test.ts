import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { deviceFor, entryWith, idFor, registerEntries } from '../../testing/arbitraries.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import { applyImport, type ImportSummary } from './apply-import.ts';
import type { Book } from '../../ledger/book.ts';
import type { RegisterEntry } from './register-entry.ts';
import { planImport, type ImportPlan } from './register-import.ts';
import { electorNumber } from './elector.ts';
import { bookSettings } from '../settings/settings.ts';
import { createBook, openBook } from '../../books/ward.ts';
import { districts } from './district.ts';
import { electors, editions } from './register.ts';
import type { EditionId } from './elector.ts';

const summary: ImportSummary = {
  at: 5,
  by: deviceFor(0),
  file: 'register.csv',
  layout: 'Xpress, 14 columns',
  problems: 0,
};

function newBook(): Book {
  const random = seededRandom(3);
  const now = () => 1;
  return createBook(new Y.Doc(), { ward: 'A', council: 'B', districts: [], now, random });
}

function copyOf(book: Book): Book {
  const copy = openBook(new Y.Doc());
  Y.applyUpdate(copy.doc, Y.encodeStateAsUpdate(book.doc));
  return copy;
}

function plan(book: Book, entries: readonly RegisterEntry[], n = 1): ImportPlan {
  const { salt } = bookSettings(book)!;
  return planImport(entries, electors(book).electors, salt, idFor<EditionId>(n));
}

/** Imports and gives the plan. */
function importInto(book: Book, entries: readonly RegisterEntry[], n = 1): ImportPlan {
  const planned = plan(book, entries, n);
  applyImport(book, planned, summary);
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
        expect([second.added, second.changed]).toEqual([[], []]);
        const { length } = first.clashes.filter(({ imported }) => !imported);
        expect(second.unchanged).toBe(entries.length - length);
        expect(applyImport(book, second, summary)).toEqual({ type: 'refused', reason: 'nothing' });
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
        const planned = importInto(here, entries, 2);
        importInto(there, entries, 3);
        for (const [from, to] of [
          [here, there],
          [there, here],
        ] as const)
          Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc));
        expect(people(there)).toEqual(people(here));
        expect(plan(here, entries, 4)).toMatchObject({ added: [], changed: [] });
        expect(people(here)).toHaveLength(
          planned.missing + planned.added.length + matched(planned),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('[IMP6] the ids do not depend on the order of rows, and without the salt say nothing', () => {
    const entries = [entryWith(), entryWith({ line: 3, number: '2', surname: 'Nowak' })];
    const ids = (planned: ImportPlan) => planned.added.map(({ id }) => id).sort();
    const book = newBook();
    expect(ids(plan(book, entries.toReversed()))).toEqual(ids(plan(book, entries)));
    const other = planImport(entries, [], 'A'.repeat(22), idFor<EditionId>(1));
    expect(ids(other)).not.toEqual(ids(plan(book, entries)));
  });

  test('[IMP7] it is one transaction', () => {
    fc.assert(
      fc.property(registerEntries, registerEntries, (earlier, entries) => {
        const book = newBook();
        importInto(book, earlier, 1);
        let transactions = 0;
        book.doc.on('update', () => (transactions += 1));
        const applied = applyImport(book, plan(book, entries, 3), summary);
        expect(transactions).toBe(applied.type === 'done' ? 1 : 0);
      }),
      { numRuns: 200 },
    );
  });
});

function matched(planned: ImportPlan): number {
  return planned.changed.length + planned.unchanged;
}
