import { expect, test } from 'vitest';
import { RelayClock } from './relay-clock.ts';

const year = 365 * 86_400_000;

test('[CLOCK1] the time is the relay’s as soon as it has said it, and goes on by this device’s', () => {
  let own = 4 * year;
  const clock = new RelayClock(() => own);
  expect([clock.now(), clock.aheadMs]).toEqual([own, undefined]);
  expect(clock.hear(1_000, true)).toBe(true);
  expect([clock.now(), clock.aheadMs]).toEqual([1_000, 1_000 - own]);
  own += 500;
  expect(clock.now()).toBe(1_500);
  // The way of a message is no news; a clock that was set right is.
  expect(clock.hear(1_400, true)).toBe(false);
  own = 2_000;
  expect(clock.hear(2_000, true)).toBe(true);
  expect(clock.now()).toBe(2_000);
});

test('[CLOCK1] the relay that decides has the last word, and no clock is believed that is none', () => {
  const clock = new RelayClock(() => 0);
  expect(clock.hear(5_000, false)).toBe(true);
  expect(clock.hear(9_000, true)).toBe(true);
  expect(clock.hear(50_000, false)).toBe(false);
  for (const nonsense of [2 ** 53 - 1, 200 * year]) expect(clock.hear(nonsense, true)).toBe(false);
  expect(clock.now()).toBe(9_000);
});
