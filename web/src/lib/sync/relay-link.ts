/**
 * An open book's connection to one of its relays: y-websocket's provider over the sealed socket, what
 * is known of that relay's log, and how the connection stands. A book has one for each relay; the
 * document, the membership and the storage are common to all of them.
 */
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import { closeReasonOf, isFinal, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { BookSession } from './book-session.ts';
import { sealedSocketFor, type Phase } from './sealed-socket.ts';

export type ConnectionState = 'offline' | 'connecting' | 'waiting' | 'reading' | 'live' | 'stopped';

export interface LinkStatus {
  readonly relay: string;
  /** Whether its order of statements is the one that counts. */
  readonly decides: boolean;
  readonly connection: ConnectionState;
  /** Why this relay will not be tried again by itself. */
  readonly stoppedBy: CloseReason | undefined;
  /** Why the last connection ended, if the relay said so. */
  readonly lastClose: CloseReason | undefined;
  /** Changes on this device that this relay has not acknowledged. */
  readonly waiting: number;
  /** When it was last known to hold everything, ms since 1970. */
  readonly sharedAt: number | undefined;
}

export interface LinkOptions {
  readonly session: BookSession;
  readonly awareness: Awareness;
  /** Tabs of one browser tell each other through this link. */
  readonly crossTab: boolean;
}

export class RelayLink {
  readonly session: BookSession;
  readonly #provider: WebsocketProvider;
  #connection: ConnectionState = 'offline';
  #stoppedBy: CloseReason | undefined;
  #lastClose: CloseReason | undefined;
  #sharedAt: number | undefined;

  constructor({ session, awareness, crossTab }: LinkOptions) {
    this.session = session;
    this.#provider = new WebsocketProvider(session.relay, session.book, session.doc, {
      awareness,
      connect: false,
      disableBc: !crossTab,
      maxBackoffTime: 15_000,
      WebSocketPolyfill: sealedSocketFor(session, {
        phase: (phase, code) => this.#phase(phase, code),
      }),
    });
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  get status(): LinkStatus {
    return {
      relay: this.session.relay,
      decides: this.session.decides(),
      connection: this.#connection,
      stoppedBy: this.#stoppedBy,
      lastClose: this.#lastClose,
      waiting: this.session.contents.changesWithout(this.session.knowledge.known),
      sharedAt: this.#sharedAt,
    };
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

  retryNow(): void {
    if (this.#connection !== 'offline') return;
    this.#provider.disconnect();
    this.#provider.connect();
  }

  disconnect(): void {
    this.#provider.disconnect();
    this.#phase('closed', undefined);
  }

  /** Reads this relay's log again from its start, and comes back. */
  readAnew(): void {
    const isConnected = this.#connection !== 'offline' && this.#connection !== 'stopped';
    this.#provider.disconnect();
    this.session.knowledge.forget();
    if (isConnected) this.#provider.connect();
  }

  /** Gives the relay statements, if it is there to take them. */
  publish(statements: readonly Uint8Array[]): void {
    const socket = this.#provider.ws as {
      publishStatements?(all: readonly Uint8Array[]): void;
    } | null;
    if (this.#connection === 'live') socket?.publishStatements?.(statements);
  }

  /** Notes the time if this relay holds everything now. */
  note(): void {
    const { contents, knowledge, now } = this.session;
    if (this.#connection === 'live' && contents.changesWithout(knowledge.known) === 0)
      this.#sharedAt = now();
  }

  close(): void {
    this.#provider.destroy();
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
    this.session.changed();
  }
}
