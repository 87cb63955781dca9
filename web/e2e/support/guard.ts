/**
 * Watches everything that a browser does in a test: it may ask nobody but the relay for anything,
 * and neither its pages nor its console may report an error.
 */
import { expect, type BrowserContext, type Page } from '@playwright/test';
import type { TestRelay } from './relay.ts';

/** What a browser itself says in the console when there is no network or nobody answers. */
const outage =
  /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_NETWORK_CHANGED|Connection closed before receiving a handshake response/;

export class Guard {
  readonly #relay: TestRelay;
  readonly #more: { readonly port: number; readonly hasBeenAway: boolean }[] = [];
  readonly #faults: string[] = [];
  readonly #addresses: string[] = [];
  readonly #allowed: RegExp[] = [];
  /** Set once a browser has been cut off. */
  hasBeenOffline = false;

  constructor(relay: TestRelay) {
    this.#relay = relay;
  }

  /** An error that this test brings about on purpose. */
  allow(words: RegExp): void {
    this.#allowed.push(words);
  }

  /** Another relay that a book in this test is on, or another way to the one there is. */
  allowRelay(relay: { readonly port: number; readonly hasBeenAway: boolean }): void {
    this.#more.push(relay);
  }

  watch(context: BrowserContext): void {
    context.on('request', (request) => this.#asked(request.url()));
    context.on('weberror', (error) => {
      const { name, message, stack } = error.error();
      this.#fault(`Not caught: ${name} ${message} ${stack}`);
    });
    context.on('console', (message) => {
      if (message.type() === 'error') this.#fault(`${message.text()} (${message.location().url})`);
    });
    context.on('page', (page) => this.#watchPage(page));
  }

  /** Every address that any browser has asked for, sockets included. */
  get addresses(): readonly string[] {
    return this.#addresses;
  }

  check(): void {
    const elsewhere = this.#addresses.filter((address) => !this.#isOwn(address));
    expect(elsewhere, 'addresses that are not the relay’s').toEqual([]);
    expect(this.#faults, 'errors in consoles and pages').toEqual([]);
  }

  #watchPage(page: Page): void {
    page.on('websocket', (socket) => this.#asked(socket.url()));
  }

  #asked(address: string): void {
    this.#addresses.push(address);
  }

  #isOwn(address: string): boolean {
    const { protocol, host, port } = new URL(address);
    if (this.#more.some((relay) => port === String(relay.port))) return true;
    if (protocol === 'data:' || protocol === 'blob:') return true;
    const own = this.#relay.port;
    return ['127.0.0.1', 'localhost', 'ward.test'].some((name) => host === `${name}:${own}`);
  }

  #fault(words: string): void {
    const relays = [this.#relay, ...this.#more];
    const mayBeAway = this.hasBeenOffline || relays.some(({ hasBeenAway }) => hasBeenAway);
    if (mayBeAway && outage.test(words)) return;
    if (this.#allowed.some((allowed) => allowed.test(words))) return;
    this.#faults.push(words);
  }
}
