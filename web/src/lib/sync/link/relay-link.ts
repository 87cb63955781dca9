/**
 * An open book's connection to one of its relays: y-websocket's provider over the sealed socket, what
 * is known of that relay's log, and how the connection stands. A book has one for each relay; the
 * document, the membership and the storage are common to all of them.
 */
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type { BookSpace } from '@wardbook/shared/protocol/book-space';
import { closeReasonOf, isFinal, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import { Backoff } from './backoff.ts';
import type { BookSession } from '../book-session.ts';
import { sealedSocketFor, type Phase } from './sealed-socket.ts';

export type ConnectionState = 'offline' | 'connecting' | 'waiting' | 'reading' | 'live' | 'stopped';

export interface LinkStatus {
  readonly relay: string;
  /** Whether its order of statements is the one that counts. */
  readonly decides: boolean;
  readonly connection: ConnectionState;
  /** Whether the last connection, or attempt at one, has failed and no other is there yet. */
  readonly isAway: boolean;
  /** Why this relay will not be tried again by itself. */
  readonly stoppedBy: CloseReason | undefined;
  /** Why the last connection ended, if the relay said so. */
  readonly lastClose: CloseReason | undefined;
  /** Changes on this device that this relay has not acknowledged. */
  readonly waiting: number;
  /** When it was last known to hold everything, ms since 1970. */
  readonly sharedAt: number | undefined;
  /** What it holds of the book while it is short of space. Only keepers are told. */
  readonly space: BookSpace | undefined;
  /** Where it takes books by a word only: how that stands. */
  readonly permit: PermitState | undefined;
}

/** `trying`: the word that was given is shown to it at the next connection. */
export type PermitState = 'needed' | 'trying' | 'refused';

/** `stays`: why the relay did not do it, if it said so. */
export type Deletion =
  | { readonly type: 'deleted' }
  | { readonly type: 'no-connection' }
  | { readonly type: 'no-answer' }
  | { readonly type: 'stays'; readonly reason: CloseReason | undefined };

export interface LinkOptions {
  readonly session: BookSession;
  readonly awareness: Awareness;
}

export class RelayLink {
  readonly session: BookSession;
  readonly #provider: WebsocketProvider;
  readonly #backoff: Backoff;
  #connection: ConnectionState = 'offline';
  /** Whether it is uncertain that the relay is still there. */
  #isQuiet = false;
  #isAway = false;
  #stoppedBy: CloseReason | undefined;
  #lastClose: CloseReason | undefined;
  #sharedAt: number | undefined;
  #space: BookSpace | undefined;
  #permit: PermitState | undefined;
  #permitWord: string | undefined;
  #onClosed: (() => void) | undefined;

  constructor({ session, awareness }: LinkOptions) {
    this.session = session;
    this.#backoff = new Backoff(session.reconnect);
    const observer = {
      phase: (phase: Phase, code: number | undefined) => this.#phase(phase, code),
      quiet: (isQuiet: boolean) => {
        this.#isQuiet = isQuiet;
        session.changed();
      },
      space: (space: BookSpace | undefined) => {
        this.#space = space;
        session.changed();
      },
    };
    this.#provider = new WebsocketProvider(session.relay, session.book, session.doc, {
      awareness,
      connect: false,
      // It takes in whatever any window says. Ours tell each other by a channel of their own (`tabs.ts`).
      disableBc: true,
      // The sealed socket itself waits before it is opened, each time for another time.
      maxBackoffTime: 0,
      WebSocketPolyfill: sealedSocketFor(session, observer, this.#backoff),
    });
  }

  /** As far as it is known: a relay that has been quiet for a while may not be there any more. */
  get connection(): ConnectionState {
    const isThought = ['waiting', 'reading', 'live'].includes(this.#connection);
    return isThought && this.#isQuiet ? 'connecting' : this.#connection;
  }

  get status(): LinkStatus {
    return {
      relay: this.session.relay,
      decides: this.session.decides(),
      connection: this.connection,
      isAway: this.#isAway,
      stoppedBy: this.#stoppedBy,
      lastClose: this.#lastClose,
      waiting: this.session.contents.changesWithout(this.session.knowledge.known),
      sharedAt: this.#sharedAt,
      space: this.#space,
      permit: this.#permit,
    };
  }

  /** Kept in memory only, and used again should this relay forget the book. */
  get permitWord(): string | undefined {
    return this.#permitWord;
  }

  /** Whether a change with this origin in the document came through here. */
  isOrigin(origin: unknown): boolean {
    return origin === this.#provider;
  }

  connect(): void {
    if (this.#connection !== 'stopped') this.#provider.connect();
  }

  /** Says "connecting" before it does. */
  expect(): void {
    if (this.#connection === 'offline') this.#phase('connecting', undefined);
  }

  /** Comes back at once, also from a connection on which nobody answers any more. */
  retryNow(): void {
    if (this.#connection === 'stopped') return;
    if (this.#connection === 'offline') return this.#reconnect();
    const socket = this.#provider.ws as { check?(onsilent: () => void): void } | null;
    socket?.check?.(() => this.#reconnect());
  }

  /** Comes back with the word for making books at this relay. */
  givePermit(word: string): void {
    this.#permitWord = word;
    this.#permit = 'trying';
    this.#stoppedBy = undefined;
    this.#connection = 'offline';
    this.#reconnect();
  }

  /**
   * Asks the relay, for a keeper, to delete the book there, which cannot be taken back. The relay
   * answers by the code with which it closes.
   */
  async deleteBook(timeoutMs: number): Promise<Deletion> {
    const socket = this.#provider.ws as { askToDelete?(): Promise<void> } | null;
    if (this.#connection !== 'live' || !socket?.askToDelete) return { type: 'no-connection' };
    const closed = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#onClosed = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    await socket.askToDelete();
    const isAnswered = await closed;
    this.#onClosed = undefined;
    if (!isAnswered) return { type: 'no-answer' };
    return this.#lastClose === 'book-deleted'
      ? { type: 'deleted' }
      : { type: 'stays', reason: this.#lastClose };
  }

  disconnect(): void {
    this.#provider.disconnect();
    this.#backoff.skip();
    this.#phase('closed', undefined);
  }

  /** Reads this relay's log again from its start, and comes back. */
  readAnew(): void {
    const isConnected = this.#connection !== 'offline' && this.#connection !== 'stopped';
    this.#provider.disconnect();
    this.session.knowledge.forget();
    if (isConnected) this.#reconnect();
  }

  /** Gives the relay statements, if it is there to take them. */
  publish(statements: readonly Uint8Array[]): void {
    const socket = this.#provider.ws as {
      publishStatements?(all: readonly Uint8Array[]): void;
    } | null;
    if (this.#connection === 'live') socket?.publishStatements?.(statements);
  }

  /** Call when something has changed: records the time if this relay holds everything now. */
  recordShared(): void {
    const { contents, knowledge, now } = this.session;
    if (this.connection === 'live' && contents.changesWithout(knowledge.known) === 0)
      this.#sharedAt = now();
  }

  close(): void {
    this.#provider.destroy();
  }

  /** At once: somebody asked for it. */
  #reconnect(): void {
    this.#provider.disconnect();
    this.#backoff.skip();
    this.#provider.connect();
  }

  #phase(phase: Phase, code: number | undefined): void {
    this.#isQuiet = false;
    if (phase !== 'closed') {
      this.#connection = phase;
      if (phase !== 'connecting') this.#isAway = false;
      if (phase === 'reading') this.#permit = undefined;
    } else {
      this.#isAway = true;
      this.#lastClose = closeReasonOf(code ?? 0);
      const final = code !== undefined && isFinal(code);
      this.#stoppedBy = final ? this.#lastClose : undefined;
      this.#connection = final ? 'stopped' : 'offline';
      if (final) this.#space = undefined;
      if (this.#lastClose === 'permit-needed') this.#refusePermit();
      this.#onClosed?.();
    }
    this.session.changed();
  }

  /** A word that was not right is not tried again. */
  #refusePermit(): void {
    this.#permit = this.#permitWord === undefined ? 'needed' : 'refused';
    this.#permitWord = undefined;
  }
}
