/**
 * Run as a child: a relay on the NATS servers of argv[2], with argv[3] copies of each book and a
 * heartbeat every argv[4] ms, without the bounds that one address meets. Prints its address, and its
 * memory (JSON) for every line it reads. Logs to the error stream. Ends with its parent.
 */
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { createRelay } from '../server.ts';
import { openCluster } from '../store/jetstream/cluster.ts';
import { JetStreamStore } from '../store/jetstream/jetstream.ts';

const [servers, replicas, heartbeat] = process.argv.slice(2);
const place = { servers: servers!.split(','), replicas: Number(replicas), streams: 2 };
const opened = await openCluster(place);
if (opened.type !== 'opened') throw new Error(`${opened.reason}: ${opened.detail}`);
const times = { heartbeatMs: Number(heartbeat) };
const store = new JetStreamStore(opened.cluster, { random: systemRandom, times });
const started = await createRelay({
  store,
  clock: systemClock,
  random: systemRandom,
  creating: 'open',
  pages: 'own',
  limits: { booksPerAddressPerHour: 1_000_000, strangersPerAddressMax: 4_096 },
  host: '127.0.0.1',
  port: 0,
  log: (event, about) => process.stderr.write(`${event} ${JSON.stringify(about ?? {})}\n`),
});
if (started.type !== 'started') throw new Error(started.reason);
process.stdout.write(`${started.relay.url}\n`);
process.stdin.on('data', () => {
  // There when the child was started with --expose-gc.
  globalThis.gc?.();
  process.stdout.write(`${JSON.stringify(process.memoryUsage())}\n`);
});
process.stdin.on('end', () => process.exit(0));
