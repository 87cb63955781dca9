/** Both paths in Chromium, Firefox and WebKit, as a step of `pnpm test:engines`. */
import { readPlaywright, runReported } from './reports.ts';
import type { Step } from './tally.ts';

/** Nothing is said before a whole path has been walked, on a busy machine too. */
const silentMinutesMax = 25;

export const engineTests: Step = {
  name: 'both paths in Chromium, Firefox and WebKit',
  run: () =>
    runReported(
      {
        name: 'engines',
        environment: { WARDBOOK_LONG: '1' },
        silentMinutesMax,
        program: 'playwright',
        args: ['test', '--project=engines'],
        folder: 'web',
      },
      'test-results/playwright.json',
      readPlaywright,
    ),
};
