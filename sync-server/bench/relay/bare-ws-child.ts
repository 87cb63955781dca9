/**
 * Run as a child: the least that a WebSocket server can do. Hands every message on to everybody else
 * at the same path; with the word `coalesce`, once a tick, all that came in it as one message in
 * which each stands behind its length. Prints its port.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

interface Room {
  readonly sockets: Set<WebSocket>;
  readonly waiting: { readonly from: WebSocket; readonly parts: Buffer[] }[];
}

const coalesces = process.argv.includes('coalesce');
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

await once(server, 'listening');
console.log(`port ${(server.address() as AddressInfo).port}`);
