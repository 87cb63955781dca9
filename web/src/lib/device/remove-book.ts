/** Takes a book off this device: its keys first, so that nothing opens it half removed. */
import type { BookId } from '@wardbook/shared/base/ids';
import { IndexedDbStorage } from '../sync/storage/indexeddb-storage.ts';
import { unshelve } from './shelf.ts';

/** The book must be closed in this window. Other windows that have it open can save no more. */
export async function removeBookFromDevice(id: BookId): Promise<void> {
  await unshelve(id);
  await new IndexedDbStorage(id).remove();
}
