/**
 * One window's way to one book: opens it, closes it when another window wants it alone, locks it when
 * asked or after a time without use, and opens it again when all of that is over. Where its document is
 * made anew, what is on screen stays there.
 *
 * Invariant: while the book is open here, this window has claimed it (`platform/claim.ts`), so nobody
 * seals, restores or deletes it under the window's feet.
 */
import { untrack } from 'svelte';
import type { BookId } from '@wardbook/shared/base/ids';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { Queue } from '@wardbook/shared/base/queue';
import { alone, claimTogether, onChange, type Asked, type Claim } from '../platform/claim.ts';
import { watchUse, type UseWatch } from './lock/idle.ts';
import {
  bookClaimName,
  canShut,
  faultOf,
  lockBook,
  unlockBook,
  type LockFault,
  type UnlockResult,
} from './lock/lock-book.ts';
import { openBookOnDevice, updateListEntry, type OpenedBook } from './open-book.ts';
import type { Workspace } from '../open/workspace.svelte.ts';
import { settleKeys } from './lock/set-lock.ts';
import {
  bookOnDevice,
  isLocked,
  type LockedBook,
  type OpenLock,
  type ShelvedBook,
} from './shelf.ts';

export type NotOpened = Exclude<OpenedBook, { type: 'open' | 'locked' | 'overdue' | 'new-keys' }>;

export type DoorState =
  | { readonly type: 'opening' }
  | (OpenedBook & { readonly type: 'open' })
  | { readonly type: 'locking' }
  /** To be asked for. `fault`: it should be sealed by now, and could not be. */
  | {
      readonly type: 'locked';
      readonly book: LockedBook | (ShelvedBook & { readonly lock: OpenLock });
      readonly fault: LockFault | 'not-cleared' | undefined;
    }
  /** Asked for, and not done: the book is as it was. */
  | { readonly type: 'not-locked'; readonly reason: LockFault }
  | { readonly type: 'failed'; readonly why: NotOpened };

/** How often it may take more than one step to open: new keys, or a lock that is due. */
const stepsMax = 4;

export class BookDoor {
  readonly id: BookId;
  #state = $state.raw<DoorState>({ type: 'opening' });
  #claim: Claim | undefined;
  #useWatch: UseWatch | undefined;
  #stopListening: () => void = () => undefined;
  #isOnScreen = $state(false);
  #isClosed = false;
  /** One thing after another. */
  readonly #work = new Queue();

  constructor(id: BookId) {
    this.id = id;
  }

  get state(): DoorState {
    return this.#state;
  }

  /** Whether it is this book that the window shows. Use of another is no use of it. */
  get isOnScreen(): boolean {
    return this.#isOnScreen;
  }

  /** Whether it has anything to do out of sight: the book is open, and others may hear of it. */
  get isSharing(): boolean {
    return this.#state.type === 'open' && this.#state.workspace.isSharing;
  }

  /** The window shows it from now on: at once where it is open, else once it is. */
  enter(): void {
    this.#isOnScreen = true;
    if (this.#state.type !== 'open') return void this.open();
    this.#useWatch?.again();
    this.#showPresence();
    void updateListEntry(this.#state.workspace);
  }

  /** The window shows something else. */
  leave(): void {
    this.#isOnScreen = false;
    this.#showPresence();
  }

  open(): Promise<void> {
    return this.#next(() => this.#open());
  }

  /** Somebody is back: connects again, also where a connection only seems to be there. */
  retry(): void {
    if (this.#state.type === 'open') this.#state.workspace.retry();
  }

  /** Closes the book in all windows of this browser and seals it. */
  lock(): Promise<void> {
    return this.#next(async () => {
      if (this.#state.type !== 'open') return;
      const { workspace } = this.#state;
      const { waiting: unshared, storage } = workspace.status;
      if (storage.type === 'failing') {
        const reason = storage.reason === 'full' ? 'full' : 'broken';
        await this.#shutWindow({ type: 'not-locked', reason });
        return;
      }
      await this.#shutWindow({ type: 'locking' });
      const locked = await lockBook(this.id, unshared);
      if (locked.type === 'not-locked') this.#become({ type: 'not-locked', reason: locked.reason });
      else await this.#open();
    });
  }

  /** `raw` is the lock's key, from `prove-lock.ts`. When it succeeds the book opens. */
  async unlock(raw: Bytes): Promise<UnlockResult> {
    // What this window does itself it need not be told.
    this.#stopListening();
    const result = await unlockBook(this.id, raw);
    if (result.type === 'unlocked') await this.open();
    else this.#listen();
    return result;
  }

  /** For good. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#next(() => this.#shutWindow({ type: 'opening' }));
  }

  /** `paused`: what is on screen, and goes on being there where the book opens again. */
  async #open(paused?: Workspace): Promise<void> {
    if (!paused) await this.#shutWindow({ type: 'opening' });
    const opened = await this.#tryOpening(paused);
    if (opened) return this.#opened(opened);
    await paused?.close();
  }

  /** The book, claimed; undefined where it did not open, and the state says why. */
  async #tryOpening(
    paused: Workspace | undefined,
  ): Promise<(OpenedBook & { type: 'open' }) | undefined> {
    for (let step = 0; step < stepsMax && !this.#isClosed; step++) {
      this.#claim = await claimTogether(bookClaimName(this.id), (asked) => this.#asked(asked));
      const events = {
        replaced: () => void this.open(),
        collided: (mend: () => Promise<void>) => void this.#next(() => this.#renew(mend)),
      };
      const opened = await openBookOnDevice(this.id, events, paused);
      if (opened.type === 'open') return opened;
      this.#letGo();
      if (opened.type === 'new-keys') await settleKeys(this.id);
      else if (opened.type === 'overdue') {
        const locked = await lockBook(this.id);
        const { book, lock } = opened;
        if (locked.type !== 'not-locked') continue;
        this.#locked({ ...book, lock }, locked.reason);
        return undefined;
      } else {
        if (opened.type === 'locked')
          this.#locked(opened.book, opened.isCleared ? undefined : 'not-cleared');
        else this.#become({ type: 'failed', why: opened });
        return undefined;
      }
    }
    if (!this.#isClosed)
      this.#become({ type: 'failed', why: { type: 'unreadable', reason: 'broken' } });
    return undefined;
  }

  #asked(asked: Asked): void {
    if (asked === 'step-aside') void this.#next(() => this.#renew());
    else void this.open();
  }

  /**
   * Closes the book and opens it again as it then is, with everything on screen where it was. `mend`
   * makes it anew in between, while no window of this browser has it open.
   */
  async #renew(mend?: () => Promise<void>): Promise<void> {
    if (this.#state.type !== 'open') return;
    const { workspace, settled } = this.#state;
    this.#stopWatching();
    await settled();
    await workspace.pause();
    this.#letGo();
    try {
      // Where another window is at work with it the book is opened again, and so is this.
      if (mend) await alone(bookClaimName(this.id), mend, 'step-aside');
    } catch (error) {
      const why = { type: 'unreadable', reason: faultOf(error) } as const;
      this.#become({ type: 'failed', why });
      return workspace.close();
    }
    await this.#open(workspace);
  }

  async #opened(opened: OpenedBook & { type: 'open' }): Promise<void> {
    if (this.#isClosed) return opened.workspace.close().then(() => this.#letGo());
    this.#become(opened);
    const book = await bookOnDevice(this.id).catch(() => undefined);
    if (this.#state === opened && book && !isLocked(book) && canShut(book.lock))
      this.#useWatch = watchUse(
        this.id,
        () => this.#isOnScreen,
        () => void this.lock(),
      );
  }

  #locked(
    book: LockedBook | (ShelvedBook & { readonly lock: OpenLock }),
    fault: LockFault | 'not-cleared' | undefined,
  ): void {
    this.#become({ type: 'locked', book, fault });
    this.#listen();
  }

  /** Another window may unlock it, or take it off this device. */
  #listen(): void {
    this.#stopListening = onChange(bookClaimName(this.id), () => void this.open());
  }

  async #shutWindow(next: DoorState): Promise<void> {
    this.#stopWatching();
    this.#stopListening();
    this.#stopListening = () => undefined;
    const opened = this.#state.type === 'open' ? this.#state : undefined;
    // The pages go first: they must read nothing of a book that is closed.
    if (opened || next.type !== 'opening') this.#become(next);
    await opened?.settled();
    await opened?.workspace.close();
    this.#letGo();
  }

  #stopWatching(): void {
    this.#useWatch?.stop();
    this.#useWatch = undefined;
  }

  #letGo(): void {
    this.#claim?.release();
    this.#claim = undefined;
  }

  #become(state: DoorState): void {
    this.#state = state;
    this.#showPresence();
  }

  /** Nobody is here for the others while the window shows something else. */
  #showPresence(): void {
    if (this.#state.type === 'open')
      this.#state.workspace.presence.beHere(untrack(() => this.#isOnScreen));
  }

  #next(act: () => Promise<void>): Promise<void> {
    return this.#work.run(act).catch((error: unknown) => {
      reportError(error);
      this.#become({ type: 'failed', why: { type: 'unreadable', reason: 'broken' } });
    });
  }
}
