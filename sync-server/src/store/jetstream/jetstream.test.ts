import { systemRandom } from '@wardbook/shared/base/ports';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findNatsServer, noNatsServer, startNats, type NatsCluster } from '../../testing/nats.ts';
import { createMemoryStore } from '../memory.ts';
import { begin, chained, commitOf, describeStore, pageOf } from '../store.contract.ts';
import { openCluster } from './cluster.ts';
import { JetStreamStore } from './jetstream.ts';

const program = findNatsServer();
if (!program) console.warn(noNatsServer);

let nats: NatsCluster;
beforeAll(async () => {
  if (program) nats = await startNats(program, 1);
});
afterAll(async () => nats?.stop());

async function open(): Promise<JetStreamStore> {
  const place = { servers: nats.servers, replicas: 1, streams: 2 };
  const opened = await openCluster(place);
  if (opened.type !== 'opened') throw new Error(opened.detail);
  return new JetStreamStore(opened.cluster, { random: systemRandom });
}

describe.skipIf(!program)('with a NATS server', () => {
  describeStore('the JetStream store', open);

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
});
