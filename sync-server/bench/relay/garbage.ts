/** Somebody sends what no client would: does the server stay, and do the others notice? */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { makeChanges } from './change.ts';
import type { Name } from './contenders.ts';
import { clientFrame, LeanSocket } from './lean-socket.ts';
import { settle, withServers } from './measuring.ts';

const deliveryMsMax = 3_000;

export type Afterwards = 'stays' | 'honest clients wait' | 'exits';

export async function garbage(name: Name): Promise<Afterwards> {
  return withServers([name], async ([started]) => {
    const { dialect, server } = started!;
    const book = await dialect.newBook();
    const { frames } = await book.prepare(makeChanges(1));
    const [writer, reader] = [await book.join(server.port), await book.join(server.port)];
    const path = name === 'Wardbook' ? '/relay' : '/garbage';
    for (const misdeed of misdeeds) {
      await misdeed(server.port, path).catch(() => {});
      await settle(100);
    }
    if (!server.isRunning) return 'exits';
    const delivered = new Promise<boolean>((resolve) => {
      reader.onMessage = (record, start, end) => {
        if (book.numbersIn(record.subarray(start, end)).length > 0) resolve(true);
      };
      setTimeout(() => resolve(false), deliveryMsMax).unref();
    });
    writer.send(frames[0]!);
    return (await delivered) ? 'stays' : 'honest clients wait';
  });
}

const misdeeds: readonly ((port: number, path: string) => Promise<void>)[] = [
  // No frame at all.
  (port, path) => upgraded(port, path, (socket) => socket.send(randomBytes(10_000))),
  // Frames with nothing sensible in them, binary and text.
  (port, path) =>
    upgraded(port, path, (socket) => {
      for (let index = 0; index < 100; index += 1)
        socket.send(clientFrame(randomBytes(index), 'websocket', 1 + (index % 2)));
    }),
  // A frame that says it is enormous.
  (port, path) =>
    upgraded(port, path, (socket) =>
      socket.send(Buffer.from('82ff0000ffffffffffff00000000', 'hex')),
    ),
  // A frame with no mask, which the protocol forbids.
  (port, path) => upgraded(port, path, (socket) => socket.send(Buffer.from('8201ff', 'hex'))),
  // A network that fails in the middle of a frame.
  (port, path) =>
    upgraded(port, path, (socket) => {
      socket.send(Buffer.from('82fe0fff0000000001', 'hex'));
      setTimeout(() => socket.reset(), 20);
    }),
  // Not even HTTP.
  async (port) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(randomBytes(1_000));
    await settle(50);
    socket.destroy();
  },
];

async function upgraded(
  port: number,
  path: string,
  act: (socket: LeanSocket) => void,
): Promise<void> {
  const socket = new LeanSocket(port, 'websocket');
  await socket.open(path);
  act(socket);
  await settle(100);
  socket.reset();
}
