/** 20,000 small changes: what a server keeps of them, and how soon it has them back after a restart. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemRandom } from '@wardbook/shared/base/ports';
import { seal } from '@wardbook/shared/sealing/seal';
import * as Y from 'yjs';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { appendAll, flavourOf, receiptsOf } from './big-book.ts';
import { makeChanges } from './change.ts';
import { contender, type Name } from './contenders.ts';
import type { WireBook } from './dialect.ts';
import type { LeanSocket } from './lean-socket.ts';
import { settle, temporaryFolder } from './measuring.ts';
import { foundTeam, WardbookBook } from './speak-wardbook.ts';
import { yjsBook } from './speak-yjs.ts';

/** As the app's keepers do it: a snapshot once so many entries have come since the last. */
const tailEntriesMin = 500;
const writerCount = 4;

/** A week after the last snapshot the relay prunes what it kept beside. */
export type Compaction = 'none' | 'by the rule' | 'by the rule, a week ago';

export interface SmallChanges {
  /** All files of the server's folder, after it has stopped in peace. */
  readonly diskBytes: number;
  /** What a device without anything is sent. */
  readonly sentBytes: number;
  readonly openMs: readonly number[];
}

export async function smallChanges(
  name: Name,
  count: number,
  compaction: Compaction,
  runs: number,
): Promise<SmallChanges> {
  await using ending = new AsyncDisposableStack();
  const folder = await temporaryFolder(ending);
  const first = await contender(name).start(folder);
  ending.defer(() => first.kill());
  const changes = makeChanges(count);
  const book =
    name === 'Wardbook'
      ? await putSealed(first.port, changes, compaction)
      : await putPlain(name, first.port, changes);
  await first.stop();
  if (compaction === 'by the rule, a week ago') await prune(folder);
  const diskBytes = folderBytes(folder);
  const openMs: number[] = [];
  let sentBytes = 0;
  for (let run = 0; run <= runs; run += 1) {
    const server = await contender(name).start(folder);
    try {
      const recordTo = Buffer.alloc(16 * 1024 * 1024, 1);
      const start = performance.now();
      const device = await book.wire.join(server.port, { recordTo, bytesMin: book.bytesMin });
      openMs.push(performance.now() - start);
      sentBytes = device.ends.at(-1)!;
      await device.leave();
    } finally {
      await server.stop();
    }
  }
  return { diskBytes, sentBytes, openMs: openMs.slice(1) };
}

interface Put {
  readonly wire: WireBook;
  readonly bytesMin: number;
}

async function putSealed(
  port: number,
  changes: readonly Uint8Array[],
  compaction: Compaction,
): Promise<Put> {
  // Several writers: the relay lets no device append 20,000 changes without a pause.
  const book = new WardbookBook(await foundTeam(writerCount));
  const sockets: LeanSocket[] = [];
  for (let device = 0; device < writerCount; device += 1)
    sockets.push(await book.join(port, { device }));
  const keeper = sockets[0]!;
  const doc = new Y.Doc();
  let head = book.members.statements.length;
  const step = compaction === 'none' ? changes.length : tailEntriesMin;
  for (let start = 0; start < changes.length; start += step) {
    const some = changes.slice(start, start + step);
    for (const [device, socket] of sockets.entries())
      await appendAll(book, socket, shareOf(some, device), device);
    head += some.length;
    for (const change of some) Y.applyUpdate(doc, change);
    if (compaction === 'none') continue;
    const { book: id, devices, keys } = book.members;
    const sealer = { book: id, device: devices[0]!, key: keys.get(0)!, random: systemRandom };
    const context = { kind: 'snapshot', seen: head, seenHash: new Uint8Array(16) } as const;
    const whole = await seal(sealer, { ...context, covers: head }, Y.encodeStateAsUpdate(doc));
    const receipts = receiptsOf(keeper, book);
    for (const frame of book.appendFrame('snapshot', whole)) keeper.send(frame);
    await receipts.until(1);
    head += 1;
  }
  await Promise.all(sockets.map((socket) => socket.leave()));
  doc.destroy();
  return { wire: book, bytesMin: 0 };
}

function shareOf(changes: readonly Uint8Array[], device: number): readonly Uint8Array[] {
  const share = Math.ceil(changes.length / writerCount);
  return changes.slice(device * share, (device + 1) * share);
}

async function putPlain(name: Name, port: number, changes: readonly Uint8Array[]): Promise<Put> {
  const book = yjsBook(flavourOf(name), 'small-changes');
  const socket = await book.join(port);
  const watcher = await book.join(port);
  const doc = new Y.Doc();
  let seen = 0;
  const isShown = new Promise<void>((resolve) => {
    watcher.onMessage = (record, start, end) => {
      seen += book.numbersIn(record.subarray(start, end)).length;
      if (seen >= changes.length) resolve();
    };
  });
  for (const change of changes) {
    Y.applyUpdate(doc, change);
    socket.send(book.updateFrame(change));
  }
  await isShown;
  await settle(4_000);
  await Promise.all([socket.leave(), watcher.leave()]);
  await settle(4_000);
  const bytesMin = Y.encodeStateAsUpdate(doc).length * 0.8;
  assert.ok(bytesMin > 0);
  doc.destroy();
  return { wire: book, bytesMin };
}

/** What the relay, which has stopped, would do in the first hour after the time it keeps things. */
async function prune(folder: string): Promise<void> {
  const opened = openSqliteStore(folder);
  assert.ok(opened.type === 'opened');
  const pruned = await opened.store.prune(Date.now() + 1);
  assert.ok(pruned.type === 'pruned' && pruned.count > 0);
  await opened.store.close();
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
