/** A server starts anew; devices that have nothing ask it for a whole ward. */
import { putBigBook } from './big-book.ts';
import { contender, type Name } from './contenders.ts';
import { deviceOf, settle, temporaryFolder } from './measuring.ts';

const recordBytes = 4 * 1024 * 1024;

/** Milliseconds until each of `devices` has the whole book, by how many ask at once. */
export async function coldOpen(
  names: readonly Name[],
  deviceCounts: readonly number[],
  runs: number,
): Promise<Map<number, Map<Name, number[]>>> {
  const samples = new Map(deviceCounts.map((count) => [count, new Map<Name, number[]>()]));
  for (const name of names) {
    await using ending = new AsyncDisposableStack();
    const folder = await temporaryFolder(ending);
    const first = await contender(name).start(folder);
    ending.defer(() => first.kill());
    const devices = deviceOf(Math.max(...deviceCounts)) + 1;
    const big = await putBigBook(name, first.port, devices);
    await first.stop();
    for (const count of deviceCounts) {
      const records = Array.from({ length: count }, () => Buffer.alloc(recordBytes, 1));
      const took: number[] = [];
      // The first is not counted: it warms this process up, the server is a new one each time.
      for (let run = 0; run <= runs; run += 1) {
        const server = await contender(name).start(folder);
        try {
          const start = performance.now();
          const joining = records.map((recordTo, index) =>
            big.book.join(server.port, {
              device: deviceOf(index),
              recordTo,
              bytesMin: big.bytesMin,
            }),
          );
          const sockets = await Promise.all(joining);
          took.push(performance.now() - start);
          for (const socket of sockets) await big.check(socket);
          await Promise.all(sockets.map((socket) => socket.leave()));
          await settle();
        } finally {
          await server.stop();
        }
      }
      samples.get(count)!.set(name, took.slice(1));
    }
  }
  return samples;
}
