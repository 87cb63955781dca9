/**
 * A browser with a profile on disk, as a person has: what it saves is really written, and is there
 * when it is started again.
 */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { chromiumArgs, findChromium } from '../../find-chromium.ts';
import { giveClock } from './page-clock.ts';

const laptop = { width: 1440, height: 900 };
let executable: Promise<string> | undefined;

export async function openBrowser(profile: string): Promise<BrowserContext> {
  executable ??= findChromium();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await executable,
    args: [...chromiumArgs],
    viewport: laptop,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  await giveClock(context);
  return context;
}

/** Waits until the app is on the device whole, so that it opens with no network. */
export async function untilAppIsStored(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const { active } = await navigator.serviceWorker.ready;
    return active?.state === 'activated';
  });
}

/** Joins by the link as a person does; ends with everything on the device and shared. */
export async function join(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join the book' }).click();
  await page.waitForURL('**/b/**');
  await untilStatus(page, 'Shared');
}

export async function untilStatus(page: Page, words: string): Promise<void> {
  await statusLine(page).filter({ hasText: words }).waitFor();
}

/** Where my data is: the line that is always in sight. */
export function statusLine(page: Page) {
  return page.getByRole('link', { name: 'Where your data is' });
}

/** The people in the list that are drawn just now. */
export function peopleListed(page: Page) {
  return page.getByRole('listbox', { name: 'People in walking order' }).getByRole('option');
}

/** JavaScript objects and the buffers they hold, after a collection of garbage, bytes. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const { usedSize, backingStorageSize = 0 } = usage as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return usedSize + backingStorageSize;
}
