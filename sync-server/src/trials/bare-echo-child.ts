/** Run as a child: a bare server that hands every message on to everybody else. Prints its port. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => {
    for (const other of server.clients)
      if (other !== socket && other.readyState === WebSocket.OPEN)
        other.send(data, { binary: isBinary });
  });
});
await once(server, 'listening');
process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
