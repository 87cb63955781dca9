/**
 * One socket from its first message to its last: who is it, may it come in, and is it behaving. What
 * an admitted device does is `attendance.ts`.
 *
 * Invariants: frames are dealt with one after the other in the order they came; nothing is done for a
 * device before its signature over this socket's challenge has been checked; whatever goes wrong here
 * ends this session and no other.
 */
import { roleAt, type AccessRefusal } from '@wardbook/shared/access/access';
import { unreachable } from '@wardbook/shared/base/assert';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { idToBytes } from '@wardbook/shared/base/ids';
import { verify } from '@wardbook/shared/base/signature';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import {
  challengeBytes,
  readClientFrame,
  writeRelayFrame,
  type ClientFrame,
  type RelayFrame,
} from '@wardbook/shared/protocol/frames';
import {
  assembledBytesMax,
  frameBytesBeforeHelloMax,
  frameBytesMax,
  helloMs,
  protocolVersion,
  silenceMs,
} from '@wardbook/shared/protocol/limits';
import { FrameAssembler, toMessages } from '@wardbook/shared/protocol/parts';
import { inboxFramesMax, introductionBytesMax, introductionMs, stalledMs } from '../limits.ts';
import { statementKey, type Outcome } from '../room/decide.ts';
import { readStatements } from '../room/open-book.ts';
import type { Room } from '../room/room.ts';
import type { StoreFailure } from '../store/store.ts';
import { Attendance } from './attendance.ts';
import type { SessionContext } from './context.ts';
import { Outbox, type SessionSocket } from './outbox.ts';

type Hello = ClientFrame & { type: 'hello' };
type Knock = ClientFrame & { type: 'knock' };

type State =
  | { readonly type: 'greeting' }
  | { readonly type: 'book-unknown'; readonly hello: Hello }
  | {
      readonly type: 'device-unknown';
      readonly hello: Hello;
      readonly room: Room;
      readonly hasKnocked: boolean;
    }
  | { readonly type: 'admitted'; readonly attendance: Attendance }
  | { readonly type: 'ended' };

export class Session {
  readonly #context: SessionContext;
  readonly #socket: SessionSocket;
  readonly #outbox: Outbox;
  readonly #challenge: Bytes;
  readonly #startedAt: number;
  readonly #assembler = new FrameAssembler();
  readonly #inbox: ClientFrame[] = [];
  #state: State = { type: 'greeting' };
  #room: Room | undefined;
  #isHandling = false;
  #isPaused = false;
  #heardAt: number;

  constructor(socket: SessionSocket, context: SessionContext) {
    this.#context = context;
    this.#socket = socket;
    this.#outbox = new Outbox(socket, context.elapsed, () => this.end('too-far-behind'));
    this.#challenge = context.random(challengeBytes);
    this.#startedAt = this.#heardAt = context.elapsed();
    const now = context.clock();
    this.#send({ type: 'challenge', version: protocolVersion, nonce: this.#challenge, now });
  }

  get isAdmitted(): boolean {
    return this.#state.type === 'admitted';
  }

  /** One message from the socket. */
  receive(message: Uint8Array, isBinary: boolean): void {
    if (this.#hasEnded()) return;
    this.#heardAt = this.#context.elapsed();
    if (!isBinary) return this.end('malformed');
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
  tick(elapsed: number, now: number): void {
    const reason = this.#overdue(elapsed, now);
    if (reason) this.end(reason);
  }

  end(reason: CloseReason): void {
    if (this.#hasEnded()) return;
    this.gone();
    this.#outbox.close(reason);
  }

  /** The socket is no more, or will be soon. */
  gone(): void {
    if (this.#hasEnded()) return;
    this.#attendance?.leave();
    this.#state = { type: 'ended' };
    this.#inbox.length = 0;
    if (this.#room) this.#context.rooms.release(this.#room);
    this.#room = undefined;
    this.#outbox.giveUp();
  }

  fault(error: unknown): void {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#context.log(`a session failed and was closed: ${detail}`);
    this.end('relay-fault');
  }

  /** Reads the socket on or not, depending on what is still to be done. */
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
        return frame.type === 'hello' ? this.#greet(frame) : this.end('malformed');
      case 'book-unknown':
        if (frame.type === 'statements') return this.#create(state.hello, frame.statements);
        return this.#handleFromStranger(frame, () => this.end('book-unknown'));
      case 'device-unknown':
        if (frame.type === 'statements')
          return this.#introduce(state.hello, state.room, frame.statements);
        return this.#handleFromStranger(frame, (knock) => this.#answerKnock(state, knock));
      case 'admitted':
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
    switch (frame.type) {
      case 'knock':
        return answerKnock(frame);
      case 'ping':
        return this.#send({ type: 'pong', now: this.#context.clock() });
      case 'append':
      case 'presence':
        return this.end('not-admitted');
      case 'hello':
        return this.end('malformed');
      default:
        return unreachable(frame);
    }
  }

  async #greet(hello: Hello): Promise<void> {
    if (hello.version !== protocolVersion) return this.end('wrong-version');
    const { device, book, signature } = hello;
    const message = [this.#challenge, idToBytes(book)];
    if (!(await verify(idToBytes(device), signature, 'wardbook hello 1', ...message)))
      return this.end('not-proven');
    const opened = await this.#context.rooms.open(book);
    if (opened.type === 'cannot-save') return this.#endUnsaved(opened);
    if (opened.type === 'room') return this.#meet(hello, opened.room);
    if (this.#hasEnded()) return;
    this.#state = { type: 'book-unknown', hello };
    this.#send({ type: 'unknown', what: 'book' });
  }

  /** The device stands before a room that has just been opened for it. */
  #meet(hello: Hello, room: Room): void | Promise<void> {
    if (this.#hasEnded()) return this.#context.rooms.release(room);
    this.#room = room;
    const { access } = room.state;
    if (roleAt(access, hello.device, this.#context.clock())) return this.#admit(hello, room);
    if (access.members.has(hello.device)) return this.end('membership-ended');
    this.#state = { type: 'device-unknown', hello, room, hasKnocked: false };
    this.#send({ type: 'unknown', what: 'device' });
  }

  async #create(hello: Hello, blobs: readonly Bytes[]): Promise<void> {
    if (this.#context.creating === 'closed') return this.end('creating-closed');
    const statements = await readStatements(blobs);
    if (!statements) return this.end('statements-refused');
    const created = await this.#context.rooms.create(hello.book, hello.device, statements);
    switch (created.type) {
      case 'room':
        return this.#meet(hello, created.room);
      case 'refused':
        return this.end(created.reason === 'no-role' ? 'not-admitted' : 'statements-refused');
      case 'cannot-save':
        return this.#endUnsaved(created);
    }
  }

  async #answerKnock(state: State & { type: 'device-unknown' }, knock: Knock): Promise<void> {
    if (state.hasKnocked) return this.end('too-much');
    this.#state = { ...state, hasKnocked: true };
    const message = [this.#challenge, idToBytes(state.hello.book)];
    if (!(await verify(idToBytes(knock.invite), knock.signature, 'wardbook knock 1', ...message)))
      return this.end('not-proven');
    const { access } = state.room.state;
    const invite = access.invites.get(knock.invite);
    if (!invite) return this.end('invite-unknown');
    if (this.#context.clock() >= invite.expires) return this.end('invite-expired');
    if (invite.usedBy.length >= invite.usesMax) return this.end('invite-used-up');
    const statements = access.statements.map(({ bytes }) => bytes);
    this.#send({ type: 'statements', statements });
  }

  async #introduce(hello: Hello, room: Room, blobs: readonly Bytes[]): Promise<void> {
    const { known } = room.state;
    const statements = await readStatements(blobs.filter((blob) => !known.has(statementKey(blob))));
    if (!statements) return this.end('statements-refused');
    const author = hello.device;
    const outcome = await new Promise<Outcome | StoreFailure>((settle) =>
      room.submit({ arrival: { type: 'introduction', author, statements }, settle }),
    );
    switch (outcome.type) {
      case 'taken':
        return this.#admit(hello, room);
      case 'not-admitted':
        return this.end(closeReasonOfRefusal(outcome.reason));
      case 'refused':
        return this.end('statements-refused');
      case 'cannot-save':
        return this.#endUnsaved(outcome);
    }
  }

  async #admit(hello: Hello, room: Room): Promise<void> {
    const resume = await room.resumeAt(hello.cursor);
    if (this.#hasEnded()) return;
    if (resume.type === 'cannot-save') return this.#endUnsaved(resume);
    const attendance = new Attendance(hello.device, room, this.#outbox, this, this.#context);
    this.#state = { type: 'admitted', attendance };
    attendance.start(resume);
  }

  #overdue(elapsed: number, now: number): CloseReason | undefined {
    const state = this.#state;
    if (this.#outbox.stalledFor(elapsed) > stalledMs) return 'too-far-behind';
    if (!this.#isPaused && elapsed - this.#heardAt > silenceMs) return 'silent';
    switch (state.type) {
      case 'greeting':
        return elapsed - this.#startedAt > helloMs ? 'too-slow-to-greet' : undefined;
      case 'book-unknown':
      case 'device-unknown':
        return elapsed - this.#startedAt > introductionMs ? 'too-slow-to-greet' : undefined;
      case 'admitted':
        return state.attendance.hasEnded(now) ? 'membership-ended' : undefined;
      case 'ended':
        return undefined;
    }
  }

  #endUnsaved(failure: StoreFailure): void {
    this.#context.log(`cannot save: ${failure.reason}: ${failure.detail}`);
    this.end('relay-cannot-save');
  }

  get #attendance(): Attendance | undefined {
    return this.#state.type === 'admitted' ? this.#state.attendance : undefined;
  }

  #hasEnded(): boolean {
    return this.#state.type === 'ended';
  }

  #send(frame: RelayFrame): void {
    this.#outbox.send(toMessages(writeRelayFrame(frame)));
  }
}

/** The longest message and the longest frame put together, by how well the device is known. */
function boundsIn({ type }: State): readonly [messageMax: number, frameMax: number] {
  switch (type) {
    case 'greeting':
    case 'ended':
      return [frameBytesBeforeHelloMax, frameBytesBeforeHelloMax];
    case 'book-unknown':
    case 'device-unknown':
      return [frameBytesMax, introductionBytesMax];
    case 'admitted':
      return [frameBytesMax, assembledBytesMax];
  }
}

function closeReasonOfRefusal(reason: AccessRefusal | undefined): CloseReason {
  switch (reason) {
    case undefined:
      return 'not-admitted';
    case 'invite-unknown':
    case 'invite-expired':
    case 'invite-used-up':
      return reason;
    case 'already-member':
      return 'membership-ended';
    default:
      return 'statements-refused';
  }
}
