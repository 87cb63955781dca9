/**
 * Opens a book that is on this device: at once from its own storage, the network comes after. One
 * that a keeper has still to let this device into opens too, empty, and fills once they have.
 */
import { systemClock } from '@wardbook/shared/base/ports';
import type { BookId } from '@wardbook/shared/base/ids';
import { restoreDeviceKeys } from '@wardbook/shared/sealing/keys';
import { untilDrawn } from '../platform/until-drawn.ts';
import { findLacks, type Lack } from '../platform/supported.ts';
import { IndexedDbStorage } from '../sync/indexeddb-storage.ts';
import { Replica } from '../sync/replica.ts';
import type { StorageFailure } from '../sync/storage.ts';
import { signIn } from './people.ts';
import { bookOnDevice, noteOpened, type ShelvedBook } from './shelf.ts';
import { Workspace } from './workspace.svelte.ts';

export type OpenedBook =
  | { readonly type: 'open'; readonly workspace: Workspace }
  | { readonly type: 'not-here' }
  /** This browser, or this address, cannot have books. */
  | { readonly type: 'lacking'; readonly lacks: readonly Lack[] }
  | { readonly type: 'unreadable'; readonly reason: StorageFailure };

export async function openBookOnDevice(id: BookId): Promise<OpenedBook> {
  const opened = await open(id).catch((error: unknown) => {
    reportError(error);
    return unreadable;
  });
  if (opened.type === 'open') return opened;
  // Looked into only now: trying out the browser would hold up a book that opens.
  const lacks = await findLacks();
  return lacks.length > 0 ? { type: 'lacking', lacks } : opened;
}

// Storage and keys are the browser's: when they throw, the book cannot be read, whatever they say.
const unreadable: OpenedBook = { type: 'unreadable', reason: 'broken' };

async function open(id: BookId): Promise<OpenedBook> {
  const shelved = await bookOnDevice(id);
  if (!shelved) return { type: 'not-here' };
  const opened = await Replica.open({
    book: id,
    device: await restoreDeviceKeys(shelved.pairs),
    storage: new IndexedDbStorage(id),
    relay: shelved.relay,
  });
  if (opened.type === 'failed') return { type: 'unreadable', reason: opened.reason };
  const workspace = new Workspace(opened.replica);
  // Connecting tells the other windows all of the book, which would hold up its first picture.
  opened.replica.connectAfter(untilDrawn());
  if (shelved.waiting) {
    settleIn(opened.replica, workspace, shelved);
    return { type: 'open', workspace };
  }
  const { ward = shelved.ward, council = shelved.council } = workspace.settings ?? {};
  // Only the front door's list depends on this, so it need not hold up the book.
  void noteOpened({ ...shelved, ward, council, openedAt: systemClock() });
  return { type: 'open', workspace };
}

/** Once a keeper has let this device in and the book is here: an entry like anybody's. */
function settleIn(replica: Replica, workspace: Workspace, shelved: ShelvedBook): void {
  const stop = replica.onStatusChange(() => {
    const { status, settings, mayWrite, author } = workspace;
    if (status.connection !== 'live' || !status.role || !settings) return;
    stop();
    if (mayWrite) signIn(workspace.book, author.device, shelved.name);
    const { ward, council, demo } = settings;
    void noteOpened({ ...shelved, ward, council, demo, waiting: false, openedAt: systemClock() });
  });
}
