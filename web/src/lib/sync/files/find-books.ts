/**
 * Asks a relay which of its books have an id that begins so, before saying hello: what somebody does
 * who has a recovery sheet and nothing else. One question, one answer, bounded in time and size.
 */
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import { closeReasonOf, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import { readRelayFrame, writeClientFrame } from '@wardbook/shared/protocol/frames';
import {
  assembledBytesMax,
  frameBytesMax,
  protocolVersion,
} from '@wardbook/shared/protocol/limits';
import { FrameAssembler, toMessages } from '@wardbook/shared/protocol/parts';
import type { OpenSocket } from '../book-session.ts';

export type FoundBooks =
  | { readonly type: 'found'; readonly books: readonly BookId[] }
  | { readonly type: 'failed'; readonly reason: CloseReason | 'no-answer' };

/** `start` is `findBytes` long. Never rejects. */
export function findBooks(
  openSocket: OpenSocket,
  relay: string,
  start: Bytes,
  timeoutMs: number,
): Promise<FoundBooks> {
  return new Promise((resolve) => {
    const socket = openSocket(relay);
    const assembler = new FrameAssembler();
    const end = (found: FoundBooks) => {
      clearTimeout(timer);
      socket.onmessage = socket.onclose = null;
      socket.close();
      resolve(found);
    };
    const fail = (reason: CloseReason | 'no-answer') => end({ type: 'failed', reason });
    const timer = setTimeout(() => fail('no-answer'), timeoutMs);
    socket.binaryType = 'arraybuffer';
    socket.onerror = () => {};
    socket.onclose = ({ code }) => fail(closeReasonOf(code) ?? 'no-answer');
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (!(data instanceof ArrayBuffer)) return fail('malformed');
      const message = assembler.add(new Uint8Array(data), frameBytesMax, assembledBytesMax);
      if (message.type === 'refused') return fail(message.reason);
      if (message.type === 'waiting') return;
      const frame = readRelayFrame(message.bytes);
      if (frame?.type === 'books') return end({ type: 'found', books: frame.books });
      if (frame?.type !== 'challenge') return fail('malformed');
      if (frame.version !== protocolVersion) return fail('wrong-version');
      for (const part of toMessages(writeClientFrame({ type: 'find', start }))) socket.send(part);
    };
  });
}
