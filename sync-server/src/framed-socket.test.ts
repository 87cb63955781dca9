import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { equal } from '@wardbook/shared/base/bytes';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { FramedSocket } from './framed-socket.ts';

async function pair(): Promise<{ sender: FramedSocket; client: WebSocket }> {
  const http = createServer();
  const upgrader = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  onTestFinished(() => {
    client.terminate();
    http.close();
  });
  const [request, stream, head] = (await once(http, 'upgrade')) as [
    IncomingMessage,
    Duplex,
    Buffer,
  ];
  const socket = await new Promise<WebSocket>((resolve) => {
    upgrader.handleUpgrade(request, stream, head, resolve);
  });
  await once(client, 'open');
  return { sender: new FramedSocket(socket, stream), client };
}

/** Around every change of the header's length, and of the way it goes. */
const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 65_537, 200_000, 3];
const messages = lengths.map((length, index) => new Uint8Array(length).fill(index + 1));

test('everybody gets every message whole and in order, whichever way it goes', async () => {
  const pairs = [await pair(), await pair()];
  const arrivals = pairs.map(({ client }) => {
    const arrived: Buffer[] = [];
    return new Promise<Buffer[]>((resolve) => {
      client.on('message', (data: Buffer) => {
        if (arrived.push(data) === messages.length) resolve(arrived);
      });
    });
  });
  for (const message of messages) for (const { sender } of pairs) sender.send(message, () => {});
  for (const arrived of await Promise.all(arrivals))
    expect(arrived.map((data, index) => equal(data, messages[index]!))).not.toContain(false);
});

test('whoever has gone is sent nothing, and the sender is told', async () => {
  const { sender, client } = await pair();
  sender.close(1000, 'enough');
  await once(client, 'close');
  const told = await new Promise((resolve) => {
    sender.send(new Uint8Array(3), resolve);
  });
  expect(told).toBeInstanceOf(Error);
});

test('what has been written and not taken is counted, and reported when it has gone', async () => {
  const { sender } = await pair();
  const sent = new Promise<void>((resolve) => {
    sender.send(new Uint8Array(60_000), () => resolve());
  });
  expect(sender.bufferedAmount).toBeGreaterThanOrEqual(0);
  await sent;
  expect(sender.bufferedAmount).toBe(0);
});
