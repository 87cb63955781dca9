import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nowEach } from './now.ts';
import { watch } from './testing-watch.svelte.ts';

const start = Date.UTC(2026, 10, 30, 9, 59, 40, 250);

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

test('who reads it is told at each full minute, and not before', async () => {
  const page = watch(() => nowEach('minute'));
  expect(page.shown()).toBe(start);
  await vi.advanceTimersByTimeAsync(19_749);
  expect(page.runs()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(page.shown()).toBe(Date.UTC(2026, 10, 30, 10, 0));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(page.shown()).toBe(Date.UTC(2026, 10, 30, 10, 1));
  expect(page.runs()).toBe(3);
  page.stop();
});

test('seconds are aligned too, and wake nobody who asked for minutes', async () => {
  const [second, minute] = [watch(() => nowEach('second')), watch(() => nowEach('minute'))];
  await vi.advanceTimersByTimeAsync(750);
  expect(second.shown()).toBe(start + 750);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(second.runs()).toBe(5);
  expect(minute.runs()).toBe(1);
  second.stop();
  minute.stop();
});

test('all share one timer, which ends with the last of them', async () => {
  nowEach('minute');
  expect(vi.getTimerCount()).toBe(0);
  const [one, other] = [watch(() => nowEach('minute')), watch(() => nowEach('minute'))];
  expect(vi.getTimerCount()).toBe(1);
  one.stop();
  await Promise.resolve();
  expect(vi.getTimerCount()).toBe(1);
  other.stop();
  await Promise.resolve();
  expect(vi.getTimerCount()).toBe(0);
});

test('after a sleep the time is what it is, and goes on from there', async () => {
  const page = watch(() => nowEach('minute'));
  const late = start + 3 * 3_600_000;
  // Timers stand still while a device sleeps.
  vi.setSystemTime(late);
  await vi.advanceTimersByTimeAsync(19_750);
  expect(page.shown()).toBe(late + 19_750);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(page.shown()).toBe(late + 79_750);
  page.stop();
});
