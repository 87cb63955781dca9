/**
 * What hostile clients do to a relay's port, and honest devices that go on syncing meanwhile. Attackers
 * come from many loopback addresses, so that bounds for each address alone do not stop them.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { WebSocket } from 'ws';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { sealedBy, admit, attend, openTeam, type Team } from './team.ts';
import type { Client } from './client.ts';

/** The `index`th of some 60,000 addresses that all are this machine, where there are so many. */
function addressOf(index: number): string {
  if (process.platform !== 'linux') return '127.0.0.1';
  return `127.0.${1 + (Math.floor(index / 250) % 250)}.${1 + (index % 250)}`;
}

export interface Siege {
  readonly port: number;
  readonly sockets: Set<Socket>;
}

/** A connection from the `index`th address; its errors are what a siege is about and harm nobody. */
async function arrive({ port, sockets }: Siege, index: number): Promise<Socket | undefined> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: addressOf(index) });
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
  socket.on('data', () => {});
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {});
  return socket.destroyed ? undefined : socket;
}

export function lift({ sockets }: Siege): void {
  for (const socket of sockets) socket.destroy();
}

/** Connections that never say anything. Gives how many were accepted. */
export async function halfOpen(siege: Siege, count: number): Promise<number> {
  let accepted = 0;
  for (let start = 0; start < count; start += 200) {
    const some = Array.from({ length: Math.min(200, count - start) }, (_, index) =>
      arrive(siege, start + index),
    );
    accepted += (await Promise.all(some)).filter((socket) => socket !== undefined).length;
  }
  return accepted;
}

/** Requests that come one letter at a time and never end. */
export async function slowLoris(siege: Siege, count: number, letters: number): Promise<void> {
  const sockets = await Promise.all(
    Array.from({ length: count }, (_, index) => arrive(siege, index)),
  );
  for (const socket of sockets) socket?.write('GET / HTTP/1.1\r\nHost: here\r\nX-');
  for (let letter = 0; letter < letters; letter += 1) {
    for (const socket of sockets) socket?.write('a');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Requests with far more headers, and far longer ones, than any browser sends. */
export async function headerFlood(siege: Siege, count: number): Promise<void> {
  const many = Array.from({ length: 5_000 }, (_, index) => `X-${index}: ${index}\r\n`).join('');
  const floods = [
    many,
    `X: ${'a'.repeat(1_000_000)}\r\n`,
    `Cookie: ${'b=c; '.repeat(100_000)}\r\n`,
  ];
  for (let index = 0; index < count; index += 1) {
    const socket = await arrive(siege, index);
    socket?.write(`GET /relay HTTP/1.1\r\nHost: here\r\n${floods[index % floods.length]}\r\n`);
  }
}

/** Bytes that are nothing, before a handshake and after it. */
export async function garbage(siege: Siege, count: number, random: (length: number) => Bytes) {
  for (let index = 0; index < count; index += 1) {
    const socket = await arrive(siege, index);
    socket?.write(random(1 + ((index * 7_919) % 60_000)));
    const shaken = await shakeHands(siege, index);
    shaken?.write(random(1 + ((index * 104_729) % 60_000)));
  }
}

/** Frames that say they are of 200 MB, and then are. Gives the bytes that could be sent. */
export async function hugeFrames(siege: Siege, count: number): Promise<number> {
  const header = Buffer.alloc(14);
  header.writeUInt8(0x82, 0);
  header.writeUInt8(0xff, 1);
  header.writeBigUInt64BE(200_000_000n, 2);
  const chunk = Buffer.alloc(1_000_000);
  const sendOne = async (index: number): Promise<number> => {
    const socket = await shakeHands(siege, index);
    if (!socket) return 0;
    socket.write(header);
    for (let sent = 0; sent < 200 && !socket.destroyed; sent += 1)
      if (!socket.write(chunk)) await drained(socket);
    return socket.bytesWritten;
  };
  const sent = await Promise.all(Array.from({ length: count }, (_, index) => sendOne(index)));
  return sent.reduce((sum, bytes) => sum + bytes, 0);
}

async function drained(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.once('drain', done).once('close', done);
  });
}

/** Small frames that would be 100 MB if somebody were to unpack them. */
export async function compressionBombs(siege: Siege, count: number): Promise<void> {
  const bomb = deflateRawSync(Buffer.alloc(100_000_000));
  const header = Buffer.alloc(14);
  // The bit for compression is set, whatever was agreed.
  header.writeUInt8(0xc2, 0);
  header.writeUInt8(0xff, 1);
  header.writeBigUInt64BE(BigInt(bomb.length), 2);
  const extension = 'Sec-WebSocket-Extensions: permessage-deflate\r\n';
  for (let index = 0; index < count; index += 1) {
    const socket = await shakeHands(siege, index, extension);
    socket?.write(header);
    socket?.write(bomb);
    const asked = request({
      port: siege.port,
      host: '127.0.0.1',
      method: 'POST',
      headers: { 'content-encoding': 'deflate' },
    });
    asked.on('error', () => {});
    asked.on('response', (response) => response.resume());
    asked.end(bomb);
  }
}

/** Devices of no book that send all that a stranger may, as often as they can. */
export async function strangers({ port }: Siege, count: number, part: Bytes): Promise<void> {
  const come = async (index: number) => {
    const localAddress = addressOf(index);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/relay`, { localAddress });
    socket.on('error', () => {});
    await Promise.race([once(socket, 'open'), once(socket, 'close')]).catch(() => {});
    for (let sent = 0; sent < 16 && socket.readyState === 1; sent += 1) socket.send(part);
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.terminate();
  };
  for (let start = 0; start < count; start += 100) {
    const some = Array.from({ length: Math.min(100, count - start) }, (_, at) => come(start + at));
    await Promise.all(some);
  }
}

/** Sockets that are open and never say who they are. Gives how many came to be. */
export async function silentSockets(siege: Siege, count: number): Promise<number> {
  let opened = 0;
  for (let start = 0; start < count; start += 200) {
    const some = Array.from({ length: Math.min(200, count - start) }, (_, index) =>
      shakeHands(siege, start + index),
    );
    opened += (await Promise.all(some)).filter((socket) => socket !== undefined).length;
  }
  return opened;
}

async function shakeHands(siege: Siege, index: number, more = ''): Promise<Socket | undefined> {
  const socket = await arrive(siege, index);
  if (!socket) return undefined;
  socket.write(
    `GET /relay HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${more}\r\n`,
  );
  await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  return socket.destroyed ? undefined : socket;
}

/** Two devices of one team that sync all the while, and a third that comes anew each time. */
export class HonestTeam {
  readonly #url: string;
  readonly #team: Team & { client: Client };
  readonly #reader: Client;
  #isOver = false;
  /** Changes that were receipted and shown to the colleague. */
  rounds = 0;
  /** Times that a device came anew and read everything. */
  arrivals = 0;
  readonly work: Promise<void>;

  private constructor(url: string, team: Team & { client: Client }, reader: Client) {
    this.#url = url;
    this.#team = team;
    this.#reader = reader;
    this.work = this.#sync();
  }

  static async begin(url: string): Promise<HonestTeam> {
    const test = { now: Date.now(), relay: { url } };
    const team = await openTeam(test);
    const editor = await admit(test, team);
    const { client } = await attend(test, editor, team.book);
    return new HonestTeam(url, team, client);
  }

  /** Waits until `count` more changes have gone through. */
  async atLeast(count: number): Promise<void> {
    const until = this.rounds + count;
    while (this.rounds < until)
      await Promise.race([this.work, new Promise((resolve) => setTimeout(resolve, 5))]);
  }

  /** Ends; rejects if anything ever went wrong. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.work;
    this.#team.client.leave();
    this.#reader.leave();
  }

  async #sync(): Promise<void> {
    const { client, keeper, book } = this.#team;
    while (!this.#isOver) {
      const ref = this.rounds + 1;
      client.send({ type: 'append', ref, kind: 'update', blob: await sealedBy(keeper) });
      await client.next('entries');
      const { refs } = await client.next('receipt');
      if (!refs.includes(ref)) throw new Error('a change was not receipted');
      await this.#reader.next('entries');
      this.rounds += 1;
      if (this.rounds % 20 === 0) {
        await this.#reader.untilPong();
        const test = { relay: { url: this.#url } };
        const { client: newcomer } = await attend(test, keeper, book);
        newcomer.leave();
        this.arrivals += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}
