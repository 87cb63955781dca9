import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterTry, inTimeOf, noTries, waitLeft, type Tries } from './pin-waits.ts';

const start = Date.UTC(2026, 10, 23, 12);

function afterWrong(count: number): Tries {
  let tries = noTries;
  for (let each = 0; each < count; each++) tries = afterTry(tries, start);
  return tries;
}

describe('[LOCK5] the wait after wrong PINs', () => {
  test('grows from nothing to an hour, and no further', () => {
    const waits = Array.from({ length: 14 }, (_, count) => waitLeft(afterWrong(count), start));
    const [s, m] = [1_000, 60_000];
    const grown = [5 * s, 15 * s, m, 5 * m, 15 * m, 30 * m];
    expect(waits).toEqual([0, 0, 0, 0, ...grown, ...Array.from({ length: 4 }, () => 60 * m)]);
  });

  test('passes with the clock, a reload or not', () => {
    const tries = afterWrong(6);
    expect(waitLeft(tries, start + 59_000)).toBe(1_000);
    expect(waitLeft(tries, start + 60_000)).toBe(0);
  });

  test('is never longer than it was, wherever the clock jumps, and passes once it goes on', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.integer({ min: -1e12, max: 1e12 }), (count, jump) => {
        const whole = waitLeft(afterWrong(count), start);
        const now = start + jump;
        const tries = inTimeOf(afterWrong(count), now);
        expect(waitLeft(tries, now)).toBeLessThanOrEqual(whole);
        expect(waitLeft(tries, now + whole)).toBe(0);
        if (jump < 0) expect(waitLeft(tries, now)).toBe(whole);
      }),
    );
  });
});
