import { describe, expect, test } from 'vitest';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import type { Street } from '@wardbook/shared/kinds/register/walk';
import { walked } from '@wardbook/shared/testing/walked';
import { doorRows } from '#lib/open/rows.ts';
import { electorOf } from '@wardbook/shared/testing/electors';
import { withRuns } from './blocks.ts';
import { nextStop, type Stop } from './door-stops.ts';
import { streetAfter, streetCountWords, streetRows } from './street-rows.ts';

function rowsOf(streets: readonly Street[]) {
  const [street] = streets;
  const households = street!.households.map((household) => ({
    household,
    electors: household.electors,
  }));
  return withRuns(doorRows([{ street: street!, households, people: 0 }]));
}

const flats = (numbers: readonly number[]) =>
  numbers.map((number) => electorOf({ address: [`Flat ${number}`, 'Larch Point', '2 Brook Way'] }));
const floors = (count: number, perFloor: number) =>
  Array.from({ length: count * perFloor }, (_, index) => {
    return (Math.floor(index / perFloor) + 1) * 100 + (index % perFloor) + 1;
  });

describe('a tower', () => {
  test('whose flats are numbered by floor has a heading for each, saying which flats', () => {
    const rows = rowsOf(walked(flats(floors(12, 8))));
    const runs = rows.flatMap((row) => (row.type === 'run' ? [row.words] : []));
    expect(runs).toHaveLength(12);
    expect(runs.slice(0, 2)).toEqual(['Flats 101 to 108', 'Flats 201 to 208']);
    expect(rows.filter((row) => row.type === 'household')).toHaveLength(96);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  test('numbered straight through, or too small to get lost in, has its one heading', () => {
    const through = Array.from({ length: 96 }, (_, index) => index + 1);
    const long = Array.from({ length: 60 }, (_, index) => index + 101);
    for (const numbers of [through, long, floors(2, 4)]) {
      const rows = rowsOf(walked(flats(numbers)));
      expect(rows.filter((row) => row.type === 'run')).toEqual([]);
      expect(rows.filter((row) => row.type === 'building')).toHaveLength(1);
      expect(rows.filter((row) => row.type === 'household')).toHaveLength(numbers.length);
    }
  });

  test('houses after it stay as they were', () => {
    const houses = [4, 6].map((number) => electorOf({ address: [`${number} Brook Way`] }));
    const rows = rowsOf(walked([...flats(floors(2, 8)), ...houses]));
    expect(rows.slice(-2).map((row) => row.type === 'household' && row.door)).toEqual(['4', '6']);
  });
});

describe('the keyboard', () => {
  const person = (key: string, row: number): Stop => ({
    key,
    row,
    column: 'person',
    person: key as PersonId,
  });
  const door = (key: string, row: number): Stop => ({ key, row, column: 'door' });
  const stops = [person('a', 0), person('b', 0), door('0', 0), person('c', 2), door('2', 2)];
  const go = (from: string, key: string) => nextStop(stops, from, key)?.key;

  test('goes down and up in its column, across headings', () => {
    expect([go('b', 'ArrowDown'), go('c', 'ArrowUp'), go('0', 'ArrowDown')]).toEqual([
      'c',
      'b',
      '2',
    ]);
    expect([go('c', 'ArrowDown'), go('a', 'ArrowUp')]).toEqual([undefined, undefined]);
  });

  test('goes between the people of a door and its button', () => {
    expect([go('b', 'ArrowRight'), go('0', 'ArrowLeft')]).toEqual(['0', 'a']);
    expect([go('b', 'ArrowLeft'), go('0', 'ArrowRight')]).toEqual([undefined, undefined]);
  });

  test('goes to the ends, and leaves other keys alone', () => {
    expect([go('b', 'Home'), go('a', 'End'), go('2', 'Home')]).toEqual(['a', 'c', '0']);
    expect([go('a', 'x'), go('nowhere', 'ArrowDown')]).toEqual([undefined, undefined]);
  });
});

describe('the streets to choose from', () => {
  const streets = walked([
    electorOf({ address: ['1 Alder Road'] }),
    electorOf({ address: ["2 St Mark's Road"] }),
    electorOf({ address: ['1 Birch Road'], district: '1BDG' }),
    electorOf({ address: [] }),
    electorOf({ anonymous: true, address: [] }),
  ]);
  const districts = [{ letters: '1BDG', name: 'Hill' }];
  const words = (district: string, text: string) =>
    streetRows(streets, districts, district, text).map((row) =>
      row.type === 'district' ? `# ${row.words}` : row.street.name,
    );

  test('stand under their districts and are found by any part, however it is spelt', () => {
    expect(words('', '')).toEqual([
      '# 1BDF',
      'Alder Road',
      'St Mark’s Road'.replace('’', "'"),
      'Other electors',
      '# 1BDG Hill',
      'Birch Road',
      'Anonymous entries',
    ]);
    expect(words('1BDG', '')).toEqual(['# 1BDG Hill', 'Birch Road']);
    expect(words('', 'st marks')).toEqual(['# 1BDF', "St Mark's Road"]);
    expect(words('', 'nowhere')).toEqual([]);
  });

  test('say what there is to do', () => {
    const said = Object.fromEntries(
      streets.map((street) => [street.name, streetCountWords(street, 1)]),
    );
    expect(said).toMatchObject({
      'Alder Road': '1 door, 1 not yet asked',
      'Other electors': '1 person without an address, 1 not yet asked',
      'Anonymous entries': '1 entry, nobody to ask',
    });
    expect(streetCountWords(streets[0]!, 0)).toBe('1 door, everybody asked');
  });

  test('lead on to the next street that can be walked', () => {
    const keyOf = (name: string) => streets.find((street) => street.name === name)!.key;
    expect(streetAfter(streets, keyOf('Alder Road'))?.name).toBe("St Mark's Road");
    expect(streetAfter(streets, keyOf('Birch Road'))).toBeUndefined();
  });
});
