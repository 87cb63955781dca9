/**
 * One simulated device: keys, storage that survives crashes, and one or more tabs, each a replica
 * made of the very code the app runs.
 */
import type { Statement } from '@wardbook/shared/access/statement';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import type { RandomBytes } from '@wardbook/shared/base/ports';
import { openBook, type Book } from '@wardbook/shared/book/book';
import type { Author } from '@wardbook/shared/book/command';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { usualReconnect } from '../../src/lib/sync/backoff.ts';
import type { CompactionRule, OpenSocket } from '../../src/lib/sync/book-session.ts';
import { IndexedDbStorage } from '../../src/lib/sync/indexeddb-storage.ts';
import { Replica } from '../../src/lib/sync/replica.ts';
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
    return openBook(this.replica.doc);
  }

  async openTab(
    start: { statements?: readonly Statement[]; secret?: Bytes } = {},
  ): Promise<Replica> {
    const { book, keys, name, openSocket, compaction, clock } = this.#options;
    const opened = await Replica.open({
      book,
      device: keys,
      storage: new IndexedDbStorage(book, `${name}:`),
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
    this.#tabs.push(opened.replica);
    opened.replica.connect();
    return opened.replica;
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
    const lost = losePower(`${this.name}:`);
    for (const tab of this.#tabs) await tab.close();
    this.#tabs = [];
    losePower(`${this.name}:`);
    return lost;
  }
}
