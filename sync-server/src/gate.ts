/**
 * Who may open a socket to the relay, and every socket that is open: the one timer's work behind
 * every time-out, and how they all end.
 *
 * Invariant: whatever goes wrong with one socket ends that one.
 */
import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '@wardbook/shared/base/assert';
import { backupPath } from '@wardbook/shared/protocol/backup-notice';
import { frameBytesMax } from '@wardbook/shared/protocol/limits';
import { WebSocketServer, type WebSocket } from 'ws';
import { addressOf, type IsTrusted } from './addresses.ts';
import { FramedSocket } from './framed-socket.ts';
import { pathOf } from './http.ts';
import { brokenMs, closeAnswerMs, pruneEveryMs, stoppingMs } from './limits.ts';
import { isForThisMachine, isFromOwnPage, type Pages } from './pages.ts';
import type { Rooms } from './room/rooms.ts';
import { BackupSession } from './session/backup-session.ts';
import type { SessionContext } from './session/context.ts';
import { Session } from './session/session.ts';
import type { Store } from './store/store.ts';

// Most relays turn no page away for where it comes from (see `pages.ts`). A socket carries no cookie
// and proves nothing by being opened: who speaks is shown by a signature over this socket's challenge,
// with a key that only the right page can use.
const relayPath = '/relay';
const drainStepMs = 100;

const upgraderOptions = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: frameBytesMax + 1,
  closeTimeout: closeAnswerMs,
};

export interface Door {
  readonly isTrusted: IsTrusted;
  readonly pages: Pages;
  /** Told the HTTP status line of each refusal. */
  readonly turnedAway: (status: string, address: string) => void;
}

type AnySession = Session | BackupSession;

export class Gate {
  readonly #context: SessionContext;
  readonly #store: Store;
  readonly #door: Door;
  readonly #backup: Rooms | undefined;
  readonly #sockets = new Map<WebSocket, AnySession>();
  readonly #strangers = new Map<string, Set<AnySession>>();
  readonly #upgrader = new WebSocketServer(upgraderOptions);
  #prunedAt: number;
  #isClosing = false;

  /** `backup`: the books of one that is served beside the store's. */
  constructor(context: SessionContext, store: Store, door: Door, backup?: Rooms) {
    this.#context = context;
    this.#store = store;
    this.#door = door;
    this.#backup = backup;
    this.#prunedAt = context.elapsed();
  }

  admit(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const address = addressOf(request, this.#door.isTrusted);
    const refusal = this.#refusal(request, address);
    if (refusal) {
      this.#door.turnedAway(refusal, address);
      socket.once('finish', () => socket.destroy());
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#upgrader.handleUpgrade(request, socket, head, (webSocket) => {
      const framed = new FramedSocket(webSocket, socket);
      const session =
        this.#backup && pathOf(request) === backupPath
          ? new BackupSession(framed, address, this.#context, this.#backup)
          : new Session(framed, address, this.#context);
      this.#begin(webSocket, session, address);
      // A page is told nothing of an answer that is no WebSocket, so it is let in to be told why.
      if (this.#isForeign(request)) session.end('foreign-page');
    });
  }

  sweep(): void {
    const { elapsed, clock, limits, paces, space } = this.#context;
    const passed = elapsed();
    paces.sweep(passed);
    void space.look(passed);
    for (const session of this.#sockets.values()) guard(session, () => session.tick(passed));
    if (passed - this.#prunedAt < pruneEveryMs) return;
    this.#prunedAt = passed;
    void this.#prune(clock() - limits.supersededKeptMs);
  }

  /** Sockets that are open, and those of them whose device is in a book or waits before one. */
  get sizes(): { readonly open: number; readonly known: number } {
    let known = 0;
    for (const session of this.#sockets.values()) if (session.isKnown) known += 1;
    return { open: this.#sockets.size, known };
  }

  /**
   * Takes no more sockets and ends those there are one after the other, spread over `ms` in no order,
   * so that their devices do not all knock at the next door at once.
   */
  async drain(ms: number): Promise<void> {
    this.#isClosing = true;
    const leaving = shuffled([...this.#sockets.values()]);
    const steps = Math.ceil(ms / drainStepMs);
    for (let step = 1; step <= steps && this.#sockets.size > 0; step += 1) {
      const upTo = Math.ceil((leaving.length * step) / steps);
      const from = Math.ceil((leaving.length * (step - 1)) / steps);
      for (const session of leaving.slice(from, upTo)) session.end('relay-stopping');
      await sleep(ms / steps);
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    // Receipts for what has arrived; devices that keep sending do not put the end off.
    await this.#atMost(this.#context.rooms.idle());
    for (const session of this.#sockets.values()) session.end('relay-stopping');
    const gone = Promise.all(
      Array.from(
        this.#sockets.keys(),
        (socket) => new Promise((resolve) => socket.once('close', resolve)),
      ),
    );
    await this.#atMost(gone);
    for (const socket of this.#sockets.keys()) socket.terminate();
    // Whoever had sent something just before has now been cut off or answered.
    await this.#context.rooms.idle();
  }

  async #atMost(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, sleep(stoppingMs, undefined, { ref: false })]);
  }

  /** The status line of a refusal. */
  #refusal(request: IncomingMessage, address: string): string | undefined {
    const paths = this.#backup ? [relayPath, backupPath] : [relayPath];
    if (!paths.includes(pathOf(request))) return '404 Not Found';
    const { socketsMax, strangersPerAddressMax } = this.#context.limits;
    if (this.#isClosing || this.#sockets.size >= socketsMax) return '503 Service Unavailable';
    return this.#strangersFrom(address) >= strangersPerAddressMax
      ? '429 Too Many Requests'
      : undefined;
  }

  #isForeign(request: IncomingMessage): boolean {
    if (this.#door.pages === 'any') return false;
    return !isForThisMachine(request) || !isFromOwnPage(request);
  }

  #begin(socket: WebSocket, session: AnySession, address: string): void {
    this.#sockets.set(socket, session);
    const strangers = this.#strangers.get(address) ?? new Set();
    this.#strangers.set(address, strangers.add(session));
    socket.on('message', (data, isBinary) => {
      assert(Buffer.isBuffer(data), 'ws gives each message as one buffer');
      // Not as a Buffer, whose `slice` would keep the whole chunk that it was read into.
      const message = new Uint8Array(data.buffer, data.byteOffset, data.length);
      guard(session, () => session.receive(message, isBinary));
    });
    // What is wrong with a socket is told by its close, which follows.
    socket.on('error', () => {
      session.gone();
      // Long enough for the close to arrive, but not to be sent much more that only gets thrown away.
      setTimeout(() => socket.terminate(), brokenMs).unref();
    });
    socket.on('close', () => {
      session.gone();
      this.#sockets.delete(socket);
      strangers.delete(session);
      if (strangers.size === 0 && this.#strangers.get(address) === strangers)
        this.#strangers.delete(address);
    });
  }

  #strangersFrom(address: string): number {
    const strangers = this.#strangers.get(address);
    if (!strangers) return 0;
    for (const session of strangers) if (session.isKnown) strangers.delete(session);
    return strangers.size;
  }

  async #prune(before: number): Promise<void> {
    const pruned = await this.#store.prune(before);
    const { log } = this.#context;
    if (pruned.type === 'cannot-save')
      log('cannot prune', { level: 'error', detail: pruned.detail });
    else if (pruned.count > 0) log('pruned superseded entries', { count: pruned.count });
  }
}

/** What goes wrong in one session stays there. */
function guard(session: AnySession, work: () => void): void {
  try {
    work();
  } catch (error) {
    session.fault(error);
  }
}

/** In no order that anybody could rely on. */
function shuffled<T>(items: T[]): T[] {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    [items[index], items[other]] = [items[other]!, items[index]!];
  }
  return items;
}
