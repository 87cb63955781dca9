/** One writer, many readers: how many deliveries a second a server brings about. */
import assert from 'node:assert/strict';
import { makeChanges, tailAt } from './change.ts';
import type { LeanSocket } from './lean-socket.ts';
import type { Prepared, WireBook } from './dialect.ts';
import { deviceOf, inTurns, settle, withServers, type Started } from './measuring.ts';
import type { Name } from './contenders.ts';

const changeCount = 2_000;
const warmUps = 8;
const recordBytes = 1024 * 1024;

/** Touched once and used by every run, so that no run pays for memory. */
const records: Buffer[] = [];

/** With `inFlightMax` a writer waits when so many of its changes have not reached the first reader. */
export async function fanOut(
  names: readonly Name[],
  readers: number,
  runs: number,
  inFlightMax = Infinity,
): Promise<Map<Name, number[]>> {
  while (records.length < readers) records.push(Buffer.alloc(recordBytes, 1));
  const changes = makeChanges(changeCount);
  return withServers(names, (started) =>
    inTurns(started, { warmUps, runs }, (each) =>
      deliveriesPerSecond(each, changes, readers, inFlightMax),
    ),
  );
}

async function deliveriesPerSecond(
  { dialect, server }: Started,
  changes: readonly Uint8Array[],
  readerCount: number,
  inFlightMax: number,
): Promise<number> {
  const book = await dialect.newBook(deviceOf(readerCount) + 1);
  const prepared = await book.prepare(changes);
  const writer = await book.join(server.port);
  const readers: LeanSocket[] = [];
  for (let index = 0; index < readerCount; index += 1)
    readers.push(await book.join(server.port, { device: deviceOf(index) }));
  await settle();
  for (const [index, reader] of readers.entries()) reader.recordTo(records[index]!);

  const start = performance.now();
  const arrived = write(writer, book, prepared, inFlightMax);
  const delivered = Promise.all(
    readers.map((reader, index) => hasSeen(reader, prepared, index === 0 ? arrived : undefined)),
  );
  await delivered;
  const seconds = (performance.now() - start) / 1000;

  check(readers, prepared);
  await Promise.all([writer, ...readers].map((socket) => socket.leave()));
  await settle();
  return (changes.length * readerCount) / seconds;
}

/** When the last change has come; `arrived` is told of each message's last change on the way. */
function hasSeen(
  reader: LeanSocket,
  { numbers, frames }: Prepared,
  arrived?: (number: number) => void,
): Promise<void> {
  const last = frames.length - 1;
  return new Promise((resolve, reject) => {
    reader.onMessage = (record, _start, end) => {
      const number = numbers.get(tailAt(record, end));
      if (number !== undefined) arrived?.(number);
      if (number === last) resolve();
    };
    void reader.closed.then((code) => reject(new Error(`a reader was closed: ${code}`)));
  });
}

/**
 * Sends all of them: as fast as the server gives receipts where it gives any, and as fast as they
 * arrive where that is asked for. Gives what must be told of arrivals.
 */
function write(
  writer: LeanSocket,
  book: WireBook,
  { frames }: Prepared,
  inFlightMax: number,
): (number: number) => void {
  let [sent, receipts, arrivals] = [0, 0, 0];
  const sendOn = () => {
    const until = Math.min(
      frames.length,
      receipts + book.inFlightMax,
      arrivals + Math.min(inFlightMax, frames.length),
    );
    if (until <= sent) return;
    writer.send(Buffer.concat(frames.slice(sent, until)));
    sent = until;
  };
  writer.onMessage = (record, start, end) => {
    receipts += book.receiptsIn(record, start, end);
    sendOn();
  };
  sendOn();
  return (number) => {
    arrivals = number + 1;
    if (inFlightMax !== Infinity) sendOn();
  };
}

function check(readers: readonly LeanSocket[], prepared: Prepared): void {
  const first = readers[0]!;
  prepared.check(first.record, first.ends);
  const whole = first.record.subarray(0, first.ends.at(-1));
  for (const { record, ends } of readers) {
    const isSame = Buffer.compare(record.subarray(0, ends.at(-1)), whole) === 0;
    // Those who were shown the very same bytes in the same messages have the same changes.
    if (isSame && ends.length === first.ends.length) continue;
    prepared.check(record, ends);
  }
  assert.ok(readers.length > 0);
}
