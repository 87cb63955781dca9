/** The main path in Chromium, Firefox and WebKit, as one of a command's steps. */
import { readPlaywright, runReported } from './reports.ts';
import type { Step } from './tally.ts';

/** Nothing is said before a whole path has been walked, on a busy machine too. */
const silentMinutesMax = 25;

export const engineTests = (environment: Readonly<Record<string, string>> = {}): Step => ({
  name: 'the main path in Chromium, Firefox and WebKit',
  run: () =>
    runReported(
      {
        name: 'engines',
        environment,
        silentMinutesMax,
        program: 'playwright',
        args: ['test', '--project=engines'],
        folder: 'web',
      },
      'test-results/playwright.json',
      readPlaywright,
    ),
});
