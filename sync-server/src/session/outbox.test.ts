import { outgoingBytesMax } from '@wardbook/shared/protocol/limits';
import { expect, test } from 'vitest';
import { Outbox, type SessionSocket } from './outbox.ts';

function createSocket() {
  const done: (() => void)[] = [];
  const socket = {
    bufferedAmount: 0,
    sent: 0,
    closedWith: 0,
    send(message: Uint8Array, callback: () => void) {
      socket.bufferedAmount += message.length;
      socket.sent += 1;
      done.push(callback);
    },
    close(code: number) {
      socket.closedWith = code;
    },
    cork() {},
    uncork() {},
    pause() {},
    resume() {},
    /** The other side takes everything. */
    take() {
      socket.bufferedAmount = 0;
      for (const callback of done.splice(0)) callback();
    },
  };
  return socket satisfies SessionSocket;
}

test('more unsent than allowed overflows instead of growing', () => {
  const socket = createSocket();
  let overflows = 0;
  const outbox = new Outbox(
    socket,
    () => 0,
    () => (overflows += 1),
  );
  outbox.send([new Uint8Array(outgoingBytesMax)]);
  outbox.send([new Uint8Array(1)]);
  expect([overflows, socket.sent]).toEqual([0, 2]);
  outbox.send([new Uint8Array(1)]);
  expect([overflows, socket.sent]).toEqual([1, 2]);
});

test('waiting ends when everything is taken, or nothing will be', async () => {
  const socket = createSocket();
  const outbox = new Outbox(
    socket,
    () => 0,
    () => {},
  );
  await outbox.drained();
  outbox.send([new Uint8Array(1), new Uint8Array(1)]);
  const drained = outbox.drained();
  socket.take();
  await drained;
  outbox.send([new Uint8Array(1)]);
  const given = outbox.drained();
  outbox.close('silent');
  await given;
  outbox.send([new Uint8Array(1)]);
  expect([socket.sent, socket.closedWith]).toEqual([3, 4505]);
});

test('standing still is measured from when something began to wait', () => {
  const socket = createSocket();
  let elapsed = 1_000;
  const outbox = new Outbox(
    socket,
    () => elapsed,
    () => {},
  );
  expect(outbox.stalledFor(9_000)).toBe(0);
  outbox.send([new Uint8Array(1)]);
  elapsed = 3_000;
  outbox.send([new Uint8Array(1)]);
  expect(outbox.stalledFor(4_000)).toBe(3_000);
  socket.take();
  expect(outbox.stalledFor(9_000)).toBe(0);
});
