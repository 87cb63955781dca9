/**
 * Connections that have not become a device's socket: those that load the app, ask for the relay's
 * health, or say nothing at all. They are few and short-lived. When there are too many, the oldest
 * are closed, because an honest client is done with this in a moment.
 */
import type { Socket } from 'node:net';

export class Doorstep {
  /** The oldest first, by where they come from: a connection and the TLS within it are one. */
  readonly #waiting = new Map<string, { readonly socket: Socket; readonly address: string }>();
  readonly #perAddress = new Map<string, number>();
  readonly #max: number;
  readonly #perAddressMax: number;

  constructor(max: number, perAddressMax: number) {
    this.#max = max;
    this.#perAddressMax = perAddressMax;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** A connection has come. `address` is undefined for a proxy's, which brings many people. */
  arrive(socket: Socket, address: string | undefined): void {
    const key = address ?? '';
    const already = this.#perAddress.get(key) ?? 0;
    if (address !== undefined && already >= this.#perAddressMax) {
      socket.destroy();
      return;
    }
    const name = nameOf(socket);
    this.#waiting.set(name, { socket, address: key });
    this.#perAddress.set(key, already + 1);
    socket.once('close', () => this.#leave(name));
    if (this.#waiting.size <= this.#max) return;
    const [[oldest, waiting] = []] = this.#waiting;
    waiting?.socket.destroy();
    if (oldest) this.#leave(oldest);
  }

  /** The connection has closed, or has become a device's socket and is counted there. */
  leave(socket: Socket): void {
    this.#leave(nameOf(socket));
  }

  #leave(name: string): void {
    const key = this.#waiting.get(name)?.address;
    if (key === undefined) return;
    this.#waiting.delete(name);
    const left = this.#perAddress.get(key)! - 1;
    if (left > 0) this.#perAddress.set(key, left);
    else this.#perAddress.delete(key);
  }
}

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
