/** A relay on a free port with clocks that tests move, and stores that fail or wait when told to. */
import { systemRandom } from '@wardbook/shared/base/ports';
import { createRelay, type Relay, type RelayOptions } from '../server.ts';
import { createMemoryStore } from '../store/memory.ts';
import type { Store, StoreFailure } from '../store/store.ts';

export interface TestRelay {
  readonly relay: Relay;
  readonly store: Store;
  /** The relay's wall clock, ms since 1970. */
  now: number;
  /** What has passed for its time-outs, ms. */
  passed: number;
  readonly log: string[];
  /** Lets `ms` pass by both clocks and looks at the time-outs. */
  wait(ms: number): void;
}

export async function startRelay(options: Partial<RelayOptions> = {}): Promise<TestRelay> {
  const store = options.store ?? createMemoryStore();
  const log: string[] = [];
  const test = { store, log, now: 1_800_000_000_000, passed: 0 };
  const started = await createRelay({
    store,
    clock: () => test.now,
    elapsed: () => test.passed,
    random: systemRandom,
    creating: 'open',
    pages: 'any',
    host: '127.0.0.1',
    port: 0,
    log: (event, about) => log.push(about ? `${event} ${JSON.stringify(about)}` : event),
    ...options,
  });
  if (started.type !== 'started') throw new Error(started.reason);
  const { relay } = started;
  return Object.assign(test, {
    relay,
    wait(ms: number) {
      test.now += ms;
      test.passed += ms;
      relay.sweep();
    },
  });
}

export interface TroubledStore extends Store {
  /** Commits fail with this while it is set. */
  failure: StoreFailure | undefined;
  /** Commits wait for this. */
  gate: Promise<void> | undefined;
  /** What is committed is said to be so only after this. */
  saying: Promise<void> | undefined;
  /** Pages are read only after this. */
  reading: Promise<void> | undefined;
  /** How many commits have come in. */
  commits: number;
  /** How many pages have been asked for. */
  reads: number;
}

export function createTroubledStore(): TroubledStore {
  const store = createMemoryStore();
  const troubled: TroubledStore = {
    ...store,
    failure: undefined,
    gate: undefined,
    saying: undefined,
    reading: undefined,
    commits: 0,
    reads: 0,
    commit: async (batch) => {
      troubled.commits += 1;
      await troubled.gate;
      if (troubled.failure) return troubled.failure;
      const committed = await store.commit(batch);
      await troubled.saying;
      return committed;
    },
    read: async (request) => {
      troubled.reads += 1;
      await troubled.reading;
      return store.read(request);
    },
  };
  return troubled;
}
