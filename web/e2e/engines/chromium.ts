/** Chromium, by Playwright: one that people have, where there is one. */
import { chromium, type BrowserContext } from '@playwright/test';
import { chromiumArgs, findChromium, installedChromium } from '../../find-chromium.ts';
import { windowSize, type Browser, type Engine } from './browser.ts';

export const chromiumEngine: Engine = {
  engine: 'chromium',
  missing: undefined,
  async start(folder): Promise<Browser> {
    const executablePath = installedChromium() ?? (await findChromium());
    const launch = (): Promise<BrowserContext> =>
      chromium.launchPersistentContext(folder, {
        executablePath,
        args: [...chromiumArgs],
        viewport: windowSize,
      });
    let context = await launch();
    const page = () => context.pages()[0]!;
    return {
      name: `Chromium ${context.browser()?.version() ?? ''}`.trim(),
      goTo: async (url) => void (await page().goto(url)),
      look: (body, ...args) =>
        page().evaluate(`(async (args) => {${body}})(${JSON.stringify(args)})`),
      pressAt: (x, y) => page().mouse.click(x, y),
      type: (text) => page().keyboard.type(text),
      restart: async () => {
        await context.close();
        context = await launch();
      },
      end: () => context.close(),
    };
  },
};
