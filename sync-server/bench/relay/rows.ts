/** The rows of the table: what each runs, on which servers, and what is hoped for. */
import { formatNumber } from '../../../scripts/lib/bench-table.ts';
import { atLeast, atMost, type Line, type Target } from '../../../scripts/lib/relay-table.ts';
import { coldOpen } from './cold-open.ts';
import type { Name } from './contenders.ts';
import { killAfterOne, killUnderLoad } from './crash.ts';
import { fanOut } from './fan-out.ts';
import { garbage } from './garbage.ts';
import { latency } from './latency.ts';
import { manyBooks } from './many-books.ts';
import { figuresOf } from './measuring.ts';
import {
  memoryOfBooks,
  memoryOfLargeBooks,
  memoryOfLargeBooksSent,
  socketsInOne,
} from './memory.ts';
import { proving } from './proving.ts';
import { reconnect } from './reconnect.ts';
import { smallChanges, type Compaction } from './small-changes.ts';

export interface Row {
  /** Words after the command choose rows by it. */
  readonly name: string;
  run(runs: number): Promise<Result>;
}

export interface Result {
  readonly lines: readonly Line[];
  readonly targets: readonly Target[];
}

const ours = 'Wardbook';
const inMemory: readonly Name[] = ['Hocuspocus', 'y-websocket'];
const durable: readonly Name[] = ['Hocuspocus + SQLite', 'y-websocket + level'];
const synced: Name = 'bare ws loop, synced';
const floors: readonly Name[] = ['bare ws loop', 'bare ws, coalescing', 'raw socket, coalescing'];
const peers: readonly Name[] = ['Hocuspocus', ...durable, 'y-websocket'];
/** Runs of what takes long. */
const fewRuns = 3;
const largeBooks = 200;
const largeBooksSent = 50;
const aFewKilobytes = 10;
const [mega, kilo, megabyte] = [1e6, 1e3, 1024 * 1024];

export const rows: readonly Row[] = [
  { name: 'fanout-50', run: (runs) => fanOutRow(50, runs, 2) },
  { name: 'fanout-200', run: (runs) => fanOutRow(200, runs, 1.3) },
  { name: 'latency-50', run: (runs) => latencyRow(50, runs) },
  { name: 'latency-200', run: (runs) => latencyRow(200, runs) },
  { name: 'many-books', run: (runs) => manyBooksRow(Math.min(runs, fewRuns)) },
  { name: 'cold-open', run: coldOpenRow },
  { name: 'reconnect', run: reconnectRow },
  { name: 'crash', run: crashRow },
  { name: 'small-changes', run: smallChangesRow },
  { name: 'garbage', run: garbageRow },
  { name: 'memory', run: memoryRow },
];

async function fanOutRow(readers: number, runs: number, timesHocuspocus: number): Promise<Result> {
  const unit = 'M deliveries/s';
  const work = `2,000 changes to ${readers} readers`;
  const samples = await fanOut([ours, ...peers, ...floors], readers, runs);
  const lines = linesOf(work, unit, samples, (each) => each / mega);
  const floor = 'bare ws, coalescing';
  const even = `${work}, at most 64 on their way`;
  const evenSamples = await fanOut([ours, floor], readers, runs, 64);
  const evenLines = linesOf(even, unit, evenSamples, (each) => each / mega);
  return {
    lines: [...lines, ...evenLines],
    targets: [
      atLeast(work, of(lines, ours), of(lines, floor), 0.8),
      atLeast(even, of(evenLines, ours), of(evenLines, floor), 0.8),
      atLeast(work, of(lines, ours), of(lines, 'Hocuspocus + SQLite'), timesHocuspocus),
    ],
  };
}

async function latencyRow(readers: number, runs: number): Promise<Result> {
  const samples = await latency([ours, ...peers, 'bare ws loop', synced], readers, runs);
  const work = `100 changes/s to ${readers} readers`;
  const p50 = linesOf(`${work}, p50`, 'ms', samples, (each) => each.p50);
  const p99 = linesOf(`${work}, p99`, 'ms', samples, (each) => each.p99);
  const target = (lines: readonly Line[], theirs: Name, factor: number) =>
    atMost(lines[0]!.work, of(lines, ours), of(lines, theirs), factor);
  return {
    lines: [...p50, ...p99],
    targets: [
      target(p50, 'y-websocket', 1),
      target(p99, 'y-websocket', 1),
      target(p50, synced, 1.5),
      target(p99, synced, 1.5),
    ],
  };
}

async function manyBooksRow(runs: number): Promise<Result> {
  const samples = await manyBooks([ours, ...peers, 'bare ws loop', synced], 500, runs);
  const work = '500 books of 4 clients, 1 change/s each, 20 s';
  const p99 = linesOf(`${work}: p99`, 'ms', samples, (each) => each.p99);
  const cpu = linesOf(`${work}: processor`, 's', samples, (each) => each.cpuSeconds);
  const memory = linesOf(`${work}: memory`, 'MB', samples, (each) => each.memoryBytes / megabyte);
  const target = (lines: readonly Line[], against: Name, factor: number) =>
    atMost(lines[0]!.work, of(lines, ours), of(lines, against), factor);
  return {
    lines: [...p99, ...cpu, ...memory],
    targets: [
      target(p99, 'y-websocket', 1),
      target(p99, synced, 1),
      target(cpu, 'y-websocket', 1),
      target(memory, 'y-websocket', 0.6),
    ],
  };
}

async function coldOpenRow(runs: number): Promise<Result> {
  const samples = await coldOpen([ours, ...durable], [1, 50], runs);
  const results = [...samples].map(([devices, took]) => {
    const lines = linesOf(`10,000 electors after a restart, ${devices} at once`, 'ms', took, same);
    return {
      lines,
      target: bestOf(lines, durable, (best) => atMost(best.work, of(lines, ours), best, 0.1)),
    };
  });
  return {
    lines: results.flatMap(({ lines }) => lines),
    targets: results.map(({ target }) => target),
  };
}

async function reconnectRow(runs: number): Promise<Result> {
  const count = 500;
  const samples = await reconnect([ours, ...peers, 'bare ws loop'], count, runs);
  const work = `${count} devices of one book come back`;
  const lines = linesOf(work, 'ms', samples, (each) => each.ms);
  const sent = linesOf(`${work}: sent to each`, 'bytes', samples, (each) => each.bytesPerDevice);
  const server = `checking ${count} signatures alone`;
  const proven = { work, server, unit: 'ms', ...figuresOf(await proving(count, runs)) };
  const target = bestOf(lines, peers, (best) => atMost(work, of(lines, ours), best, 0.5));
  return { lines: [...lines, proven, ...sent], targets: [target] };
}

async function crashRow(): Promise<Result> {
  const lines: Line[] = [];
  const count = (work: string, server: string, kept: number, of_: number) =>
    lines.push({ work, server, unit: `of ${of_}`, median: kept, min: kept, max: kept, runs: 1 });
  const [shown, later, loaded] = [
    'shown, then kill -9: there after restart',
    'shown, kill -9 a second later',
    'the last 10 shown before each of 20 kills under load',
  ];
  for (const name of [ours, ...durable] as const) {
    const once = await killAfterOne(name, 20);
    count(shown, name, once.kept, once.of);
    const aSecond = await killAfterOne(name, 10, 1_000);
    count(later, name, aSecond.kept, aSecond.of);
    const load = await killUnderLoad(name, 20, 10);
    count(loaded, name, load.kept, load.of);
  }
  const target = (work: string, wanted: number): Target => ({
    what: work,
    reached: `${of(lines, ours, work).median} ${of(lines, ours, work).unit}`,
    against: durable.map((name) => `${name}: ${of(lines, name, work).median}`).join('; '),
    ratio: '',
    wanted: `${wanted} of ${wanted}`,
    isMet: of(lines, ours, work).median === wanted,
  });
  return { lines, targets: [target(shown, 20), target(loaded, 200)] };
}

async function smallChangesRow(runs: number): Promise<Result> {
  const lines: Line[] = [];
  const count = 20_000;
  const measure = async (name: Name, compaction: Compaction, words: string) => {
    const server = words ? `${name}, ${words}` : name;
    const { diskBytes, sentBytes, openMs } = await smallChanges(name, count, compaction, runs);
    const once = (bytes: number) => ({ median: bytes, min: bytes, max: bytes, runs: 1 });
    lines.push(
      { work: `${kept}, on disk`, server, unit: 'KB', ...once(diskBytes / kilo) },
      { work: `${kept}, sent to a new device`, server, unit: 'KB', ...once(sentBytes / kilo) },
      { work: opened, server, unit: 'ms', ...figuresOf(openMs) },
    );
  };
  const [kept, opened] = ['20,000 small changes', '20,000 small changes: opened after a restart'];
  await measure(ours, 'none', 'nobody compacts');
  await measure(ours, 'by the rule', 'as the app compacts');
  await measure(ours, 'by the rule, a week ago', 'as the app compacts, and the week over');
  for (const name of durable) await measure(name, 'none', '');
  const compacted = `${ours}, as the app compacts`;
  const pruned = `${compacted}, and the week over`;
  const theirs = 'Hocuspocus + SQLite';
  const [disk, sent] = [`${kept}, on disk`, `${kept}, sent to a new device`];
  return {
    lines,
    targets: [
      atMost(`${disk}, the week over`, of(lines, pruned, disk), of(lines, theirs, disk), 1),
      atMost(sent, of(lines, compacted, sent), of(lines, theirs, sent), 1),
      atMost(opened, of(lines, compacted, opened), of(lines, theirs, opened), 0.2),
    ],
  };
}

async function garbageRow(): Promise<Result> {
  const found = new Map<Name, string>();
  for (const name of [ours, ...inMemory] as const) found.set(name, await garbage(name));
  const others = inMemory.map((name) => `${name} ${found.get(name)}`).join('; ');
  return {
    lines: [],
    targets: [
      {
        what: 'garbage on the socket',
        reached: found.get(ours)!,
        against: others,
        ratio: '',
        wanted: 'stays, honest clients undisturbed',
        isMet: found.get(ours) === 'stays',
      },
    ],
  };
}

async function memoryRow(): Promise<Result> {
  const count = 10_000;
  const one = (work: string, server: string, bytes: number): Line => {
    const median = bytes / kilo;
    return { work, server, unit: 'KB', median, min: median, max: median, runs: 1 };
  };
  const many = await memoryOfBooks(count);
  const [whole, socket] = [
    'memory for each of 10,000 open books',
    `memory for each of ${formatNumber(socketsInOne)} devices`,
  ];
  const lines = [
    one(`${whole}, a device in each`, ours, many.bytesPerBook),
    one(`${socket} in one book`, ours, many.bytesPerSocket),
    one('memory of the relay with 10,000 open books', ours, many.totalBytes),
  ];
  const ofLarge = await memoryOfLargeBooks(largeBooks);
  lines.push(one(`memory for each of ${largeBooks} open books of 10,000 electors`, ours, ofLarge));
  const sent = `the same for each of ${largeBooksSent} just sent to a device`;
  for (const name of [ours, ...durable] as const)
    lines.push(one(sent, name, await memoryOfLargeBooksSent(name, largeBooksSent)));
  const [perBook, perLarge, perSocket] = [many.bytesPerBook, ofLarge, many.bytesPerSocket].map(
    (bytes) => bytes / kilo,
  ) as [number, number, number];
  const sentTo = (name: Name) => formatNumber(of(lines, name, sent).median);
  return {
    lines,
    targets: [
      {
        what: 'memory for an open book and its one device',
        reached: `${formatNumber(perBook)} KB; of 10,000 electors ${formatNumber(perLarge)} KB, ${sentTo(ours)} KB just sent; a device alone ${formatNumber(perSocket)} KB`,
        against: `of 10,000 electors, just sent: ${durable.map((name) => `${name} ${sentTo(name)} KB`).join('; ')}`,
        ratio: '',
        wanted: 'a few KB, whatever its size',
        isMet: Math.max(perBook, perLarge) - perSocket <= aFewKilobytes,
      },
    ],
  };
}

function same(value: number): number {
  return value;
}

function linesOf<T>(
  work: string,
  unit: string,
  samples: ReadonlyMap<Name, readonly T[]>,
  pick: (sample: T) => number,
): Line[] {
  return Array.from(samples, ([server, each]) => ({
    work,
    server,
    unit,
    ...figuresOf(each.map(pick)),
  }));
}

function of(lines: readonly Line[], server: string, work?: string): Line {
  return lines.find((line) => line.server === server && (work ?? line.work) === line.work)!;
}

function bestOf(
  lines: readonly Line[],
  names: readonly Name[],
  against: (best: Line) => Target,
): Target {
  const [best] = names.map((name) => of(lines, name)).toSorted((a, b) => a.median - b.median);
  return against(best!);
}
