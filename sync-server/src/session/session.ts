/**
 * One socket from its first message to its last: who is it, may it come in, and is it behaving. What
 * an admitted device does is `attendance.ts`.
 *
 * Invariants: frames are dealt with one after the other in the order they came; nothing is done for a
 * device before its signature over this socket's challenge has been checked; whatever goes wrong here
 * ends this session and no other.
 */
import { unreachable } from '@wardbook/shared/base/assert';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import {
  challengeBytes,
  readClientFrame,
  writeRelayFrame,
  type ClientFrame,
  type RelayFrame,
} from '@wardbook/shared/protocol/frames';
import { protocolVersion, silenceMs } from '@wardbook/shared/protocol/limits';
import { FrameAssembler, toMessages } from '@wardbook/shared/protocol/parts';
import { inboxFramesMax, stalledMs } from '../limits.ts';
import { statementKey } from '../room/decide.ts';
import { readStatements } from '../room/open-book.ts';
import { Room, type Visitor } from '../room/room.ts';
import { admissionOf, type Admission } from '../room/admission.ts';
import type { StoreFailure } from '../store/store.ts';
import { Attendance } from './attendance.ts';
import { BudgetShare } from './budget.ts';
import { logUnsaved, type SessionContext } from './context.ts';
import { createBook } from './creating.ts';
import { deleteBook } from './deleting.ts';
import { Outbox, type SessionSocket } from './outbox.ts';
import { hastyJoins } from './pacing.ts';
import { frameRefusal, helloRefusal, joinRefusal, knockRefusal } from './refusals.ts';
import {
  afterBringing,
  boundsIn,
  overstayed,
  waitingState,
  type Brought,
  type Hello,
  type Knock,
  type State,
  type WaitingState,
} from './state.ts';

export class Session {
  readonly #context: SessionContext;
  readonly #socket: SessionSocket;
  /** Until the device is known, its bounds are counted by this address. */
  readonly #address: string;
  readonly #outbox: Outbox;
  readonly #challenge: Bytes;
  readonly #startedAt: number;
  readonly #assembler = new FrameAssembler();
  readonly #inbox: ClientFrame[] = [];
  #state: State = { type: 'greeting', hasAsked: false };
  #room: Room | undefined;
  #isHandling = false;
  #isPaused = false;
  #heardAt: number;
  /** Its share of what all strangers together may send. */
  readonly #strangerBytes: BudgetShare;

  constructor(socket: SessionSocket, address: string, context: SessionContext) {
    this.#context = context;
    this.#socket = socket;
    this.#address = address;
    this.#strangerBytes = new BudgetShare(context.strangerBytes);
    this.#outbox = new Outbox(socket, context.elapsed, () => this.end('too-far-behind'));
    this.#challenge = context.random(challengeBytes);
    this.#startedAt = this.#heardAt = context.elapsed();
    const now = context.clock();
    this.#send({ type: 'challenge', version: protocolVersion, nonce: this.#challenge, now });
  }

  /** Whether its device is in a book, or waits before one. */
  get isKnown(): boolean {
    return this.#state.type === 'admitted' || this.#state.type === 'waiting';
  }

  /** One message from the socket. */
  receive(message: Uint8Array, isBinary: boolean): void {
    if (this.#hasEnded()) return;
    this.#heardAt = this.#context.elapsed();
    if (!isBinary) return this.end('malformed');
    const isStranger = this.#state.type !== 'admitted';
    if (isStranger && !this.#strangerBytes.take(message.length)) return this.end('too-much');
    const [messageMax, frameMax] = boundsIn(this.#state);
    const assembled = this.#assembler.add(message, messageMax, frameMax);
    if (assembled.type === 'waiting') return;
    if (assembled.type === 'refused') return this.end(assembled.reason);
    const frame = readClientFrame(assembled.bytes);
    if (!frame) return this.end('malformed');
    if (this.#inbox.push(frame) > inboxFramesMax) return this.end('too-much');
    this.#workOff();
  }

  /** Looks at every time-out; called about once a second. */
  tick(elapsed: number): void {
    const reason = this.#overdue(elapsed);
    if (reason) return this.end(reason);
    this.accessChanged();
    this.#attendance?.tick(elapsed);
  }

  /** Looks at whether the device is still admitted: statements or the clock may have changed that. */
  accessChanged(): void {
    const state = this.#state;
    if (this.#room?.isDeleted === true && !this.#isHandling) return this.end('book-deleted');
    if (state.type === 'admitted') {
      const admission = this.#admission(state.hello, state.attendance.room);
      if (admission !== 'member') this.#dismiss(state.attendance.room, admission);
    } else if (state.type === 'waiting' && !this.#isHandling) {
      // While a frame is being dealt with, this is looked at again after it.
      if (this.#admission(state.hello, state.room) === 'waiting') return this.#tellAnswer(state);
      const work = this.#place(state.hello, state.room);
      if (work) this.#waitFor(work);
    }
  }

  end(reason: CloseReason): void {
    if (this.#hasEnded()) return;
    this.gone();
    this.#context.closed(reason, this.#address);
    this.#outbox.close(reason);
  }

  /** Call when the socket has closed, or is about to. */
  gone(): void {
    if (this.#hasEnded()) return;
    this.#attendance?.leave();
    if (this.#state.type === 'waiting') this.#state.room.waitNoMore(this.#state.visitor);
    this.#state = { type: 'ended' };
    this.#inbox.length = 0;
    if (this.#room) this.#context.rooms.release(this.#room);
    this.#room = undefined;
    this.#strangerBytes.giveBack();
    this.#outbox.giveUp();
  }

  fault(error: unknown): void {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#context.log('a session failed and was closed', { level: 'error', detail });
    this.end('relay-fault');
  }

  /** Reads on from the socket, or stops reading while too much is still to be done. */
  settled(): void {
    const mustWait = this.#isHandling || this.#attendance?.isSaturated === true;
    if (mustWait === this.#isPaused || this.#hasEnded()) return;
    this.#isPaused = mustWait;
    if (mustWait) return this.#socket.pause();
    this.#heardAt = this.#context.elapsed();
    this.#socket.resume();
  }

  #workOff(): void {
    while (!this.#isHandling && this.#inbox.length > 0) {
      const work = this.#handleSafely(this.#inbox.shift()!);
      if (work) this.#waitFor(work);
    }
    this.settled();
  }

  #waitFor(work: Promise<void>): void {
    this.#isHandling = true;
    void work
      .catch((error: unknown) => this.fault(error))
      .then(() => {
        this.#isHandling = false;
        if (this.#state.type === 'waiting' || this.#room?.isDeleted === true) this.accessChanged();
        this.#workOff();
      });
  }

  #handleSafely(frame: ClientFrame): void | Promise<void> {
    try {
      return this.#handle(frame);
    } catch (error) {
      this.fault(error);
    }
  }

  #handle(frame: ClientFrame): void | Promise<void> {
    const state = this.#state;
    switch (state.type) {
      case 'greeting':
        if (frame.type === 'find') return this.#find(state.hasAsked, frame.start);
        return frame.type === 'hello' ? this.#greet(frame) : this.end('malformed');
      case 'book-unknown':
        if (frame.type === 'statements') return this.#create(state, frame.statements);
        if (frame.type === 'permit' && !state.proof) {
          this.#state = { ...state, proof: frame.proof };
          return;
        }
        return this.#handleFromStranger(frame, () => this.end('book-unknown'));
      case 'device-unknown':
        if (frame.type === 'statements')
          return this.#introduce(state.hello, state.room, frame.statements);
        return this.#handleFromStranger(frame, (knock) => this.#answerKnock(state, knock));
      case 'waiting':
        if (frame.type === 'statements') return this.#bring(state, frame.statements);
        return this.#handleFromStranger(frame, () => this.end('too-much'));
      case 'admitted':
        if (frame.type === 'delete') return this.#delete(state.attendance, frame.signature);
        return state.attendance.receive(frame);
      case 'ended':
        return;
      default:
        return unreachable(state);
    }
  }

  #handleFromStranger(
    frame: Exclude<ClientFrame, { type: 'statements' }>,
    answerKnock: (knock: Knock) => void | Promise<void>,
  ): void | Promise<void> {
    if (frame.type === 'knock') return answerKnock(frame);
    if (frame.type === 'ping') return this.#send({ type: 'pong', now: this.#context.clock() });
    this.end(frameRefusal(frame));
  }

  /** Answers which books' ids begin with `start`. That says no more than a guess at an id would. */
  async #find(hasAsked: boolean, start: Bytes): Promise<void> {
    if (hasAsked) return this.end('too-much');
    this.#state = { type: 'greeting', hasAsked: true };
    const found = await this.#context.rooms.find(start);
    if (this.#hasEnded()) return;
    if (found.type === 'cannot-save') return this.#endWith(found);
    this.#send({ type: 'books', books: found.books });
  }

  async #greet(hello: Hello): Promise<void> {
    const refusal = helloRefusal(hello, this.#challenge);
    if (refusal) return this.end(refusal);
    const opened = await this.#context.rooms.open(hello.book);
    if (opened.type === 'cannot-save') return this.#endWith(opened);
    if (opened.type === 'room') return this.#meet(hello, opened.room);
    if (this.#hasEnded()) return;
    if (opened.type === 'deleted') return this.end('book-deleted');
    const isUnreadable = opened.type === 'unreadable';
    this.#state = { type: 'book-unknown', hello, proof: undefined, isUnreadable };
    this.#send({ type: 'unknown', what: 'book' });
  }

  /** Goes on with a room that has just been opened for the device. */
  #meet(hello: Hello, room: Room): void | Promise<void> {
    if (this.#hasEnded()) return this.#context.rooms.release(room);
    this.#room = room;
    if (room.isDeleted) return this.end('book-deleted');
    return this.#place(hello, room);
  }

  #admission({ device }: Hello, room: Room): Admission {
    return admissionOf(room.state.access, device, this.#context.clock());
  }

  /** Puts the device where it belongs: in, waiting, or out. */
  #place(hello: Hello, room: Room): void | Promise<void> {
    const admission = this.#admission(hello, room);
    switch (admission) {
      case 'member':
        return this.#admit(hello, room);
      case 'waiting':
        return this.#wait(hello, room);
      case 'unknown':
        this.#state = { type: 'device-unknown', hello, room, hasKnocked: false };
        return this.#send({ type: 'unknown', what: 'device' });
      default:
        return this.#dismiss(room, admission);
    }
  }

  #wait(hello: Hello, room: Room): void {
    const [device, since] = [hello.device, this.#context.elapsed()];
    const fault = (error: unknown) => this.fault(error);
    const visitor: Visitor = { device, accessChanged: () => this.accessChanged(), fault };
    if (!room.wait(visitor)) return this.end('too-much');
    const state = (this.#state = waitingState({ hello, room, visitor, since }));
    this.#strangerBytes.giveBack();
    this.#send({ type: 'unknown', what: 'waiting' });
    this.#tellAnswer(state);
  }

  /** Sends a device that waits the whole chain to open by, once its join has been answered. */
  #tellAnswer(state: WaitingState): void {
    const { comparing } = state.room.state.access.waiting.get(state.hello.device) ?? {};
    if (state.hasHeard || !comparing?.answer) return;
    this.#state = { ...state, hasHeard: true };
    this.#sendStatements(state.room);
  }

  /** Ends the session of a device that is out, after the statements that put it out, if any did. */
  #dismiss(room: Room, admission: Exclude<Admission, 'member'>): void {
    if (admission === 'removed' || admission === 'declined' || admission === 'replaced') {
      this.#sendStatements(room);
      return this.end(admission);
    }
    this.end(admission === 'wait-expired' ? admission : 'membership-ended');
  }

  async #create(state: State & { type: 'book-unknown' }, blobs: Brought): Promise<void> {
    const { hello } = state;
    const wish = { ...state, blobs, nonce: this.#challenge, address: this.#address };
    const created = await createBook(this.#context, wish);
    if (created instanceof Room) return this.#meet(hello, created);
    this.#endWith(created);
  }

  async #delete({ room, device }: Attendance, signature: Bytes): Promise<void> {
    const ending = await deleteBook(this.#context, room, device, this.#challenge, signature);
    this.#endWith(ending);
  }

  async #answerKnock(state: State & { type: 'device-unknown' }, knock: Knock): Promise<void> {
    if (state.hasKnocked) return this.end('too-much');
    this.#state = { ...state, hasKnocked: true };
    const refusal = await knockRefusal(state.room, knock, this.#challenge, this.#context.clock);
    if (refusal) return this.end(refusal);
    this.#sendStatements(state.room);
  }

  async #bring(state: WaitingState, blobs: Brought): Promise<void> {
    const next = afterBringing(state, blobs);
    if (!next) return this.end('too-much');
    this.#state = next;
    return this.#introduce(state.hello, state.room, blobs);
  }

  async #introduce(hello: Hello, room: Room, blobs: Brought): Promise<void> {
    const { known } = room.state;
    const statements = await readStatements(blobs.filter((blob) => !known.has(statementKey(blob))));
    if (!statements) return this.end('statements-refused');
    const author = hello.device;
    const hasty = hastyJoins(room, author, statements, this.#context.elapsed());
    const paced = statements.filter((statement) => !hasty.has(statement));
    const arrival = { type: 'introduction', author, statements: paced } as const;
    const outcome = await this.#context.rooms.committer.outcomeOf(room, arrival);
    if (this.#hasEnded()) return;
    if (outcome.type === 'cannot-save') return this.#endWith(outcome);
    const admission = this.#admission(hello, room);
    // Somebody who waits already goes on waiting, and is placed when that is over.
    if (admission === 'waiting' && this.#state.type === 'waiting')
      return outcome.type === 'not-admitted' ? this.end(joinRefusal(outcome.reason)) : undefined;
    if (admission !== 'unknown') return this.#place(hello, room);
    if (hasty.size > 0) return this.end('too-much');
    this.end(joinRefusal(outcome.type === 'not-admitted' ? outcome.reason : undefined));
  }

  async #admit(hello: Hello, room: Room): Promise<void> {
    const resume = await room.resumeAt(hello.cursor);
    if (this.#hasEnded()) return;
    if (resume.type === 'cannot-save') return this.#endWith(resume);
    // It may have been removed meanwhile.
    if (this.#admission(hello, room) !== 'member') return this.#place(hello, room);
    if (this.#state.type === 'waiting') room.waitNoMore(this.#state.visitor);
    const { socketsPerBookMax, socketsPerDeviceMax } = this.#context.limits;
    const present = room.presentSockets(hello.device);
    if (present.all >= socketsPerBookMax || present.own >= socketsPerDeviceMax)
      return this.end('too-much');
    this.#strangerBytes.giveBack();
    const attendance = new Attendance(hello.device, room, this.#outbox, this, this.#context);
    this.#state = { type: 'admitted', hello, attendance };
    attendance.start(resume);
  }

  #overdue(elapsed: number): CloseReason | undefined {
    if (this.#outbox.stalledFor(elapsed) > stalledMs) return 'too-far-behind';
    if (!this.#isPaused && elapsed - this.#heardAt > silenceMs) return 'silent';
    return overstayed(this.#state, this.#startedAt, elapsed);
  }

  #endWith(reason: CloseReason | StoreFailure): void {
    if (typeof reason === 'string') return this.end(reason);
    if (this.#hasEnded()) return;
    logUnsaved(this.#context, reason);
    this.end('relay-cannot-save');
  }

  get #attendance(): Attendance | undefined {
    return this.#state.type === 'admitted' ? this.#state.attendance : undefined;
  }

  #hasEnded(): boolean {
    return this.#state.type === 'ended';
  }

  #sendStatements(room: Room): void {
    const statements = room.state.access.statements.map(({ bytes }) => bytes);
    this.#send({ type: 'statements', statements });
  }

  #send(frame: RelayFrame): void {
    this.#outbox.send(toMessages(writeRelayFrame(frame)));
  }
}
