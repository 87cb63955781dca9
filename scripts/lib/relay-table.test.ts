import { expect, test } from 'vitest';
import { atLeast, atMost, linesTable, targetsTable, type Line } from './relay-table.ts';

const line = (server: string, median: number): Line => ({
  work: 'cold open',
  server,
  unit: 'ms',
  median,
  min: median - 1,
  max: median + 1,
  runs: 5,
});

test('less is better: the ratio says how much of the peer’s time it takes', () => {
  const target = atMost('cold open', line('ours', 20), line('theirs', 100), 0.5);
  expect(target).toMatchObject({ ratio: '0.2 times', against: 'theirs: 100 ms', isMet: true });
  expect(atMost('cold open', line('ours', 51), line('theirs', 100), 0.5).isMet).toBe(false);
});

test('more is better: the ratio says how many times the peer’s it is', () => {
  expect(atLeast('deliveries', line('ours', 200), line('theirs', 100), 2).isMet).toBe(true);
  expect(atLeast('deliveries', line('ours', 199), line('theirs', 100), 2).isMet).toBe(false);
});

test('every figure has its server and how often it was measured', () => {
  expect(linesTable([line('ours', 20)])).toContain('| cold open | ours | 20 ms | 19 to 21 | 5 |');
});

test('a target that was missed says so', () => {
  const target = atMost('cold open', line('ours', 51), line('theirs', 100), 0.5);
  expect(targetsTable([target])).toContain('| at most 0.5 times | no |');
});
