import { describe, expect, test } from 'vitest';
import { headingsUpTo, rowForKey } from './virtual-rows.ts';

// Rows: heading, a, b, heading, c, d, heading
const headings = [0, 3, 6];
const isHeading = (row: number) => headings.includes(row);
const go = (key: string, from: number, page = 2) => rowForKey(key, from, 7, page, isHeading);

describe('walking a long list', () => {
  test('arrows step over headings and stop at the ends', () => {
    expect(go('ArrowDown', -1)).toBe(1);
    expect(go('ArrowDown', 2)).toBe(4);
    expect(go('ArrowDown', 5)).toBe(5);
    expect(go('ArrowUp', 4)).toBe(2);
    expect(go('ArrowUp', 1)).toBe(1);
  });

  test('Home, End and pages land on rows that can be chosen', () => {
    expect(go('Home', 5)).toBe(1);
    expect(go('End', 1)).toBe(5);
    expect(go('PageDown', 1)).toBe(4);
    expect(go('PageDown', 4, 50)).toBe(5);
    expect(go('PageUp', 5)).toBe(2);
    expect(go('PageUp', 4, 50)).toBe(1);
  });

  test('other keys are not ours, and an empty list leads nowhere', () => {
    expect(go('x', 1)).toBeNull();
    expect(rowForKey('End', -1, 0, 5, isHeading)).toBe(-1);
    expect(rowForKey('PageDown', -1, 0, 5, isHeading)).toBe(-1);
  });
});

test('headings are counted up to and with a row', () => {
  expect([0, 2, 3, 5, 6, 99].map((row) => headingsUpTo(headings, row))).toEqual([1, 1, 2, 2, 3, 3]);
  expect(headingsUpTo([4], 3)).toBe(0);
  expect(headingsUpTo([], 3)).toBe(0);
});
