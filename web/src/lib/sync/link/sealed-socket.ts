/**
 * A WebSocket for y-websocket's provider behind which nothing is ever sent in the clear.
 *
 * Towards the provider it behaves as a y-websocket server that holds the book: it gives it the
 * log's changes, asks it for what the log lacks, passes presence along. Towards the relay it keeps
 * the conversation of docs/PROTOCOL.md. The provider makes a new one for every connection;
 * everything that lasts is in the session.
 */
import { roleAt } from '@wardbook/shared/access/state';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookSpace } from '@wardbook/shared/protocol/book-space';
import { closeCodes } from '@wardbook/shared/protocol/close-codes';
import type { RelayFrame } from '@wardbook/shared/protocol/frames';
import { presenceBytesMax } from '@wardbook/shared/protocol/limits';
import { open } from '@wardbook/shared/sealing/open';
import { plainBytesMax } from '@wardbook/shared/sealing/plain-bounds';
import { seal } from '@wardbook/shared/sealing/seal';
import { sealerOf, statementsMissingIn, type BookSession } from '../book-session.ts';
import type { Backoff } from './backoff.ts';
import { Compactor } from '../log/compactor.ts';
import { passDamaged } from '../log/damage.ts';
import { readPage } from '../log/log-reader.ts';
import type { StoredKnowledge } from '../log/stored-knowledge.ts';
import { fingerprint } from '../log/membership.ts';
import {
  askForChanges,
  askForPresence,
  giveChanges,
  givePresence,
  giverTo,
  readProviderMessage,
  sayAllGiven,
} from './provider-messages.ts';
import { Publisher } from '../log/publisher.ts';
import { PutBack, putBackRef } from '../log/put-back.ts';
import { RelayConnection } from './relay-connection.ts';

export type Phase = 'connecting' | 'waiting' | 'reading' | 'live' | 'closed';

export interface SocketObserver {
  readonly phase: (phase: Phase, code: number | undefined) => void;
  /** True once it is uncertain whether the relay is still there, false once it is heard again. */
  readonly quiet: (isQuiet: boolean) => void;
  /**
   * Called with the space that there is while the book is short of it, and with undefined when that
   * is over.
   */
  readonly space: (space: BookSpace | undefined) => void;
}

/** While changes wait and nothing is under way, the provider is asked for them again this often. */
const reconcileMs = 2_000;
/** What the log lacks and nobody gives it, or what stands beside such, comes in otherwise after so many of these. */
const reconcilesBeforeAlone = 10;
/** A book that was full is tried again this often: keepers may have freed space in it. */
const fullMs = 30_000;

/** A class, because the provider calls `new` on it, bound to one session. */
export function sealedSocketFor(
  session: BookSession,
  observer: SocketObserver,
  backoff: Backoff,
): typeof WebSocket {
  class BoundSealedSocket extends SealedSocket {
    constructor() {
      super(session, observer, backoff);
    }
  }
  // The provider uses only what SealedSocket has: see y-websocket's setupWS and broadcastMessage.
  return BoundSealedSocket as unknown as typeof WebSocket;
}

class SealedSocket {
  static readonly OPEN = 1;
  readonly OPEN = 1;
  binaryType = 'arraybuffer';
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;

  readonly #session: BookSession;
  readonly #observer: SocketObserver;
  readonly #backoff: Backoff;
  /** None while it waits for its time to be opened. */
  #connection: RelayConnection | undefined;
  #opening: ReturnType<typeof setTimeout> | undefined;
  readonly #publisher: Publisher;
  readonly #compactor: Compactor;
  readonly #putBack: PutBack;
  #isLive = false;
  /** Fingerprints of the statements given in this connection. */
  readonly #given = new Set<string>();
  #reconcile: ReturnType<typeof setInterval> | undefined;
  /** How often in a row the log lacked something, and nothing was under way. */
  #stuckFor = 0;
  /** While the book is full, ms since 1970. */
  #fullUntil = 0;
  /** The membership's version when the relay last refused a change. */
  #refusedAt = 0;
  /**
   * Sealing takes a moment, and the last thing that a provider sends before it closes is that its
   * client goes.
   */
  #presenceSent: Promise<void> = Promise.resolve();

  constructor(session: BookSession, observer: SocketObserver, backoff: Backoff) {
    this.#session = session;
    this.#observer = observer;
    this.#backoff = backoff;
    this.#publisher = new Publisher(session, () => this.#askForMissing());
    this.#compactor = new Compactor(session, this.#publisher);
    this.#putBack = new PutBack(session, (frame) => this.#connection?.send(frame));
    // To the provider it is a socket that is still being opened.
    const waitMs = backoff.nextMs();
    if (waitMs === 0) this.#connect();
    else this.#opening = setTimeout(() => this.#connect(), waitMs);
  }

  #connect(): void {
    const observer = this.#observer;
    this.#connection = new RelayConnection(this.#session, {
      waiting: () => observer.phase('waiting', undefined),
      welcomed: () => this.#welcomed(),
      page: (page) => this.#page(page),
      damaged: (entry) => {
        passDamaged(this.#session.knowledge, entry);
        this.#storeKnowledge();
        if (!this.#isLive) return;
        this.#compactor.consider();
        this.#putBack.begin();
      },
      live: () => this.#live(),
      acknowledged: (frame) => this.#acknowledged(frame),
      presence: (blob) => void this.#receivePresence(blob),
      space: (space) => this.#space(space),
      pulse: () => this.#give(giveChanges(Uint8Array.of(0, 0))),
      quiet: (isQuiet) => observer.quiet(isQuiet),
      closed: (code) => this.#closed(code),
    });
    observer.phase('connecting', undefined);
  }

  send(message: Uint8Array): void {
    const read = readProviderMessage(message);
    // What came through another relay, whoever made it gives to this one too: only if that fails is it
    // ours to do, and is then found missing.
    if (read.type === 'changes' && !this.#session.isRelayed())
      this.#publisher.addChanges(read.update);
    if (read.type === 'presence') this.#presenceSent = this.#sendPresence(read.states);
  }

  /** Gives the relay further statements of this device's own: an invite, say. */
  publishStatements(statements: readonly Uint8Array[]): void {
    const news = statements.filter((each) => !this.#given.has(fingerprint(each)));
    for (const each of news) this.#given.add(fingerprint(each));
    this.#publisher.addStatements(news);
  }

  /** Calls `onsilent` if the relay does not answer soon. */
  check(onsilent: () => void): void {
    this.#connection?.check(onsilent);
  }

  /** Asks the relay to delete the book: it closes, and the close code says what came of it. */
  async askToDelete(): Promise<void> {
    await this.#connection?.askToDelete();
  }

  close(): void {
    clearTimeout(this.#opening);
    this.#connection?.close(this.#presenceSent);
  }

  #welcomed(): void {
    this.readyState = this.OPEN;
    this.#observer.space(undefined);
    this.#observer.phase('reading', undefined);
    this.onopen?.();
  }

  async #page(page: Parameters<typeof readPage>[1]): Promise<boolean> {
    const follows = await readPage(
      {
        session: this.#session,
        give: giverTo(this),
        isOpen: () => this.readyState === this.OPEN,
        ownUpdate: this.#publisher.ownUpdate,
        refused: (reason) => this.#publisher.turnedAway(reason),
      },
      page,
    );
    const { knowledge, health } = this.#session;
    if (knowledge.isWhole) health.withheld = false;
    this.#storeKnowledge();
    if (!follows) return false;
    const hasSnapshot = page.entries.some(({ kind }) => kind === 'snapshot');
    // A long log is read page after page, and what it lacks is counted over all of the book.
    if (this.#isLive || hasSnapshot) this.#putBack.tidy();
    this.#putBack.readOn();
    this.#publisher.readOn();
    // Until it is live things come back as they were, and not in a snapshot of this device's.
    if (this.#isLive) this.#compactor.consider();
    // A snapshot may have left something out.
    if (this.#isLive && hasSnapshot) this.#putBack.begin();
    return true;
  }

  #acknowledged(frame: RelayFrame & { type: 'receipt' | 'refused' }): void {
    const refs = frame.type === 'receipt' ? frame.refs : [frame.ref];
    const refusal = frame.type === 'refused' ? frame.reason : undefined;
    if (refs.includes(putBackRef)) this.#putBack.answered(refusal);
    const others = refs.filter((ref) => ref !== putBackRef);
    if (!refusal) this.#publisher.acknowledged(others);
    else if (others.length > 0) {
      this.#refusedAt = this.#session.membership.version;
      this.#publisher.refused(others[0]!, refusal);
    }
    this.#endFullness();
    this.#storeKnowledge();
  }

  #live(): void {
    const { knowledge, membership, health } = this.#session;
    if (knowledge.wantsReading(membership.keys.size)) return this.#connection?.startOver();
    health.publishRefused = undefined;
    health.withheld = knowledge.isWithheld;
    // What is missing after that is this device's own to publish, or kept sealed by nobody here.
    this.#putBack.begin(() => this.#publishRest());
  }

  #publishRest(): void {
    if (this.readyState !== this.OPEN) return;
    this.#isLive = true;
    const { knowledge } = this.#session;
    this.#publisher.start(this.#connection!.send);
    this.#give(sayAllGiven());
    this.#give(askForChanges(knowledge.known.inserted.stateVector()));
    this.publishStatements(statementsMissingIn(this.#session));
    // A relay says more than once that a log has been read to its end.
    this.#reconcile ??= setInterval(() => this.#askAgain(), reconcileMs);
    this.#backoff.lived();
    this.#observer.phase('live', undefined);
    this.#storeKnowledge();
    this.#compactor.consider();
  }

  /** Asks the provider for changes that nobody has published: they came from another tab, say. */
  #askAgain(): void {
    const { contents, knowledge, health, now } = this.#session;
    if (health.publishRefused && !this.#mayBeTakenNow(health.publishRefused)) return;
    if (
      !this.#publisher.isIdle ||
      this.#putBack.isBusy ||
      contents.changesWithout(knowledge.known) === 0
    ) {
      this.#stuckFor = 0;
      return;
    }
    if (++this.#stuckFor === reconcilesBeforeAlone && this.#mayAmend())
      return this.#publisher.standAlone();
    this.#fullUntil = now() + fullMs;
    if (health.publishRefused === 'not-allowed') health.publishRefused = undefined;
    this.#putBack.begin(() => this.#askForMissing());
  }

  /** Whether what does not come in may come in otherwise: said again, by this device. */
  #mayAmend(): boolean {
    const { decides, membership, relayClock } = this.#session;
    return decides() && membership.mayAppend('update', relayClock.now);
  }

  #askForMissing(): void {
    const { contents, knowledge } = this.#session;
    if (contents.changesWithout(knowledge.known) > 0)
      this.#give(askForChanges(knowledge.known.inserted.stateVector()));
  }

  /**
   * A change that the relay has refused is not sent again, because it would refuse it again; unless
   * it may have freed space since, or this device may write now and could not then.
   */
  #mayBeTakenNow(refused: string): boolean {
    const { membership, relayClock, now } = this.#session;
    if (refused === 'book-full') return now() >= this.#fullUntil;
    if (refused !== 'not-allowed' || membership.version === this.#refusedAt) return false;
    return membership.mayAppend('update', relayClock.now);
  }

  #space(space: BookSpace): void {
    if (space.short !== 'book') this.#fullUntil = 0;
    this.#observer.space(space.short === 'none' ? undefined : space);
    // What a snapshot takes the place of is no longer the book's, but on the relay's disk for days.
    this.#compactor.bookIsShort(space.short === 'book');
  }

  /** A book that was full is full no more once the relay has taken everything. */
  #endFullness(): void {
    const { contents, knowledge, health } = this.#session;
    if (health.publishRefused === 'book-full' && contents.changesWithout(knowledge.known) === 0)
      health.publishRefused = undefined;
  }

  /** Stores how far the log has been read, after the document's own writes. */
  #storeKnowledge(): void {
    const { knowledge, changed } = this.#session;
    changed();
    const stored = knowledge.toStored();
    if (stored) void this.#write(stored);
  }

  async #write(stored: StoredKnowledge): Promise<void> {
    const { storage, relay, relayClock, sealedTail } = this.#session;
    const { aheadMs } = relayClock;
    const tail = sealedTail.takeChanges();
    if (!(await storage.writeKnowledge(relay, { ...stored, aheadMs }, tail)))
      sealedTail.giveBack(tail);
  }

  #closed(code: number): void {
    const wasMember = this.#session.membership.hasJoined;
    clearInterval(this.#reconcile);
    this.#publisher.stop();
    this.#compactor.stop();
    this.readyState = 3;
    this.#backoff.lost();
    // A relay that was restored from an old copy may not know this member yet; others will tell it.
    const passing = isInviteRefusal(code) && wasMember && !this.#session.invitation;
    this.#observer.phase('closed', passing ? 1006 : code);
    this.onclose?.({ code: passing ? 1006 : code, reason: '' });
  }

  #give(data: ArrayBuffer): void {
    this.onmessage?.({ data });
  }

  async #sendPresence(states: Uint8Array): Promise<void> {
    const own = this.#session.presence.own(states);
    const sealer = sealerOf(this.#session);
    if (!own || !sealer || own.length > plainBytesMax.presence) return;
    const context = { kind: 'presence', seen: 0, seenHash: new Uint8Array(16) } as const;
    const blob = await seal(sealer, context, own);
    if (blob.length <= presenceBytesMax) this.#connection?.send({ type: 'presence', blob });
  }

  async #receivePresence(blob: Bytes): Promise<void> {
    const { book, membership, relayClock, presence } = this.#session;
    const opened = await open(book, membership.keys, blob);
    if (opened.type === 'refused' || opened.heading.kind !== 'presence') return;
    const { author } = opened.heading;
    if (!membership.access || !roleAt(membership.access, author, relayClock.now())) return;
    const shown = presence.fromOther(opened.plain, author);
    if (!shown) return;
    this.#give(givePresence(shown.states));
    if (shown.isNewcomer) this.#give(askForPresence());
  }
}

const inviteRefusals: readonly number[] = [
  closeCodes['invite-unknown'],
  closeCodes['invite-expired'],
  closeCodes['invite-used-up'],
  closeCodes['invite-withdrawn'],
];

function isInviteRefusal(code: number): boolean {
  return inviteRefusals.includes(code);
}
