/**
 * Frames longer than one socket message travel in parts: zero or more `part` messages, each a 0
 * byte and a slice, then the last slice behind a 1 byte. Every socket message therefore begins with
 * 0 or 1. This keeps each message small, so that a large entry never holds up a small one's reader,
 * and lets the receiver bound what it gathers.
 */
import { concat, type Bytes } from '../base/bytes.ts';
import { framePartsMax, frameBytesMax } from './limits.ts';

const more = 0;
const last = 1;

/** The socket messages that carry `frame`. */
export function toMessages(frame: Uint8Array): Bytes[] {
  const slice = frameBytesMax - 1;
  const messages: Bytes[] = [];
  let start = 0;
  for (; frame.length - start > slice; start += slice)
    messages.push(messageOf(more, frame.subarray(start, start + slice)));
  messages.push(messageOf(last, frame.subarray(start)));
  return messages;
}

function messageOf(mark: number, slice: Uint8Array): Bytes {
  const message = new Uint8Array(1 + slice.length);
  message[0] = mark;
  message.set(slice, 1);
  return message;
}

export type Assembled =
  /** `bytes` may be a view into the last message: read them before its buffer is used again. */
  | { readonly type: 'frame'; readonly bytes: Uint8Array }
  | { readonly type: 'waiting' }
  | { readonly type: 'refused'; readonly reason: 'malformed' | 'too-large' };

/** Puts one socket's messages together again, holding at most `bytesMax`. */
export class FrameAssembler {
  #parts: Bytes[] = [];
  #bytes = 0;

  add(message: Uint8Array, messageBytesMax: number, bytesMax: number): Assembled {
    if (message.length > messageBytesMax || this.#bytes + message.length > bytesMax)
      return { type: 'refused', reason: 'too-large' };
    // Many tiny parts would cost far more memory than the bytes they carry.
    if (this.#parts.length >= framePartsMax) return { type: 'refused', reason: 'too-large' };
    if (message[0] !== more && message[0] !== last) return { type: 'refused', reason: 'malformed' };
    if (message[0] === last && this.#parts.length === 0)
      return { type: 'frame', bytes: message.subarray(1) };
    this.#parts.push(message.slice(1));
    this.#bytes += message.length - 1;
    if (message[0] === more) return { type: 'waiting' };
    const bytes = concat(...this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    return { type: 'frame', bytes };
  }
}
