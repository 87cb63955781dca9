import { systemRandom } from '@wardbook/shared/base/ports';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findNatsServer, noNatsServer, startNats, type NatsCluster } from '../../trials/nats.ts';
import { createMemoryStore } from '../memory.ts';
import { begin, chained, commitOf, describeStore, pageOf } from '../store.contract.ts';
import { openCluster, type Cluster } from './cluster.ts';
import { deletionTriesMax, JetStreamStore } from './jetstream.ts';

const program = findNatsServer();
if (!program) console.warn(noNatsServer);

let nats: NatsCluster;
beforeAll(async () => {
  if (program) nats = await startNats(program, 1);
});
afterAll(async () => nats?.stop());

async function open(
  change: (cluster: Cluster) => Cluster = (same) => same,
): Promise<JetStreamStore> {
  const place = { servers: nats.servers, replicas: 1, streams: 2 };
  const opened = await openCluster(place);
  if (opened.type !== 'opened') throw new Error(opened.detail);
  return new JetStreamStore(change(opened.cluster), { random: systemRandom });
}

describe.skipIf(!program)('with a NATS server', () => {
  describeStore('the JetStream store', () => open());

  test('agrees with the memory store whatever is committed', async () => {
    const jetstream = await open();
    const kind = fc.constantFrom('access' as const, 'update' as const, 'snapshot' as const);
    const step = fc.array(fc.tuple(kind, fc.nat(300)), { minLength: 1, maxLength: 5 });
    const steps = fc.array(fc.tuple(step, fc.nat(100), fc.boolean()), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const trial = await begin(createMemoryStore());
        await jetstream.createLog({ ...trial, entries: trial.entries });
        let covered = 0;
        for (const [kinds, percent, mustPrune] of all) {
          const isSnapshot = kinds.some(([one]) => one === 'snapshot');
          const covers = isSnapshot ? Math.floor((trial.entries.length * percent) / 100) : 0;
          const commit = commitOf(trial, chained(trial, kinds), covers > covered ? covers : 0);
          covered = Math.max(covered, covers);
          expect(await jetstream.commit([commit])).toEqual(await trial.store.commit([commit]));
          if (mustPrune) await jetstream.prune(1_000_000);
        }
        for (const bounds of [{}, { after: 1, bytesMax: 600, entriesMax: 7 }])
          expect(await pageOf({ ...trial, store: jetstream }, bounds)).toEqual(
            await pageOf(trial, bounds),
          );
        const [mine, theirs] = [
          await jetstream.openLog(trial.book),
          await trial.store.openLog(trial.book),
        ];
        expect(mine).toEqual(theirs);
      }),
      { numRuns: 25 },
    );
    await jetstream.close();
  });

  test('a deletion that others are always ahead of ends, and says so', async () => {
    const others = await begin(await open());
    let tries = 0;
    const overtaken = await open((cluster) => {
      const { client } = cluster;
      const publish: typeof client.publish = async (...message) => {
        tries += 1;
        await others.store.commit([commitOf(others, chained(others, [['update', 9]]))]);
        return client.publish(...message);
      };
      return { ...cluster, client: Object.assign(Object.create(client), { publish }) };
    });
    const tombstone = { book: others.book, at: 5_000, proof: systemRandom(96) };
    expect(await overtaken.deleteBook(tombstone)).toMatchObject({
      type: 'cannot-save',
      reason: 'broken',
    });
    expect(tries).toBe(deletionTriesMax);
    expect(await others.store.openLog(others.book)).toMatchObject({ head: 1 + deletionTriesMax });
    expect(await others.store.deleteBook(tombstone)).toEqual({ type: 'saved' });
    await overtaken.close();
    await others.store.close();
  });

  test('says why a cluster cannot be used', async () => {
    const few = { servers: nats.servers, replicas: 3, streams: 2 };
    expect(await openCluster({ ...few, servers: await emptyPlace() }, 100)).toMatchObject({
      reason: 'unreachable',
    });
    const missing = { ...few, credentials: '/no/such/file' };
    expect(await openCluster(missing)).toMatchObject({ reason: 'no-credentials' });
    // Its streams are there, with one copy each.
    await (await open()).close();
    expect(await openCluster({ ...few, servers: nats.servers }, 100)).toMatchObject({
      reason: 'replicas',
    });
    const short = await startNats(program!, 1, []);
    expect(await openCluster({ ...few, servers: short.servers })).toMatchObject({
      reason: 'payload',
    });
    await short.stop();
  });

  test('needs no more rights than the operating notes say', async () => {
    const subjects = '["wardbook.>", "_INBOX.>", "$JS.API.>"]';
    const permissions = `{ publish: ${subjects}, subscribe: ${subjects} }`;
    const locked = await startNats(program!, 1, [
      'max_payload: 20MB',
      `authorization { users: [{ user: relay, password: "a secret", permissions: ${permissions} }] }`,
    ]);
    const place = { servers: locked.servers, replicas: 1, streams: 2 };
    expect(await openCluster(place)).toMatchObject({ type: 'cannot-open', reason: 'refused' });
    const login = { user: 'relay', password: 'a secret' };
    const opened = await openCluster({ ...place, login });
    if (opened.type !== 'opened') throw new Error(opened.detail);
    const store = new JetStreamStore(opened.cluster, { random: systemRandom });
    const trial = await begin(store);
    const told = new Promise((resolve) => {
      const nothing = () => {};
      store.follow(trial.book, 1, { committed: resolve, lost: nothing, presence: nothing });
    });
    const many = Array.from({ length: 30 }, () => ['update', 10] as const);
    for (const each of many) await store.commit([commitOf(trial, chained(trial, [each]))]);
    expect((await pageOf(trial)).runs[0]!.entries).toHaveLength(31);
    expect(await told).toMatchObject({ after: 1 });
    expect(await store.health()).toMatchObject({ type: 'well' });
    await store.deleteBook({ book: trial.book, at: 1, proof: new Uint8Array(1) });
    await store.close();
    await locked.stop();
  });
});

/** Where nothing listens. */
async function emptyPlace(): Promise<string[]> {
  const gone = await startNats(program!, 1);
  await gone.stop();
  return [...gone.servers];
}
