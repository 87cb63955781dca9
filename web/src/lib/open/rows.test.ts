import { describe, expect, test } from 'vitest';
import { filterIndex } from '@wardbook/shared/find/filter-index';
import { everybody, type PeopleFilter } from '@wardbook/shared/find/people-filter';
import type { EditionId, Elector } from '@wardbook/shared/kinds/register/elector';
import { idFor } from '@wardbook/shared/testing/arbitraries';
import { electorOf, manyElectors } from '@wardbook/shared/testing/electors';
import { walked } from '@wardbook/shared/testing/walked';
import { emptyWard, takeIn } from '@wardbook/shared/testing/ward-books';
import { doorRows, peopleRows, type DoorRow, type PeopleRow } from './rows.ts';

function chosenOf(electors: readonly Elector[], filter: Partial<PeopleFilter> = {}) {
  const book = emptyWard();
  takeIn(book, { id: idFor<EditionId>(1) }, electors);
  return book.of(filterIndex).choose({ ...everybody, ...filter });
}

const ann = electorOf({ forenames: 'Ann', address: ['1 Alder Road'] });
const bob = electorOf({ forenames: 'Bob', address: ['1 Alder Road'] });
const cat = electorOf({ forenames: 'Cat', address: ['Flat 2', 'Maple House', '3 Alder Road'] });
const dan = electorOf({ forenames: 'Dan', address: ['Flat 10', 'Maple House', '3 Alder Road'] });
const eve = electorOf({ forenames: 'Eve', address: ['5 Alder Road'] });
const fay = electorOf({ forenames: 'Fay', address: ['2 Birch Road'], district: '1BDG' });
const anonymous = electorOf({ anonymous: true, forenames: '', surname: '', address: [] });
const choose = (filter: Partial<PeopleFilter> = {}) =>
  chosenOf([fay, eve, dan, cat, bob, ann, anonymous], filter);

function words(row: PeopleRow | DoorRow): string {
  switch (row.type) {
    case 'street':
      return `# ${row.street.name} ${row.people}`;
    case 'building':
      return `## ${row.name}`;
    case 'household':
      return `${row.door}: ${row.electors.length}`;
    case 'elector':
      return `${row.isFirst ? row.door : '"'} ${row.elector.forenames}`.trim();
  }
}

describe('rows of a list', () => {
  test('people in walking order under their street, flats under their building', () => {
    expect(peopleRows(choose().streets).map(words)).toEqual([
      '# Alder Road 5',
      '1 Ann',
      '" Bob',
      '## Maple House',
      'Flat 2 Cat',
      'Flat 10 Dan',
      '5 Eve',
      '# Birch Road 1',
      '2 Fay',
      '# Anonymous entries 1',
      'Anonymous entries',
    ]);
  });

  test('doors instead of people', () => {
    const rows = doorRows(choose({ districts: new Set(['1BDF']) }).streets).map(words);
    expect(rows.slice(0, 5)).toEqual([
      '# Alder Road 5',
      '1: 2',
      '## Maple House',
      'Flat 2: 1',
      'Flat 10: 1',
    ]);
  });

  test('one flat alone has no heading, and says its building itself', () => {
    const rows = peopleRows(choose({ matches: new Set([cat.id, eve.id]) }).streets);
    expect(rows.map(words)).toEqual(['# Alder Road 2', 'Flat 2, Maple House Cat', '5 Eve']);
  });

  test('keys are all different, and a person’s stays', () => {
    const all = peopleRows(choose().streets).map(({ key }) => key);
    expect(new Set(all).size).toBe(all.length);
    const some = peopleRows(choose({ matches: new Set([dan.id]) }).streets);
    expect(some.at(-1)?.key).toBe(dan.id);
    expect(all).toContain(dan.id);
  });

  test('10,000 people lose nobody and keep their order', () => {
    const all = manyElectors(10_000);
    const chosen = chosenOf(all);
    const rows = peopleRows(chosen.streets);
    expect(chosen.people).toBe(10_000);
    expect(rows.flatMap((row) => (row.type === 'elector' ? [row.elector] : []))).toEqual(
      walked(all)
        .flatMap((street) => street.households.flatMap((household) => household.electors))
        .map((elector) => expect.objectContaining({ id: elector.id }) as unknown),
    );
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });
});
