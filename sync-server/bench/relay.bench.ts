/**
 * From one device's append to another's screen, as far as the relay is concerned: two clients in
 * this process, the relay with its database in a process of its own, over loopback. One append at a
 * time, each committed to disk before it is delivered.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { accessOf } from '@wardbook/shared/access/access';
import { assert } from '@wardbook/shared/base/assert';
import { equal, type Bytes } from '@wardbook/shared/base/bytes';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { bookKeysFor } from '@wardbook/shared/sealing/book-keys';
import { foundBook } from '@wardbook/shared/sealing/found';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { open } from '@wardbook/shared/sealing/open';
import { seal } from '@wardbook/shared/sealing/seal';
import { WebSocket } from 'ws';
import type { Row } from '../../scripts/lib/bench-table.ts';
import { freePort } from '../../scripts/lib/free-port.ts';
import { Client } from '../src/trials/client.ts';

/** @public read by scripts/bench.ts */
export const name = 'The relay';

const runCount = 5;
const appendsPerRun = 300;
const warmUpCount = 50;
const plainBytes = 300;
const startMsMax = 10_000;

/** One hand-over: made ready outside, ended when the other side has it and it was looked at. */
type HandOver = () => Promise<number>;

/** @public called by scripts/bench.ts */
export async function run(): Promise<readonly Row[]> {
  await using ending = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'wardbook-bench-'));
  ending.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const relay = await startRelay(folder);
  ending.defer(() => end(relay.child));
  const echo = await startEcho();
  ending.defer(() => end(echo.child));
  const { bare, stop } = await bareHandOver(echo.port);
  ending.defer(stop);
  const { sealed, prepared, leave } = await relayHandOvers(relay.url);
  ending.defer(leave);

  const kinds = { sealed, prepared, bare };
  const runs = { sealed: [], prepared: [], bare: [] } as Record<keyof typeof kinds, number[][]>;
  for (const handOver of Object.values(kinds)) await repeat(handOver, warmUpCount);
  for (let done = 0; done < runCount; done += 1)
    for (const kind of ['sealed', 'prepared', 'bare'] as const)
      runs[kind].push(await repeat(kinds[kind], appendsPerRun));
  return [0.5, 0.99].flatMap((part) => [
    rowOf('Append to delivery, sealing and opening within', part, runs.sealed, runs.bare),
    rowOf('The same, sealed beforehand', part, runs.prepared, runs.bare),
  ]);
}

async function repeat(handOver: HandOver, count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < count; index += 1) samples.push(await handOver());
  return samples;
}

/** Two connections of one keeper's devices to a book of its own. */
async function relayHandOvers(url: string) {
  const device = await createDeviceKeys();
  const create = await foundBook(device, 'A keeper', systemClock, systemRandom);
  const { book } = create;
  const keys = await bookKeysFor(accessOf([create])!, device);
  const sealer = { book, device, key: keys.get(0)!, random: systemRandom };
  const context = { kind: 'update', seen: 1, seenHash: new Uint8Array(16) } as const;

  const writer = new Client(url);
  await writer.hello(device, book);
  await writer.next('unknown');
  writer.send({ type: 'statements', statements: [create.bytes] });
  const reader = new Client(url);
  await writer.next('welcome');
  await writer.next('entries');
  await writer.next('live');
  await reader.hello(device, book);
  await reader.next('welcome');
  await reader.next('entries');
  await reader.next('live');

  let ref = 0;
  const append = (blob: Bytes) => {
    ref += 1;
    writer.send({ type: 'append', ref, kind: 'update', blob });
  };
  const delivered = async (): Promise<Uint8Array> => {
    const { entries } = await reader.next('entries');
    assert(entries.length === 1, 'one append is one entry');
    return entries[0]!.blob;
  };
  const settle = async () => {
    await writer.next('entries');
    await writer.next('receipt');
  };
  const sealed: HandOver = async () => {
    const plain = systemRandom(plainBytes);
    const start = performance.now();
    append(await seal(sealer, context, plain));
    const opened = await open(book, keys, await delivered());
    const took = performance.now() - start;
    assert(opened.type === 'opened' && equal(opened.plain, plain), 'what arrives is what was sent');
    await settle();
    return took;
  };
  const prepared: HandOver = async () => {
    const blob = await seal(sealer, context, systemRandom(plainBytes));
    const start = performance.now();
    append(blob);
    const arrived = await delivered();
    const took = performance.now() - start;
    assert(equal(arrived, blob), 'what arrives is what was sent');
    await settle();
    return took;
  };
  const leave = () => {
    writer.leave();
    reader.leave();
  };
  return { sealed, prepared, leave };
}

async function bareHandOver(port: number): Promise<{ bare: HandOver; stop: () => void }> {
  const [writer, reader] = [1, 2].map(() => new WebSocket(`ws://127.0.0.1:${port}`));
  assert(writer && reader, 'there are two');
  await Promise.all([once(writer, 'open'), once(reader, 'open')]);
  const bare: HandOver = async () => {
    const plain = systemRandom(plainBytes);
    const start = performance.now();
    const arrival = once(reader, 'message');
    writer.send(plain);
    const [arrived] = (await arrival) as [Buffer];
    const took = performance.now() - start;
    assert(equal(arrived, plain), 'what arrives is what was sent');
    return took;
  };
  const stop = () => {
    writer.terminate();
    reader.terminate();
  };
  return { bare, stop };
}

async function startRelay(folder: string): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const main = fileURLToPath(new URL('../src/relay.js', import.meta.url));
  const child = spawn(process.execPath, [main, '--port', String(port), '--data', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const until = performance.now() + startMsMax;
  while (performance.now() < until) {
    if ((await fetch(`${url}/healthz`).catch(() => undefined))?.ok) return { url, child };
    await after(50);
  }
  child.kill();
  throw new Error('The relay did not start.');
}

async function startEcho(): Promise<{ port: number; child: ChildProcess }> {
  const path = fileURLToPath(new URL('../src/trials/bare-echo-child.ts', import.meta.url));
  const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(line.toString()), child };
}

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  if (child.kill('SIGTERM')) await closed;
}

/** The quantile of each run, and the median of those. */
function rowOf(
  what: string,
  part: number,
  runs: readonly number[][],
  bareRuns: readonly number[][],
): Row {
  const each = runs.map((samples) => quantile(samples, part));
  const percent = `p${part * 100}`;
  return {
    what: `${what}, ${percent}`,
    unit: 'ms',
    median: quantile(each, 0.5),
    min: Math.min(...each),
    max: Math.max(...each),
    yardstick: {
      what: `bare WebSocket, ${percent}`,
      median: quantile(
        bareRuns.map((samples) => quantile(samples, part)),
        0.5,
      ),
    },
  };
}

function quantile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)]!;
}
