import { describe, expect, test } from 'vitest';
import { recordAnswer, recordNotIn } from '../kinds/answer/answer.ts';
import { codes, type CodeId } from '../kinds/code/code.ts';
import { setField, type FlagField } from '../kinds/detail/detail.ts';
import type { EditionId, Elector, PersonId } from '../kinds/register/elector.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import { walkIndex } from '../kinds/register/walk-index.ts';
import type { Book } from '../ledger/book.ts';
import { franchises } from '../rules/vote.ts';
import { idFor } from '../testing/arbitraries.ts';
import { electorOf, manyElectors } from '../testing/electors.ts';
import { authorOf, emptyWard, idsOf, takeIn } from '../testing/ward-books.ts';
import { filterIndex } from './filter-index.ts';
import { everybody, type PeopleFilter } from './people-filter.ts';

const first = idFor<EditionId>(1);
const author = authorOf(1);

function wardOf(electors: readonly Elector[]): Book {
  const book = emptyWard();
  takeIn(book, { id: first }, electors);
  return book;
}

function flag(book: Book, person: PersonId, field: FlagField): void {
  idsOf(setField(book, author, { person, field, value: true, over: [] }));
}

describe('who is chosen', () => {
  const ann = electorOf({ forenames: 'Ann', address: ['1 Alder Road'] });
  const bob = electorOf({ forenames: 'Bob', address: ['1 Alder Road'], markers: 'G' });
  const cat = electorOf({ forenames: 'Cat', address: ['3 Alder Road'], markers: 'F' });
  const dan = electorOf({ forenames: 'Dan', address: ['4 Alder Road'], attains: '2027-05-07' });
  const eve = electorOf({ forenames: 'Eve', address: ['5 Alder Road'], markers: 'K' });
  const fay = electorOf({ forenames: 'Fay', address: ['2 Birch Road'], district: '1BDG' });
  const anonymous = electorOf({ anonymous: true, forenames: '', surname: '', address: [] });
  const book = wardOf([fay, eve, dan, cat, bob, ann, anonymous]);
  const [labour, green] = codes(book).map(({ id }) => id) as [CodeId, CodeId];
  const spoke = ({ id: person }: Elector, code: CodeId) =>
    idsOf(recordAnswer(book, author, { person, outcome: 'spoke', code }));
  spoke(ann, labour);
  spoke(bob, green);
  spoke(fay, labour);
  spoke(eve, labour);
  flag(book, eve.id, 'flag:objects');
  flag(book, cat.id, 'flag:poster');

  const choose = (filter: Partial<PeopleFilter> = {}) =>
    book.of(filterIndex).choose({ ...everybody, ...filter });
  const names = (filter: Partial<PeopleFilter>) =>
    choose(filter).streets.flatMap(({ households }) =>
      households.flatMap(({ electors }) => electors.map(({ forenames }) => forenames)),
    );
  const alder = book.of(walkIndex).streets()[0]!.key;

  test('by district, road, code, flag and whether they were asked', () => {
    expect(names({ districts: new Set(['1BDG']) })).toEqual(['Fay']);
    expect(names({ roads: new Set([alder]) })).toEqual(['Ann', 'Bob', 'Cat', 'Dan', 'Eve']);
    expect(names({ codes: new Set([labour]) })).toEqual(['Ann', 'Fay']);
    expect(names({ codes: new Set([labour, green]) })).toEqual(['Ann', 'Bob', 'Fay']);
    expect(names({ codes: new Set([labour]), districts: new Set(['1BDF']) })).toEqual(['Ann']);
    expect(names({ flags: new Set(['flag:poster']) })).toEqual(['Cat']);
    expect(names({ matches: new Set() })).toEqual([]);
  });

  test('an anonymous entry is never one of those still to be asked', () => {
    expect(names({ notAsked: true })).toEqual(['Cat', 'Dan']);
    expect([...book.of(filterIndex).toAsk()]).toEqual([[alder, 2]]);
  });

  test('[RULE2] an answer of somebody who objects counts for nothing', () => {
    expect(names({ codes: new Set(['none']) })).toEqual(['Cat', 'Dan', 'Eve', '']);
  });

  test('[RULE4] who may vote at the next election: nobody who is in doubt or too young on its day', () => {
    const election = { poll: 'local', day: '2027-05-06', table: franchises } as const;
    expect(names({ election, mayVote: true })).toEqual(['Ann', 'Bob', 'Fay', '']);
    expect(choose({ election }).counts.mayVote).toBe(4);
    const later = { ...election, day: '2027-05-07' };
    expect(names({ election: later, mayVote: true, roads: new Set([alder]) })).toEqual([
      'Ann',
      'Bob',
      'Dan',
    ]);
    expect(choose().counts.mayVote).toBe(0);
  });

  test('each count says what choosing that value would leave, the other kinds kept', () => {
    const { counts, people } = choose({ codes: new Set([labour]) });
    expect(people).toBe(2);
    expect(Object.fromEntries(counts.districts)).toEqual({ '1BDF': 1, '1BDG': 1 });
    expect(counts.codes.get(green)).toBe(1);
    expect(counts.codes.get('none')).toBe(4);
    expect(counts.notAsked).toBe(0);
    expect(choose({ districts: new Set(['1BDF']) }).counts.notAsked).toBe(2);
    expect(choose().counts.flags.get('flag:poster')).toBe(1);
  });
});

describe('[BOOK21] in a ward of 10,000', () => {
  const electors = manyElectors(10_000);
  const filter: PeopleFilter = { ...everybody, notAsked: true };
  const atStreet = 200;

  function ward() {
    const book = wardOf(electors);
    const [index, walk] = [book.of(filterIndex), book.of(walkIndex)];
    const before = index.choose(filter);
    const looks = () => [index.looks, walk.looks] as const;
    return { book, index, walk, before, looks };
  }

  test('an answer looks at one person, and at their street where they leave the list', () => {
    const { book, index, before, looks } = ward();
    const [people, doors] = looks();
    const [ann, bob] = electors as [Elector, Elector];
    idsOf(recordNotIn(book, author, [ann.id]));
    expect(index.choose(filter)).toBe(before);
    expect(looks()).toEqual([people + 1, doors]);
    const refused = idsOf(recordAnswer(book, author, { person: bob.id, outcome: 'refused' }));
    const after = index.choose(filter);
    expect(after.people).toBe(before.people - 1);
    expect(after.counts.notAsked).toBe(before.counts.notAsked - 1);
    expect(after.streets.slice(1)).toEqual(before.streets.slice(1));
    expect(after.streets.filter((street, n) => street !== before.streets[n])).toHaveLength(1);
    expect(looks()).toEqual([people + 2 + atStreet, doors]);
    idsOf(book.undo(author, refused));
    expect(index.choose(filter)).toEqual(before);
  });

  test('a count that is another leaves the list of streets as it was', () => {
    const { book, index, before } = ward();
    flag(book, electors[7]!.id, 'flag:poster');
    const after = index.choose(filter);
    expect(after.counts.flags.get('flag:poster')).toBe(1);
    expect(after.streets).toBe(before.streets);
  });

  test('somebody who has moved costs the two streets that they left and came to', () => {
    const { book, index, walk, before, looks } = ward();
    const streets = walk.streets();
    const [people, doors] = looks();
    const moved = { ...electors[0]!, address: electors[5_000]!.address };
    takeIn(book, { id: idFor<EditionId>(2), at: 2, over: [first] }, [moved]);
    const after = index.choose(filter);
    expect(after.people).toBe(before.people);
    const others = walk.streets().filter((street) => !streets.includes(street));
    expect(others).toHaveLength(2);
    expect(walk.home(moved.id)).toEqual({
      street: expect.objectContaining({ name: 'Number 25 Street' }) as unknown,
      household: expect.objectContaining({ label: '1' }) as unknown,
    });
    const [peopleAfter, doorsAfter] = looks();
    expect(doorsAfter - doors).toBeLessThanOrEqual(2 + 2 * 50);
    // Each person of both streets once as they are now, and once for the list.
    expect(peopleAfter - people).toBeLessThanOrEqual(4 * atStreet);
  });

  test('a number that somebody had before leaves the streets as they were', () => {
    const { book, index, walk, before, looks } = ward();
    const [streets, was] = [walk.streets(), looks()];
    takeIn(book, { id: idFor<EditionId>(2), at: 0 }, [{ ...electors[0]!, number: '0' }]);
    expect(book.of(registerIndex).formerNumbers(electors[0]!.id)).toHaveLength(1);
    expect(walk.streets()).toBe(streets);
    expect(index.choose(filter)).toBe(before);
    expect(looks()).toEqual(was);
  });

  test('nothing new costs nothing', () => {
    const { index, walk, before, looks } = ward();
    const was = looks();
    expect(index.choose(filter)).toBe(before);
    expect(walk.streets()).toBe(walk.streets());
    expect(looks()).toEqual(was);
  });
});
