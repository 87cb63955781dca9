import { expect, test } from 'vitest';
import { franchises, mayVote, polls, type Poll } from './vote.ts';

const adult = { markers: '', attains: '' };
const day = '2027-05-06';

test('[RULE3] without a letter one may vote at everything', () => {
  for (const poll of polls) expect(mayVote(adult, poll, day)).toEqual({ type: 'yes' });
});

test.each<[string, readonly Poll[]]>([
  ['F', ['uk-parliament']],
  ['L', ['devolved', 'local']],
  ['G', ['local']],
  ['B', ['local', 'police-commissioner']],
  ['M', ['devolved', 'local']],
  ['N', polls],
  ['BN', ['local', 'police-commissioner']],
  // Two letters leave what both allow.
  ['LB', ['local']],
])('[RULE3] with the letters %s', (markers, allowed) => {
  const found = polls.filter((poll) => mayVote({ ...adult, markers }, poll, day).type === 'yes');
  expect(found).toEqual(allowed);
});

test('[RULE3] nobody is guessed by a letter that the table does not have, unless another excludes them', () => {
  expect(mayVote({ ...adult, markers: 'K' }, 'local', day)).toEqual({
    type: 'unknown',
    marker: 'K',
  });
  expect(mayVote({ ...adult, markers: 'KF' }, 'local', day)).toEqual({ type: 'no', marker: 'F' });
});

test('[RULE3] whoever comes of age later may vote from then on, on the very day too', () => {
  const young = { markers: '', attains: '2027-05-07' };
  expect(mayVote(young, 'local', day)).toEqual({ type: 'not-yet', from: '2027-05-07' });
  expect(mayVote(young, 'local', '2027-05-07')).toEqual({ type: 'yes' });
});

test('[RULE3] another table counts in place of ours, and each entry of ours names its source', () => {
  const table = new Map([
    ...franchises,
    ['K', { polls: ['local'] as const, source: 'the council' }],
  ]);
  expect(mayVote({ ...adult, markers: 'K' }, 'local', day, table)).toEqual({ type: 'yes' });
  for (const { source } of franchises.values()) expect(source).not.toBe('');
});
