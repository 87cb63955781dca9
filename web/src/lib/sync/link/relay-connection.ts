/**
 * One conversation with the relay, from the challenge to the close (docs/PROTOCOL.md). Frames are
 * handled strictly one after another. Knows nothing of y-websocket: see `sealed-socket.ts`.
 */
import type { Bytes } from '@wardbook/shared/base/bytes';
import { concat, equal } from '@wardbook/shared/base/bytes';
import { assert, unreachable } from '@wardbook/shared/base/assert';
import { idToBytes } from '@wardbook/shared/base/ids';
import { Queue } from '@wardbook/shared/base/queue';
import { sign } from '@wardbook/shared/base/signature';
import { accessOf } from '@wardbook/shared/access/access';
import { readStatement, type Statement } from '@wardbook/shared/access/statement';
import type { BookSpace } from '@wardbook/shared/protocol/book-space';
import type { DamagedEntry } from '@wardbook/shared/protocol/damaged-entry';
import { closeCodes, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import {
  readRelayFrame,
  writeClientFrame,
  type ClientFrame,
  type RelayFrame,
  type Unknown,
} from '@wardbook/shared/protocol/frames';
import {
  assembledBytesMax,
  frameBytesMax,
  protocolVersion,
} from '@wardbook/shared/protocol/limits';
import { FrameAssembler, toMessages } from '@wardbook/shared/protocol/parts';
import { permitProof } from '@wardbook/shared/protocol/permit';
import { joinByInvite } from '@wardbook/shared/sealing/found';
import { inviteKeysFromSecret } from '@wardbook/shared/sealing/invite-keys';
import type { BookSession } from '../book-session.ts';
import { attempt } from '../steady.ts';
import { ownNonce, ownOpening } from '../log/comparing.ts';
import { Heartbeat } from './heartbeat.ts';
import { storeStatements, takeStatement, type Page } from '../log/log-reader.ts';
import { statementsToBegin } from '../log/old-order.ts';

export interface ConnectionEvents {
  /** This device has joined, and a keeper is to admit it. */
  readonly waiting: () => void;
  /** The relay has admitted this device. */
  readonly welcomed: () => void;
  /** Puts a page into the document; false when it does not follow from what was read before. */
  readonly page: (page: Page) => Promise<boolean>;
  /** An entry that the relay cannot give. */
  readonly damaged: (entry: DamagedEntry) => void;
  readonly live: () => void;
  readonly acknowledged: (frame: RelayFrame & { type: 'receipt' | 'refused' }) => void;
  readonly presence: (blob: Bytes) => void;
  /** Once when the book is short of space at the relay, and once when that is over. */
  readonly space: (space: BookSpace) => void;
  readonly pulse: () => void;
  /** True once it is uncertain whether the relay is still there, false once it is heard again. */
  readonly quiet: (isQuiet: boolean) => void;
  readonly closed: (code: number) => void;
}

export class RelayConnection {
  readonly #session: BookSession;
  readonly #events: ConnectionEvents;
  readonly #socket: WebSocket;
  readonly #assembler = new FrameAssembler();
  readonly #heartbeat: Heartbeat;
  readonly #frames = new Queue();
  #challenge: Bytes | undefined;
  #hasGreeted = false;
  #closed = false;

  constructor(session: BookSession, events: ConnectionEvents) {
    this.#session = session;
    this.#events = events;
    this.#socket = session.openSocket(session.relay);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onmessage = (event) => this.#receive(event.data);
    // After what came before it: the proof of why it closes, for one.
    this.#socket.onclose = ({ code }) => void this.#frames.over().then(() => this.#ended(code));
    this.#socket.onerror = () => {};
    this.#heartbeat = new Heartbeat(session.now, {
      // Before its hello a device has nothing else to say to a relay.
      ask: () => this.#hasGreeted && this.send({ type: 'ping' }),
      unsentBytes: () => this.#socket.bufferedAmount,
      quiet: events.quiet,
      silent: () => this.#fail('silent'),
    });
  }

  /**
   * For when somebody is back at the device: calls `onsilent` if the relay does not answer soon.
   */
  check(onsilent: () => void): void {
    if (!this.#closed) this.#heartbeat.check(onsilent);
  }

  /**
   * To be handed on by itself. What is sent while there is no socket to send it through is lost; a socket
   * that takes nothing is left. The next connection finds what is missing.
   */
  readonly send = (frame: ClientFrame): void => {
    if (this.#socket.readyState !== 1) return;
    const messages = toMessages(writeClientFrame(frame));
    try {
      for (const each of messages) this.#socket.send(each);
    } catch {
      this.#fail('silent');
    }
  };

  /** Asks the relay to delete the book. The answer is the code with which it closes. */
  async askToDelete(): Promise<void> {
    const { book, membership } = this.#session;
    assert(this.#challenge !== undefined, 'only whoever was admitted asks for this');
    const message = concat(this.#challenge, idToBytes(book));
    const { privateKey } = membership.device.signing;
    this.send({
      type: 'delete',
      signature: await sign(privateKey, 'wardbook delete 1', message),
    });
  }

  /** Ends the conversation now; the socket closes once `last`, which is still to be sent, is. */
  close(last: Promise<void>): void {
    this.#ended(1000);
    void last.finally(() => attempt(() => this.#socket.close()));
  }

  #fail(reason: CloseReason): void {
    attempt(() => this.#socket.close());
    this.#ended(closeCodes[reason]);
  }

  #ended(code: number): void {
    if (this.#closed) return;
    this.#closed = true;
    void this.#frames.close();
    this.#heartbeat.stop();
    this.#events.closed(code);
  }

  #receive(data: unknown): void {
    this.#heartbeat.heard();
    if (!(data instanceof ArrayBuffer)) return this.#fail('malformed');
    const assembled = this.#assembler.add(new Uint8Array(data), frameBytesMax, assembledBytesMax);
    if (assembled.type === 'refused') return this.#fail(assembled.reason);
    if (assembled.type === 'waiting') return;
    const frame = readRelayFrame(assembled.bytes);
    if (!frame) return this.#fail('malformed');
    this.#frames
      .run(() => this.#handle(frame))
      .catch((error: unknown) => {
        this.#fail('relay-fault');
        throw error;
      });
  }

  async #handle(frame: RelayFrame): Promise<void> {
    switch (frame.type) {
      case 'challenge':
        this.#hearClock(frame.now);
        return this.#greet(frame);
      case 'unknown':
        return this.#introduce(frame.what);
      case 'statements':
        return this.#beShown(frame.statements);
      case 'welcome':
        return this.#resume(frame);
      case 'entries':
        if (!(await this.#events.page(frame))) this.startOver();
        return;
      case 'damaged':
        return this.#events.damaged(frame);
      case 'live':
        return this.#events.live();
      case 'receipt':
      case 'refused':
        return this.#events.acknowledged(frame);
      case 'presence':
        return this.#events.presence(frame.blob);
      case 'pong':
        this.#hearClock(frame.now);
        return this.#events.pulse();
      case 'space':
        return this.#events.space(frame);
      case 'books':
        return this.#fail('malformed');
      default:
        return unreachable(frame);
    }
  }

  #hearClock(now: number): void {
    const { relayClock, decides, changed } = this.#session;
    if (relayClock.hear(now, decides())) changed();
  }

  async #greet(frame: RelayFrame & { type: 'challenge' }): Promise<void> {
    if (frame.version !== protocolVersion) return this.#fail('wrong-version');
    const { book, membership, knowledge } = this.#session;
    this.#challenge = frame.nonce;
    const message = concat(frame.nonce, idToBytes(book));
    const { signing, id } = membership.device;
    const signature = await sign(signing.privateKey, 'wardbook hello 1', message);
    this.send({
      type: 'hello',
      version: protocolVersion,
      book,
      device: id,
      signature,
      cursor: knowledge.cursor,
    });
    this.#hasGreeted = true;
  }

  /** The relay lost the book or this device, never knew it, or this device is yet to join. */
  async #introduce(what: Unknown): Promise<void> {
    const { membership, invitation, book } = this.#session;
    if (what === 'waiting') return this.#events.waiting();
    if (membership.hasJoined) return this.#presentStatements(what);
    if (what === 'book' || !invitation || !this.#challenge) return this.#fail('book-unknown');
    const invite = await inviteKeysFromSecret(invitation.secret);
    const message = concat(this.#challenge, idToBytes(book));
    const signature = await sign(invite.signingKey, 'wardbook knock 1', message);
    this.send({ type: 'knock', invite: invite.id, signature });
  }

  /**
   * All statements of the book: to join by, or as the proof that this device's membership has
   * ended. The close code that follows adds nothing to them.
   */
  async #beShown(statements: readonly Bytes[]): Promise<void> {
    const { membership } = this.#session;
    if (!membership.hasJoined) return this.#join(statements);
    for (const statement of statements) await takeStatement(this.#session, statement);
    await this.#open(statements);
    // Whoever has closed the book meanwhile reads back what had been written by then.
    if (this.#closed) return;
    await storeStatements(this.#session);
    this.#session.changed();
  }

  /** Opens what the join was bound to, where a keeper's device has answered and this relay lacks it. */
  async #open(known: readonly Bytes[]): Promise<void> {
    const opening = await ownOpening(this.#session);
    if (!opening || known.some((each) => equal(each, opening.bytes))) return;
    await this.#session.membership.add(opening);
    this.send({ type: 'statements', statements: [opening.bytes] });
  }

  /** Checks the book's statements, then joins it. */
  async #join(statements: readonly Bytes[]): Promise<void> {
    const { membership, invitation, relayClock, random, book } = this.#session;
    if (!invitation) return this.#fail('not-admitted');
    const read = await Promise.all(statements.map(readStatement));
    const sound = read.filter((statement): statement is Statement => statement !== undefined);
    const access = sound[0]?.book === book ? accessOf(sound) : undefined;
    const keys = await inviteKeysFromSecret(invitation.secret);
    const invite = access?.invites.get(keys.id);
    if (!access || !invite) return this.#fail('invite-unknown');
    const { device } = membership;
    // The relay decides whether the link is over. Dated within the invite's time, the statement holds
    // for whoever reads it later.
    const dated = () => Math.min(relayClock.now(), invite.expires - 1);
    const nonce = await ownNonce(this.#session);
    if (!nonce) return this.#fail('relay-fault');
    const { name } = invitation;
    const joined = await joinByInvite(access, invite, keys, device, name, dated, random, nonce);
    if (!joined) return this.#fail('invite-unknown');
    await membership.load(statements);
    if (!(await membership.add(joined))) return this.#fail('invite-expired');
    await storeStatements(this.#session);
    this.send({ type: 'statements', statements: [joined.bytes] });
  }

  async #presentStatements(what: Unknown): Promise<void> {
    const word = this.#session.permitWord();
    if (what === 'book' && word !== undefined && this.#challenge) {
      const proof = permitProof(word, this.#challenge, this.#session.book);
      this.send({ type: 'permit', proof });
    }
    const { membership, storage, relayClock } = this.#session;
    const statements = statementsToBegin(
      membership.access?.statements ?? [],
      await storage.readTail(),
      membership.device.id,
      relayClock.now(),
    );
    this.send({ type: 'statements', statements: statements.map(({ bytes }) => bytes) });
  }

  #resume(frame: RelayFrame & { type: 'welcome' }): void {
    const { log, resume: seq, resumeHash: hash } = frame;
    if (seq === 0 && this.#session.decides()) this.#session.membership.forgetLog();
    if (this.#session.knowledge.resume({ log, seq, hash })) this.#events.welcomed();
    else this.startOver();
  }

  /** The log is not the one that was read: forget what was known of it and come back. */
  startOver(): void {
    this.#session.knowledge.forget();
    this.#fail('relay-fault');
  }
}
