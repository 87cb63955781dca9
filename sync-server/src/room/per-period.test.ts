import { expect, test } from 'vitest';
import { hourMs, minuteMs, PerPeriod } from './per-period.ts';

test('so many in a minute, each key for itself', () => {
  const pace = new PerPeriod(2, minuteMs);
  const take = (key: string, elapsed: number) => pace.take(key, elapsed);
  expect([take('a', 1), take('a', 2), take('a', 3), take('b', 3)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect(take('a', 59_999)).toBe(false);
  expect([take('a', 60_000), take('a', 119_999), take('a', 119_999)]).toEqual([true, true, false]);
  expect(take('a', 120_000)).toBe(true);
  const slow = new PerPeriod(1, hourMs);
  expect([0, 60_000, 3_599_999, 3_600_000].map((at) => slow.take('a', at))).toEqual([
    true,
    false,
    false,
    true,
  ]);
});
