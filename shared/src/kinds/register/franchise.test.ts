import { expect, test } from 'vitest';
import { mayVote } from '../../rules/vote.ts';
import { authorOf, exchange, copyOf, newWard } from '../../testing/ward-books.ts';
import { franchises, setFranchise } from './franchise.ts';

const older = { markers: 'K', attains: '' };
const local = { polls: ['local'], source: 'Letter from the council, May 2026' } as const;

test('[RULE3] a team says what a letter is for and who told them, and can say otherwise later', () => {
  const book = newWard();
  const may = () => mayVote(older, 'local', '2027-05-06', franchises(book)).type;
  expect(may()).toBe('unknown');
  expect(setFranchise(book, authorOf(1), 'K', local).type).toBe('done');
  expect(may()).toBe('yes');
  expect(setFranchise(book, authorOf(2), 'K', { ...local, polls: [] }).type).toBe('done');
  expect(may()).toBe('no');
  const there = copyOf(book);
  exchange(book, there);
  expect(franchises(there).get('K')).toEqual({ ...local, polls: [] });
});

test.each([
  ['no source', 'K', { ...local, source: ' ' }],
  ['no letter of a register', 'KK', local],
])('[RULE3] %s is refused', (_, marker, franchise) => {
  const book = newWard();
  expect(setFranchise(book, authorOf(1), marker, franchise)).toEqual({
    type: 'refused',
    reason: 'not-allowed',
  });
  expect(franchises(book).size).toBe(franchises(newWard()).size);
});
