/** Relays in front of a real cluster of three nodes, and what can happen to either. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemRandom } from '@wardbook/shared/base/ports';
import { afterEach, describe, expect, test } from 'vitest';
import { openCluster } from './store/jetstream/cluster.ts';
import { JetStreamStore } from './store/jetstream/jetstream.ts';
import { begin as beginBook, chained, pageOf } from './store/store.contract.ts';
import { startTrial, type ClusterTrial } from './trials/cluster-trial.ts';
import { findNatsServer, noNatsServer } from './trials/nats.ts';
import { sealedBy } from './trials/team.ts';

const program = findNatsServer();
if (!program) console.warn(noNatsServer);
const patienceMs = 50_000;

let trial: ClusterTrial | undefined;
afterEach(async () => {
  await trial?.stop();
  trial = undefined;
});

async function begin(): Promise<ClusterTrial> {
  trial = await startTrial(program!);
  return trial;
}

/** Both of the team write a change every few milliseconds until the call of what it gives. */
function keepWriting({ devices }: ClusterTrial) {
  const stopping = new AbortController();
  const writing = (async () => {
    while (!stopping.signal.aborted) {
      for (const device of devices) if (device.unsent < 50) await device.write();
      await sleep(10);
    }
  })();
  return async () => {
    stopping.abort();
    await writing;
  };
}

async function openStore({ nats }: ClusterTrial): Promise<JetStreamStore> {
  const place = { servers: nats.servers, replicas: 3, streams: 2 };
  const opened = await openCluster(place);
  if (opened.type !== 'opened') throw new Error(opened.detail);
  return new JetStreamStore(opened.cluster, { random: systemRandom });
}

// Longer than a test's usual time: a cluster takes seconds to pick a leader, several times.
describe.skipIf(!program)('three NATS nodes and two relays', { timeout: 180_000 }, () => {
  test('devices at different relays converge and see one another', async () => {
    const { team, addDevice, verify } = await begin();
    const [one, other] = [addDevice(team.keeper, 0), addDevice(team.editor, 1)];
    for (let count = 0; count < 200; count += 1) {
      await one.write();
      await other.write();
    }
    await one.settled(patienceMs);
    one.show(await sealedBy(team.keeper, { kind: 'presence' }));
    await other.until(() => other.presence.length === 1, patienceMs);
    const { receipts } = await verify(patienceMs);
    expect(receipts).toBe(400);
    expect([one.reconnected, other.reconnected]).toEqual([0, 0]);
  });

  test('of two commits for one place one is taken, however close they come', async () => {
    const cluster = await begin();
    const stores = [await openStore(cluster), await openStore(cluster)] as const;
    const book = await beginBook(stores[0]);
    for (let round = 0; round < 150; round += 1) {
      const commits = stores.map(() => ({
        book: book.book,
        after: book.entries.length,
        entries: chained(book, [['update', 20 + (round % 7)]]),
        covers: 0,
      }));
      const outcomes = await Promise.all(
        stores.map(async (store, index) => store.commit([commits[index]!])),
      );
      expect(outcomes.map(({ type }) => type).sort()).toEqual(['moved-on', 'saved']);
      book.entries.push(...commits[outcomes.findIndex(({ type }) => type === 'saved')]!.entries);
    }
    for (const store of stores) {
      const page = await pageOf({ ...book, store });
      expect(page.runs.flatMap(({ entries }) => entries.map(({ blob }) => blob))).toEqual(
        book.entries.map(({ blob }) => blob),
      );
      for (const seq of [1, 2, 75, 150])
        expect(await store.hashAt(book.book, seq)).toEqual({
          type: 'hash',
          hash: book.entries[seq - 1]!.hash,
        });
      await store.close();
    }
  });

  test('nothing is lost when a relay, then a node, then the leader is killed, and one is cut off', async () => {
    const { nats, relays, team, addDevice, addRelay, leader, verify } = await begin();
    const devices = [addDevice(team.keeper, 0), addDevice(team.editor, 1)];
    const stop = keepWriting(trial!);
    const progress = async () => {
      const before = devices.map(({ receipted }) => receipted.size);
      for (const [index, device] of devices.entries())
        await device.until(() => device.receipted.size > before[index]! + 20, patienceMs);
    };
    await progress();

    await relays[0]!.kill();
    await addRelay();
    await progress();

    const leading = await leader();
    const follower = nats.nodes.find((node) => node !== leading)!;
    await follower.kill();
    await progress();
    follower.start();
    await sleep(2_000);

    const second = await leader();
    await second.kill();
    await progress();
    second.start();
    await sleep(2_000);

    const third = await leader();
    third.freeze();
    await progress();
    third.thaw();
    await progress();

    await stop();
    const { receipts } = await verify(patienceMs);
    expect(receipts).toBeGreaterThan(200);
    expect(Math.max(...devices.map(({ reconnected }) => reconnected))).toBeGreaterThan(0);
  });
});
