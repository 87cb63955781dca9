/**
 * A device that keeps at it: it writes numbered changes, comes back through another relay whenever it
 * is cut off, goes on reading where it stood, and appends again what the log turns out to lack. It
 * checks every page's hashes, and that no relay ever shows another order than it was shown before.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '@wardbook/shared/base/assert';
import { equal, toHex, type Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import { chainNext, chainStart } from '@wardbook/shared/protocol/chain';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { Entry } from '@wardbook/shared/protocol/entry';
import type { Cursor, RelayFrame } from '@wardbook/shared/protocol/frames';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { Client } from './client.ts';
import { sealedBy } from './team.ts';

/** What all devices of a trial have been shown, by position. */
export class Witness {
  readonly #hashes = new Map<number, string>();
  /** Where each change was last seen. */
  readonly #places = new Map<string, number>();

  /** Throws when somebody was shown another history. */
  saw(seq: number, hash: Bytes): void {
    const shown = toHex(hash);
    const before = this.#hashes.get(seq) ?? shown;
    this.#hashes.set(seq, shown);
    assert(before === shown, `two histories at entry ${seq}`);
  }

  place(key: string, seq: number): void {
    this.#places.set(key, seq);
  }

  placeOf(key: string): number | undefined {
    return this.#places.get(key);
  }
}

export interface SteadyDeviceOptions {
  readonly keys: DeviceKeys;
  readonly book: BookId;
  readonly witness: Witness;
  /** Where to go next, the number of tries so far given. */
  readonly relay: (tries: number) => string;
  readonly pauseMs?: number;
}

export class SteadyDevice {
  /** Why it stopped, when that was not its own wish. */
  failure: Error | undefined;
  ending: CloseReason | number | undefined;
  readonly presence: Bytes[] = [];
  /** Appends for which a receipt has come; each once. */
  readonly receipted = new Set<string>();
  /** Blobs in the order of the log, as this device has read it. */
  readonly log: string[] = [];
  /** The last entry that a snapshot was sent instead of. */
  passedOver = 0;
  /** How often it came back. */
  reconnected = -1;
  readonly #options: SteadyDeviceOptions;
  readonly #pending = new Map<string, Bytes>();
  readonly #inFlight = new Map<number, string>();
  #client: Client | undefined;
  #cursor: Cursor | undefined;
  #isLive = false;
  #ref = 0;
  #isDone = false;
  readonly #running: Promise<void>;

  constructor(options: SteadyDeviceOptions) {
    this.#options = options;
    this.#running = this.#run().catch((error: unknown) => {
      this.failure = error instanceof Error ? error : new Error(String(error));
    });
  }

  /** Makes one change, to be sent now or whenever it can be. Gives its key. */
  async write(kind: 'update' | 'snapshot' = 'update', covers = 0): Promise<string> {
    const blob = await sealedBy(this.#options.keys, { kind, covers });
    const key = keyOf(blob);
    this.#pending.set(key, blob);
    this.#sendPending();
    return key;
  }

  /** A snapshot of all it has read; another device's may be quicker. */
  async writeSnapshot(): Promise<void> {
    await this.write('snapshot', this.position);
  }

  show(blob: Bytes): void {
    this.#client?.send({ type: 'presence', blob });
  }

  get unsent(): number {
    return this.#pending.size;
  }

  /** What it has read, in one word. */
  get history(): string {
    return this.#cursor ? `${this.#cursor.seq} ${toHex(this.#cursor.hash)}` : 'none';
  }

  get position(): number {
    return this.#cursor?.seq ?? 0;
  }

  /** When everything written has its receipt; throws what went wrong meanwhile. */
  async settled(withinMs: number): Promise<void> {
    await this.until(() => this.#pending.size === 0 && this.#isLive, withinMs);
  }

  async until(isSo: () => boolean, withinMs: number): Promise<void> {
    const end = performance.now() + withinMs;
    while (!isSo()) {
      if (this.failure) throw this.failure;
      assert(
        performance.now() < end,
        `waited too long: ${this.unsent} unsent, at ${this.position}`,
      );
      await sleep(5);
    }
  }

  async stop(): Promise<void> {
    this.#isDone = true;
    this.#client?.leave();
    await this.#running;
    if (this.failure) throw this.failure;
  }

  async #run(): Promise<void> {
    for (let tries = 0; !this.#isDone; tries += 1) {
      this.reconnected += 1;
      const ending = await this.#attendOnce(this.#options.relay(tries));
      this.#isLive = false;
      this.#inFlight.clear();
      if (typeof ending === 'string' && isFinal(ending)) {
        this.ending = ending;
        return;
      }
      await sleep(this.#options.pauseMs ?? 50);
    }
  }

  async #attendOnce(url: string): Promise<CloseReason | number> {
    const client = new Client(url);
    this.#client = client;
    // A relay that was killed while it took the connection may leave it hanging.
    const hanging = setTimeout(() => {
      if (client.frames.length === 0) client.leave();
    }, 5_000);
    try {
      await client.hello(this.#options.keys, this.#options.book, this.#cursor);
      for (;;) this.#take(await client.nextAny());
    } catch (error) {
      client.leave();
      const ending = await client.closed;
      if (!String(error).includes('closed')) throw error;
      return ending;
    } finally {
      clearTimeout(hanging);
    }
  }

  #take(frame: RelayFrame): void {
    switch (frame.type) {
      case 'welcome': {
        const { log, resume, resumeHash } = frame;
        const position = this.#cursor?.seq ?? 0;
        assert(resume === position, `the log no longer knows entry ${position}`);
        this.#cursor ??= { log, seq: 0, hash: chainStart(this.#options.book, log) };
        assert(equal(this.#cursor.log, log) && equal(this.#cursor.hash, resumeHash), 'same log');
        return;
      }
      case 'entries':
        return this.#read(frame);
      case 'live':
        this.#isLive = true;
        return this.#sendPending();
      case 'receipt':
        for (const ref of frame.refs) this.#confirm(ref);
        return this.#sendPending();
      case 'presence':
        this.presence.push(frame.blob);
        return;
      case 'refused':
        // Its snapshot came a second time, because the first time's receipt was lost.
        if (frame.reason === 'stale-snapshot') return this.#withdraw(frame.ref);
        throw new Error(`refused: ${frame.reason}`);
      default:
    }
  }

  #read({ after, first, previousHash, entries }: RelayFrame & { type: 'entries' }): void {
    assert(this.#cursor?.seq === after, `a page after ${after} for one at ${this.position}`);
    // What a snapshot has superseded is passed over.
    if (first > after + 1) this.passedOver = first - 1;
    let [seq, hash] = [first - 1, first === after + 1 ? this.#cursor.hash : previousHash];
    assert(equal(hash, previousHash), `the hash before ${first} is another`);
    if (seq > 0) this.#options.witness.saw(seq, hash);
    for (const entry of entries) {
      seq += 1;
      hash = chainNext(hash, entry.kind, entry.at, entry.blob);
      this.#options.witness.saw(seq, hash);
      this.#options.witness.place(keyOf(entry.blob), seq);
      this.#logged(entry);
    }
    this.#cursor = { ...this.#cursor, seq, hash };
  }

  #logged({ kind, blob }: Entry): void {
    const key = keyOf(blob);
    this.log.push(key);
    // What is in the log is there, receipt or not; a receipt for it may still come.
    if (kind !== 'access' && ![...this.#inFlight.values()].includes(key)) this.#pending.delete(key);
  }

  #confirm(ref: number): void {
    const key = this.#inFlight.get(ref);
    assert(key !== undefined, 'a receipt for nothing, or a second one');
    assert(this.log.includes(key), 'a receipt before its entry');
    this.#inFlight.delete(ref);
    this.#pending.delete(key);
    this.receipted.add(key);
  }

  #withdraw(ref: number): void {
    this.#pending.delete(this.#inFlight.get(ref)!);
    this.#inFlight.delete(ref);
  }

  #sendPending(): void {
    if (!this.#isLive) return;
    const sent = new Set(this.#inFlight.values());
    for (const [key, blob] of this.#pending) {
      if (this.#inFlight.size >= 32) return;
      if (sent.has(key)) continue;
      this.#ref += 1;
      this.#inFlight.set(this.#ref, key);
      const kind = blob[1] === 1 ? 'snapshot' : 'update';
      this.#client!.send({ type: 'append', ref: this.#ref, kind, blob });
    }
  }
}

/** The end of its signature. */
const keyOf = (blob: Bytes) => toHex(blob.slice(-16));

const finalReasons = new Set<CloseReason>([
  'removed',
  'book-deleted',
  'membership-ended',
  'not-admitted',
]);
const isFinal = (reason: CloseReason) => finalReasons.has(reason);
