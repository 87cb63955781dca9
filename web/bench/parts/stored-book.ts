/** What a browser really has on disk, read past the app: for checking what was measured. */
import type { Page } from '@playwright/test';
import * as Y from 'yjs';

/** The document that the book's updates in IndexedDB make. */
export async function storedBook(page: Page, book: string): Promise<Y.Doc> {
  const updates = await page.evaluate(readUpdates, `wardbook-book-${book}`);
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, Buffer.from(update, 'base64'));
  });
  return doc;
}

function readUpdates(name: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.addEventListener('error', () => reject(new Error('IndexedDB does not open')));
    request.addEventListener('success', () => {
      const db = request.result;
      const all: IDBRequest<Uint8Array[]> = db
        .transaction('updates', 'readonly')
        .objectStore('updates')
        .getAll();
      all.addEventListener('success', () => {
        db.close();
        resolve(all.result.map((update) => update.toBase64()));
      });
    });
  });
}
