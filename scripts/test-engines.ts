/**
 * `pnpm test:engines`: the main path in Chromium, Firefox and WebKit, as they come from Debian's
 * packages; what is not on this machine is said and counted as skipped. The last line is the count.
 */
import { buildApp } from './lib/build-app.ts';
import { readPlaywright, runReported } from './lib/reports.ts';
import { finish, runSteps, type Step } from './lib/tally.ts';

const build: Step = {
  name: 'build',
  run: async () => ((await buildApp()) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
};

const engines: Step = {
  name: 'Chromium, Firefox and WebKit',
  run: () =>
    runReported(
      {
        name: 'engines',
        silentMinutesMax: 25,
        program: 'playwright',
        args: ['test', '--project=engines', '--workers=1'],
        folder: 'web',
      },
      'test-results/playwright.json',
      readPlaywright,
    ),
};

finish(await runSteps([build, engines]));
