import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { finish, runSteps, type Step } from './tally.ts';

let lines: string[] = [];
const codeBefore = process.exitCode;

beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = codeBefore;
});

const good: Step = {
  name: 'good',
  run: () => Promise.resolve({ passed: 4, failed: 0, skipped: 2 }),
};
const bad: Step = { name: 'bad', run: () => Promise.resolve({ passed: 1, failed: 2 }) };
const broken: Step = { name: 'broken', run: () => Promise.reject(new Error('no such file')) };

test('every step runs, and one that throws has failed once', async () => {
  expect(await runSteps([broken, bad, good])).toEqual({ passed: 5, failed: 3, skipped: 2 });
  expect(lines.filter((line) => line.startsWith('\n=== '))).toHaveLength(4);
});

test('steps in a list run together, no more at once than there are cores, and each counts', async () => {
  let running = 0;
  let most = 0;
  const step: Step = {
    name: 'one of many',
    run: async () => {
      most = Math.max(most, ++running);
      await setTimeout(1);
      running--;
      return { passed: 1, failed: 0 };
    },
  };
  const many = Array.from({ length: 2 * availableParallelism() }, () => step);
  expect(await runSteps([[...many, bad], good])).toMatchObject({
    passed: many.length + 5,
    failed: 2,
  });
  expect(most).toBe(availableParallelism());
  expect(lines.filter((line) => line.startsWith('\n=== '))).toHaveLength(3);
});

test('the last line is the count and nothing else', () => {
  finish({ passed: 5, failed: 3, skipped: 2 });
  expect(lines).toEqual(['2 skipped, for reasons given above', '5 passed, 3 failed']);
  expect(process.exitCode).toBe(1);
});

test.each([
  [{ passed: 5, failed: 0 }, 0],
  [{ passed: 5, failed: 1 }, 1],
  [{ passed: 0, failed: 0 }, 1],
])('%j ends with code %d', (counts, code) => {
  finish(counts);
  expect(process.exitCode).toBe(code);
});
