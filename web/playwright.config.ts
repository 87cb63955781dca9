/**
 * Tests in a real browser, against the built app served by the real relay. Each test starts a
 * relay of its own (e2e/support/relay.ts), so there is no server here.
 *
 *   e2e/x.spec.ts          runs on the phone, and with WARDBOOK_LONG on the laptop too
 *   e2e/x.phone.spec.ts    on the phone alone, e2e/x.laptop.spec.ts on the laptop alone
 *   e2e/engines/x.spec.ts  the main path in Chromium, Firefox and WebKit
 *   e2e/shots/x.spec.ts    pictures of every page (`pnpm shots`), no part of the tests
 *
 * What is tagged @long runs with WARDBOOK_LONG alone (`pnpm test:long`): a variant of what another test
 * here shows each time, or words on a page about what is tried closely in Node.
 */
import { availableParallelism } from 'node:os';
import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './find-chromium.ts';

// Playwright reads this file again in every worker: what is found or made once is handed on to them.
const chromium = (process.env['WARDBOOK_TEST_CHROMIUM'] ??= await findChromium());

const isLong = process.env['WARDBOOK_LONG'] !== undefined;

// This machine under a name that browsers do not take for it: what plain http from another one is.
const anotherName = ['--host-resolver-rules=MAP ward.test 127.0.0.1'];

const phone: PlaywrightTestConfig['use'] = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};
const laptop: PlaywrightTestConfig['use'] = { viewport: { width: 1440, height: 900 } };

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results/playwright',
  fullyParallel: true,
  workers: availableParallelism(),
  retries: 0,
  forbidOnly: true,
  ...(isLong ? {} : { grepInvert: /@long/ }),
  // What these end hangs: they are met by nothing that is only slow, on a busy machine neither.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['line'], ['json', { outputFile: '../test-results/playwright.json' }]],
  use: {
    browserName: 'chromium',
    // What cannot be pressed by then never will be; the machine may be busy with other things.
    actionTimeout: 60_000,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    // Taken of every test, in case it fails after. What the page said is in its report.
    screenshot: 'off',
    // `--trace retain-on-failure` when something is to be found out: it slows every test.
    trace: 'off',
    launchOptions: { executablePath: chromium, args: [...chromiumArgs, ...anotherName] },
  },
  projects: [
    // First, as these are by far the longest. Starts its browsers itself.
    { name: 'engines', testMatch: 'engines/**/*.spec.ts' },
    { name: 'phone', testIgnore: ['shots/**', 'engines/**', '**/*.laptop.spec.ts'], use: phone },
    {
      name: 'laptop',
      testMatch: isLong ? '**/*.spec.ts' : '**/*.laptop.spec.ts',
      testIgnore: ['shots/**', 'engines/**', '**/*.phone.spec.ts'],
      use: laptop,
    },
    // Each picture sets its own size and colours.
    { name: 'shots', testMatch: 'shots/**/*.spec.ts', use: laptop },
  ],
});
