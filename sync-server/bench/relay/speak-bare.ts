/**
 * The floors' tongue: a change is a message, or part of one in which each stands behind its length.
 * Whoever comes to a WebSocket server greets it and is answered.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { numbersByTail, tailAt } from './change.ts';
import type { Dialect, Prepared, WireBook } from './dialect.ts';
import { greetingBytes } from './greeting.ts';
import { clientFrame, LeanSocket, messagesIn, type Framing } from './lean-socket.ts';

/** The floors carry the same bytes as our relay: sealed changes. */
export type Sealing = (changes: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>;

export function speakBare(framing: Framing, coalesces: boolean, seal: Sealing): Dialect {
  return { newBook: async () => bareBook(framing, coalesces, seal) };
}

function bareBook(framing: Framing, coalesces: boolean, seal: Sealing): WireBook {
  const path = `/${randomUUID()}`;
  const known = new Map<number, number>();
  const changesIn = (message: Buffer) => (coalesces ? apart(message) : [message]);
  return {
    inFlightMax: Infinity,
    receiptsIn: () => 0,
    async join(port, joining = {}) {
      const socket = new LeanSocket(port, framing);
      if (joining.recordTo) socket.recordTo(joining.recordTo);
      await socket.open(path);
      if (framing === 'websocket') await greet(socket);
      return socket;
    },
    numbersIn: (message) => changesIn(message).map((each) => known.get(tailAt(each, each.length))!),
    async prepare(plain, first = 0): Promise<Prepared> {
      const changes = await seal(plain);
      const numbers = numbersByTail(changes, first);
      for (const [tail, number] of numbers) known.set(tail, number);
      return {
        frames: changes.map((change) => clientFrame(change, framing)),
        numbers,
        check(record, ends) {
          const arrived = messagesIn(record, ends).flatMap(changesIn);
          assert.equal(arrived.length, changes.length);
          for (const [index, change] of changes.entries())
            assert.ok(Buffer.compare(arrived[index]!, change) === 0, 'it is what was sent');
        },
      };
    },
  };
}

async function greet(socket: LeanSocket): Promise<void> {
  const isAnswered = new Promise<void>((resolve) => {
    socket.onMessage = () => resolve();
  });
  socket.send(clientFrame(Buffer.alloc(greetingBytes), 'websocket'));
  await Promise.race([isAnswered, socket.closed.then(() => assert.fail('closed while joining'))]);
}

function apart(message: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < message.length;) {
    const end = at + 4 + message.readUInt32LE(at);
    parts.push(message.subarray(at + 4, end));
    at = end;
  }
  return parts;
}
