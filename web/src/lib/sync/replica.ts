/**
 * An open book on this device: its document, where it is kept, and its connection to the relay.
 * This is the door to sync: the app, the example script and the simulation all come in here.
 */
import { WebsocketProvider } from 'y-websocket';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Role, Statement } from '@wardbook/shared/access/statement';
import type { BookId } from '@wardbook/shared/base/ids';
import {
  systemClock,
  systemRandom,
  type Clock,
  type RandomBytes,
} from '@wardbook/shared/base/ports';
import { closeReasonOf, isFinal, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import {
  usualCompaction,
  type BookSession,
  type CompactionRule,
  type Invitation,
  type OpenSocket,
  type SessionHealth,
} from './book-session.ts';
import { followContents } from './contents.ts';
import { LogKnowledge } from './log-knowledge.ts';
import { fingerprint, Membership } from './membership.ts';
import { keepStatements } from './log-reader.ts';
import { sealedSocketFor, type Phase } from './sealed-socket.ts';
import type { BookStorage, StorageFailure, StorageState } from './storage.ts';

export interface ReplicaOptions {
  readonly book: BookId;
  readonly device: DeviceKeys;
  readonly storage: BookStorage;
  /** ws(s)://…/relay */
  readonly relay: string;
  readonly invitation?: Invitation;
  /** Statements to begin with, for a book that was founded just now. */
  readonly statements?: readonly Statement[];
  readonly compaction?: CompactionRule | 'never';
  readonly openSocket?: OpenSocket;
  /** Tabs of one browser tell each other at once. Off where several devices share a process. */
  readonly crossTab?: boolean;
  readonly now?: Clock;
  readonly random?: RandomBytes;
}

export interface ReplicaStatus {
  readonly connection: 'offline' | 'connecting' | 'waiting' | 'reading' | 'live' | 'stopped';
  /** Why the relay will not be tried again by itself. */
  readonly stoppedBy: CloseReason | undefined;
  /** Why the last connection ended, if the relay said so. */
  readonly lastClose: CloseReason | undefined;
  /** Changes on this device that the relay has not acknowledged. */
  readonly waiting: number;
  readonly storage: StorageState;
  readonly role: Role | undefined;
  /** When everything was last known to be shared, ms since 1970. */
  readonly sharedAt: number | undefined;
  readonly health: Readonly<SessionHealth>;
  /** Entries in the relay's log that this device has no key for. */
  readonly locked: number;
}

export type OpenedReplica =
  | { readonly type: 'open'; readonly replica: Replica }
  | { readonly type: 'failed'; readonly reason: StorageFailure };

export class Replica {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly membership: Membership;
  readonly #session: BookSession;
  readonly #provider: WebsocketProvider;
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[];
  #connection: ReplicaStatus['connection'] = 'offline';
  #stoppedBy: CloseReason | undefined;
  #lastClose: CloseReason | undefined;
  #sharedAt: number | undefined;
  #announced = false;
  #isClosed = false;

  private constructor(session: BookSession, crossTab: boolean, stopFollowing: () => void) {
    this.#session = session;
    this.doc = session.doc;
    this.membership = session.membership;
    this.awareness = new Awareness(session.doc);
    this.#provider = new WebsocketProvider(session.relay, session.book, session.doc, {
      awareness: this.awareness,
      connect: false,
      disableBc: !crossTab,
      maxBackoffTime: 15_000,
      WebSocketPolyfill: sealedSocketFor(session, {
        phase: (phase, code) => this.#phase(phase, code),
      }),
    });
    this.#stops = [stopFollowing, session.storage.onStateChange(() => this.#changed())];
    session.doc.on('afterTransaction', () => this.#changed());
  }

  /** Loads the book from this device. Does not connect: see `connect`. */
  static async open(options: ReplicaOptions): Promise<OpenedReplica> {
    const { storage, relay, book, device, now = systemClock, random = systemRandom } = options;
    const doc = new Y.Doc();
    const failure = await storage.load(doc);
    if (failure) return { type: 'failed', reason: failure };
    const membership = new Membership(book, device);
    const followed = followContents(doc);
    const knowledge = new LogKnowledge();
    const stored = await storage.readKnowledge(relay);
    if (stored) knowledge.restore(stored, followed.contents);
    await membership.load(await storage.readStatements(), knowledge.statements);
    for (const statement of options.statements ?? []) await membership.add(statement);
    const { compaction = usualCompaction } = options;
    const replica: Replica = new Replica(
      {
        book,
        relay,
        doc,
        contents: followed.contents,
        membership,
        knowledge,
        storage,
        invitation: membership.hasJoined ? undefined : options.invitation,
        compaction: compaction === 'never' ? undefined : compaction,
        openSocket: options.openSocket ?? ((url) => new WebSocket(url)),
        now,
        random,
        health: { unusable: 0, forked: false, withheld: false, publishRefused: undefined },
        changed: () => replica.#changed(),
      },
      options.crossTab ?? true,
      followed.stop,
    );
    if (options.statements) await keepStatements(replica.#session);
    return { type: 'open', replica };
  }

  get book(): BookId {
    return this.#session.book;
  }

  get status(): ReplicaStatus {
    const { storage, health, membership, now } = this.#session;
    return {
      connection: this.#connection,
      stoppedBy: this.#stoppedBy,
      lastClose: this.#lastClose,
      waiting: this.#waiting(),
      storage: storage.state,
      role: membership.role(now),
      sharedAt: this.#sharedAt,
      health: { ...health },
      locked: this.#session.knowledge.locked,
    };
  }

  /** Called after anything in `status` may have changed, at most once per task. */
  onStatusChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  connect(): void {
    if (this.#connection === 'stopped') return;
    this.#provider.connect();
  }

  /** Connects once `ready` is; "connecting" is said from now on. */
  connectAfter(ready: Promise<void>): void {
    if (this.#connection === 'stopped') return;
    this.#phase('connecting', undefined);
    void ready.then(() => {
      if (!this.#isClosed && this.#connection === 'connecting') this.#provider.connect();
    });
  }

  /** Tries again at once instead of waiting for the next attempt, say when the network is back. */
  retryNow(): void {
    if (this.#connection !== 'offline') return;
    this.#provider.disconnect();
    this.#provider.connect();
  }

  disconnect(): void {
    this.#provider.disconnect();
    this.#phase('closed', undefined);
  }

  /**
   * Puts a keeper's act before the relay, whose order decides. It takes effect here when it comes
   * back in the log: true then, false when it was refused or no answer came within `timeoutMs`.
   */
  async propose(statement: Statement, timeoutMs = 10_000): Promise<boolean> {
    if (this.#connection !== 'live') return false;
    const print = fingerprint(statement.bytes);
    this.#publish([statement.bytes]);
    const { knowledge } = this.#session;
    return this.until(() => knowledge.statements.has(print), timeoutMs);
  }

  /** Adds a statement of this device's own, keeps it, and gives it to the relay when there is one. */
  async addStatement(statement: Statement): Promise<boolean> {
    if (!(await this.membership.add(statement))) return false;
    await keepStatements(this.#session);
    this.#publish([statement.bytes]);
    this.#changed();
    return true;
  }

  #publish(statements: Uint8Array[]): void {
    const socket = this.#provider.ws as { publishStatements?(all: Uint8Array[]): void } | null;
    socket?.publishStatements?.(statements);
  }

  /** Resolves once the relay has acknowledged everything this device has; false after `timeoutMs`. */
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

  /** Closes the book here; it stays on the device. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const stop of this.#stops) stop();
    this.#provider.destroy();
    this.awareness.destroy();
    await this.#session.storage.close();
    this.doc.destroy();
  }

  #waiting(): number {
    const { contents, knowledge, membership } = this.#session;
    // Whoever was removed has nothing more to tell the relay about the team.
    const unsent = membership.former ? [] : membership.statementsWithout(knowledge.statements);
    return contents.changesWithout(knowledge.known) + unsent.length;
  }

  #phase(phase: Phase, code: number | undefined): void {
    if (phase !== 'closed') {
      this.#connection = phase;
    } else {
      this.#lastClose = closeReasonOf(code ?? 0);
      const final = code !== undefined && isFinal(code);
      this.#stoppedBy = final ? this.#lastClose : undefined;
      this.#connection = final ? 'stopped' : 'offline';
    }
    this.#changed();
  }

  #changed(): void {
    if (this.#announced) return;
    this.#announced = true;
    queueMicrotask(() => {
      this.#announced = false;
      if (this.#connection === 'live' && this.#waiting() === 0)
        this.#sharedAt = this.#session.now();
      for (const listener of this.#listeners) listener();
    });
  }
}
