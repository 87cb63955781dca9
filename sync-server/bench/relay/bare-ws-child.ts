/**
 * Run as a child: the least that a WebSocket server can do. Hands every message on to everybody else
 * at the same path; with the word `coalesce`, once a tick, all that came in it as one message in
 * which each stands behind its length; with the word `sync` and a folder, once it is on the disk.
 * A greeting goes back to whoever sent it. Prints its port.
 */
import { once } from 'node:events';
import { fsyncSync, openSync, writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { greetingBytes } from './greeting.ts';

interface Room {
  readonly sockets: Set<WebSocket>;
  readonly waiting: { readonly from: WebSocket; readonly parts: Buffer[] }[];
}

/** What a small change of ours writes: one page. */
const commitBytes = 4096;
const fileBytes = 16 * 1024 * 1024;

const [, , how, folder] = process.argv;
const coalesces = how === 'coalesce';
const store = how === 'sync' ? storeIn(folder!) : () => {};
const rooms = new Map<string, Room>();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });

server.on('connection', (socket, { url = '/' }) => {
  const room: Room = rooms.get(url) ?? { sockets: new Set(), waiting: [] };
  rooms.set(url, room);
  room.sockets.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => {
    room.sockets.delete(socket);
    if (room.sockets.size === 0) rooms.delete(url);
  });
  socket.on('message', (data: Buffer) => {
    if (data.length === greetingBytes) return socket.send(data);
    store(data);
    if (!coalesces) return broadcast(room, socket, data);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(data.length);
    const last = room.waiting.at(-1);
    if (last?.from === socket) last.parts.push(length, data);
    else room.waiting.push({ from: socket, parts: [length, data] });
    if (room.waiting.length === 1 && room.waiting[0]!.parts.length === 2)
      setImmediate(() => {
        for (const { from, parts } of room.waiting.splice(0))
          broadcast(room, from, Buffer.concat(parts));
      });
  });
});

function broadcast({ sockets }: Room, from: WebSocket, message: Buffer): void {
  for (const socket of sockets) if (socket !== from) socket.send(message, { binary: true });
}

/**
 * Writes each message behind the last and waits for the disk, as our relay does with its write-ahead
 * file: over zeros, and from the start again at the end.
 */
function storeIn(place: string): (message: Buffer) => void {
  const file = openSync(join(place, 'messages'), 'w');
  writeSync(file, Buffer.alloc(fileBytes));
  fsyncSync(file);
  let position = 0;
  return (message) => {
    const pages = Buffer.alloc(Math.max(commitBytes, message.length));
    message.copy(pages);
    if (position + pages.length > fileBytes) position = 0;
    position += writeSync(file, pages, 0, pages.length, position);
    fsyncSync(file);
  };
}

await once(server, 'listening');
console.log(`port ${(server.address() as AddressInfo).port}`);
