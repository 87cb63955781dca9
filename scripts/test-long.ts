/**
 * `pnpm test:long`: what need not run each time. Histories of a team one act longer, more attempts on
 * the code that is compared, more seeds of the simulation, and on the laptop too what `pnpm test` tries
 * on the phone. The last line is the count.
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

const wider: Step = {
  name: 'on the laptop too',
  run: () =>
    runReported(
      {
        name: 'playwright',
        environment,
        silentMinutesMax: 15,
        program: 'playwright',
        // Those whose names say no size.
        args: ['test', '--project=laptop', String.raw`e2e/[\w-]+\.spec\.ts$`],
        folder: 'web',
      },
      'test-results/playwright.json',
      readPlaywright,
    ),
};

finish(await runSteps([longer, buildStep, wider]));
