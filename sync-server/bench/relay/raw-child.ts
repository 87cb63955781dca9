/**
 * Run as a child: what the sockets of this machine can carry at most. Hands the bytes of whoever
 * writes on to everybody else, once a tick, with no protocol at all. Prints its port.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';

const sockets = new Set<Socket>();
let waiting: Buffer[] = [];

const server = createServer({ noDelay: true }, (socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(socket));
  socket.on('data', (chunk) => {
    if (waiting.push(chunk) > 1) return;
    setImmediate(() => {
      const message = Buffer.concat(waiting);
      waiting = [];
      for (const other of sockets) if (other !== socket) other.write(message);
    });
  });
});
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
