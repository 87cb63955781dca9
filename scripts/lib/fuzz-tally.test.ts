import { expect, test } from 'vitest';
import { readLived, tallyOf } from './fuzz-tally.ts';

const demands = { seedsOfTen: 10, timesIn400: { crash: 400, wipe: 50 } };

function tested(simulation: string, title: string, times?: Record<string, number>) {
  return {
    ancestorTitles: ['', `[${simulation}] nothing is lost`],
    title,
    status: 'passed',
    failureMessages: [],
    meta: times ? { lived: { demands, times } } : {},
  };
}
const failed = { status: 'failed', failureMessages: ['Error: did not settle'] };
const reportOf = (...assertionResults: unknown[]) => ({ testResults: [{ assertionResults }] });
const lived = (...results: unknown[]) => readLived(reportOf(...results)) ?? [];

test('sums up what happened in each simulation', () => {
  const all = lived(
    tested('SIM1', 'seed 1', { crash: 2, wipe: 0 }),
    tested('SIM1', 'seed 2', { crash: 1, wipe: 3 }),
    tested('SIM1', 'all of this did happen'),
    tested('SIM3', 'seed 1'),
    { ...tested('SIM3', 'seed 2'), ...failed },
    // It has one seed, whichever the others are.
    tested('SIM2', 'seed 7'),
  );
  expect(tallyOf(all, 2)).toEqual({
    lines: ['SIM1: 2 of 2 seeds passed; crash 3, wipe 3', 'SIM3: 1 of 2 seeds passed'],
    failures: ['SIM3 seed 2: Error: did not settle'],
  });
});

test('too little is a failure, by how many seeds there were', () => {
  const seeds = Array.from({ length: 40 }, (_, seed) =>
    tested('SIM1', `seed ${seed}`, { crash: seed === 0 ? 0 : 1, wipe: seed === 7 ? 5 : 0 }),
  );
  expect(tallyOf(lived(...seeds), 40).failures).toEqual([
    'SIM1: crash: 39 times, 40 wanted',
    'SIM1: something of it in 39 seeds, in 40 wanted',
  ]);
  const few = [tested('SIM1', 'seed 1', { crash: 1, wipe: 0 })];
  expect(tallyOf(lived(...few), 1).failures).toEqual([]);
  expect(tallyOf(lived(...few), 2).failures).toEqual(['SIM1: only 1 of 2 seeds']);
  expect(tallyOf([], 1).failures).toEqual(['no seed was lived through']);
});

test.each([undefined, null, {}, { testResults: [] }, reportOf()])(
  'a report that is none, or of a file that broke, is refused: %j',
  (report) => {
    expect(readLived(report)).toBeUndefined();
  },
);
