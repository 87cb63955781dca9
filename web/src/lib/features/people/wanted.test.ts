import { expect, test } from 'vitest';
import { everything, filterCount, readWanted, wantedPeople, writeWanted } from './wanted.ts';

const wanted = {
  text: 'o’brien & 12/1',
  district: 'KD-2/2',
  road: '1BDF|alder road',
  code: 'none',
  mark: 'flag:poster',
  notAsked: true,
};

test('what is wanted comes back from the address as it was', () => {
  expect(readWanted(writeWanted(wanted))).toEqual(wanted);
  expect(readWanted(writeWanted(everything))).toEqual(everything);
});

test('everybody leaves the address bare, and all else stays behind the #', () => {
  expect(writeWanted(everything)).toBe('');
  expect(writeWanted(wanted).startsWith('#')).toBe(true);
});

test('an address that somebody made up narrows nothing by accident', () => {
  expect(readWanted('#k=secret&%E0%A4%A')).toEqual(everything);
  expect(readWanted(`#find=${'x'.repeat(5_000)}`).text.length).toBe(200);
  expect(wantedPeople({ ...everything, mark: 'flag:nonsense' }, undefined).flags.size).toBe(0);
});

test('each way of narrowing is one value of its kind', () => {
  const filter = wantedPeople(wanted, undefined);
  expect([...filter.districts, ...filter.roads, ...filter.codes, ...filter.flags]).toEqual([
    'KD-2/2',
    '1BDF|alder road',
    'none',
    'flag:poster',
  ]);
  expect(filterCount(wanted)).toBe(5);
  expect(filterCount({ ...everything, text: 'x' })).toBe(0);
});
