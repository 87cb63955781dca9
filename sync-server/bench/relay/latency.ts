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
const warmUps = 3;
const recordBytes = 256 * 1024;
const arrivalMs = 200;
const arrivalMsMax = 60_000;

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
    inTurns(started, { warmUps, runs }, (each) => paced(each, changes, readers)),
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
  for (const reader of readers) reader.recordTo(Buffer.alloc(recordBytes, 1));
  const sentAt: number[] = [];
  const start = performance.now();
  for (const [index, frame] of frames.entries()) {
    const wait = start + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await after(wait);
    sentAt.push(performance.now());
    writer.send(frame);
  }
  const expected = frames.length * readerCount;
  const took = await allOf(expected, () => delays(book, readers, sentAt));
  await Promise.all([writer, ...readers].map((socket) => socket.leave()));
  return { p50: quantile(took, 0.5), p99: quantile(took, 0.99) };
}

/** What `count` gives once it has come to `expected`, which on a busy machine may take a while. */
export async function allOf(expected: number, count: () => number[]): Promise<number[]> {
  const until = performance.now() + arrivalMsMax;
  await after(arrivalMs);
  for (;;) {
    const took = count();
    if (took.length >= expected || performance.now() > until) {
      assert.equal(took.length, expected, 'everybody has every change');
      return took;
    }
    await after(1_000);
  }
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
