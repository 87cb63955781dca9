/** What an open book costs a server, empty or large. */
import { contender, type Name } from './contenders.ts';
import { putBigBook } from './big-book.ts';
import { settle, withServers, type Started } from './measuring.ts';
import type { LeanSocket } from './lean-socket.ts';
import { foundMembers, WardbookBook } from './speak-wardbook.ts';

const joiningAtOnce = 50;
const restMs = 3_000;
const tabsPerDevice = 20;
/** Fewer than the 5,000 that a relay lets into one book. */
export const socketsInOne = 4_000;

export interface Memory {
  /** Of the server's memory, for each book that is open on one device. */
  readonly bytesPerBook: number;
  /** The same for each further device in a book that is open already. */
  readonly bytesPerSocket: number;
  readonly totalBytes: number;
}

/** So many books, each open on one device. */
export async function memoryOfBooks(count: number): Promise<Memory> {
  const alone = await withServers(['Wardbook'], async ([started]) => {
    const book = new WardbookBook(await foundMembers(Math.ceil(socketsInOne / tabsPerDevice)));
    const joinOne = (index: number) =>
      book.join(started!.server.port, { device: Math.floor(index / tabsPerDevice) });
    await joinOne(0);
    return growth(started!, socketsInOne, joinOne);
  });
  const apart = await withServers(['Wardbook'], async ([started]) =>
    growth(started!, count, async () =>
      new WardbookBook(await foundMembers(1)).join(started!.server.port),
    ),
  );
  return {
    bytesPerBook: apart.bytes / count,
    bytesPerSocket: alone.bytes / socketsInOne,
    totalBytes: apart.total,
  };
}

/** A few books of 10,000 electors, bytes for each, opened after a restart. */
export async function memoryOfLargeBooks(name: Name, count: number): Promise<number> {
  return withServers([name], async ([started]) => {
    const { folder, server } = started!;
    const books: Awaited<ReturnType<typeof putBigBook>>[] = [];
    for (let index = 0; index < count; index += 1)
      books.push(await putBigBook(name, server.port, 1, `ward-${index}`));
    await server.stop();
    const again = await contender(name).start(folder);
    try {
      const before = again.memoryBytes() ?? 0;
      const sockets: LeanSocket[] = [];
      for (const { book, bytesMin } of books)
        sockets.push(await book.join(again.port, { bytesMin }));
      await settle(restMs);
      return ((again.memoryBytes() ?? 0) - before) / count;
    } finally {
      await again.stop();
    }
  });
}

async function growth(
  { server }: Started,
  count: number,
  joinOne: (index: number) => Promise<LeanSocket>,
): Promise<{ bytes: number; total: number }> {
  await settle(restMs);
  const before = server.memoryBytes() ?? 0;
  for (let index = 0; index < count; index += joiningAtOnce)
    await Promise.all(
      Array.from({ length: Math.min(joiningAtOnce, count - index) }, (_, more) =>
        joinOne(index + more),
      ),
    );
  await settle(restMs);
  const total = server.memoryBytes() ?? 0;
  return { bytes: total - before, total };
}
