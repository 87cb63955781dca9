/**
 * A NATS cluster, relays in processes of their own in front of it, and devices of one team that write
 * through whichever relay they reach. Whatever happens to nodes and relays meanwhile, `verify` says
 * whether everything is there, once and in one order.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { assert } from '@wardbook/shared/base/assert';
import { idToBytes } from '@wardbook/shared/base/ids';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { patiently } from '../store/jetstream/patience.ts';
import { Client } from './client.ts';
import { startNats, type NatsCluster, type NatsNode } from './nats.ts';
import { SteadyDevice, Witness } from './steady-device.ts';
import { admit, foundTeam, type Team } from './team.ts';

const startMs = 40_000;
const streamCount = 2;

export class RelayProcess {
  readonly url: string;
  readonly #child: ChildProcessWithoutNullStreams;
  isUp = true;

  constructor(url: string, child: ChildProcessWithoutNullStreams) {
    this.url = url;
    this.#child = child;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** What it holds once it has thrown away what it no longer needs. */
  async memory(): Promise<{ readonly resident: number; readonly live: number }> {
    const answer = once(this.#child.stdout, 'data');
    this.#child.stdin.write('memory\n');
    const [chunk] = (await answer) as [Buffer];
    const { rss, heapUsed, external } = JSON.parse(String(chunk)) as NodeJS.MemoryUsage;
    return { resident: rss, live: heapUsed + external };
  }

  /** As if the power went. */
  async kill(): Promise<void> {
    this.isUp = false;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}

export async function startRelayProcess(
  servers: readonly string[],
  replicas: number,
  heartbeatMs = 400,
): Promise<RelayProcess> {
  const script = fileURLToPath(new URL('relay-child.ts', import.meta.url));
  const args = ['--expose-gc', script, servers.join(','), String(replicas), String(heartbeatMs)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint = String(chunk);
  });
  const line = once(child.stdout, 'data').then(([chunk]) => String(chunk).trim());
  const ended = once(child, 'close').then(() => {
    throw new Error(`a relay did not start: ${complaint}`);
  });
  ended.catch(() => {});
  return new RelayProcess(await Promise.race([line, ended]), child);
}

export interface ClusterTrial {
  readonly nats: NatsCluster;
  readonly relays: RelayProcess[];
  readonly team: Team & { readonly editor: DeviceKeys };
  readonly devices: SteadyDevice[];
  readonly witness: Witness;
  /** The node that leads the stream of the team's book. */
  readonly leader: () => Promise<NatsNode>;
  /** One more relay. */
  readonly addRelay: () => Promise<void>;
  /** A device that begins at relay number `first` and goes on to the next when it is cut off. */
  readonly addDevice: (keys: DeviceKeys, first: number) => SteadyDevice;
  /** Waits until all is sent and read, and compares what all have read with what a newcomer reads. */
  readonly verify: (
    withinMs: number,
  ) => Promise<{ readonly entries: number; readonly receipts: number }>;
  readonly stop: () => Promise<void>;
}

export async function startTrial(
  program: string,
  { nodes = 3, relays: relayCount = 2 }: { nodes?: number; relays?: number } = {},
): Promise<ClusterTrial> {
  const nats = await startNats(program, nodes);
  const relays: RelayProcess[] = [];
  const devices: SteadyDevice[] = [];
  const witness = new Witness();
  const addRelay = async () => {
    relays.push(await startRelayProcess(nats.servers, nodes));
  };
  const stop = async () => {
    await Promise.allSettled(devices.map(async (device) => device.stop()));
    await Promise.all(relays.map(async (relay) => relay.kill()));
    await nats.stop();
  };
  try {
    await addRelay();
    await Promise.all(Array.from({ length: relayCount - 1 }, addRelay));
    const team = await foundAt(relays[0]!.url);
    const addDevice = (keys: DeviceKeys, first: number) => {
      const relay = (tries: number) => {
        const up = relays.filter(({ isUp }) => isUp);
        return up[(first + tries) % up.length]!.url;
      };
      const device = new SteadyDevice({ keys, book: team.book, witness, relay });
      devices.push(device);
      return device;
    };
    const verify = async (withinMs: number) =>
      verifyAll(devices, addDevice, team, witness, withinMs);
    const leader = async () => leaderOf(nats, team);
    return { nats, relays, team, devices, witness, leader, addRelay, addDevice, verify, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function foundAt(url: string): Promise<Team & { editor: DeviceKeys }> {
  const now = Date.now();
  const team = await foundTeam(now);
  const client = new Client(url);
  await client.hello(team.keeper, team.book);
  await client.next('unknown');
  client.send({ type: 'statements', statements: team.statements.map(({ bytes }) => bytes) });
  await client.next('welcome');
  await client.next('entries');
  await client.next('live');
  const editor = await admit({ now, relay: { url } }, { ...team, client });
  client.leave();
  return { ...team, editor };
}

async function verifyAll(
  devices: readonly SteadyDevice[],
  addDevice: ClusterTrial['addDevice'],
  team: Team,
  witness: Witness,
  withinMs: number,
) {
  const end = performance.now() + withinMs;
  const left = () => Math.max(end - performance.now(), 1);
  for (const device of devices) await device.settled(left());
  const newcomer = addDevice(team.keeper, 1);
  await newcomer.settled(left());
  const head = Math.max(...devices.map(({ position }) => position));
  for (const device of devices) await device.until(() => device.position >= head, left());
  const written = new Set(newcomer.log);
  let receipts = 0;
  for (const { receipted, history } of devices) {
    assert(history === newcomer.history, 'two devices read two histories');
    receipts += receipted.size;
    for (const key of receipted) {
      const place = witness.placeOf(key) ?? Infinity;
      assert(written.has(key) || place <= newcomer.passedOver, 'a receipted change is lost');
    }
  }
  await newcomer.stop();
  return { entries: newcomer.position, receipts };
}

async function leaderOf(nats: NatsCluster, { book }: Team): Promise<NatsNode> {
  const connection = await connect({ servers: [...nats.servers], timeout: startMs });
  const index = idToBytes(book)[0]! % streamCount;
  const ask = async () => {
    const manager = await jetstreamManager(connection, { timeout: 1_000 });
    return manager.streams.info(`wardbook-${index}-of-${streamCount}`);
  };
  try {
    for (;;) {
      const { cluster } = await patiently(ask, startMs);
      const node = nats.nodes.find(({ name }) => name === cluster?.leader);
      if (node) return node;
    }
  } finally {
    await connection.close();
  }
}
