/**
 * A network between devices and relay that misbehaves by a seed: it delays, cuts, and refuses.
 * Bytes that do arrive arrive in order, as TCP promises. Also listens: every byte that passes is
 * searched for plain words that must never be seen.
 */
import type { OpenSocket } from '../../src/lib/sync/book-session.ts';

export interface Chance {
  /** 0 up to but not including 1. */
  (): number;
}

export interface NetworkFaults {
  /** Chance that one message cuts its connection instead of arriving. */
  readonly cut: number;
  /** Longest delay of a message, ms. */
  readonly delayMsMax: number;
}

export class FaultyNetwork {
  readonly #chance: Chance;
  readonly #secrets: readonly Buffer[];
  readonly #sockets = new Map<string, Set<WebSocket>>();
  readonly #down = new Set<string>();
  faults: NetworkFaults;
  cuts = 0;
  messages = 0;
  /** Plain words seen on the wire. Must stay empty. */
  readonly leaks: string[] = [];

  constructor(chance: Chance, faults: NetworkFaults, secretWords: readonly string[]) {
    this.#chance = chance;
    this.faults = faults;
    this.#secrets = secretWords.map((word) => Buffer.from(word));
  }

  /** The way of one client to relays whose addresses may change. */
  openerFor(client: string, addressOf: (relay: string) => string): OpenSocket {
    return (relay) => {
      const isDown = [client, `${client} ${relay}`].some((line) => this.#down.has(line));
      const socket = new WebSocket(isDown ? 'ws://127.0.0.1:1/' : addressOf(relay));
      for (const line of [client, `${client} ${relay}`]) {
        const open = this.#sockets.get(line) ?? new Set();
        this.#sockets.set(line, open.add(socket));
        socket.addEventListener('close', () => open.delete(socket));
      }
      return this.#disturbed(socket);
    };
  }

  /** All lines of a client, or the one to `relay`. */
  takeDown(client: string, relay?: string): void {
    const line = relay ? `${client} ${relay}` : client;
    this.#down.add(line);
    for (const socket of this.#sockets.get(line) ?? []) socket.close();
  }

  bringUp(client: string): void {
    for (const line of this.#down)
      if (line === client || line.startsWith(`${client} `)) this.#down.delete(line);
  }

  #disturbed(socket: WebSocket): WebSocket {
    let outgoing = Promise.resolve();
    let incoming = Promise.resolve();
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      const bytes = data as Uint8Array;
      this.#listen(bytes);
      outgoing = outgoing.then(() => this.#pass(socket, () => send(bytes as never)));
    };
    let handler: ((event: MessageEvent) => void) | null = null;
    socket.addEventListener('message', (event: MessageEvent) => {
      this.#listen(new Uint8Array(event.data as ArrayBuffer));
      incoming = incoming.then(() => this.#pass(socket, () => handler?.(event)));
    });
    Object.defineProperty(socket, 'onmessage', {
      set: (given: (event: MessageEvent) => void) => {
        handler = given;
      },
      get: () => handler,
    });
    return socket;
  }

  async #pass(socket: WebSocket, deliver: () => void): Promise<void> {
    this.messages++;
    if (this.#chance() < this.faults.cut) {
      this.cuts++;
      socket.close();
      return;
    }
    const delayMs = this.#chance() * this.faults.delayMsMax;
    if (delayMs >= 1) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (socket.readyState === WebSocket.OPEN) deliver();
  }

  #listen(bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const secret of this.#secrets)
      if (buffer.includes(secret)) this.leaks.push(secret.toString());
  }
}
