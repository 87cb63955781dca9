/**
 * An open book on this device: its document, its storage, and a link to each of the book's relays,
 * of which the first decides the order of statements. This is the door to sync: the app, the
 * example script and the simulation all come in here.
 */
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Statement } from '@wardbook/shared/access/statement';
import type { BookId } from '@wardbook/shared/base/ids';
import { systemClock, systemRandom, type Clock } from '@wardbook/shared/base/ports';
import { usualReconnect } from './link/backoff.ts';
import { usualCompaction, type CommonSession } from './book-session.ts';
import { claimAndLoad } from './storage/claim-and-load.ts';
import { claimClient, claimInProcess, type ClaimedClient } from './storage/client-claim.ts';
import { Gate } from './gate/gate.ts';
import { followEncoding } from './encoding.ts';
import { judgeStored, mayTakeIn, takeIn } from './from-beside.ts';
import type { ReplicaOptions } from './replica-options.ts';
import { recordedAt } from './recorded-at.ts';
import type { Conflict } from './log/conflict.ts';
import { contentsPending, followContents, type Contents } from './update/contents.ts';
import { fingerprint, Membership } from './log/membership.ts';
import { forgetIn } from './link/forget-presence.ts';
import { PresenceFilter } from './link/presence-filter.ts';
import { RelayClock } from './link/relay-clock.ts';
import type { Deletion, RelayLink } from './link/relay-link.ts';
import { RelayLinks } from './link/relay-links.ts';
import { SealedTail } from './log/sealed-tail.ts';
import { mayNameRelays, type ReplicaStatus } from './replica-status.ts';
import { fromTab, joinTabs } from './link/tabs.ts';
import { attempt, SteadyAwareness } from './steady.ts';
import type { Renaming } from './update/renamed.ts';
import type { BookStorage, StorageFailure } from './storage/storage.ts';

export type OpenedReplica =
  | { readonly type: 'open'; readonly replica: Replica }
  | { readonly type: 'failed'; readonly reason: StorageFailure };

export class Replica {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly membership: Membership;
  /** What had been minted anew on this device when it was opened. */
  readonly givenUp: readonly Renaming[];
  readonly #common: CommonSession;
  readonly #links: RelayLinks;
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[];
  readonly #releaseClient: () => void;
  #conflict: Conflict | undefined;
  #spoiltAt: Uint8Array | undefined;
  #announced = false;
  #closedAt: Uint8Array | undefined;
  /** Whether a log has been read to its end since the book was opened. */
  #isReadAgain = false;

  private constructor(
    options: ReplicaOptions,
    doc: Y.Doc,
    membership: Membership,
    sealedTail: SealedTail,
    claim: ClaimedClient,
    givenUp: readonly Renaming[],
  ) {
    const { compaction = usualCompaction, now = systemClock, random = systemRandom } = options;
    const followed = followContents(doc);
    this.doc = doc;
    this.#releaseClient = claim.release;
    this.givenUp = givenUp;
    this.membership = membership;
    this.awareness = new SteadyAwareness(doc);
    const presence = new PresenceFilter({
      device: options.device.id,
      client: doc.clientID,
      random,
      forget: forgetIn(this.awareness),
    });
    this.#common = {
      book: options.book,
      doc,
      contents: followed.contents,
      membership,
      gate: new Gate(options.book, options.policy),
      storage: options.storage,
      sealedTail,
      invitation: membership.hasJoined ? undefined : options.invitation,
      compaction: compaction === 'never' ? undefined : compaction,
      reconnect: options.reconnect ?? usualReconnect,
      openSocket: options.openSocket ?? ((url) => new WebSocket(url)),
      now,
      relayClock: new RelayClock(now),
      random,
      presence,
      collided: (conflict) => this.#collided(conflict),
      changed: () => this.#changed(),
    };
    this.#links = new RelayLinks({
      common: this.#common,
      home: options.relay,
      awareness: this.awareness,
    });
    const leaveTabs = options.crossTab === false ? () => undefined : this.#joinTabs();
    const unfollow = options.storage.onStateChange(() => this.#changed());
    const unfollowEncoding = followEncoding(doc, () => this.#spoilt());
    this.#stops = [followed.stop, leaveTabs, unfollow, unfollowEncoding];
    doc.on('afterTransaction', () => this.#changed());
    // Yjs changes its client id when changes come under it. Here they are this device's own from before;
    // any that do not fit are found by `conflict.ts`.
    const client = doc.clientID;
    doc.on('afterTransactionCleanup', () => (doc.clientID = client));
  }

  /** Loads the book from this device. Does not connect: see `connect`. */
  static async open(options: ReplicaOptions): Promise<OpenedReplica> {
    const { storage, book, device, random = systemRandom, claimName = claimInProcess } = options;
    const { claim, givenUp, loaded } = await claimAndLoad(
      storage,
      (gone) => claimClient(claimName, book, device.id, gone, random),
      (stored) => judgeStored(options, stored),
    );
    const failed = async (reason: StorageFailure): Promise<OpenedReplica> => {
      await storage.close();
      claim.release();
      return { type: 'failed', reason };
    };
    if (loaded.type === 'failed') return failed(loaded.reason);
    const { doc } = loaded;
    // After loading: Yjs would take another id when it loads changes under this one.
    doc.clientID = claim.client;
    const membership = new Membership(book, device);
    const statements = await storage.readStatements();
    if (!statements) return failed('broken');
    await membership.load(statements);
    const sealedTail = new SealedTail(await storage.readTailKeys());
    const replica = new Replica(options, doc, membership, sealedTail, claim, givenUp);
    await replica.#links.update();
    membership.settle(replica.#first.session.knowledge.statements);
    for (const statement of options.statements ?? []) await membership.add(statement);
    if (options.statements) await storage.writeStatements(membership.statements);
    return { type: 'open', replica };
  }

  get book(): BookId {
    return this.#common.book;
  }

  /** What another log of the book is read by: see `files/read-backup.ts`. */
  get reading(): Pick<CommonSession, 'gate' | 'openSocket' | 'random'> {
    return this.#common;
  }

  get status(): ReplicaStatus {
    const { storage, membership, relayClock } = this.#common;
    const relays = this.#links.active.map(({ status }) => status);
    const { connection, sharedAt } = this.#links;
    return {
      connection,
      stoppedBy: connection === 'stopped' ? relays[0]?.stoppedBy : undefined,
      lastClose: relays[0]?.lastClose,
      relays,
      waiting: this.#waiting(),
      storage: storage.state,
      setAside:
        storage.setAside > 0
          ? { count: storage.setAside, isReadAgain: this.#isReadAgain }
          : undefined,
      role: membership.role(relayClock.now),
      sharedAt,
      health: this.#links.health,
      relayAheadMs: relayClock.aheadMs ?? 0,
      behindSeenMs: Math.max(0, this.#seenAt - this.#common.now()),
      missing: this.#first.session.knowledge.damaged.filter(({ isHere }) => !isHere),
      unopened: this.#first.session.knowledge.unopened,
    };
  }

  /** The relay's clock, by which roles and links end, as far as this device has been told. */
  get relayNow(): Clock {
    return this.#common.relayClock.now;
  }

  /** When what is recorded now happened, ms since 1970. */
  readonly recordedAt: Clock = () => {
    const { now, relayClock } = this.#common;
    return recordedAt(
      { now: now(), seenAt: this.#seenAt },
      this.mayDecide ? relayClock : undefined,
    );
  };

  /** The relay's clock at the last entry that has been read. */
  get #seenAt(): number {
    return this.#links.active[0]?.session.knowledge.latestAt ?? 0;
  }

  /** Whether the relay that decides the order is there, which what keepers do to the team needs. */
  get mayDecide(): boolean {
    // There is none yet while the book is being opened.
    return this.#links.active[0]?.connection === 'live';
  }

  /** Called after anything in `status` may have changed, at most once per task. */
  onStatusChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  connect(): void {
    this.#links.connect();
  }

  /** Connects once `ready` is; "connecting" is said from now on. */
  connectAfter(ready: Promise<void>): void {
    this.#links.connectAfter(ready);
  }

  /**
   * Tries again at once, say when the network or the person is back, and checks connections that
   * seem to be there.
   */
  retryNow(): void {
    this.#links.retryNow();
  }

  disconnect(): void {
    this.#links.disconnect();
  }

  /**
   * Puts a keeper's act before the relay that decides the order, and waits until it comes back in
   * the log: false when it was refused or did not come within `timeoutMs`. A naming of relays may
   * go to any of them, or to none where the book was deleted from all.
   */
  async propose(statement: Statement, timeoutMs = 10_000): Promise<boolean> {
    const links = statement.body.type === 'relays' ? this.#links.active : [this.#first];
    if (!links.some(({ connection }) => connection === 'live'))
      return (
        statement.body.type === 'relays' &&
        mayNameRelays(this.status) &&
        this.addStatement(statement)
      );
    const print = fingerprint(statement.bytes);
    for (const link of links) link.publish([statement.bytes]);
    const isLogged = () => links.some(({ session }) => session.knowledge.statements.has(print));
    return this.until(isLogged, timeoutMs);
  }

  /** Gives one of the book's relays the word for making books there. It is kept in memory only. */
  givePermit(relay: string, word: string): void {
    this.#link(relay)?.givePermit(word);
  }

  /** Has one of the book's relays keep nothing of it, for good. Devices keep their copies. */
  async deleteAt(relay: string, timeoutMs = 10_000): Promise<Deletion> {
    return (await this.#link(relay)?.deleteBook(timeoutMs)) ?? { type: 'no-connection' };
  }

  /** Adds a statement of this device's own, keeps it, and gives it to the relay when there is one. */
  async addStatement(statement: Statement): Promise<boolean> {
    return (await this.addStatements([statement])) === 1;
  }

  /** As above, for several in their order, as they come in a file. Says how many were taken. */
  async addStatements(statements: readonly Statement[]): Promise<number> {
    let added = 0;
    for (const each of statements) if (await this.membership.add(each)) added++;
    if (added === 0) return 0;
    await this.#common.storage.writeStatements(this.membership.statements);
    this.#changed();
    return added;
  }

  /** What is in the document. Do not change it. */
  get contents(): Contents {
    return this.#common.contents;
  }

  /** What the relays are known to hold between them. Do not change it. */
  get known(): Contents {
    return this.#links.known;
  }

  /** Resolves once a relay has acknowledged everything this device has; false after `timeoutMs`. */
  allShared(timeoutMs: number): Promise<boolean> {
    return this.until((status) => status.connection === 'live' && status.waiting === 0, timeoutMs);
  }

  until(holds: (status: ReplicaStatus) => boolean, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (result: boolean) => {
        clearTimeout(timer);
        stop();
        resolve(result);
      };
      const timer = setTimeout(() => done(false), timeoutMs);
      const stop = this.onStatusChange(() => holds(this.status) && done(true));
      if (holds(this.status)) done(true);
    });
  }

  /**
   * Where a log has other changes than this document (`conflict.ts`). Then the links are closed:
   * close the book, have `IndexedDbStorage.exchange` mint those changes anew, and open it again.
   */
  get conflict(): Conflict | undefined {
    return this.#conflict;
  }

  /**
   * Whether something has come into the document that cannot be written down, and keeps all that follows
   * from it. The links are closed then: close the book and open it again, with what is stored of it.
   */
  get isSpoilt(): boolean {
    return this.#spoiltAt !== undefined;
  }

  get storage(): BookStorage {
    return this.#common.storage;
  }

  /** The document's state vector when it was closed: what is written in it since is kept nowhere. */
  get closedAt(): Uint8Array | undefined {
    return this.#closedAt;
  }

  /** Closes the book here; it stays on the device. No part that fails keeps another from it. */
  async close(): Promise<void> {
    this.#closedAt = this.#spoiltAt ?? Y.encodeStateVector(this.doc);
    for (const stop of this.#stops) attempt(stop);
    this.#links.close();
    attempt(() => this.awareness.destroy());
    await this.#common.storage.close();
    attempt(this.#releaseClient);
    attempt(() => this.doc.destroy());
  }

  /** The link to the relay that decides. There always is one. */
  get #first(): RelayLink {
    return this.#links.active[0]!;
  }

  #link(relay: string): RelayLink | undefined {
    return this.#links.active.find(({ session }) => session.relay === relay);
  }

  #joinTabs(): () => void {
    return joinTabs({
      book: this.book,
      doc: this.doc,
      isOwn: (origin) => origin !== fromTab && !this.#links.isOrigin(origin),
      take: (update) => this.takeIn(update, fromTab),
    });
  }

  takeIn(update: Uint8Array, origin: unknown): boolean {
    return takeIn(this.#common, update, origin);
  }

  mayTakeIn(update: Uint8Array, access = this.membership.access): boolean {
    return mayTakeIn(this.#common, update, access);
  }

  #waiting(): number {
    const { contents, membership } = this.#common;
    const logs = this.#links.active.map(({ session }) => session.knowledge.statements);
    const unsent = membership.former ? [] : membership.statementsWithout(...logs);
    // What was recorded behind something that could not be read here is kept, and shared by nobody yet.
    const held = contentsPending(this.doc);
    held.addAll(contents);
    return held.changesWithout(this.known) + unsent.length;
  }

  #collided(conflict: Conflict): void {
    this.#conflict = conflict;
    this.#links.close();
    this.#changed();
  }

  #spoilt(): void {
    this.#spoiltAt = Y.encodeStateVector(this.doc);
    this.#links.close();
    this.#changed();
  }

  #changed(): void {
    if (this.#announced) return;
    this.#announced = true;
    queueMicrotask(() => {
      this.#announced = false;
      if (this.#closedAt) return;
      attempt(() => this.#links.passOn());
      if (!this.#isReadAgain && this.mayDecide) {
        this.#isReadAgain = true;
        void this.#common.storage.readAgain();
      }
      for (const listener of this.#listeners) attempt(listener);
    });
  }
}
