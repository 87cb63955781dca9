/**
 * A device without space. A browser that runs out of it takes the single writes and then aborts the
 * transaction with a QuotaExceededError when it is to be committed; this does the same.
 */
import type { BrowserContext, Page } from '@playwright/test';

declare global {
  var storageIsFull: boolean | undefined;
}

export async function fillStorage(page: Page): Promise<void> {
  await page.evaluate(breakWrites);
  await page.evaluate(() => (globalThis.storageIsFull = true));
}

/** As `fillStorage`, in every page from its beginning. */
export async function startWithFullStorage(context: BrowserContext): Promise<void> {
  await context.addInitScript(breakWrites);
  await context.addInitScript(() => (globalThis.storageIsFull = true));
}

export async function freeSpace(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis.storageIsFull = false));
}

/** Runs in the page. */
function breakWrites(): void {
  const failing = (request: IDBRequest, transaction: IDBTransaction) => {
    if (!globalThis.storageIsFull) return request;
    const error = new DOMException('There is no room left.', 'QuotaExceededError');
    Object.defineProperty(transaction, 'error', { value: error });
    request.addEventListener('success', () => {
      try {
        transaction.abort();
      } catch {
        // Another write of this transaction has aborted it already.
      }
    });
    return request;
  };
  for (const name of ['add', 'put'] as const) {
    const write = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (this: IDBObjectStore, ...args) {
      return failing(write.apply(this, args), this.transaction) as IDBRequest<IDBValidKey>;
    };
  }
}
