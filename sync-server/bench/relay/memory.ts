/** What an open book costs a server, empty or large. */
import { contender, type Name } from './contenders.ts';
import { putBigBook, type BigBook } from './big-book.ts';
import { settle, withServers, type Started } from './measuring.ts';
import type { LeanSocket } from './lean-socket.ts';
import { foundTeam, WardbookBook } from './speak-wardbook.ts';

const joiningAtOnce = 50;
const restMs = 3_000;
const tabsPerDevice = 20;
const smallBooksFirst = 1_000;
/** Fewer than the 5,000 that a relay lets into one book. */
export const socketsInOne = 4_000;

type Serving = Pick<Started, 'server'>;

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
    const book = new WardbookBook(await foundTeam(Math.ceil(socketsInOne / tabsPerDevice)));
    const joinOne = (index: number) =>
      book.join(started!.server.port, { device: Math.floor(index / tabsPerDevice) });
    await joinOne(0);
    return growth(started!, socketsInOne, joinOne);
  });
  const apart = await withServers(['Wardbook'], async ([started]) =>
    growth(started!, count, () => openSmall(started!)),
  );
  return {
    bytesPerBook: apart.bytes / count,
    bytesPerSocket: alone.bytes / socketsInOne,
    totalBytes: apart.total,
  };
}

/**
 * Books of 10,000 electors, each opened after a restart by a device that has all of it, bytes for
 * each. Small books first, so that what a young process grows by is not counted.
 */
export async function memoryOfLargeBooks(count: number): Promise<number> {
  return withLargeBooks('Wardbook', count, async (started, books) => {
    await growth(started, smallBooksFirst, () => openSmall(started));
    const { bytes } = await growth(started, count, (index) =>
      books[index]!.book.join(started.server.port, { has: 'everything' }),
    );
    return bytes / count;
  });
}

/** A few books of 10,000 electors, bytes for each, just sent to a device that had nothing. */
export async function memoryOfLargeBooksSent(name: Name, count: number): Promise<number> {
  return withLargeBooks(name, count, async ({ server }, books) => {
    const before = server.memoryBytes() ?? 0;
    for (const { book, bytesMin } of books) await book.join(server.port, { bytesMin });
    await settle(restMs);
    return ((server.memoryBytes() ?? 0) - before) / count;
  });
}

/** `work` with a server that has been started again since it was given the books. */
async function withLargeBooks(
  name: Name,
  count: number,
  work: (server: Serving, books: readonly BigBook[]) => Promise<number>,
): Promise<number> {
  return withServers([name], async ([started]) => {
    const { folder, server } = started!;
    const books: BigBook[] = [];
    for (let index = 0; index < count; index += 1)
      books.push(await putBigBook(name, server.port, 1, `ward-${index}`));
    await server.stop();
    const again = await contender(name).start(folder);
    try {
      return await work({ server: again }, books);
    } finally {
      await again.stop();
    }
  });
}

async function openSmall({ server }: Serving): Promise<LeanSocket> {
  return new WardbookBook(await foundTeam(1)).join(server.port);
}

async function growth(
  { server }: Serving,
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
