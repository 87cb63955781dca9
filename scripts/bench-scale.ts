/**
 * `pnpm bench:scale`: two relays in front of three NATS nodes, and as many sockets as `--sockets` says
 * (or as these cores hold), in steps; what each step costs, and whether the last one costs what the
 * steps before it foretell. `--write` puts the table into docs/benchmarks/scale.md.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Crowd, type CrowdBook } from '../sync-server/bench/scale/crowd.ts';
import { canMeasure, cpuSeconds, residentBytes } from '../sync-server/bench/scale/usage.ts';
import { startRelayProcess, type RelayProcess } from '../sync-server/src/trials/cluster-trial.ts';
import { findNatsServer, noNatsServer, startNats } from '../sync-server/src/trials/nats.ts';
import { formatNumber } from './lib/bench-table.ts';
import { root } from './lib/tools.ts';

const socketsPerBook = 20;
const changesPerBookPerSecond = 1;
const seconds = 10;
/** As in a relay that people use. */
const heartbeatMs = 5_000;
const loneBooks = 500;
const lonePerSecond = 0.2;

interface Step {
  readonly name: string;
  readonly sockets: number;
  readonly books: number;
  readonly relayBytes: number;
  /** Of that, what is not garbage that the engine has not given back. */
  readonly liveBytes: number;
  readonly natsBytes: number;
  readonly idleRelayCpu: number;
  readonly idleNatsCpu: number;
  readonly relayCpu: number;
  readonly natsCpu: number;
  readonly appends: number;
  readonly deliveries: number;
  readonly p50: number;
  readonly p99: number;
}

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== '--'),
  options: {
    write: { type: 'boolean', default: false },
    sockets: { type: 'string', default: '9600' },
  },
});
const natsServer = findNatsServer();
if (!natsServer) stop(noNatsServer);
if (!canMeasure) stop('This benchmark reads /proc, which only Linux has.');

const load = loadavg()[0]!.toFixed(1);
const nats = await startNats(natsServer, 3);
const relays: RelayProcess[] = [];
const steps: Step[] = [];
let comingBack = '';
try {
  for (let number = 0; number < 2; number += 1)
    relays.push(await startRelayProcess(nats.servers, 3, heartbeatMs));
  const crowd = new Crowd(relays.map(({ url }) => url));
  steps.push(await measure('nobody', crowd, [], 0));
  const most = Number(values.sockets);
  for (const share of [1 / 8, 1 / 4, 1 / 2, 1]) {
    const sockets = Math.round(most * share);
    const books = Math.round(sockets / socketsPerBook) - crowd.books.length;
    await crowd.grow(books, socketsPerBook);
    steps.push(await measure(`${sockets} sockets`, crowd, crowd.books, changesPerBookPerSecond));
  }
  await crowd.grow(loneBooks, 1);
  const lone = crowd.books.slice(-loneBooks);
  steps.push(await measure(`and ${loneBooks} books of one socket`, crowd, lone, lonePerSecond));
  await crowd.cutOff();
  crowd.books.splice(-loneBooks);
  await crowd.readAll();
  comingBack = `${await measureComingBack(crowd, true)}\n\n${await measureComingBack(crowd, false)}`;
  crowd.close();
} finally {
  await Promise.all(relays.map(async (relay) => relay.kill()));
  await nats.stop();
}

const machine = `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}, three NATS nodes and two relays and the load on one machine, ${socketsPerBook} sockets a book, ${changesPerBookPerSecond} change of 300 bytes a second and book. Load before the start: ${load}.`;
const text = `# What more sockets cost\n\n${machine}\n\n${stepsTable(steps)}\n\n${modelTable(steps)}\n\n${comingBack}\n`;
console.log(text);
if (values.write) writeFileSync(join(root, 'docs/benchmarks/scale.md'), text);
process.exit();

async function measure(
  name: string,
  crowd: Crowd,
  books: readonly CrowdBook[],
  perBook: number,
): Promise<Step> {
  const [relayPids, natsPids] = [relays.map(({ pid }) => pid), nats.nodes.map(({ pid }) => pid!)];
  await sleep(2_000);
  const used = () => [cpuSeconds(relayPids), cpuSeconds(natsPids)] as const;
  const [relayStart, natsStart] = used();
  await sleep(seconds * 1000);
  const [relayIdle, natsIdle] = used();
  crowd.latencies.length = 0;
  const before = crowd.deliveries;
  const appends = books.length > 0 ? await crowd.write(books, perBook, seconds) : 0;
  const [relayEnd, natsEnd] = used();
  const memories = await Promise.all(relays.map(async (relay) => relay.memory()));
  const sorted = crowd.latencies.toSorted((a, b) => a - b);
  const quantile = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
  const step = {
    name,
    sockets: crowd.sockets,
    books: crowd.books.length,
    relayBytes: memories.reduce((sum, { resident }) => sum + resident, 0),
    liveBytes: memories.reduce((sum, { live }) => sum + live, 0),
    natsBytes: residentBytes(natsPids),
    idleRelayCpu: (relayIdle - relayStart) / seconds,
    idleNatsCpu: (natsIdle - natsStart) / seconds,
    relayCpu: relayEnd - relayIdle,
    natsCpu: natsEnd - natsIdle,
    appends,
    deliveries: crowd.deliveries - before,
    p50: quantile(0.5),
    p99: quantile(0.99),
  };
  console.error(JSON.stringify(step));
  return step;
}

async function measureComingBack(crowd: Crowd, hasRead: boolean): Promise<string> {
  const [relayPids, natsPids] = [relays.map(({ pid }) => pid), nats.nodes.map(({ pid }) => pid!)];
  await crowd.cutOff();
  const start = [cpuSeconds(relayPids), cpuSeconds(natsPids), performance.now()] as const;
  await crowd.comeBack(socketsPerBook, hasRead);
  const each = (total: number) => formatNumber((total * 1e6) / crowd.sockets);
  const relay = each(cpuSeconds(relayPids) - start[0]);
  const node = each(cpuSeconds(natsPids) - start[1]);
  const took = formatNumber((performance.now() - start[2]) / 1000);
  const what = hasRead ? 'having read everything' : 'and read their books from the start';
  return `All ${crowd.sockets} come back, ${what}: ${took} s, ${relay} µs CPU in the relays and ${node} µs in the nodes for each socket.`;
}

function stepsTable(all: readonly Step[]): string {
  const head =
    '| Step | Sockets | Books | Relays, MiB | of that live, MiB | NATS, MiB | Relays idle, cores | NATS idle, cores | Appends | Deliveries | Relays, CPU s | NATS, CPU s | p50, ms | p99, ms |';
  const lines = all.map(
    (step) =>
      `| ${[
        step.name,
        step.sockets,
        step.books,
        ...[step.relayBytes, step.liveBytes, step.natsBytes].map((bytes) =>
          formatNumber(bytes / 2 ** 20),
        ),
        ...[step.idleRelayCpu, step.idleNatsCpu].map((cores) => cores.toFixed(3)),
        step.appends,
        step.deliveries,
        ...[step.relayCpu, step.natsCpu].map(formatNumber),
        // Measured where there is somebody else to show a change to.
        ...[step.p50, step.p99].map((ms) => (ms > 0 ? formatNumber(ms) : '')),
      ].join(' | ')} |`,
  );
  return [head, head.replaceAll(/[^|]+/g, ' --- '), ...lines].join('\n');
}

/** The line through the middle steps, and what it says of the last. */
function modelTable(all: readonly Step[]): string {
  const crowds = all.slice(1, -1);
  const known = crowds.slice(0, -1);
  const last = crowds.at(-1)!;
  const rows: readonly [string, (step: Step) => number, (step: Step) => number, string][] = [
    [
      'Relay, live memory',
      ({ sockets }) => sockets,
      ({ liveBytes }) => liveBytes / 1024,
      'KiB a socket, its share of a book with it',
    ],
    [
      'Relay, a connection that is idle',
      ({ sockets }) => sockets,
      ({ idleRelayCpu }) => idleRelayCpu * 1e6,
      'µs CPU a second and socket',
    ],
    [
      'Relay, an append delivered to 20',
      ({ appends }) => appends,
      ({ relayCpu, idleRelayCpu }) => (relayCpu - idleRelayCpu * seconds) * 1e6,
      'µs CPU an append',
    ],
    [
      'NATS, an append',
      ({ appends }) => appends,
      ({ natsCpu, idleNatsCpu }) => (natsCpu - idleNatsCpu * seconds) * 1e6,
      'µs CPU an append, on three nodes together',
    ],
    [
      'NATS memory',
      ({ books }) => books,
      ({ natsBytes }) => natsBytes / 1024,
      'KiB a book open on two relays, on three nodes together',
    ],
  ];
  const head = '| What | Slope | Last step foretold | Last step measured | Ratio |';
  const lines = rows.map(([what, x, y, unit]) => {
    const [slope, start] = lineThrough(known.map((step) => [x(step), y(step)]));
    const [foretold, measured] = [start + slope * x(last), y(last)];
    return `| ${what} | ${formatNumber(slope)} ${unit} | ${formatNumber(foretold)} | ${formatNumber(measured)} | ${formatNumber(measured / foretold)} |`;
  });
  const lone = all.at(-1)!;
  const perBook = (of: (step: Step) => number) =>
    formatNumber((of(lone) - of(last)) / 1024 / loneBooks);
  const perAppend = (of: (step: Step) => number) => formatNumber((of(lone) * 1e6) / lone.appends);
  const alone = `A further book with one socket, open on one relay: ${perBook(({ liveBytes }) => liveBytes)} KiB live in the relay (${perBook(({ relayBytes }) => relayBytes)} KiB resident), ${perBook(({ natsBytes }) => natsBytes)} KiB in the three nodes together. An append to it, delivered to its author alone: ${perAppend(({ relayCpu, idleRelayCpu }) => relayCpu - idleRelayCpu * seconds)} µs CPU in the relay, ${perAppend(({ natsCpu, idleNatsCpu }) => natsCpu - idleNatsCpu * seconds)} µs in the three nodes together.`;
  return `${[head, '| --- | --- | --- | --- | --- |', ...lines].join('\n')}\n\n${alone}`;
}

/** Slope and start of the line that lies closest. */
function lineThrough(points: readonly (readonly [number, number])[]): readonly [number, number] {
  const mean = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length;
  const [middleX, middleY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const slope =
    points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0) /
    points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0);
  return [slope, middleY - slope * middleX];
}

function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
