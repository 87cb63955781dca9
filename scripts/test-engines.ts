/**
 * `pnpm test:engines`: both paths in Chromium, Firefox and WebKit, as they come from Debian's
 * packages; what is not on this machine is said and counted as skipped. The last line is the count.
 */
import { buildStep } from './lib/build-app.ts';
import { readPlaywright, runReported } from './lib/reports.ts';
import { finish, runSteps, type Step } from './lib/tally.ts';

const engineTests: Step = {
  name: 'both paths in Chromium, Firefox and WebKit',
  run: () =>
    runReported(
      {
        name: 'engines',
        environment: { WARDBOOK_LONG: '1' },
        // Nothing is said before a whole path has been walked, on a busy machine too.
        silentMinutesMax: 25,
        program: 'playwright',
        args: ['test', '--project=engines'],
        folder: 'web',
      },
      'test-results/playwright.json',
      readPlaywright,
    ),
};

finish(await runSteps([buildStep, engineTests]));
