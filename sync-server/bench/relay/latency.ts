/** One writer at an even pace, many readers: how long each change takes to each of them. */
import assert from 'node:assert/strict';
import { setTimeout as after } from 'node:timers/promises';
import { makeChanges } from './change.ts';
import type { Name } from './contenders.ts';
import type { WireBook } from './dialect.ts';
import { messagesIn, type LeanSocket } from './lean-socket.ts';
import { deviceOf, inTurns, quantile, settle, withServers, type Started } from './measuring.ts';

const perSecond = 100;
const seconds = 3;
const recordBytes = 256 * 1024;

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export async function latency(
  names: readonly Name[],
  readers: number,
  runs: number,
): Promise<Map<Name, Latency[]>> {
  const changes = makeChanges(perSecond * seconds);
  return withServers(names, (started) =>
    inTurns(started, runs, (each) => paced(each, changes, readers)),
  );
}

async function paced(
  { dialect, server }: Started,
  changes: readonly Uint8Array[],
  readerCount: number,
): Promise<Latency> {
  const book = await dialect.newBook(deviceOf(readerCount) + 1);
  const { frames } = await book.prepare(changes);
  const writer = await book.join(server.port);
  const readers: LeanSocket[] = [];
  for (let index = 0; index < readerCount; index += 1)
    readers.push(await book.join(server.port, { device: deviceOf(index) }));
  await settle();
  for (const reader of readers) reader.keep(Buffer.alloc(recordBytes, 1));
  const sentAt: number[] = [];
  const start = performance.now();
  for (const [index, frame] of frames.entries()) {
    const wait = start + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await after(wait);
    sentAt.push(performance.now());
    writer.send(frame);
  }
  await after(200);
  const took = delays(book, readers, sentAt);
  assert.equal(took.length, frames.length * readerCount, 'every reader has every change');
  await Promise.all([writer, ...readers].map((socket) => socket.leave()));
  return { p50: quantile(took, 0.5), p99: quantile(took, 0.99) };
}

/** Every change's way to every reader, ms; `sentAt` by the changes' numbers. */
export function delays(
  book: WireBook,
  readers: readonly LeanSocket[],
  sentAt: readonly (number | undefined)[],
): number[] {
  return readers.flatMap(({ record, ends, times }) =>
    messagesIn(record, ends).flatMap((message, index) =>
      book.numbersIn(message).flatMap((number) => {
        const sent = sentAt[number];
        return sent === undefined ? [] : [times[index]! - sent];
      }),
    ),
  );
}
