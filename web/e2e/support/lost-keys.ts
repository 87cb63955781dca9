/**
 * A browser that takes certain keys into its storage without a word and gives back nothing for them,
 * nor for what they stood in: what WebKit does with keys on X25519.
 */
import type { BrowserContext, Page } from '@playwright/test';

/** In every page from its beginning. */
export async function startWithLostKeys(context: BrowserContext): Promise<void> {
  await context.addInitScript(loseKeys);
}

/** In this page: what was stored before is given back as nothing too. */
export async function giveBackKeys(page: Page, isGiven: boolean): Promise<void> {
  await page.evaluate((given) => sessionStorage.setItem('givesBackKeys', String(given)), isGiven);
}

/** Runs in the page. */
function loseKeys(): void {
  const holdsKey = (value: unknown): boolean => {
    if (value instanceof CryptoKey) return true;
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
    return Object.values(value).some(holdsKey);
  };
  const result = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'result')!;
  Object.defineProperty(IDBRequest.prototype, 'result', {
    get(this: IDBRequest): unknown {
      const value: unknown = result.get!.call(this);
      if (sessionStorage.getItem('givesBackKeys') === 'true') return value;
      if (Array.isArray(value)) return value.map((each: unknown) => (holdsKey(each) ? null : each));
      return holdsKey(value) ? null : value;
    },
  });
}
