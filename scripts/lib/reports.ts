/**
 * Reads the counts out of the test runners' own JSON reports. A report that is missing, that cannot
 * be read, that counts no test at all, or that is all well while its runner ended badly is a failure.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Counts } from './tally.ts';
import { root, runTool, type Tool } from './tools.ts';

interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs a test runner that writes its report into `file` (from the root), and counts. */
export async function runReported(
  tool: Tool,
  file: string,
  read: (report: unknown) => Report | undefined,
): Promise<Counts> {
  const path = join(root, file);
  rmSync(path, { force: true });
  const endedWell = await runTool(tool);
  const report = existsSync(path) ? read(parse(readFileSync(path, 'utf8'))) : undefined;
  return countsOf(report, endedWell);
}

/** What the report and the exit code say together. */
export function countsOf(report: Report | undefined, endedWell: boolean): Counts {
  if (!report) return { passed: 0, failed: 1 };
  const isSilentFailure = report.failed === 0 && (!endedWell || report.passed === 0);
  return isSilentFailure ? { ...report, failed: 1 } : report;
}

/** Vitest's: tests, and one failure for each file that broke before its tests could run. */
export function readVitest(report: unknown): Report | undefined {
  const passed = numberAt(report, 'numPassedTests');
  const failed = numberAt(report, 'numFailedTests');
  const pending = numberAt(report, 'numPendingTests');
  const todo = numberAt(report, 'numTodoTests');
  const files = at(report, 'testResults');
  if (passed === undefined || failed === undefined || !Array.isArray(files)) return undefined;
  const broken = files.filter(
    (file) => at(file, 'status') === 'failed' && !hasFailedTest(at(file, 'assertionResults')),
  );
  return { passed, failed: failed + broken.length, skipped: (pending ?? 0) + (todo ?? 0) };
}

/** Playwright's: a test that passed only at a second try has failed; so has an error outside tests. */
export function readPlaywright(report: unknown): Report | undefined {
  const stats = at(report, 'stats');
  const passed = numberAt(stats, 'expected');
  const unexpected = numberAt(stats, 'unexpected');
  const flaky = numberAt(stats, 'flaky');
  const skipped = numberAt(stats, 'skipped');
  const errors = at(report, 'errors');
  if (passed === undefined || unexpected === undefined || flaky === undefined) return undefined;
  const outside = Array.isArray(errors) ? errors.length : 0;
  return { passed, failed: unexpected + flaky + outside, skipped: skipped ?? 0 };
}

function hasFailedTest(tests: unknown): boolean {
  return Array.isArray(tests) && tests.some((test) => at(test, 'status') === 'failed');
}

function numberAt(value: unknown, key: string): number | undefined {
  const found = at(value, key);
  return typeof found === 'number' && Number.isInteger(found) && found >= 0 ? found : undefined;
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
