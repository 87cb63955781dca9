/**
 * A relay as a whole: one port for the app, its health and the devices' sockets, and the one timer
 * behind every time-out.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { BookId } from '@wardbook/shared/base/ids';
import type { Clock, RandomBytes } from '@wardbook/shared/base/ports';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';
import { remoteAddress, trustsNobody, type IsTrusted } from './addresses.ts';
import { Doorstep } from './doorstep.ts';
import { Gate } from './gate.ts';
import { createRequestListener } from './http.ts';
import {
  doorstepMax,
  doorstepPerAddressMax,
  headerBytesMax,
  headersMax,
  headersMs,
  keepAliveMs,
  requestMs,
  sweepMs,
  usualLimits,
  type RelayLimits,
} from './limits.ts';
import type { Pages } from './pages.ts';
import { Damage } from './room/damage.ts';
import { hourMs, PerPeriod } from './room/per-period.ts';
import { Rooms } from './room/rooms.ts';
import { Budget } from './session/budget.ts';
import type { Log, SessionContext } from './session/context.ts';
import type { Creating } from './session/context.ts';
import { Paces } from './session/paces.ts';
import { RelaySpace } from './session/relay-space.ts';
import type { Backup } from './store/open-backup.ts';
import type { Store } from './store/store.ts';

export interface RelayOptions {
  readonly store: Store;
  /** A backup whose books are served beside the store's, to be read. */
  readonly backup?: Backup;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** The built app; without it the relay serves devices only. */
  readonly staticFolder?: string;
  /** Whether devices may make books here that the relay has not seen. */
  readonly creating: Creating;
  /** Whose pages may speak to it. */
  readonly pages: Pages;
  /** Where they differ from `usualLimits`. */
  readonly limits?: Partial<RelayLimits>;
  /** Proxies whose word for an address is taken. */
  readonly isTrustedProxy?: IsTrusted;
  /** With these the port speaks TLS itself. */
  readonly certificate?: Certificate;
  readonly watch?: Watch;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly log: Log;
  /**
   * Milliseconds that only ever grow. Time-outs go by it, so that setting the clock does no harm.
   */
  readonly elapsed?: Clock;
}

export interface Relay {
  /** Where the app is, with no slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Looks at every time-out now; otherwise done every `sweepMs`. */
  sweep(): void;
  /** Why it should be sent nobody new, or undefined while all is well. */
  unready(): Promise<'draining' | 'cannot-save' | undefined>;
  figures(): Figures;
  /** The certificate that new connections are shown from now on. */
  renew(certificate: Certificate): void;
  /** Ends every socket within `ms`, spread out, taking no new ones; `close` is still to follow. */
  drain(ms: number): Promise<void>;
  /** Commits what has arrived, tells every device, closes the store. */
  close(): Promise<void>;
}

/** Both in PEM. */
export interface Certificate {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
}

/** What a relay tells as it happens, for counting. */
export interface Watch {
  /** A session was ended by the relay. */
  readonly closed: (reason: CloseReason, address: string) => void;
  /** A socket was refused, with this HTTP status line. */
  readonly turnedAway: (status: string, address: string) => void;
}

/** What there is at this moment. */
export interface Figures {
  readonly sockets: number;
  /** Of these, sockets of devices that are in a book or wait before one. */
  readonly knownSockets: number;
  /** Connections that are no device's socket. */
  readonly otherConnections: number;
  readonly openBooks: number;
  readonly idleBooks: number;
  readonly usedBytes: number;
  /** Entries found not to be what was committed. */
  readonly damagedEntries: number;
  /** When the last entry of the backup that is served was committed, ms since 1970. */
  readonly backupAt: number | undefined;
}

export type StartedRelay =
  | { readonly type: 'started'; readonly relay: Relay }
  | { readonly type: 'cannot-listen'; readonly reason: string };

/** Takes over the store, and the backup's: closed with the relay, or when the port cannot be had. */
export async function createRelay(options: RelayOptions): Promise<StartedRelay> {
  const { store, backup, host, port, log, certificate } = options;
  const context = contextOf(options);
  const { elapsed, space, rooms } = context;
  const isTrusted = options.isTrustedProxy ?? trustsNobody;
  const turnedAway = options.watch?.turnedAway ?? (() => {});
  const door = { isTrusted, pages: options.pages, turnedAway };
  const gate = new Gate(context, store, door, backup && backupRooms(backup, options, elapsed));
  const doorstep = new Doorstep(doorstepMax, doorstepPerAddressMax);
  let isDraining = false;
  const closeStores = async () => {
    await store.close();
    await backup?.store.close();
  };
  const unready = async () => {
    if (isDraining) return 'draining';
    await space.look(elapsed());
    return space.failure ? 'cannot-save' : undefined;
  };
  const answer = createRequestListener({
    staticFolder: options.staticFolder,
    pages: options.pages,
    unready,
    backupAt: backup?.at,
    isDamaged: () => rooms.damage.size > 0,
    isTls: certificate !== undefined,
  });
  const http = createPort(answer, gate, doorstep, isTrusted, certificate);
  const failure = await listen(http, host, port);
  if (failure !== undefined) {
    await closeStores();
    return { type: 'cannot-listen', reason: failure };
  }
  http.on('error', (error) =>
    log('the port had a problem', { level: 'error', detail: error.message }),
  );
  const sweeping = setInterval(() => gate.sweep(), sweepMs);
  const close = async () => {
    isDraining = true;
    clearInterval(sweeping);
    const closed = new Promise((resolve) => http.close(resolve));
    await gate.close();
    http.closeAllConnections();
    await closed;
    await closeStores();
  };
  const bound = (http.address() as AddressInfo).port;
  const named = host.includes(':') ? `[${host}]` : host;
  let closing: Promise<void> | undefined;
  const relay: Relay = {
    url: `${certificate ? 'https' : 'http'}://${named}:${bound}`,
    port: bound,
    sweep: () => gate.sweep(),
    unready,
    figures: () => ({ ...figuresOf(gate, doorstep, rooms, space), backupAt: backup?.at }),
    renew: (renewed) => {
      if (http instanceof TlsServer) http.setSecureContext(renewed);
    },
    drain: (ms) => {
      isDraining = true;
      return gate.drain(ms);
    },
    close: () => (closing ??= close()),
  };
  return { type: 'started', relay };
}

function contextOf(options: RelayOptions): SessionContext {
  const { store, clock, random, creating, log } = options;
  const { elapsed = () => performance.now() } = options;
  const damage = new Damage(telling(log, 'an entry is damaged on disk'));
  const limits = { ...usualLimits, ...options.limits };
  return {
    rooms: new Rooms(store, clock, random, limits.bookBytesMax, elapsed, damage),
    clock,
    elapsed,
    random,
    creating,
    limits,
    paces: new Paces(limits),
    space: new RelaySpace(store, limits.relayBytesMax),
    strangerBytes: new Budget(limits.strangerBytesMax),
    made: new PerPeriod(limits.booksPerAddressPerHour, hourMs),
    log,
    closed: options.watch?.closed ?? (() => {}),
  };
}

/** The books of a backup. What it says to those who read them, the live relay's sessions decide. */
function backupRooms({ store }: Backup, options: RelayOptions, elapsed: Clock): Rooms {
  const { clock, random, log } = options;
  const damage = new Damage(telling(log, 'an entry of the backup is damaged'));
  return new Rooms(store, clock, random, undefined, elapsed, damage);
}

function telling(log: Log, event: string) {
  return (book: BookId, { seq }: DamagedEntry) =>
    log(event, { level: 'error', book: `${book.slice(0, 8)}…`, entry: seq });
}

function createPort(
  answer: RequestListener,
  gate: Gate,
  doorstep: Doorstep,
  isTrusted: IsTrusted,
  certificate: Certificate | undefined,
): Server {
  const bounds = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: sweepMs,
    maxHeaderSize: headerBytesMax,
  };
  const http: Server = certificate
    ? createTlsServer({ ...bounds, ...certificate, handshakeTimeout: headersMs }, answer)
    : createServer(bounds, answer);
  http.maxHeadersCount = headersMax;
  http.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => {
    const address = remoteAddress(socket);
    doorstep.arrive(socket, isTrusted(address) ? undefined : address);
  });
  http.on('upgrade', (request, socket, head) => {
    doorstep.leave(request.socket);
    gate.admit(request, socket, head);
  });
  http.on('clientError', (_error, socket) => socket.destroy());
  return http;
}

function figuresOf(
  gate: Gate,
  doorstep: Doorstep,
  rooms: Rooms,
  space: RelaySpace,
): Omit<Figures, 'backupAt'> {
  const { open: openBooks, idle: idleBooks } = rooms.sizes;
  const { open: sockets, known: knownSockets } = gate.sizes;
  return {
    sockets,
    knownSockets,
    otherConnections: doorstep.size,
    openBooks,
    idleBooks,
    usedBytes: space.usedBytes,
    damagedEntries: rooms.damage.size,
  };
}

/** The error's code when the address cannot be listened on. */
async function listen(server: Server, host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve(undefined);
    });
  });
}
