/**
 * What a relay can be watched by, for Prometheus, on a port of its own. Numbers only: nothing names a
 * book, a device or an address.
 */
import { createServer } from 'node:http';
import { closeCodes } from '@wardbook/shared/protocol/close-codes';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Figures, Watch } from '../server.ts';
import type { Store } from '../store/store.ts';

const commitBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export class Metrics {
  readonly #registry = new Registry();
  readonly #closed = this.#counter('sessions_closed', 'Sessions the relay ended', 'reason');
  readonly #refused = this.#counter('sockets_refused', 'Sockets refused at the door', 'status');
  readonly #entries = this.#counter('entries', 'Entries committed', 'kind');
  readonly #bytes = this.#counter('entry_bytes', 'Bytes of entries committed', 'kind');
  readonly #failures = this.#counter('commit_failures', 'Commits that failed', 'reason');
  readonly #commits = new Histogram({
    name: 'wardbook_commit_seconds',
    help: 'How long commits took',
    buckets: commitBuckets,
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    for (const reason of Object.keys(closeCodes)) this.#closed.inc({ reason }, 0);
  }

  readonly watch: Watch = {
    closed: (reason) => this.#closed.inc({ reason }),
    turnedAway: (status) => this.#refused.inc({ status: status.slice(0, 3) }),
  };

  /** Asked for only when somebody looks. */
  observe(figures: () => Figures, isReady: () => Promise<boolean>): void {
    const gauge = (name: string, help: string, value: () => number | Promise<number>) =>
      new Gauge({
        name: `wardbook_${name}`,
        help,
        registers: [this.#registry],
        async collect() {
          this.set(await value());
        },
      });
    gauge('sockets', 'Open sockets', () => figures().sockets);
    gauge(
      'sockets_known',
      'Of these, of devices in or before a book',
      () => figures().knownSockets,
    );
    gauge('connections_other', 'Connections that are no socket', () => figures().otherConnections);
    gauge('books_open', 'Books somebody is in', () => figures().openBooks);
    gauge('books_idle', 'Books kept in memory a while', () => figures().idleBooks);
    gauge('store_bytes', 'What the store holds', () => figures().usedBytes);
    gauge('damaged_entries', 'Entries damaged on disk', () => figures().damagedEntries);
    gauge(
      'backup_seconds',
      'When the backup served was last written to, since 1970; 0 for none',
      () => Math.floor((figures().backupAt ?? 0) / 1000),
    );
    gauge('ready', '1 when devices may be sent here', async () => ((await isReady()) ? 1 : 0));
  }

  /** The same store, with its commits counted. */
  measured(store: Store): Store {
    const commit: Store['commit'] = async (batch) => {
      const end = this.#commits.startTimer();
      const result = await store.commit(batch);
      end();
      if (result.type === 'cannot-save') this.#failures.inc({ reason: result.reason });
      if (result.type !== 'saved') return result;
      for (const { entries } of batch)
        for (const { kind, blob } of entries) {
          this.#entries.inc({ kind });
          this.#bytes.inc({ kind }, blob.length);
        }
      return result;
    };
    return new Proxy(store, {
      get(target, name): unknown {
        if (name === 'commit') return commit;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** Gives them out until `close`; rejects when the port cannot be had. */
  async serve(host: string, port: number): Promise<{ port: number; close: () => void }> {
    const server = createServer((request, response) => {
      const isAsked = request.method === 'GET' && request.url === '/metrics';
      if (!isAsked) return void response.writeHead(404).end();
      void this.#registry.metrics().then((text) => {
        response.writeHead(200, { 'Content-Type': this.#registry.contentType }).end(text);
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    const bound = server.address();
    return {
      port: typeof bound === 'object' && bound ? bound.port : port,
      close: () => {
        server.close();
        server.closeAllConnections();
      },
    };
  }

  #counter<Label extends string>(name: string, help: string, label: Label): Counter<Label> {
    const registers = [this.#registry];
    return new Counter({ name: `wardbook_${name}_total`, help, labelNames: [label], registers });
  }
}
