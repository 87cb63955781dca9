/**
 * A relay as a whole: one port for the app, its health and the devices' sockets, and the one timer
 * behind every time-out.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock, RandomBytes } from '@wardbook/shared/base/ports';
import { Gate } from './gate.ts';
import { createRequestListener } from './http.ts';
import { sweepMs } from './limits.ts';
import { Rooms } from './room/rooms.ts';
import type { Store } from './store/store.ts';

export interface RelayOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** The built app; without it the relay serves devices only. */
  readonly staticFolder?: string;
  /** Whether devices may make books here that the relay has not seen. */
  readonly creating: 'open' | 'closed';
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly log: (line: string) => void;
  /** Milliseconds that only ever grow. Time-outs go by it, so that a clock set right harms nobody. */
  readonly elapsed?: Clock;
}

export interface Relay {
  /** Where the app is, with no slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Looks at every time-out now; otherwise done every `sweepMs`. */
  sweep(): void;
  /** Commits what has arrived, tells every device, closes the store. */
  close(): Promise<void>;
}

export type StartedRelay =
  | { readonly type: 'started'; readonly relay: Relay }
  | { readonly type: 'cannot-listen'; readonly reason: string };

/** Takes over the store: it is closed with the relay, or when the port cannot be had. */
export async function createRelay(options: RelayOptions): Promise<StartedRelay> {
  const { store, clock, random, creating, host, port, log } = options;
  const { elapsed = () => performance.now() } = options;
  const rooms = new Rooms(store, clock, random);
  const http = createServer(createRequestListener(options.staticFolder));
  const gate = new Gate({ rooms, clock, elapsed, random, creating, log }, store);
  http.on('upgrade', (request, socket, head) => gate.admit(request, socket, head));
  http.on('clientError', (_error, socket) => socket.destroy());
  const failure = await listen(http, host, port);
  if (failure !== undefined) {
    await store.close();
    return { type: 'cannot-listen', reason: failure };
  }
  http.on('error', (error) => log(`the port had a problem: ${error.message}`));
  const sweeping = setInterval(() => gate.sweep(), sweepMs);
  const close = async () => {
    clearInterval(sweeping);
    const closed = new Promise((resolve) => http.close(resolve));
    await gate.close();
    http.closeAllConnections();
    await closed;
    await store.close();
  };
  const bound = (http.address() as AddressInfo).port;
  const named = host.includes(':') ? `[${host}]` : host;
  let closing: Promise<void> | undefined;
  const relay: Relay = {
    url: `http://${named}:${bound}`,
    port: bound,
    sweep: () => gate.sweep(),
    close: () => (closing ??= close()),
  };
  return { type: 'started', relay };
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
