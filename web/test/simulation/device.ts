/**
 * One simulated device: keys, storage that survives crashes, and one or more tabs, each a replica
 * made of the very code the app runs.
 */
import type { Statement } from '@wardbook/shared/access/statement';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import type { RandomBytes } from '@wardbook/shared/base/ports';
import { Queue } from '@wardbook/shared/base/queue';
import { openBook, wardPolicy } from '@wardbook/shared/books/ward';
import type { Book } from '@wardbook/shared/ledger/book';
import type { Author } from '@wardbook/shared/ledger/command';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import type { Doc } from 'yjs';
import { bookOf } from '../../src/lib/open/book-of.ts';
import { usualReconnect } from '../../src/lib/sync/link/backoff.ts';
import type { CompactionRule, OpenSocket } from '../../src/lib/sync/book-session.ts';
import { IndexedDbStorage } from '../../src/lib/sync/storage/indexeddb-storage.ts';
import { bringAlong } from '../../src/lib/sync/storage/bring-along.ts';
import { mintAnew, type StoredDocument } from '../../src/lib/sync/storage/made-anew.ts';
import { Replica } from '../../src/lib/sync/replica.ts';
import type { StoredBook } from '../../src/lib/sync/storage/stored-book.ts';
import { losePower } from './breakable-indexeddb.ts';

/** Where the relays are, as the devices know it. */
export const firstRelay = 'ws://relay.invalid/relay';
export const secondRelay = 'ws://second.invalid/relay';

export interface DeviceOptions {
  readonly name: string;
  readonly keys: DeviceKeys;
  readonly book: BookId;
  readonly openSocket: OpenSocket;
  readonly compaction: CompactionRule | 'never';
  /** Where the ids of this person's events come from: the seed, so that runs can be compared. */
  readonly authorRandom: RandomBytes;
  readonly now: () => number;
  /** What its own clock says; the machine's without one. */
  readonly clock?: () => number;
}

export class Device {
  readonly name: string;
  readonly author: Author;
  readonly #options: DeviceOptions;
  #tabs: Replica[] = [];
  /** What its storage was made of when it was last copied away. */
  #copy: StoredBook | undefined;
  /** One after the other. */
  readonly #mending = new Queue();
  #crashes = 0;
  /** How often it has had to mint anew what it had written. */
  minted = 0;
  /** What its person does while its document is made anew. */
  meanwhile: () => void = () => undefined;
  /** Events that came of it. */
  writtenMeanwhile = 0;

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.name = options.name;
    const { authorRandom, now, keys } = options;
    this.author = { device: keys.id, random: authorRandom, now };
  }

  get tabs(): readonly Replica[] {
    return this.#tabs;
  }

  get replica(): Replica {
    return this.#tabs[0]!;
  }

  get book(): Book {
    return bookOf(this.replica);
  }

  async openTab(
    start: { statements?: readonly Statement[]; secret?: Bytes } = {},
  ): Promise<Replica> {
    const { book, keys, name, openSocket, compaction, clock } = this.#options;
    const opened = await Replica.open({
      policy: wardPolicy,
      book,
      device: keys,
      storage: this.#storage(),
      relay: firstRelay,
      openSocket,
      compaction,
      reconnect: { ...usualReconnect, baseMs: 100, capMs: 2_000 },
      crossTab: false,
      ...(clock && { now: clock }),
      ...(start.statements && { statements: start.statements }),
      ...(start.secret && { invitation: { secret: start.secret, name } }),
    });
    if (opened.type === 'failed') throw new Error(`${name}: ${opened.reason}`);
    const { replica } = opened;
    this.#tabs.push(replica);
    replica.onStatusChange(() => {
      if (replica.conflict) void this.#mending.run(() => this.#mend(replica));
    });
    replica.connect();
    return replica;
  }

  /** Resolves once it has its book open again, if that is being made anew. */
  whole(): Promise<void> {
    return this.#mending.over();
  }

  async #mend(replica: Replica): Promise<void> {
    const { conflict } = replica;
    if (!conflict || !this.#tabs.includes(replica)) return;
    const { book, keys } = this.#options;
    const make = (kept: StoredDocument) => mintAnew(kept, book, keys.id, conflict);
    if (await this.#makeAnew(make)) this.minted++;
  }

  /** For no reason, as it is. False where it has no window open, or its power went meanwhile. */
  async makeAnew(): Promise<boolean> {
    return (await this.#mending.run(() => this.#makeAnew((kept) => kept))) === true;
  }

  /**
   * As the app does it: the book is closed in all windows, made anew, and opened again, and whoever is
   * at it writes on meanwhile in what is on screen.
   */
  async #makeAnew(make: (kept: StoredDocument) => StoredDocument): Promise<boolean> {
    const [tabs, crashes] = [this.#tabs, this.#crashes];
    if (tabs.length === 0) return false;
    for (const tab of tabs) await tab.close();
    try {
      await this.#storage().exchange(make);
    } catch (error) {
      // Then all is as it was, and the next start finds it out again.
      if (crashes === this.#crashes) throw error;
    }
    if (crashes !== this.#crashes) return false;
    const before = tabs.map(({ doc }) => idsIn(doc));
    this.meanwhile();
    this.#tabs = [];
    // The other way round: then each may go on under the client id that another had. In which window
    // somebody writes stays: here windows tell each other nothing, and what one wrote is the last to go.
    for (const [index, tab] of [...tabs.entries()].toReversed()) {
      const next = await this.openTab();
      this.#tabs.unshift(this.#tabs.pop()!);
      if (crashes !== this.#crashes) return false;
      bringAlong(tab, next);
      const all = idsIn(tab.doc);
      this.writtenMeanwhile += all.size - before[index]!.size;
      const lost = [...all.difference(idsIn(next.doc))];
      if (lost.length > 0) throw new Error(`${this.name} lost on the way: ${lost.join()}`);
    }
    return true;
  }

  /** A copy of all that is on its disk now, as a backup makes it. */
  async copyDisk(): Promise<void> {
    this.#copy = await this.#storage().exportAll();
  }

  /** Its disk is as it was when it was copied; what came since is gone. False without a copy. */
  async putDiskBack(): Promise<boolean> {
    if (!this.#copy) return false;
    await this.crash();
    await this.#storage().remove();
    await this.#storage().importAll(this.#copy);
    return true;
  }

  #storage(): IndexedDbStorage {
    return new IndexedDbStorage(this.#options.book, `${this.name}:`);
  }

  /** The same device, with what is on its disk, under other keys. */
  async underKeys(keys: DeviceKeys): Promise<Device> {
    while (this.#tabs.length > 0) await this.closeTab();
    const next = new Device({ ...this.#options, keys });
    await next.openTab();
    return next;
  }

  async reopen(): Promise<void> {
    while (this.#tabs.length > 0) await this.closeTab();
    await this.openTab();
  }

  async closeTab(): Promise<void> {
    await this.#tabs.pop()?.close();
  }

  /** The battery dies: nothing more is written, and what was not on disk is lost. */
  async crash(): Promise<number> {
    this.#crashes += 1;
    const lost = losePower(`${this.name}:`);
    await this.#mending.over();
    for (const tab of this.#tabs) await tab.close();
    this.#tabs = [];
    losePower(`${this.name}:`);
    return lost;
  }
}

function idsIn(doc: Doc): Set<string> {
  return new Set(openBook(doc).events.map((event) => (event as { id: string }).id));
}
