/** What a backup does to a device: all that it keeps of a book is copied away, and put back later. */
import type { Page } from '@playwright/test';
import { leaveApp } from './browser-storage.ts';

/** By the names of the database's stores, each record with its key. */
type Copy = Readonly<Record<string, readonly (readonly [key: string | number, value: unknown])[]>>;

/** Takes the page out of the app. `back`: what this gave earlier takes the place of all there is. */
export async function copyBook(page: Page, back?: Copy): Promise<Copy> {
  await leaveApp(page, new URL(page.url()).origin);
  return page.evaluate(async (given) => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error!));
      });
    const all = await indexedDB.databases();
    const { name } = all.find((each) => each.name!.startsWith('wardbook-book-'))!;
    const db = await answer(indexedDB.open(name!));
    const copy: Record<string, [string | number, unknown][]> = {};
    for (const each of db.objectStoreNames) {
      const store = db.transaction(each, 'readwrite').objectStore(each);
      const [keys, values] = await Promise.all([
        answer(store.getAllKeys()),
        answer(store.getAll()),
      ]);
      copy[each] = keys.map((key, at) => [key as string | number, values[at]]);
      if (!given) continue;
      await answer(store.clear());
      for (const [key, value] of given[each]!) await answer(store.put(value, key));
    }
    db.close();
    return copy;
  }, back);
}
