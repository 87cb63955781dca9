/**
 * What goes out to one socket, and how much of it the other side has taken. Knows nothing of what
 * the messages say.
 */
import { closeCodes, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import { outgoingBytesMax } from '@wardbook/shared/protocol/limits';
import type { Clock } from '@wardbook/shared/base/ports';

/** What a session needs of a WebSocket; `ws` has this shape. */
export interface SessionSocket {
  readonly bufferedAmount: number;
  send(message: Uint8Array, done: (error?: Error | null) => void): void;
  /** What is sent from here to `uncork` goes out together. */
  cork(): void;
  uncork(): void;
  close(code: number, reason: string): void;
  pause(): void;
  resume(): void;
}

export class Outbox {
  readonly #socket: SessionSocket;
  readonly #elapsed: Clock;
  readonly #onOverflow: () => void;
  #unsent = 0;
  /** When the other side last took something, or was first given something to take. */
  #movedAt = 0;
  #waiting: (() => void)[] = [];
  #isClosed = false;

  constructor(socket: SessionSocket, elapsed: Clock, onOverflow: () => void) {
    this.#socket = socket;
    this.#elapsed = elapsed;
    this.#onOverflow = onOverflow;
  }

  /** Bytes that have not left this machine. */
  get backlogBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(messages: readonly Uint8Array[]): void {
    if (this.#isClosed) return;
    if (this.backlogBytes > outgoingBytesMax) return this.#onOverflow();
    if (this.#unsent === 0) this.#movedAt = this.#elapsed();
    this.#unsent += messages.length;
    for (const message of messages) this.#socket.send(message, this.#sent);
  }

  /** What is sent from here to `uncork` goes out together. */
  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  /** Resolves when everything sent so far has been taken, or the socket is no more. */
  async drained(): Promise<void> {
    if (this.#unsent > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** For how long (ms) the other side has taken nothing although something waits for it. */
  stalledFor(elapsed: number): number {
    return this.#unsent === 0 ? 0 : elapsed - this.#movedAt;
  }

  /** Sends nothing more, and lets whoever waits for the other side go on. */
  giveUp(): void {
    this.#isClosed = true;
    this.#wake();
  }

  close(reason: CloseReason): void {
    this.giveUp();
    // A paused socket would never hear the other side's answer.
    this.#socket.resume();
    this.#socket.close(closeCodes[reason], reason);
  }

  // One function for every message, so that sending makes nothing new.
  readonly #sent = (): void => {
    this.#unsent -= 1;
    this.#movedAt = this.#elapsed();
    if (this.#unsent === 0) this.#wake();
  };

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
