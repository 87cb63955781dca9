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
import { clockAheadMsMax } from '../gate/bounds.ts';
import { LogGround } from '../gate/ground.ts';
import { inPieces, type Piece } from '../gate/pieces.ts';
import type { GateRefusal, Refusal } from '../gate/refusal.ts';
import type { Id } from '../update/id.ts';
import type { Terms } from '../gate/judge.ts';
import { upTo, type Redate } from '../update/renamed.ts';
import { Contents, contentsOfUpdate } from '../update/contents.ts';
import { plainBoundsAt } from './plain-bounds-at.ts';
import { largeUpdateBytes, nextTask } from '../next-task.ts';
import { untilStored } from '../storage/storage.ts';

/** Appends on their way at once. While these wait, further changes gather and are merged. */
const inFlightMax = 8;

interface Sent {
  readonly digest: string;
  readonly piece: Piece | undefined;
  readonly statement: Uint8Array | undefined;
}

/** How often in a row the gate may turn away what this device sends before it stops sending. */
const turnedMax = 3;

export class Publisher {
  readonly #session: BookSession;
  readonly #ask: () => void;
  readonly #inFlight = new Map<number, Sent>();
  #queue: Uint8Array[] = [];
  #statements: Uint8Array[] = [];
  /** What has to come into the log before what this device has to send may: it stands beside it. */
  #missing: Id | undefined;
  /** While the relay takes appends. */
  #send: ((frame: ClientFrame) => void) | undefined;
  #pumping = false;
  /** What was under way when the gate turned something away is waited for, and then all is sent again. */
  #isHalted = false;
  #turned = 0;
  #lastRef = 0;

  /** `ask`: has all that the log lacks given to `addChanges`. */
  constructor(session: BookSession, ask: () => void) {
    this.#session = session;
    this.#ask = ask;
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
    // It would stand behind what is not in the log.
    if (this.#isHalted) return;
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

  /** What was sent from here, if it was. To be handed on by itself. */
  readonly ownUpdate = (blob: Uint8Array): Uint8Array | undefined => {
    if (this.#inFlight.size === 0) return undefined;
    const digest = toHex(sha256(blob));
    for (const sent of this.#inFlight.values())
      if (sent.digest === digest) return sent.piece?.update;
    return undefined;
  };

  /** More of the log has been read. */
  readOn(): void {
    const missing = this.#missing;
    if (missing && this.#ground().held(missing.client) > missing.clock) this.#ask();
  }

  /**
   * The gate has turned away something that this device has sent, here as everywhere. What was sent
   * behind it is turned away too, so nothing more is, until all of it has been answered.
   */
  turnedAway(reason: GateRefusal): void {
    this.#isHalted = this.#inFlight.size > 0;
    this.#queue = [];
    if (++this.#turned >= turnedMax) this.#cannotPublish(reason);
  }

  acknowledged(refs: readonly number[]): void {
    if (!this.#isHalted) this.#turned = 0;
    for (const ref of refs) this.#answered(ref);
    void this.#pump();
  }

  refused(ref: number, reason: AppendRefusal): void {
    const sent = this.#inFlight.get(ref);
    this.#answered(ref);
    if (sent?.statement && reason !== 'book-full') this.#statementRefused(sent.statement);
    // An old key: the new one is on its way, and what is missing is found and sealed again.
    else if (reason !== 'stale-snapshot' && reason !== 'wrong-epoch') this.#cannotPublish(reason);
    void this.#pump();
  }

  #answered(ref: number): void {
    this.#inFlight.delete(ref);
    if (this.#inFlight.size === 0) this.#isHalted = false;
  }

  #cannotPublish(reason: string): void {
    this.#session.health.publishRefused = reason;
    this.#session.changed();
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

  /** What the log will hold once all that is under way has come. */
  #ground(): LogGround {
    const { doc, knowledge } = this.#session;
    const held = new Contents();
    held.addAll(knowledge.known);
    for (const { piece } of this.#inFlight.values()) if (piece) held.addAll(piece.contents);
    return new LogGround(doc, held.inserted);
  }

  async #sendGathered(): Promise<void> {
    // The page has just stopped for applying it, and has not drawn since.
    if (this.#queue.some(({ length }) => length > largeUpdateBytes)) await nextTask();
    const gathered = this.#queue;
    this.#queue = [];
    const { membership, relayClock, storage, knowledge } = this.#session;
    await untilStored(storage);
    if (!membership.mayAppend('update', relayClock.now)) return;
    const update = gathered.length === 1 ? gathered[0]! : Y.mergeUpdates(gathered);
    const pieces = this.#pieces(update);
    if ('reason' in pieces) {
      if (pieces.reason === 'time') return this.#redate();
      if (!pieces.missing) return this.#cannotPublish(pieces.reason);
      // It may be this device's own, of another window or of before. The document holds all of it.
      const isFirst = this.#missing === undefined;
      this.#missing = pieces.missing;
      if (isFirst) this.#ask();
      return;
    }
    this.#missing = undefined;
    if (pieces.some(({ earliestAt }) => earliestAt < this.#earliestAt)) return this.#redate();
    for (const piece of pieces) {
      if (piece.contents.changesWithout(knowledge.known) === 0) continue;
      const blob = await this.#seal('update', piece.update, 0);
      // One that is not sent must not be followed by what stands on it.
      if (!blob || !this.#send || this.#isHalted) return;
      this.#append('update', blob, piece);
    }
  }

  /**
   * Where this device's clock is behind, what it dates to before the book was made was not recorded then.
   * Else such times are meant: of an older canvass, say.
   */
  get #earliestAt(): number {
    const { membership, relayClock } = this.#session;
    const isBehind = (relayClock.aheadMs ?? 0) > clockAheadMsMax;
    return isBehind ? (membership.access?.statements[0]?.issuedAt ?? 0) - clockAheadMsMax : 0;
  }

  /**
   * This device's clock was wrong when it recorded these. Nobody has seen them yet, so they get the times
   * that they would have, had it been right.
   */
  #redate(): void {
    const { relayClock } = this.#session;
    const byMs = relayClock.aheadMs ?? 0;
    const redate = { byMs, from: this.#earliestAt, until: relayClock.now() };
    // Of a device whose place this one has taken it may be, too.
    const terms = this.#terms();
    const isBrought = (client: number) => terms?.ownerOf(client) !== undefined;
    if (!this.#moveOwn(redate)) this.#move(isBrought, redate);
  }

  /**
   * What the log lacks has waited for long, for something that the log does not get, or for whoever wrote
   * it. What is this device's own will stand by itself; what is others', this device will have brought.
   */
  standAlone(): void {
    if (!this.#moveOwn()) this.#move(() => true);
  }

  #moveOwn(redate?: Redate): boolean {
    const terms = this.#terms();
    const { id } = this.#session.membership.device;
    return this.#move((client) => terms?.ownerOf(client) === id, redate);
  }

  /** Moves what no log holds of one such client to another client id. False where there is nothing. */
  #move(isSuch: (client: number) => boolean, redate?: Redate): boolean {
    const { logged, contents, collided } = this.#session;
    const client = contents.clientsWithout(logged()).find(isSuch);
    if (client === undefined) return false;
    const from = logged().inserted.endOfFirst(client);
    collided({ client, from, ...(redate && { redate }) });
    return true;
  }

  /** Those of this device, as things are now. Undefined where the book has still to be taken over. */
  #terms(): Terms | undefined {
    const { gate, membership, relayClock } = this.#session;
    const arrival = { kind: 'update', author: membership.device.id, at: relayClock.now() } as const;
    return gate.termsFor(arrival, membership.access!);
  }

  /** What of an update this device may publish, as the gate will let it in. */
  #pieces(update: Uint8Array): readonly Piece[] | Refusal {
    const terms = this.#terms();
    if (terms) return inPieces(this.#withoutPending(update), terms, this.#ground());
    const contents = contentsOfUpdate(update);
    return contents ? [{ update, contents, earliestAt: Infinity }] : [];
  }

  /** What stands behind something that could not be read here waits for it, and holds nothing else up. */
  #withoutPending(update: Uint8Array): Uint8Array {
    const { doc, contents } = this.#session;
    if (!doc.store.pendingStructs) return update;
    return upTo(update, (client) => contents.inserted.endOfFirst(client));
  }

  async #seal(
    kind: 'update' | 'snapshot',
    plain: Uint8Array,
    covers: number,
  ): Promise<Uint8Array | undefined> {
    const sealer = sealerOf(this.#session);
    const { cursor } = this.#session.knowledge;
    if (!sealer || !cursor) return undefined;
    const bounds = plainBoundsAt(this.#session.membership.access!.schema);
    const context = { kind, seen: cursor.seq, seenHash: cursor.hash, covers };
    const isLonger = plain.length > bounds[kind];
    const blob = isLonger ? undefined : await seal(sealer, context, plain, bounds);
    if (blob && blob.length <= entryBytesMax) return blob;
    // The book is shared without a snapshot, too.
    if (kind === 'snapshot') return undefined;
    this.#cannotPublish('too-large');
    return undefined;
  }

  #append(kind: EntryKind, blob: Uint8Array, piece: Piece | undefined): void {
    const ref = ++this.#lastRef;
    const statement = kind === 'access' ? blob : undefined;
    this.#inFlight.set(ref, { digest: toHex(sha256(blob)), piece, statement });
    this.#send?.({ type: 'append', ref, kind, blob: blob.slice() });
  }
}
