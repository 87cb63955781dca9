import { expect, test } from 'vitest';
import { countsOf, readPlaywright, readVitest } from './reports.ts';

const vitest = {
  numPassedTests: 7,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 0,
  testResults: [
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
    { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
  ],
};

test('counts the tests of Vitest', () => {
  expect(readVitest(vitest)).toEqual({ passed: 7, failed: 1, skipped: 2 });
});

test('a test file that broke before its tests could run is one failure', () => {
  const broken = { status: 'failed', message: 'no such module', assertionResults: [] };
  const report = { ...vitest, testResults: [...vitest.testResults, broken] };
  expect(readVitest(report)).toEqual({ passed: 7, failed: 2, skipped: 2 });
});

test('counts the tests of Playwright, where flaky and outside errors are failures', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
  expect(readPlaywright({ stats, errors: [{ message: 'the relay did not start' }] })).toEqual({
    passed: 5,
    failed: 4,
    skipped: 3,
  });
});

test.each([undefined, null, 'text', [], {}, { numPassedTests: -1 }, { stats: { expected: '5' } }])(
  'a report that is none is refused: %j',
  (report) => {
    expect(readVitest(report)).toBeUndefined();
    expect(readPlaywright(report)).toBeUndefined();
  },
);

test('a runner that ended badly has failed, whatever its report says', () => {
  expect(countsOf({ passed: 5, failed: 0, skipped: 0 }, false).failed).toBe(1);
  expect(countsOf({ passed: 5, failed: 2, skipped: 0 }, false).failed).toBe(2);
  expect(countsOf({ passed: 5, failed: 0, skipped: 0 }, true).failed).toBe(0);
});

test('no report and no tests are failures', () => {
  expect(countsOf(undefined, true)).toEqual({ passed: 0, failed: 1 });
  expect(countsOf({ passed: 0, failed: 0, skipped: 9 }, true).failed).toBe(1);
});
