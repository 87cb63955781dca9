import { describe, expect, test } from 'vitest';
import { agoText, agoTextWithin, aheadText, dayText, momentsAgoText } from './dates.ts';

const now = new Date(2026, 10, 23, 15, 0).getTime();
const on = (month: number, day: number, hour = 9, year = 2026) =>
  new Date(year, month - 1, day, hour, 32).getTime();

describe('moments in words', () => {
  test('a day gone by, with how long ago', () => {
    expect(agoText(on(11, 20), now)).toBe('3 days ago, Fri 20 Nov');
    expect(agoText(on(11, 1), now)).toBe('3 weeks ago, Sun 1 Nov');
    expect(agoText(on(11, 20, 9, 2025), now)).toBe('12 months ago, Thu 20 Nov 2025');
  });

  test('today and yesterday by the calendar, however few the hours', () => {
    expect(agoText(on(11, 23, 0), now)).toBe('Today, 00:32');
    expect(agoText(on(11, 22, 23), now)).toBe('Yesterday, Sun 22 Nov');
  });

  test('within a sentence only a day’s name keeps its capital', () => {
    expect(agoTextWithin(on(11, 23, 0), now)).toBe('today, 00:32');
    expect(agoTextWithin(on(11, 22, 23), now)).toBe('yesterday, Sun 22 Nov');
    expect(agoTextWithin(on(11, 30), now)).toBe('Mon 30 Nov');
  });

  test('a day to come', () => {
    expect(aheadText(on(11, 30), now)).toBe('in 7 days, Mon 30 Nov');
    expect(aheadText(on(11, 24), now)).toBe('tomorrow, Tue 24 Nov');
    expect(aheadText(on(11, 20), now)).toBe('3 days ago, Fri 20 Nov');
    expect(agoText(on(11, 30), now)).toBe('Mon 30 Nov');
  });

  test('moments ago, by the minute and the hour', () => {
    const ago = (minutes: number) => momentsAgoText(now - minutes * 60_000, now);
    expect([-5, 0, 1.9, 2, 59].map(ago)).toEqual([
      'just now',
      'just now',
      'just now',
      '2 minutes ago',
      '59 minutes ago',
    ]);
    expect([60, 119, 120, 23 * 60].map(ago)).toEqual([
      'an hour ago',
      'an hour ago',
      '2 hours ago',
      '23 hours ago',
    ]);
    expect(ago(24 * 60)).toBe('yesterday, Sun 22 Nov');
  });

  test('the year only where it is another one', () => {
    expect(dayText(on(11, 30), now)).toBe('Mon 30 Nov');
    expect(dayText(on(1, 2, 9, 2027), now)).toBe('Sat 2 Jan 2027');
  });
});
