/**
 * One admitted device in one room: it catches up from the store page by page, then lives on what the
 * room shows everybody; it appends and is told what became of it.
 *
 * Invariants: what goes out follows the log's order without a gap of its own making; a receipt comes
 * after its entry; while catching up, entries come from the store alone, so nothing is queued for a
 * slow reader. A live reader that falls behind goes back to catching up.
 */
import { roleAt } from '@wardbook/shared/access/state';
import { readStatement } from '@wardbook/shared/access/statement';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { unreachable } from '@wardbook/shared/base/assert';
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { BookSpace } from '@wardbook/shared/protocol/book-space';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';
import { headingOf } from '@wardbook/shared/protocol/entry';
import {
  writeRelayFrame,
  type ClientFrame,
  type RelayFrame,
} from '@wardbook/shared/protocol/frames';
import { appendsInFlightMax, pageBytes } from '@wardbook/shared/protocol/limits';
import { toMessages } from '@wardbook/shared/protocol/parts';
import {
  inFlightBytesMax,
  liveBacklogBytes,
  presenceBacklogBytes,
  presenceBurst,
  presencePerSecond,
  spaceWarningShare,
} from '../limits.ts';
import type { Arrival, Outcome } from '../room/decide.ts';
import type { Participant, Resume, Room } from '../room/room.ts';
import type { StoreFailure } from '../store/store.ts';
import { logUnsaved, type SessionContext } from './context.ts';
import type { Outbox } from './outbox.ts';
import { isHastyInvite } from './pacing.ts';
import { soundEntries } from './restoring.ts';
import { TokenBucket } from './token-bucket.ts';

const bookFull: Outcome = { type: 'refused', reason: 'book-full' };

/** What an attendance tells its session. */
export interface AttendanceHost {
  /** Call when statements were committed: ends the session if the device is in the book no more. */
  accessChanged(): void;
  end(reason: CloseReason): void;
  fault(error: unknown): void;
  /** An append has had its outcome. */
  settled(): void;
}

/** Something that a device has appended and whose outcome it has yet to hear. */
interface Pending {
  /** The device's own number for it. */
  readonly ref: number;
  /** How many bytes its blobs have. */
  readonly bytes: number;
}

export class Attendance implements Participant {
  readonly device: DeviceId;
  readonly room: Room;
  readonly #outbox: Outbox;
  readonly #host: AttendanceHost;
  readonly #context: SessionContext;
  readonly #presence: TokenBucket;
  /** The last entry handed to the outbox. */
  #position = 0;
  #reading: 'catching-up' | 'live' | 'left' = 'catching-up';
  #inFlight = 0;
  #inFlightBytes = 0;
  #receipts: number[] = [];
  /** Whether it has appended more than its pace allows. */
  #isSlowed = false;
  #shortageSaid: BookSpace['short'] = 'none';

  constructor(
    device: DeviceId,
    room: Room,
    outbox: Outbox,
    host: AttendanceHost,
    context: SessionContext,
  ) {
    this.device = device;
    this.room = room;
    this.#outbox = outbox;
    this.#host = host;
    this.#context = context;
    this.#presence = new TokenBucket(presenceBurst, presencePerSecond, context.elapsed());
  }

  start({ seq, hash }: Resume): void {
    const { log, head } = this.room.state;
    const now = this.#context.clock();
    // Whoever has everything is told so in one go.
    this.#outbox.cork();
    this.#send({ type: 'welcome', log, head, resume: seq, resumeHash: hash, now });
    this.#position = seq;
    this.room.enter(this);
    for (const entry of this.room.damagedUpTo(seq)) this.damaged(entry);
    this.#tellSpace();
    if (seq === head) this.#live(head);
    else this.#catchUp();
    this.#outbox.uncork();
  }

  leave(): void {
    this.#reading = 'left';
    this.room.leave(this);
  }

  /** Looks about once a second at what only time changes. */
  tick(elapsed: number): void {
    this.#tellSpace();
    if (!this.#isSlowed) return;
    this.#isSlowed = this.#context.paces.isSlowed(this.device, elapsed);
    this.#host.settled();
  }

  /** Whether so much waits for its commit that the socket should be read no further. */
  get isSaturated(): boolean {
    return this.#inFlightBytes > inFlightBytesMax || this.#isSlowed;
  }

  receive(frame: ClientFrame): void | Promise<void> {
    switch (frame.type) {
      case 'append':
        return this.#append(frame);
      case 'restore':
        return this.#restore(frame);
      case 'presence':
        return this.#showPresence(frame.blob);
      case 'ping':
        return this.#send({ type: 'pong', now: this.#context.clock() });
      case 'hello':
      case 'knock':
      case 'statements':
      case 'find':
      case 'permit':
      case 'delete':
        return this.#host.end('malformed');
      default:
        return unreachable(frame);
    }
  }

  entries(messages: readonly Bytes[], head: number): void {
    if (this.#reading !== 'live') return;
    if (this.#outbox.backlogBytes > liveBacklogBytes) return this.#catchUp();
    // The receipts of what it sent itself are a moment away, and go out with the entries.
    if (this.#inFlight > 0) {
      this.#outbox.cork();
      queueMicrotask(this.#release);
    }
    this.#outbox.send(messages);
    this.#position = head;
  }

  behind(): void {
    if (this.#reading === 'live') this.#catchUp();
  }

  accessChanged(): void {
    this.#host.accessChanged();
  }

  damaged(entry: DamagedEntry): void {
    // Who has not read so far yet comes upon it in what they read.
    if (entry.seq <= this.#position) this.#send({ type: 'damaged', ...entry });
  }

  presence(messages: readonly Bytes[]): void {
    if (this.#outbox.backlogBytes <= presenceBacklogBytes) this.#outbox.send(messages);
  }

  fault(error: unknown): void {
    this.#host.fault(error);
  }

  #catchUp(): void {
    this.#reading = 'catching-up';
    this.#readOn().catch((error: unknown) => this.#host.fault(error));
  }

  async #readOn(): Promise<void> {
    for (;;) {
      await this.#outbox.drained();
      if (this.#reading === 'left') return;
      const { head } = this.room.state;
      if (this.#position === head) return this.#live(head);
      const stretch = await this.room.read(this.#position);
      if (this.#isLeft()) return;
      if (stretch.type === 'cannot-save') return this.#host.end('relay-cannot-save');
      this.#outbox.send(stretch.messages);
      this.#position = stretch.through;
    }
  }

  #live(head: number): void {
    this.#reading = 'live';
    this.#send({ type: 'live', head });
    this.#sendReceipts();
  }

  // A call, because the compiler believes that no await changes a field.
  #isLeft(): boolean {
    return this.#reading === 'left';
  }

  #append({ ref, kind, blob }: ClientFrame & { type: 'append' }): void | Promise<void> {
    const pending: Pending = { ref, bytes: blob.length };
    if (!this.#admits(pending, 1)) return this.#host.end('too-much');
    if (this.#context.space.isFullFor(kind)) return this.#settle(pending, bookFull);
    if (kind === 'access') return this.#appendStatement(pending, blob);
    const heading = headingOf(blob);
    if (!heading) return this.#host.end('malformed');
    const sealed = { kind, heading, blob };
    this.#submit(pending, { type: 'sealed', author: this.device, sealed });
  }

  async #appendStatement(pending: Pending, blob: Bytes): Promise<void> {
    const statement = await readStatement(blob);
    if (!statement) return this.#settle(pending, { type: 'refused', reason: 'statement-refused' });
    if (isHastyInvite(this.room, this.device, statement, this.#context.elapsed()))
      return this.#host.end('too-much');
    this.#submit(pending, { type: 'statement', author: this.device, statement });
  }

  async #restore({ ref, after, entries }: ClientFrame & { type: 'restore' }): Promise<void> {
    const bytes = entries.reduce((sum, { blob }) => sum + blob.length, 0);
    const pending: Pending = { ref, bytes };
    // A page at a time, or one entry that is larger: what a store takes in one commit.
    const isTooLarge = entries.length > 1 && bytes > pageBytes;
    if (isTooLarge || !this.#admits(pending, entries.length)) return this.#host.end('too-much');
    if (this.#context.space.isFullFor('update')) return this.#settle(pending, bookFull);
    const read = await soundEntries(this.room.book, entries);
    this.#submit(pending, { type: 'restored', author: this.device, after, entries: read });
  }

  /** Counts something that is to be committed. False when too much waits for that already. */
  #admits({ bytes }: Pending, entries: number): boolean {
    if (this.#inFlight + this.#receipts.length >= appendsInFlightMax) return false;
    this.#inFlight += 1;
    this.#inFlightBytes += bytes;
    const { paces, elapsed } = this.#context;
    this.#isSlowed = paces.spend(this.device, bytes, elapsed(), entries);
    return true;
  }

  #submit(pending: Pending, arrival: Arrival): void {
    const settle = (outcome: Outcome | StoreFailure) => this.#settle(pending, outcome);
    this.#context.rooms.committer.submit(this.room, { arrival, settle });
  }

  #settle({ ref, bytes }: Pending, outcome: Outcome | StoreFailure): void {
    this.#inFlight -= 1;
    this.#inFlightBytes -= bytes;
    // It takes up space whether or not its sender is still here to hear of it.
    if (outcome.type === 'taken') this.#context.space.add(bytes);
    if (this.#reading === 'left') return;
    switch (outcome.type) {
      case 'taken':
        // The room settles all of one commit at once: their receipts go in one frame after it, and
        // to a device that is still catching up after the entries themselves.
        if (this.#receipts.push(ref) === 1) queueMicrotask(this.#sendReceipts);
        break;
      case 'refused':
        this.#send({ type: 'refused', ref, reason: outcome.reason });
        break;
      case 'cannot-save':
        logUnsaved(this.#context, outcome);
        this.#context.space.failed(outcome, this.#context.elapsed());
        return this.#host.end('relay-cannot-save');
      case 'not-admitted':
        return this.#host.end('not-admitted');
    }
    this.#host.settled();
  }

  readonly #sendReceipts = (): void => {
    if (this.#reading !== 'live' || this.#receipts.length === 0) return;
    const refs = this.#receipts;
    this.#receipts = [];
    this.#send({ type: 'receipt', refs });
  };

  readonly #release = (): void => {
    this.#sendReceipts();
    this.#outbox.uncork();
  };

  /** Keepers are told when their book or the relay is short of space, and when that is over. */
  #tellSpace(): void {
    const { space, limits, clock } = this.#context;
    const usedBytes = this.room.state.bytes;
    const limitBytes = Math.min(limits.bookBytesMax, space.limitFor(usedBytes));
    const isBookShort = usedBytes >= limits.bookBytesMax * spaceWarningShare;
    // A snapshot would only take up what a full relay has left for statements.
    const isRelayFull = space.isFullFor('update');
    const short = isBookShort && !isRelayFull ? 'book' : space.isShort ? 'relay' : 'none';
    if (short === this.#shortageSaid) return;
    if (roleAt(this.room.state.access, this.device, clock()) !== 'keeper') return;
    this.#shortageSaid = short;
    this.#send({ type: 'space', short, usedBytes, limitBytes });
  }

  #showPresence(blob: Bytes): void {
    const heading = headingOf(blob);
    if (!heading) return this.#host.end('malformed');
    if (heading.kind !== 'presence' || heading.author !== this.device)
      return this.#host.end('not-allowed');
    if (this.#presence.take(this.#context.elapsed())) this.room.presence(this, blob);
  }

  #send(frame: RelayFrame): void {
    this.#outbox.send(toMessages(writeRelayFrame(frame)));
  }
}
