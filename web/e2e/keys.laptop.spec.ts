/** A browser that does not give back the keys it was given. */
import { expect, test } from './support/fixtures.ts';
import { giveBackKeys, startWithLostKeys } from './support/lost-keys.ts';

const doesNotGive = /does not give back the keys that open a book/;

test(
  '[KEEP1] where keys do not come back, that is said before anything is made',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard();
    await device.seesShared();
    const link = await device.invite('Editor');
    const other = await another();
    await startWithLostKeys(other.context);
    for (const path of ['/', '/start', '/demo', link]) {
      await other.page.goto(path);
      await expect(other.page.getByText(doesNotGive)).toBeVisible();
    }
    expect(await other.page.evaluate(() => indexedDB.databases().then((all) => all.length))).toBe(
      1,
    );
    // The link was for one person, and is good still.
    const third = await another();
    await third.join(link, 'Ben Editor');
  },
);

test(
  '[KEEP3] keys that are gone at the second start are called so, and a link brings all back',
  { tag: '@long' },
  async ({ device, another, relay }) => {
    await device.startFullWard();
    await device.seesShared();
    const other = await another();
    await startWithLostKeys(other.context);
    await other.page.goto('/');
    await giveBackKeys(other.page, true);
    await other.join(await device.invite('Editor', 'Up to 5 people'), 'Ben Editor');
    const path = other.bookPath;
    await other.untilAppIsStored();
    await relay.stop();
    await other.openPerson('Carol Quillfeather');
    await other.recordAnswer('G Green');
    await other.seesStatus(/waiting, safe on this device/);
    await giveBackKeys(other.page, false);
    await other.page.goto(path);
    await expect(
      other.heading('This browser does not give back the keys of this book'),
    ).toBeVisible();
    await expect(
      other.page.getByText(/What this device had not shared is still stored here/),
    ).toBeVisible();
    await other.page.goto('/');
    await expect(other.page.getByText(/A book on this device cannot be opened/)).toBeVisible();

    await relay.start();
    await device.tryNow();
    await device.seesShared();
    await giveBackKeys(other.page, true);
    await other.page.evaluate(forgetKeys);
    await other.join(await device.invite('Editor', 'Up to 5 people'), 'Ben Editor');
    await other.openPerson('Carol Quillfeather');
    await expect(other.record).toContainText('Green');
    await device.openPerson('Carol Quillfeather');
    await expect(device.record).toContainText('Green');
  },
);

test(
  '[KEEP4] a browser that fails at a key now and then makes the book all the same',
  { tag: '@long' },
  async ({ device }) => {
    await device.context.addInitScript(failNowAndThen);
    await device.startWard();
    await device.seesShared();
  },
);

test(
  '[KEEP4] one that goes on failing is asked again by a button',
  { tag: '@long' },
  async ({ device }) => {
    await device.context.addInitScript(failAtFirst);
    await device.page.goto('/start');
    await expect(device.page.getByText('Wardbook cannot keep a book here just now')).toBeVisible();
    await device.page.evaluate(() => Reflect.set(globalThis, 'failsAtKeys', false));
    await device.button('Try again').click();
    await device.startWard();
  },
);

/** As if what the shelf holds of its books had become nothing for good. */
function forgetKeys(): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('wardbook');
    opening.addEventListener('success', () => {
      const transaction = opening.result.transaction('books', 'readwrite');
      const books = transaction.objectStore('books');
      const keys = books.getAllKeys();
      keys.addEventListener('success', () => {
        for (const key of keys.result) books.put(null, key);
      });
      transaction.addEventListener('complete', () => (opening.result.close(), resolve()));
    });
    opening.addEventListener('error', () => reject(new Error('The shelf does not open.')));
  });
}

function failNowAndThen(): void {
  const make = crypto.subtle.generateKey.bind(crypto.subtle) as (...args: unknown[]) => unknown;
  let asked = 0;
  Reflect.set(crypto.subtle, 'generateKey', (...args: unknown[]) =>
    asked++ % 2 === 0 ? Promise.reject(new DOMException('no', 'OperationError')) : make(...args),
  );
}

function failAtFirst(): void {
  Reflect.set(globalThis, 'failsAtKeys', true);
  const make = crypto.subtle.generateKey.bind(crypto.subtle) as (...args: unknown[]) => unknown;
  Reflect.set(crypto.subtle, 'generateKey', (...args: unknown[]) =>
    Reflect.get(globalThis, 'failsAtKeys')
      ? Promise.reject(new DOMException('no', 'OperationError'))
      : make(...args),
  );
}
