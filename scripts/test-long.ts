/**
 * `pnpm test:long`: what need not run each time. Histories of a team one act longer, more attempts on
 * the code that is compared, more seeds of the simulation, browser tests that are tagged so, and on the
 * laptop too what `pnpm test` tries on the phone. The last line is the count.
 */
import { buildStep } from './lib/build-app.ts';
import { readPlaywright, readVitest, runReported } from './lib/reports.ts';
import { finish, runSteps, type Step } from './lib/tally.ts';

const environment = { WARDBOOK_LONG: '1', WARDBOOK_SEEDS: '5-24' };
const vitestReport = 'test-results/vitest-long.json';

const longer: Step = {
  name: 'longer histories and more seeds',
  run: () =>
    runReported(
      {
        name: 'vitest',
        environment,
        // One walk of all histories says nothing before its end.
        silentMinutesMax: 60,
        program: 'vitest',
        args: [
          'run',
          'every-history',
          'comparison-attack',
          'simulation.test',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${vitestReport}`,
        ],
      },
      vitestReport,
      readVitest,
    ),
};

const browserTests = (name: string, args: readonly string[]): Step => ({
  name,
  run: () =>
    runReported(
      {
        name: 'playwright',
        environment,
        silentMinutesMax: 15,
        program: 'playwright',
        args: ['test', ...args],
        folder: 'web',
      },
      'test-results/playwright.json',
      readPlaywright,
    ),
});

const rarer = browserTests('browser tests that are tagged @long', [
  '--project=phone',
  '--project=laptop',
  '--grep=@long',
]);

const wider = browserTests('on the laptop too', [
  '--project=laptop',
  '--grep-invert=@long',
  // Those whose names say no size.
  String.raw`e2e/[\w-]+\.spec\.ts$`,
]);

finish(await runSteps([longer, buildStep, rarer, wider]));
