/** Books on a device of a test's own: in an IndexedDB that goes with it, at a relay that is nowhere. */
import { authorOn } from '../open/author.ts';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { vi } from 'vitest';
import type { BookId } from '@wardbook/shared/base/ids';
import { systemClock as now, systemRandom as random } from '@wardbook/shared/base/ports';
import { createBook, wardPolicy } from '@wardbook/shared/books/ward';
import type { Author } from '@wardbook/shared/ledger/command';
import { foundBook } from '@wardbook/shared/sealing/found';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import type { Doc } from 'yjs';
import { Replica } from '../sync/replica.ts';
import { IndexedDbStorage } from '../sync/storage/indexeddb-storage.ts';
import { shelve } from './shelf.ts';
import { untilStored } from '../sync/storage/storage.ts';

/** `vi.unstubAllGlobals` takes it away. */
export function beOnDevice(): void {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('reportError', (error: unknown) => {
    throw error;
  });
}

/** `write` gives the document what it holds; else it is a new book of that ward. */
export async function shelveTestBook(
  ward: string,
  write?: (doc: Doc, founder: Author) => void,
): Promise<BookId> {
  const device = await createDeviceKeys();
  const { signing, wrapping } = device;
  const statement = await foundBook(device, 'Ann', now, random);
  const relay = 'ws://127.0.0.1:9/relay';
  const opened = await Replica.open({
    policy: wardPolicy,
    book: statement.book,
    device,
    storage: new IndexedDbStorage(statement.book),
    relay,
    statements: [statement],
    crossTab: false,
  });
  if (opened.type === 'failed') throw new Error(opened.reason);
  const { replica } = opened;
  if (write) write(replica.doc, authorOn(replica));
  else createBook(replica.doc, authorOn(replica), { ward, council: 'Marlow Vale', districts: [] });
  await untilStored(replica.storage);
  await replica.close();
  await shelve({
    id: statement.book,
    pairs: { signing, wrapping },
    name: 'Ann',
    relay,
    ward,
    council: 'Marlow Vale',
    demo: false,
    openedAt: 1,
  });
  return statement.book;
}
