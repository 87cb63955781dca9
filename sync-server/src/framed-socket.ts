/**
 * A WebSocket that many are sent the same through: a message is framed once, and every socket is
 * given the same buffer. What goes to one alone, or is large, goes the usual way.
 *
 * Sound because messages here are never compressed: then `ws` writes each one whole, and at once,
 * to the very socket that it was handed, so that what is written beside it falls between two frames.
 */
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { SessionSocket } from './session/outbox.ts';

/** Longer messages are not copied to be framed. */
const framedBytesMax = 64 * 1024;
const binaryFrame = 0x82;

/** Frames by their message, each kept only as long as somebody is still to be sent the message. */
const frames = new WeakMap<Uint8Array, Buffer>();

export class FramedSocket implements SessionSocket {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;

  /** `stream` is what `socket` was made of. */
  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: Uint8Array, done: (error?: Error | null) => void): void {
    // A socket that is going tells so itself.
    if (message.length > framedBytesMax || this.#socket.readyState !== WebSocket.OPEN)
      return this.#socket.send(message, done);
    this.#stream.write(frameOf(message), done);
  }

  cork(): void {
    this.#stream.cork();
  }

  uncork(): void {
    this.#stream.uncork();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}

/** The message behind its header (RFC 6455): final, binary, not masked, as servers send. */
function frameOf(message: Uint8Array): Buffer {
  const known = frames.get(message);
  if (known) return known;
  const { length } = message;
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(headerBytes + length);
  frame[0] = binaryFrame;
  frame[1] = headerBytes === 2 ? length : headerBytes === 4 ? 126 : 127;
  if (headerBytes === 4) frame.writeUInt16BE(length, 2);
  if (headerBytes === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(message, headerBytes);
  frames.set(message, frame);
  return frame;
}
