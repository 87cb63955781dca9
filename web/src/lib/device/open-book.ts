/**
 * Opens a book that is on this device: at once from its own storage, the network comes after. One
 * that a keeper has still to let this device into opens too, empty, and fills once they have. One
 * that is locked, or should be by now, does not: see `book-door.svelte.ts`, which claims the book for
 * its window meanwhile.
 */
import { wardPolicy } from '@wardbook/shared/books/ward';
import { systemClock } from '@wardbook/shared/base/ports';
import type { BookId } from '@wardbook/shared/base/ids';
import { restoreDeviceKeys } from '@wardbook/shared/sealing/keys';
import { guessDeviceName } from './device-name.ts';
import { claimIfFree } from '../platform/claim.ts';
import { untilDrawn } from '../platform/until-drawn.ts';
import { findLacks, type Lack } from '../platform/supported.ts';
import { IndexedDbStorage } from '../sync/storage/indexeddb-storage.ts';
import { mintAnew } from '../sync/storage/made-anew.ts';
import { Replica } from '../sync/replica.ts';
import type { StorageFailure } from '../sync/storage/storage.ts';
import { clearLeftovers, isOverdue } from './lock/lock-book.ts';
import { nameDeviceOnce, signIn } from '../open/people.ts';
import { takeOver } from '../open/take-over.ts';
import {
  carryOver,
  hasNewKeys,
  setLock,
  takeNewKeys,
  type NewWay,
  type SetResult,
} from './lock/set-lock.ts';
import {
  bookOnDevice,
  isLocked,
  unreadableOnDevice,
  updateOnShelf,
  type LockedBook,
  type OpenLock,
  type ShelvedBook,
} from './shelf.ts';
import { Workspace } from '../open/workspace.svelte.ts';

export type OpenedBook =
  | {
      readonly type: 'open';
      readonly workspace: Workspace;
      readonly setLock: (way: NewWay, idleMs: number) => Promise<SetResult>;
      /** Waits a moment for what is being written. */
      readonly settled: () => Promise<boolean>;
    }
  /** `isCleared`: nothing of it lies beside the sealed copy. */
  | { readonly type: 'locked'; readonly book: LockedBook; readonly isCleared: boolean }
  /** It has a lock, and was last in use too long ago. */
  | { readonly type: 'overdue'; readonly book: ShelvedBook; readonly lock: OpenLock }
  /** The relay has taken the keys that the lock was given: `settleKeys`, then open it again. */
  | { readonly type: 'new-keys' }
  /** Other keys have this device's place in the book, and they are not here. */
  | { readonly type: 'replaced' }
  | { readonly type: 'not-here' }
  /** It was put here, and the browser does not give back the keys that open it. */
  | { readonly type: 'keys-unreadable' }
  /** This browser, or this address, cannot have books. */
  | { readonly type: 'lacking'; readonly lacks: readonly Lack[] }
  | { readonly type: 'unreadable'; readonly reason: StorageFailure };

export interface OpenEvents {
  /** The book takes new keys for those that it was opened with. */
  readonly replaced: () => void;
  /** Its document must be made anew: close it, `mend` while nobody has it open, and open it again. */
  readonly collided: (mend: () => Promise<void>) => void;
}

/** `paused`: who goes on with the book as it now is. Another is made otherwise. */
export async function openBookOnDevice(
  id: BookId,
  events: OpenEvents,
  paused?: Workspace,
): Promise<OpenedBook> {
  const opened = await open(id, events, paused).catch((error: unknown) => {
    reportError(error);
    return unreadable;
  });
  if (opened.type !== 'unreadable' && opened.type !== 'not-here') return opened;
  // Looked into only now: trying out the browser would hold up a book that opens.
  const lacks = await findLacks();
  return lacks.length > 0 ? { type: 'lacking', lacks } : opened;
}

// Storage and keys are the browser's: when they throw, the book cannot be read, whatever they say.
const unreadable: OpenedBook = { type: 'unreadable', reason: 'broken' };

const settleMs = 5_000;

async function open(id: BookId, events: OpenEvents, paused?: Workspace): Promise<OpenedBook> {
  const shelved = await bookOnDevice(id);
  if (!shelved) {
    const isThere = (await unreadableOnDevice()).includes(id);
    return { type: isThere ? 'keys-unreadable' : 'not-here' };
  }
  if (isLocked(shelved))
    return { type: 'locked', book: shelved, isCleared: await clearLeftovers(shelved) };
  const { lock } = shelved;
  if (lock && isOverdue(shelved)) return { type: 'overdue', book: shelved, lock };
  void clearLeftovers(shelved);
  const opened = await Replica.open({
    policy: wardPolicy,
    book: id,
    device: await restoreDeviceKeys(shelved.pairs),
    storage: new IndexedDbStorage(id),
    relay: shelved.relay,
    claimName: claimIfFree,
  });
  if (opened.type === 'failed') return { type: 'unreadable', reason: opened.reason };
  const { replica } = opened;
  if (hasNewKeys(replica)) return leaveOldKeys(replica, lock);
  paused?.goOn(replica);
  const workspace = paused ?? new Workspace(replica);
  followKeys(replica, workspace, lock, events.replaced);
  followConflict(replica, events.collided);
  // What a connection begins with would hold up the book's first picture.
  replica.connectAfter(untilDrawn());
  if (shelved.waiting) settleIn(replica, workspace, shelved.name);
  else {
    if (workspace.mayWrite && workspace.settings)
      nameDeviceOnce(workspace.book, workspace.author, replica.membership, guessDeviceName());
    // What shows is the same, so it need not hold up the picture.
    void untilDrawn().then(() => takeOver(replica, workspace.book));
    // Only the front door's list depends on this, so it need not hold up the book.
    void updateListEntry(workspace);
  }
  return {
    type: 'open',
    workspace,
    setLock: (way, idleMs) => setLock(replica, workspace.book, way, idleMs),
    settled: () => replica.until(({ storage }) => storage.type !== 'saving', settleMs),
  };
}

/** What the front door's list says of a book that somebody looks at. */
export function updateListEntry({ id, settings }: Workspace): Promise<void> {
  return updateOnShelf(id, (book) => {
    const { ward = book.ward, council = book.council } = settings ?? {};
    return { ...book, ward, council, openedAt: systemClock() };
  });
}

/** The book goes on under the keys of this device's lock. */
async function leaveOldKeys(replica: Replica, lock: OpenLock | undefined): Promise<OpenedBook> {
  const isCarried = lock?.next !== undefined && (await carryOver(replica, lock.next));
  await replica.close();
  if (!lock?.next) return { type: 'replaced' };
  return isCarried ? { type: 'new-keys' } : { type: 'unreadable', reason: 'full' };
}

/** Notices new keys, and goes on with a lock that the relay had not answered for. */
function followKeys(
  replica: Replica,
  workspace: Workspace,
  lock: OpenLock | undefined,
  onreplaced: () => void,
): void {
  let isAsking = false;
  const stop = replica.onStatusChange(() => {
    if (hasNewKeys(replica)) {
      stop();
      onreplaced();
    } else if (lock?.next && replica.mayDecide && !isAsking) {
      isAsking = true;
      void takeNewKeys(replica, workspace.book, lock.next);
    }
  });
}

/**
 * A device whose storage was put back from an older copy has gone on beside what it had written before; or
 * something is in the document that cannot be written down, and is not stored.
 */
function followConflict(replica: Replica, collided: OpenEvents['collided']): void {
  const stop = replica.onStatusChange(() => {
    const { conflict, isSpoilt, book, membership } = replica;
    if (!conflict && !isSpoilt) return;
    stop();
    if (!conflict) return collided(async () => {});
    const { id } = membership.device;
    collided(() =>
      new IndexedDbStorage(book).exchange((stored) => mintAnew(stored, book, id, conflict)),
    );
  });
}

/** Once a keeper has let this device in and the book is here: an entry like anybody's. */
function settleIn(replica: Replica, workspace: Workspace, name: string): void {
  const stop = replica.onStatusChange(() => {
    const { status, settings, mayWrite } = workspace;
    if (status.connection !== 'live' || !status.role || !settings) return;
    stop();
    const { device } = workspace.author;
    // By a link for one's own device, what it is called was said then, and the name is known here.
    const deviceName = workspace.deviceName(device) ?? guessDeviceName();
    if (mayWrite)
      signIn(workspace.book, workspace.author, replica.membership, { name, deviceName });
    const { ward, council, demo } = settings;
    const known = workspace.teammate(device);
    void updateOnShelf(replica.book, (book) => ({
      ...book,
      name: book.name || (known.isNamed ? known.name : ''),
      ward,
      council,
      demo,
      waiting: false,
      openedAt: systemClock(),
    }));
  });
}
