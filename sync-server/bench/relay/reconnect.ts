/** Everybody was cut off, with everything on their devices, and comes back at once. */
import assert from 'node:assert/strict';
import { putBigBook } from './big-book.ts';
import type { Name } from './contenders.ts';
import type { WireBook } from './dialect.ts';
import type { LeanSocket } from './lean-socket.ts';
import { inTurns, settle, withServers } from './measuring.ts';

/** A relay lets one address have so many sockets whose devices it does not know yet. */
const greetingAtOnce = 200;
const warmUps = 5;

export interface Reconnect {
  readonly ms: number;
  readonly bytesPerDevice: number;
}

export async function reconnect(
  names: readonly Name[],
  devices: number,
  runs: number,
): Promise<Map<Name, Reconnect[]>> {
  return withServers(names, async (started) => {
    const books = new Map<Name, WireBook>();
    for (const { name, dialect, server } of started) {
      const putWhole = async () => (await putBigBook(name, server.port, devices)).book;
      // The floor keeps nothing that could be put there.
      books.set(name, name === 'bare ws loop' ? await dialect.newBook() : await putWhole());
    }
    return inTurns(started, { warmUps, runs }, async ({ name, server }) => {
      const book = books.get(name)!;
      const records = Array.from({ length: devices }, () => Buffer.alloc(4_096, 1));
      const sockets: LeanSocket[] = [];
      const start = performance.now();
      let next = 0;
      const comeBack = async () => {
        while (next < devices) {
          const device = next;
          next += 1;
          const recordTo = records[device]!;
          sockets.push(await book.join(server.port, { device, has: 'everything', recordTo }));
        }
      };
      await Promise.all(Array.from({ length: greetingAtOnce }, comeBack));
      const ms = performance.now() - start;
      assert.equal(sockets.length, devices);
      const bytes = sockets.reduce((sum, { ends }) => sum + ends.at(-1)!, 0);
      await Promise.all(sockets.map((socket) => socket.leave()));
      await settle(200);
      return { ms, bytesPerDevice: bytes / devices };
    });
  });
}
