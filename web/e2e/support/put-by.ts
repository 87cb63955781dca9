/**
 * The app put by on a device, so that it opens without a network. That costs more than starting a
 * book does, so it happens when a test asks for it and not as a page is opened.
 */
import type { BrowserContext, Page } from '@playwright/test';

declare global {
  /** Does what pages have asked for so far and puts nothing off any more. */
  var putBy: (() => void) | undefined;
}

export async function putOffWorkers(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    // At an address that is not secure there are none.
    if (typeof ServiceWorkerContainer === 'undefined') return;
    const { register } = ServiceWorkerContainer.prototype;
    const asked = new Promise<void>((resolve) => (globalThis.putBy = resolve));
    ServiceWorkerContainer.prototype.register = async function (...args) {
      await asked;
      return register.apply(this, args);
    };
  });
}

export async function putBy(page: Page): Promise<void> {
  await page.evaluate(async () => {
    globalThis.putBy?.();
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) =>
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
      );
  });
}
