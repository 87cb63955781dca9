/**
 * `pnpm chaos [seeds]`, `1-5` unless told: relays in front of three NATS nodes, devices that write all
 * the time, and what can happen to either, by a seed: killed, cut off, all at once. After each seed
 * every device must have read one history that holds every change it had a receipt for. About a minute
 * each. Ends with code 1 at the first seed that fails, and says which.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../shared/src/testing/seeded-random.ts';
import { startTrial, type ClusterTrial } from '../sync-server/src/trials/cluster-trial.ts';
import { findNatsServer, noNatsServer } from '../sync-server/src/trials/nats.ts';

const stepsPerSeed = 8;
const settleMs = 90_000;
const unsentMax = 40;
const freezeMsMax = 6_000;
const pauseMsMax = 2_500;

type Act = (trial: ClusterTrial, chance: () => number) => Promise<string>;

const acts: readonly Act[] = [
  async ({ relays, addRelay }, chance) => {
    const up = relays.filter(({ isUp }) => isUp);
    await up[Math.floor(chance() * up.length)]!.kill();
    await addRelay();
    return 'a relay killed';
  },
  async ({ nats }, chance) => {
    const node = nats.nodes[Math.floor(chance() * nats.nodes.length)]!;
    await node.kill();
    await sleep(chance() * pauseMsMax);
    node.start();
    return `node ${node.name} killed`;
  },
  async ({ leader }, chance) => {
    const node = await leader();
    await node.kill();
    await sleep(chance() * pauseMsMax);
    node.start();
    return `the leader ${node.name} killed`;
  },
  async ({ leader }, chance) => {
    const node = await leader();
    node.freeze();
    await sleep(chance() * freezeMsMax);
    node.thaw();
    return `the leader ${node.name} cut off`;
  },
  async ({ nats }, chance) => {
    for (const node of nats.nodes) node.freeze();
    await sleep(chance() * pauseMsMax);
    for (const node of nats.nodes) node.thaw();
    return 'all nodes cut off';
  },
  async ({ nats }) => {
    await Promise.all(nats.nodes.map(async (node) => node.kill()));
    for (const node of nats.nodes) node.start();
    return 'all nodes killed at once';
  },
  async ({ devices }) => {
    const [keeper] = devices;
    await keeper!.writeSnapshot();
    return 'a snapshot';
  },
];

const program = findNatsServer();
if (!program) {
  console.log(noNatsServer);
  process.exit(0);
}
const [first = 1, last = first] = (process.argv.slice(2).find((word) => word !== '--') ?? '1-5')
  .split('-')
  .map(Number);
for (let seed = first; seed <= last; seed += 1) {
  const said = await tryOut(program, seed).catch((error: unknown) => {
    console.error(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
    process.exit(1);
  });
  console.log(`seed ${seed}: ${said}`);
}

async function tryOut(natsServer: string, seed: number): Promise<string> {
  const random = seededRandom(seed);
  const chance = () => new DataView(random(4).buffer).getUint32(0) / 2 ** 32;
  const trial = await startTrial(natsServer);
  const stopping = new AbortController();
  try {
    const { team, addDevice } = trial;
    for (let number = 0; number < 4; number += 1)
      addDevice(number % 2 === 0 ? team.keeper : team.editor, number);
    const writing = keepWriting(trial, stopping.signal);
    const happened: string[] = [];
    for (let step = 0; step < stepsPerSeed; step += 1) {
      await sleep(chance() * pauseMsMax);
      happened.push(await acts[Math.floor(chance() * acts.length)]!(trial, chance));
    }
    stopping.abort();
    await writing;
    const { entries, receipts } = await trial.verify(settleMs);
    return `${receipts} receipts, ${entries} entries, one history. ${happened.join(', ')}.`;
  } finally {
    stopping.abort();
    await trial.stop();
  }
}

async function keepWriting({ devices }: ClusterTrial, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const device of devices) if (device.unsent < unsentMax) await device.write();
    await sleep(10);
  }
}
