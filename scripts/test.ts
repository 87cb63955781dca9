/**
 * `pnpm test`: lint, types, tests in Node, the build, tests in real browsers. Every step runs, and
 * the last line is `N passed, N failed`: tests as their runners report them, and one for each check.
 */
import { buildStep } from './lib/build-app.ts';
import { checks, lints, prepare } from './lib/chores.ts';
import { readPlaywright, readVitest, runReported } from './lib/reports.ts';
import { finish, runSteps, type Step } from './lib/tally.ts';

const vitestReport = 'test-results/vitest.json';
const playwrightReport = 'test-results/playwright.json';

/**
 * Both runners speak when a test or a file of tests has ended; none may take as long as this. The
 * longest walks a whole path through one browser, on a busy machine too.
 */
const silentMinutesMax = 25;

const nodeTests: Step = {
  name: 'unit, property and simulation tests',
  run: () =>
    runReported(
      {
        name: 'vitest',
        silentMinutesMax,
        program: 'vitest',
        args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
      },
      vitestReport,
      readVitest,
    ),
};

const browserTests: Step = {
  name: 'browser tests, and the main path in Chromium, Firefox and WebKit',
  run: () =>
    runReported(
      {
        name: 'playwright',
        silentMinutesMax,
        program: 'playwright',
        args: ['test', '--project=engines', '--project=phone', '--project=laptop'],
        folder: 'web',
      },
      playwrightReport,
      readPlaywright,
    ),
};

finish(await runSteps([prepare, [...lints, ...checks], nodeTests, buildStep, browserTests]));
