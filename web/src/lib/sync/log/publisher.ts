/**
 * Sends this device's changes to the log: merges what has gathered, seals it, appends it, and waits
 * for the receipt. Holds nothing that the document does not hold too: when a connection ends, what
 * had no receipt is simply found missing and published on the next one.
 *
 * Invariant: what is sent is on this device's disk first. The device goes on under the same client id
 * at its next start, and must not write something else at clocks that others have heard of.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import * as Y from 'yjs';
import { toHex } from '@wardbook/shared/base/bytes';
import type { EntryKind } from '@wardbook/shared/protocol/entry';
import type { AppendRefusal, ClientFrame } from '@wardbook/shared/protocol/frames';
import { entryBytesMax } from '@wardbook/shared/protocol/limits';
import { seal } from '@wardbook/shared/sealing/seal';
import { sealerOf, type BookSession } from '../book-session.ts';
import { contentsOfUpdate, type Contents } from './contents.ts';
import { largeUpdateBytes, nextTask } from '../next-task.ts';
import { untilStored } from '../storage/storage.ts';

/** Appends on their way at once. While these wait, further changes gather and are merged. */
const inFlightMax = 8;

interface Sent {
  readonly digest: string;
  readonly contents: Contents | undefined;
  readonly statement: Uint8Array | undefined;
}

export class Publisher {
  readonly #session: BookSession;
  readonly #inFlight = new Map<number, Sent>();
  #queue: Uint8Array[] = [];
  #statements: Uint8Array[] = [];
  /** While the relay takes appends. */
  #send: ((frame: ClientFrame) => void) | undefined;
  #pumping = false;
  #lastRef = 0;

  constructor(session: BookSession) {
    this.#session = session;
  }

  /** Nothing is waiting here to be sent or acknowledged. */
  get isIdle(): boolean {
    return !this.#pumping && !this.#isWaiting && this.#inFlight.size === 0;
  }

  /** From now on the relay takes appends. */
  start(send: (frame: ClientFrame) => void): void {
    this.#send = send;
    void this.#pump();
  }

  stop(): void {
    this.#send = undefined;
  }

  addChanges(update: Uint8Array): void {
    this.#queue.push(update);
    void this.#pump();
  }

  addStatements(statements: readonly Uint8Array[]): void {
    this.#statements.push(...statements);
    void this.#pump();
  }

  /** Appends a snapshot at once; the relay takes it or says that it is stale. */
  async addSnapshot(state: Uint8Array, covers: number): Promise<void> {
    await untilStored(this.#session.storage);
    const blob = await this.#seal('snapshot', state, covers);
    if (blob) this.#append('snapshot', blob, undefined);
  }

  /** What an entry contains that was sent from here. To be handed on by itself. */
  readonly ownContents = (blob: Uint8Array): Contents | undefined => {
    if (this.#inFlight.size === 0) return undefined;
    const digest = toHex(sha256(blob));
    for (const sent of this.#inFlight.values()) if (sent.digest === digest) return sent.contents;
    return undefined;
  };

  acknowledged(refs: readonly number[]): void {
    for (const ref of refs) this.#inFlight.delete(ref);
    void this.#pump();
  }

  refused(ref: number, reason: AppendRefusal): void {
    const sent = this.#inFlight.get(ref);
    this.#inFlight.delete(ref);
    if (sent?.statement && reason !== 'book-full') this.#statementRefused(sent.statement);
    // An old key: the new one is on its way, and what is missing is found and sealed again.
    else if (reason !== 'stale-snapshot' && reason !== 'wrong-epoch') {
      this.#session.health.publishRefused = reason;
      this.#session.changed();
    }
    void this.#pump();
  }

  /**
   * Taken back here too if the relay is the one that decides; another's refusal does not undo it.
   */
  #statementRefused(statement: Uint8Array): void {
    if (this.#session.decides()) void this.#session.membership.drop(statement);
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#hasWork()) {
        const statement = this.#statements.shift();
        if (statement) this.#append('access', statement, undefined);
        else await this.#sendGathered();
      }
    } finally {
      this.#pumping = false;
    }
  }

  // Asked without waiting, so that nothing can be added unseen between the answer and the end.
  #hasWork(): boolean {
    return this.#send !== undefined && this.#isWaiting && this.#inFlight.size < inFlightMax;
  }

  get #isWaiting(): boolean {
    return this.#statements.length > 0 || this.#queue.length > 0;
  }

  async #sendGathered(): Promise<void> {
    // The page has just stopped for applying it, and has not drawn since.
    if (this.#queue.some(({ length }) => length > largeUpdateBytes)) await nextTask();
    const gathered = this.#queue;
    this.#queue = [];
    const { membership, relayClock, storage } = this.#session;
    await untilStored(storage);
    if (!membership.mayAppend('update', relayClock.now)) return;
    const update = gathered.length === 1 ? gathered[0]! : Y.mergeUpdates(gathered);
    const contents = contentsOfUpdate(update);
    const isNew = contents && contents.changesWithout(this.#session.knowledge.known) > 0;
    const blob = isNew ? await this.#seal('update', update, 0) : undefined;
    if (blob && this.#send) this.#append('update', blob, contents);
  }

  async #seal(
    kind: 'update' | 'snapshot',
    plain: Uint8Array,
    covers: number,
  ): Promise<Uint8Array | undefined> {
    const sealer = sealerOf(this.#session);
    const { cursor } = this.#session.knowledge;
    if (!sealer || !cursor) return undefined;
    const context = { kind, seen: cursor.seq, seenHash: cursor.hash, covers };
    const blob = await seal(sealer, context, plain);
    if (blob.length <= entryBytesMax) return blob;
    // The book is shared without a snapshot, too.
    if (kind === 'snapshot') return undefined;
    this.#session.health.publishRefused = 'too-large';
    this.#session.changed();
    return undefined;
  }

  #append(kind: EntryKind, blob: Uint8Array, contents: Contents | undefined): void {
    const ref = ++this.#lastRef;
    const statement = kind === 'access' ? blob : undefined;
    this.#inFlight.set(ref, { digest: toHex(sha256(blob)), contents, statement });
    this.#send?.({ type: 'append', ref, kind, blob: blob.slice() });
  }
}
