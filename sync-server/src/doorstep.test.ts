import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Doorstep } from './doorstep.ts';

class FakeSocket extends EventEmitter {
  isGone = false;
  readonly remoteAddress = '192.0.2.1';
  readonly remotePort: number;

  constructor(remotePort: number) {
    super();
    this.remotePort = remotePort;
  }

  destroy(): void {
    this.isGone = true;
    this.emit('close');
  }
}

function arrive(doorstep: Doorstep, count: number, address?: string, from = 1): FakeSocket[] {
  return Array.from({ length: count }, (_, index) => {
    const socket = new FakeSocket(from + index);
    doorstep.arrive(socket as unknown as Socket, address);
    return socket;
  });
}

const gone = (sockets: FakeSocket[]) => sockets.map(({ isGone }) => isGone);

test('one address has so many places, and gets them back', () => {
  const doorstep = new Doorstep(100, 2);
  const [first, second, third] = arrive(doorstep, 3, 'a');
  expect(gone([first!, second!, third!])).toEqual([false, false, true]);
  expect(gone(arrive(doorstep, 1, 'b', 10))).toEqual([false]);
  doorstep.leave(first as unknown as Socket);
  second!.destroy();
  expect(gone(arrive(doorstep, 3, 'a', 20))).toEqual([false, false, true]);
  expect(doorstep.size).toBe(3);
});

test('when all places are taken the oldest leaves, behind a proxy too', () => {
  const doorstep = new Doorstep(3, 2);
  const sockets = arrive(doorstep, 5);
  expect(gone(sockets)).toEqual([true, true, false, false, false]);
  expect(doorstep.size).toBe(3);
  for (const socket of sockets) socket.destroy();
  expect(doorstep.size).toBe(0);
});
