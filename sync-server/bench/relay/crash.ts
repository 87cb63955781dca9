/** A change is shown to somebody else, and that moment the server is killed: is it there afterwards? */
import assert from 'node:assert/strict';
import { makeChanges } from './change.ts';
import { contender, type Name } from './contenders.ts';
import type { WireBook } from './dialect.ts';
import { messagesIn, type LeanSocket } from './lean-socket.ts';
import { temporaryFolder } from './measuring.ts';

export interface Kept {
  readonly kept: number;
  readonly of: number;
}

/** So many times: one change, shown, and the plug pulled `waitMs` later. */
export async function killAfterOne(name: Name, times: number, waitMs = 0): Promise<Kept> {
  let kept = 0;
  for (let time = 0; time < times; time += 1) {
    await using ending = new AsyncDisposableStack();
    const folder = await temporaryFolder(ending);
    const server = await contender(name).start(folder);
    ending.defer(() => server.kill());
    const book = await contender(name).dialect.newBook();
    const { frames } = await book.prepare(makeChanges(1));
    const [writer, reader] = [await book.join(server.port), await book.join(server.port)];
    reader.recordTo(Buffer.alloc(64 * 1024));
    const shown = shownTo(reader, book, 1);
    writer.send(frames[0]!);
    await shown;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    await server.kill();
    kept += (await numbersAfterRestart(name, folder, book)).has(0) ? 1 : 0;
  }
  return { kept, of: times };
}

/**
 * `writers` append without a pause; the server is killed while they do. Counted are the last changes
 * that were shown before each kill, `each` of them; all others that were shown must be there as well.
 */
export async function killUnderLoad(name: Name, kills: number, each: number): Promise<Kept> {
  let kept = 0;
  for (let time = 0; time < kills; time += 1) {
    await using ending = new AsyncDisposableStack();
    const folder = await temporaryFolder(ending);
    const server = await contender(name).start(folder);
    ending.defer(() => server.kill());
    const book = await contender(name).dialect.newBook();
    const { frames } = await book.prepare(makeChanges(3_000));
    const [writer, reader] = [await book.join(server.port), await book.join(server.port)];
    reader.recordTo(Buffer.alloc(4 * 1024 * 1024));
    // The plug is pulled at a moment that has nothing to do with what the server is about.
    const killed = shownTo(reader, book, each + Math.floor(Math.random() * 1_500)).then(() =>
      server.kill(),
    );
    let sent = 0;
    const sendMore = (count: number) => {
      for (; count > 0 && sent < frames.length; count -= 1) writer.send(frames[sent++]!);
    };
    writer.onMessage = (record, start, end) => sendMore(book.receiptsIn(record, start, end));
    sendMore(Math.min(frames.length, book.inFlightMax));
    await killed;
    await reader.closed;
    const shown = numbersShown(reader, book);
    const found = await numbersAfterRestart(name, folder, book);
    assert.ok(shown.length >= each);
    const last = shown.slice(-each).filter((number) => found.has(number));
    const lost = shown.slice(0, -each).filter((number) => !found.has(number));
    kept += Math.max(0, last.length - lost.length);
  }
  return { kept, of: kills * each };
}

function numbersShown(reader: LeanSocket, book: WireBook): number[] {
  return messagesIn(reader.record, reader.ends).flatMap((message) => book.numbersIn(message));
}

function shownTo(reader: LeanSocket, book: WireBook, count: number): Promise<void> {
  let shown = 0;
  return new Promise((resolve) => {
    reader.onMessage = (record, start, end) => {
      shown += book.numbersIn(record.subarray(start, end)).length;
      if (shown >= count) resolve();
    };
  });
}

async function numbersAfterRestart(
  name: Name,
  folder: string,
  book: WireBook,
): Promise<ReadonlySet<number>> {
  const server = await contender(name).start(folder);
  try {
    const device = await book.join(server.port, { recordTo: Buffer.alloc(4 * 1024 * 1024) });
    // The y-websocket server sends what it has loaded a little later.
    await new Promise((resolve) => setTimeout(resolve, name === 'Wardbook' ? 0 : 300));
    return new Set(numbersShown(device, book));
  } finally {
    await server.kill();
  }
}
