/** What every browser test begins with: a relay of its own and devices that are watched. */
import { test as base, type BrowserContextOptions } from '@playwright/test';
import { Device } from './device.ts';
import { Guard } from './guard.ts';
import { putOffWorkers } from './put-by.ts';
import { TestRelay } from './relay.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  readonly relay: TestRelay;
  readonly guard: Guard;
  /** The first device: phone or laptop, as the project says. */
  readonly device: Device;
  /** Another browser, of the same kind unless it is said otherwise. */
  readonly another: (options?: BrowserContextOptions) => Promise<Device>;
}

export const phoneSize: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

export const laptopSize: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  deviceScaleFactor: 1,
  hasTouch: false,
  isMobile: false,
};

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names out of the pattern.
  relay: async ({}, use) => {
    const relay = new TestRelay();
    // As it is for whoever starts Wardbook on their own computer.
    relay.settings = { creating: 'open', pages: 'own' };
    await relay.start();
    await use(relay);
    await relay.remove();
  },
  baseURL: ({ relay }, use) => use(relay.url),
  guard: async ({ relay }, use) => {
    const guard = new Guard(relay);
    await use(guard);
    guard.check();
  },
  context: async ({ context, guard }, use) => {
    guard.watch(context);
    await putOffWorkers(context);
    await use(context);
  },
  device: async ({ page, guard }, use) => use(new Device(page, guard)),
  another: async ({ browser, guard }, use) => {
    const devices: Device[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      guard.watch(context);
      await putOffWorkers(context);
      const device = new Device(await context.newPage(), guard);
      devices.push(device);
      return device;
    });
    for (const { context } of devices) await context.close();
  },
});
