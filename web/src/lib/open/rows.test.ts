import { countedCode } from '@wardbook/shared/find/contact';
import { bookOf } from '@wardbook/shared/testing/ward-books';
import { describe, expect, test } from 'vitest';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { History } from '@wardbook/shared/find/history';
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import type { BookEvent } from '@wardbook/shared/books/ward';
import type { CodeId } from '@wardbook/shared/kinds/code/code';
import type { EventId } from '@wardbook/shared/ledger/ledger';
import type { FieldName } from '@wardbook/shared/kinds/detail/detail';
import { walkingOrder } from '@wardbook/shared/kinds/register/walk';
import { choosePeople, everybody, type PeopleFilter } from '@wardbook/shared/find/people-filter';
import { doorRows, peopleRows, type DoorRow, type PeopleRow } from './rows.ts';
import { electorOf, manyElectors } from '@wardbook/shared/testing/electors';

const by = 'A'.repeat(43) as DeviceId;
const labour = 'codecodecodeLABO' as CodeId;
const green = 'codecodecodeGREE' as CodeId;
let made = 0;

function happened() {
  made += 1;
  return { id: `E${String(made).padStart(15, '0')}` as EventId, at: 1_000 + made, by };
}

function spoke({ id: person }: Elector, code: CodeId): BookEvent {
  return { ...happened(), type: 'answer', person, outcome: 'spoke', code };
}

function raised({ id: person }: Elector, field: FieldName): BookEvent {
  return { ...happened(), type: 'field', person, field, value: true, over: [] };
}

function historyOf(...events: BookEvent[]): History {
  return new History(bookOf(...events));
}

const ann = electorOf({ forenames: 'Ann', address: ['1 Alder Road'] });
const bob = electorOf({ forenames: 'Bob', address: ['1 Alder Road'] });
const cat = electorOf({ forenames: 'Cat', address: ['Flat 2', 'Maple House', '3 Alder Road'] });
const dan = electorOf({ forenames: 'Dan', address: ['Flat 10', 'Maple House', '3 Alder Road'] });
const eve = electorOf({ forenames: 'Eve', address: ['5 Alder Road'] });
const fay = electorOf({ forenames: 'Fay', address: ['2 Birch Road'], district: '1BDG' });
const anonymous = electorOf({ anonymous: true, forenames: '', surname: '', address: [] });
const streets = walkingOrder([fay, eve, dan, cat, bob, ann, anonymous]);
const quiet = historyOf();

function choose(filter: Partial<PeopleFilter> = {}, history = quiet) {
  return choosePeople(streets, history, { ...everybody, ...filter });
}

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
    const walked = walkingOrder(all);
    const chosen = choosePeople(walked, quiet, everybody);
    const rows = peopleRows(chosen.streets);
    expect(chosen.people).toBe(10_000);
    expect(rows.flatMap((row) => (row.type === 'elector' ? [row.elector] : []))).toEqual(
      walked.flatMap((street) => street.households.flatMap((household) => household.electors)),
    );
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });
});

describe('who is chosen', () => {
  const history = historyOf(
    spoke(ann, labour),
    spoke(bob, green),
    spoke(fay, labour),
    spoke(eve, labour),
    raised(eve, 'flag:objects'),
    raised(cat, 'flag:poster'),
  );
  const names = (filter: Partial<PeopleFilter>) =>
    choose(filter, history).streets.flatMap(({ households }) =>
      households.flatMap(({ electors }) => electors.map(({ forenames }) => forenames)),
    );

  test('by district, road, code, flag and whether they were asked', () => {
    const alder = streets.find(({ name }) => name === 'Alder Road')!;
    expect(names({ districts: new Set(['1BDG']) })).toEqual(['Fay']);
    expect(names({ roads: new Set([alder.key]) })).toEqual(['Ann', 'Bob', 'Cat', 'Dan', 'Eve']);
    expect(names({ codes: new Set([labour]) })).toEqual(['Ann', 'Fay']);
    expect(names({ codes: new Set([labour, green]) })).toEqual(['Ann', 'Bob', 'Fay']);
    expect(names({ codes: new Set([labour]), districts: new Set(['1BDF']) })).toEqual(['Ann']);
    expect(names({ flags: new Set(['flag:poster']) })).toEqual(['Cat']);
    expect(names({ matches: new Set() })).toEqual([]);
  });

  test('an anonymous entry is never one of those still to be asked', () => {
    expect(names({ notAsked: true })).toEqual(['Cat', 'Dan']);
  });

  test('an answer of somebody who objects counts for nothing', () => {
    expect(countedCode(history.person(eve.id))).toBeUndefined();
    expect(names({ codes: new Set(['none']) })).toEqual(['Cat', 'Dan', 'Eve', '']);
  });

  test('each count says what choosing that value would leave, the other kinds kept', () => {
    const { counts, people } = choose({ codes: new Set([labour]) }, history);
    expect(people).toBe(2);
    expect(Object.fromEntries(counts.districts)).toEqual({ '1BDF': 1, '1BDG': 1 });
    expect(counts.codes.get(green)).toBe(1);
    expect(counts.codes.get('none')).toBe(4);
    expect(counts.notAsked).toBe(0);
    expect(choose({ districts: new Set(['1BDF']) }, history).counts.notAsked).toBe(2);
    expect(choose({}, history).counts.flags.get('flag:poster')).toBe(1);
  });
});
