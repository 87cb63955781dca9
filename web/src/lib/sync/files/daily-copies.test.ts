import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredCopy } from '../storage/storage.ts';
import { isCopyDue, keptCopies } from './daily-copies.ts';

const noon = new Date(2026, 10, 30, 12).getTime();
const dayMs = 86_400_000;
const copy = (daysAgo: number, hour = 0): StoredCopy => ({
  at: noon - daysAgo * dayMs + hour * 3_600_000,
  bytes: 1,
});
const ages = (copies: Iterable<StoredCopy>) =>
  [...copies].map(({ at }) => Math.round((noon - at) / dayMs)).sort((a, b) => a - b);

describe('[BACK4] which daily copies are kept', () => {
  test('one is due on each day on which none was made', () => {
    expect(isCopyDue([], noon)).toBe(true);
    expect(isCopyDue([copy(0, 5), copy(1)], noon)).toBe(false);
    expect(isCopyDue([copy(1), copy(2)], noon)).toBe(true);
  });

  test('made each day for three months, there are a week of days and a month of weeks', () => {
    let kept: readonly StoredCopy[] = [];
    for (let daysAgo = 90; daysAgo >= 0; daysAgo -= 1)
      kept = [...keptCopies([copy(daysAgo), ...kept], copy(daysAgo).at)];
    expect(ages(kept).slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const older = ages(kept).slice(7);
    expect(older.length).toBeGreaterThanOrEqual(4);
    expect(older.length).toBeLessThanOrEqual(5);
    expect(older.at(-1)).toBeGreaterThan(25);
    expect(older.at(-1)).toBeLessThan(35);
  });

  test('the newest always stays, however old, and there are never many', () => {
    expect(ages(keptCopies([copy(400), copy(300)], noon))).toEqual([300]);
    const some = fc.array(
      fc.record({ daysAgo: fc.integer({ min: -3, max: 60 }), hour: fc.nat(11) }),
    );
    fc.assert(
      fc.property(some, (all) => {
        const copies = all.map(({ daysAgo, hour }) => copy(daysAgo, hour));
        const kept = keptCopies(copies, noon);
        const newest = copies.toSorted((a, b) => b.at - a.at)[0];
        if (newest) expect(kept).toContain(newest);
        expect([...kept].filter(({ at }) => at <= noon + dayMs / 2).length).toBeLessThanOrEqual(12);
      }),
    );
  });
});
