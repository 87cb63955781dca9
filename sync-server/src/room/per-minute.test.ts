import { expect, test } from 'vitest';
import { PerMinute } from './per-minute.ts';

test('so many in a minute, each key for itself', () => {
  const pace = new PerMinute(2);
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
});
