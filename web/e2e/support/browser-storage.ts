/**
 * What an app keeps in a browser's databases, taken out of one browser and laid into another. Doesn't
 * know what any of it means.
 *
 * Private keys cannot be read out of a browser, and these tests are no exception: a browser that is to
 * be read must have made its keys after `letKeysBeRead`. Where they are laid in they can be used and
 * not read, as those that the app makes.
 */
import type { BrowserContext, Page } from '@playwright/test';

export interface StoredDatabase {
  readonly name: string;
  readonly version: number;
  readonly stores: readonly StoredStore[];
}

interface StoredStore {
  readonly name: string;
  readonly autoIncrement: boolean;
  /** Keys that are CryptoKeys have become `StoredKey`s. */
  readonly records: readonly (readonly [key: string | number, value: unknown])[];
}

interface StoredKey {
  readonly isStoredKey: true;
  readonly jwk: JsonWebKey;
  readonly algorithm: KeyAlgorithm;
  readonly usages: KeyUsage[];
}

/** The keys that the app makes, and those that are laid in: before there are any. */
export async function letKeysBeRead(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    if (!isSecureContext) return; // The page before the first has no cryptography.
    type Make = (...all: unknown[]) => Promise<CryptoKey>;
    const keys = SubtleCrypto.prototype as unknown as { generateKey: Make; importKey: Make };
    const { generateKey, importKey } = keys;
    keys.generateKey = function (algorithm, _, usages) {
      return generateKey.call(this, algorithm, true, usages);
    };
    keys.importKey = function (format, key, algorithm, isReadable, usages) {
      return importKey.call(this, format, key, algorithm, format === 'jwk' || isReadable, usages);
    };
  });
}

/** Everything in the databases of the page's origin. The page must have left the app. */
export function readDatabases(page: Page): Promise<StoredDatabase[]> {
  return page.evaluate(readAll);
}

/** Takes the page to an address of its origin where the app does not run: it has no database open. */
export async function leaveApp(page: Page, origin: string): Promise<void> {
  const nowhere = `${origin}/nowhere`;
  await page.route(nowhere, (route) =>
    // With an icon of its own, or some browsers would ask for one. Kept to itself as the app is, or
    // they would begin another process for it.
    route.fulfill({
      contentType: 'text/html',
      headers: { 'Cross-Origin-Opener-Policy': 'same-origin' },
      body: '<link rel="icon" href="data:," />',
    }),
  );
  await page.goto(nowhere);
  await page.unroute(nowhere);
}

/** The page must have left the app. */
export function writeDatabases(page: Page, databases: readonly StoredDatabase[]): Promise<void> {
  return page.evaluate(writeAll, databases);
}

/** Runs in the page. */
async function readAll(): Promise<StoredDatabase[]> {
  const answer = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error!));
    });
  const portable = async (value: unknown): Promise<unknown> => {
    if (value instanceof CryptoKey) {
      const jwk = await crypto.subtle.exportKey('jwk', value);
      return { isStoredKey: true, jwk, algorithm: value.algorithm, usages: value.usages };
    }
    if (Array.isArray(value)) return Promise.all(value.map(portable));
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    if (Object.getPrototypeOf(value) !== Object.prototype)
      throw new Error(`Cannot be carried to another browser: ${value.constructor.name}`);
    const entries = Object.entries(value).map(async ([name, each]) => [name, await portable(each)]);
    return Object.fromEntries(await Promise.all(entries));
  };
  const readStore = async (store: IDBObjectStore): Promise<StoredStore> => {
    const { name, autoIncrement } = store;
    if (store.keyPath !== null || store.indexNames.length > 0)
      throw new Error(`Cannot be carried to another browser: the keys of ${name}`);
    const [keys, values] = [answer(store.getAllKeys()), answer(store.getAll())];
    const all = await values;
    const records = (await keys).map(async (key, at) => [key, await portable(all[at])] as const);
    return { name, autoIncrement, records: (await Promise.all(records)) as StoredStore['records'] };
  };
  const found: StoredDatabase[] = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await answer(indexedDB.open(name!));
    const stores = [...db.objectStoreNames].map((each) =>
      readStore(db.transaction(each).objectStore(each)),
    );
    found.push({ name: db.name, version: db.version, stores: await Promise.all(stores) });
    db.close();
  }
  return found;
}

/** Runs in the page. */
async function writeAll(databases: readonly StoredDatabase[]): Promise<void> {
  const isKey = (value: object): value is StoredKey => 'isStoredKey' in value;
  const native = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(native));
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    if (isKey(value)) {
      const { jwk, algorithm, usages } = value;
      const isReadable = jwk.kty !== 'oct' && jwk.d === undefined;
      return crypto.subtle.importKey('jwk', jwk, algorithm, isReadable, usages);
    }
    const entries = Object.entries(value).map(async ([name, each]) => [name, await native(each)]);
    return Object.fromEntries(await Promise.all(entries));
  };
  const writeDatabase = async ({ name, version, stores }: StoredDatabase) => {
    const records = await Promise.all(
      stores.map((store) =>
        Promise.all(store.records.map(async ([key, value]) => [key, await native(value)] as const)),
      ),
    );
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open(name, version);
      opening.addEventListener('error', () => reject(opening.error!));
      opening.addEventListener('upgradeneeded', () => {
        stores.forEach((each, at) => {
          const { autoIncrement } = each;
          const store = opening.result.createObjectStore(each.name, { autoIncrement });
          for (const [key, value] of records[at]!) store.put(value, key);
        });
      });
      opening.addEventListener('success', () => {
        opening.result.close();
        resolve();
      });
    });
  };
  await Promise.all(databases.map(writeDatabase));
}
