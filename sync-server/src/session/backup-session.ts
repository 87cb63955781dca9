/**
 * One socket of a device that reads a backup beside the live log: it is shown its book as it was then.
 * Nothing else that it sends is done, because nothing here could do it.
 *
 * Invariants: nothing is shown before the device's signature over this socket's challenge has been
 * checked; each page goes only to a device that the live log has in the book at that moment, and that
 * the backup's log has in it; whatever goes wrong here ends this session and no other.
 */
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { chainStart } from '@wardbook/shared/protocol/chain';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import {
  challengeBytes,
  readClientFrame,
  writeRelayFrame,
  type ClientFrame,
  type RelayFrame,
} from '@wardbook/shared/protocol/frames';
import {
  frameBytesBeforeHelloMax,
  frameBytesMax,
  helloMs,
  protocolVersion,
  silenceMs,
} from '@wardbook/shared/protocol/limits';
import { FrameAssembler, toMessages } from '@wardbook/shared/protocol/parts';
import { stalledMs } from '../limits.ts';
import { admissionOf, type Admission } from '../room/admission.ts';
import type { Participant, Room } from '../room/room.ts';
import type { OpenedRoom, Rooms } from '../room/rooms.ts';
import type { StoreFailure } from '../store/store.ts';
import { BudgetShare } from './budget.ts';
import { logUnsaved, type SessionContext } from './context.ts';
import { Outbox, type SessionSocket } from './outbox.ts';
import { helloRefusal } from './refusals.ts';
import type { Hello } from './state.ts';

/** Why somebody of whom a log says this may read no backup. */
const refusals: Readonly<Record<Admission, CloseReason | undefined>> = {
  member: undefined,
  ended: 'membership-ended',
  removed: 'removed',
  declined: 'declined',
  replaced: 'replaced',
  waiting: 'not-admitted',
  'wait-expired': 'not-admitted',
  unknown: 'not-admitted',
};

export class BackupSession {
  readonly #context: SessionContext;
  readonly #backup: Rooms;
  readonly #address: string;
  readonly #outbox: Outbox;
  readonly #challenge: Bytes;
  readonly #startedAt: number;
  readonly #assembler = new FrameAssembler();
  readonly #strangerBytes: BudgetShare;
  #hello: Hello | undefined;
  /** The book's room in the live log, where that has the book. */
  #live: Room | undefined;
  /** Its room in the backup. */
  #past: Room | undefined;
  /** Set once it is let in: how the rooms count it, and tell it that statements have come. */
  #participant: Participant | undefined;
  #heardAt: number;
  #hasEnded = false;

  /** `context` is the live relay's. */
  constructor(socket: SessionSocket, address: string, context: SessionContext, backup: Rooms) {
    this.#context = context;
    this.#backup = backup;
    this.#address = address;
    this.#strangerBytes = new BudgetShare(context.strangerBytes);
    this.#outbox = new Outbox(socket, context.elapsed, () => this.end('too-far-behind'));
    this.#challenge = context.random(challengeBytes);
    this.#startedAt = this.#heardAt = context.elapsed();
    const now = context.clock();
    this.#send({ type: 'challenge', version: protocolVersion, nonce: this.#challenge, now });
  }

  /** Whether its device has been let in. */
  get isKnown(): boolean {
    return this.#participant !== undefined;
  }

  /** One message from the socket. */
  receive(message: Uint8Array, isBinary: boolean): void {
    if (this.#hasEnded) return;
    this.#heardAt = this.#context.elapsed();
    if (!isBinary) return this.end('malformed');
    if (!this.isKnown && !this.#strangerBytes.take(message.length)) return this.end('too-much');
    const bytesMax = this.isKnown ? frameBytesMax : frameBytesBeforeHelloMax;
    const assembled = this.#assembler.add(message, bytesMax, bytesMax);
    if (assembled.type === 'waiting') return;
    if (assembled.type === 'refused') return this.end(assembled.reason);
    const frame = readClientFrame(assembled.bytes);
    if (!frame) return this.end('malformed');
    this.#handle(frame);
  }

  /** Looks at every time-out; called about once a second. */
  tick(elapsed: number): void {
    if (this.#outbox.stalledFor(elapsed) > stalledMs) return this.end('too-far-behind');
    if (elapsed - this.#heardAt > silenceMs) return this.end('silent');
    if (!this.isKnown && elapsed - this.#startedAt > helloMs) return this.end('too-slow-to-greet');
    if (this.isKnown) this.#isRefused();
  }

  end(reason: CloseReason): void {
    if (this.#hasEnded) return;
    this.gone();
    this.#context.closed(reason, this.#address);
    this.#outbox.close(reason);
  }

  /** Call when the socket has closed, or is about to. */
  gone(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const room of this.#rooms) if (this.#participant) room.leave(this.#participant);
    if (this.#live) this.#context.rooms.release(this.#live);
    if (this.#past) this.#backup.release(this.#past);
    this.#live = this.#past = undefined;
    this.#strangerBytes.giveBack();
    this.#outbox.giveUp();
  }

  fault(error: unknown): void {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#context.log('a session failed and was closed', { level: 'error', detail });
    this.end('relay-fault');
  }

  #handle(frame: ClientFrame): void {
    if (frame.type === 'ping') return this.#send({ type: 'pong', now: this.#context.clock() });
    if (frame.type !== 'hello') return this.end('backup-only');
    if (this.#hello) return this.end('malformed');
    const refusal = helloRefusal(frame, this.#challenge);
    if (refusal) return this.end(refusal);
    this.#hello = frame;
    this.#serve(frame).catch((error: unknown) => this.fault(error));
  }

  async #serve(hello: Hello): Promise<void> {
    if (!(await this.#openLive(hello))) return;
    const opened = await this.#backup.open(hello.book);
    if (opened.type === 'none') return this.end('book-unknown');
    const room = (this.#past = this.#roomOf(this.#backup, opened));
    if (room && !this.#isRefused() && this.#enter(hello)) await this.#show(hello, room);
  }

  /** Shows the whole log, from its start. */
  async #show(hello: Hello, room: Room): Promise<void> {
    const { log, head } = room.state;
    const [now, resumeHash] = [this.#context.clock(), chainStart(room.book, log)];
    this.#send({ type: 'welcome', log, head, resume: 0, resumeHash, now });
    for (let position = 0; position < head;) {
      await this.#outbox.drained();
      if (this.#hasEnded) return;
      const stretch = await room.read(position);
      // Last of all, so that nothing comes between this and what is sent.
      if (!(await this.#openLive(hello)) || this.#isRefused()) return;
      if (stretch.type === 'cannot-save') return this.#endWith(stretch);
      this.#outbox.send(stretch.messages);
      position = stretch.through;
    }
    this.#send({ type: 'live', head });
  }

  /**
   * Opens the book in the live log if that has it: somebody may have brought it back there meanwhile,
   * and with it who is in it. False when the session has ended, perhaps by that.
   */
  async #openLive({ book }: Hello): Promise<boolean> {
    if (this.#hasEnded || this.#live) return !this.#hasEnded;
    const { rooms } = this.#context;
    const opened = await rooms.open(book);
    if (opened.type === 'none') return !this.#isRefused();
    const room = (this.#live = this.#roomOf(rooms, opened));
    if (room && this.#participant) room.enter(this.#participant);
    return room !== undefined;
  }

  /** The room that has been opened. Without one the session ends; after its end it is given back. */
  #roomOf(rooms: Rooms, opened: Exclude<OpenedRoom, { type: 'none' }>): Room | undefined {
    if (opened.type === 'room' && !this.#hasEnded) return opened.room;
    if (opened.type === 'room') rooms.release(opened.room);
    else if (opened.type === 'cannot-save') this.#endWith(opened);
    else this.end(opened.type === 'deleted' ? 'book-deleted' : 'relay-cannot-save');
    return undefined;
  }

  /** The live log's first, because it knows of the latest. */
  get #rooms(): Room[] {
    return [this.#live, this.#past].filter((room) => room !== undefined);
  }

  /** Ends the session if the device may not read, or may no more; says whether it has ended. */
  #isRefused(): boolean {
    const reason = this.#refusal();
    if (reason) this.end(reason);
    return this.#hasEnded;
  }

  #refusal(): CloseReason | undefined {
    for (const { state, isDeleted } of this.#rooms) {
      if (isDeleted) return 'book-deleted';
      const admission = admissionOf(state.access, this.#hello!.device, this.#context.clock());
      if (refusals[admission]) return refusals[admission];
    }
    return undefined;
  }

  /** Takes a place in each room, which counts it among its sockets. False when there is none left. */
  #enter({ device }: Hello): boolean {
    const { socketsPerBookMax, socketsPerDeviceMax } = this.#context.limits;
    for (const room of this.#rooms) {
      const { all, own } = room.presentSockets(device);
      if (all < socketsPerBookMax && own < socketsPerDeviceMax) continue;
      this.end('too-much');
      return false;
    }
    this.#strangerBytes.giveBack();
    const participant = (this.#participant = this.#participantFor(device));
    for (const room of this.#rooms) room.enter(participant);
    return true;
  }

  /** It hears when it may have been put out of the book, and nothing of what is written there now. */
  #participantFor(device: DeviceId): Participant {
    const nothing = () => {};
    return {
      device,
      accessChanged: () => void this.#isRefused(),
      fault: (error) => this.fault(error),
      entries: nothing,
      behind: nothing,
      presence: nothing,
      damaged: nothing,
    };
  }

  #endWith(failure: StoreFailure): void {
    if (this.#hasEnded) return;
    logUnsaved(this.#context, failure);
    this.end('relay-cannot-save');
  }

  #send(frame: RelayFrame): void {
    this.#outbox.send(toMessages(writeRelayFrame(frame)));
  }
}
