import { franchises } from '@wardbook/shared/rules/vote';
import { expect, test } from 'vitest';
import { everything, filterCount, readWanted, wantedPeople, writeWanted } from './wanted.ts';

const wanted = {
  text: 'o’brien & 12/1',
  district: 'KD-2/2',
  road: '1BDF|alder road',
  code: 'none',
  mark: 'flag:poster',
  notAsked: true,
  mayVote: true,
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
  expect(
    wantedPeople({ ...everything, mark: 'flag:nonsense' }, undefined, undefined).flags.size,
  ).toBe(0);
});

test('each way of narrowing is one value of its kind', () => {
  const filter = wantedPeople(wanted, undefined, undefined);
  expect([...filter.districts, ...filter.roads, ...filter.codes, ...filter.flags]).toEqual([
    'KD-2/2',
    '1BDF|alder road',
    'none',
    'flag:poster',
  ]);
  expect(filterCount(wanted)).toBe(6);
  expect(filterCount({ ...everything, text: 'x' })).toBe(0);
});

test('[RULE4] who may vote is asked only where the book says which election is next', () => {
  const election = { poll: 'local', day: '2027-05-06', table: franchises } as const;
  expect(wantedPeople(wanted, undefined, election)).toMatchObject({ mayVote: true, election });
  expect(wantedPeople(wanted, undefined, undefined).mayVote).toBe(false);
});
