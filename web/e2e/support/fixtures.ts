/** What every browser test begins with: a relay of its own and devices that are watched. */
import { test as base, type BrowserContextOptions } from '@playwright/test';
import { freePort } from '../../../scripts/lib/free-port.ts';
import { Device, type LayOut } from './device.ts';
import { Guard } from './guard.ts';
import { putOffWorkers } from './put-by.ts';
import { TestRelay } from './relay.ts';
import { StoredWards } from './stored-wards.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  readonly relay: TestRelay;
  readonly guard: Guard;
  readonly layOut: LayOut;
  /** The first device: phone or laptop, as the project says. */
  readonly device: Device;
  /** Another browser, of the same kind unless it is said otherwise. */
  readonly another: (options?: BrowserContextOptions) => Promise<Device>;
  /** One more relay that a book may be put on. */
  readonly anotherRelay: (settings?: TestRelay['settings']) => Promise<TestRelay>;
}

interface WorkerFixtures {
  /** Where the relays of this worker's tests are, one after the other. */
  readonly port: number;
  readonly storedWards: StoredWards;
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

export const test = base.extend<Fixtures, WorkerFixtures>({
  port: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names out of the pattern.
    async ({}, use) => use(await freePort()),
    { scope: 'worker' },
  ],
  storedWards: [
    async ({ browser }, use) => {
      const wards = new StoredWards(browser);
      await use(wards);
      wards.remove();
    },
    { scope: 'worker' },
  ],
  relay: async ({ port }, use) => {
    const relay = new TestRelay(port);
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
  layOut: ({ storedWards, relay }, use) =>
    use((devices, team) => storedWards.layOut(relay, devices, team)),
  device: ({ page, guard, layOut }, use) => use(new Device(page, guard, layOut)),
  another: async ({ browser, guard, layOut }, use) => {
    const devices: Device[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      guard.watch(context);
      await putOffWorkers(context);
      const device = new Device(await context.newPage(), guard, layOut);
      devices.push(device);
      return device;
    });
    for (const { context } of devices) await context.close();
  },
  anotherRelay: async ({ guard }, use) => {
    const relays: TestRelay[] = [];
    await use(async (settings = { creating: 'open' }) => {
      const relay = new TestRelay();
      relay.settings = settings;
      await relay.start();
      guard.allowRelay(relay);
      relays.push(relay);
      return relay;
    });
    for (const relay of relays) await relay.remove();
  },
});
