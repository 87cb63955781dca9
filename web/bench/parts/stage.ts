/** What most measurements stand on: a relay, the ward's book on it, and a page of yardsticks. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Founder } from './founder.ts';
import { startRelay, type RelayProcess } from './relay-process.ts';
import { serveYardsticks, type YardstickServer } from './yardstick-server.ts';

export interface Stage {
  /** A folder of its own, removed at the end. */
  readonly folder: string;
  readonly relay: RelayProcess;
  readonly founder: Founder;
  readonly yardsticks: YardstickServer;
}

/** Everything is stopped and removed at the end, however it ends. */
export async function withStage<T>(act: (stage: Stage) => Promise<T>): Promise<T> {
  await using ending = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'wardbook-bench-'));
  ending.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const relay = await startRelay(join(folder, 'relay'));
  ending.defer(() => relay.stop());
  const founder = await Founder.found(relay.url);
  ending.defer(() => founder.close());
  const yardsticks = await serveYardsticks(join(folder, 'yardsticks'));
  ending.defer(() => yardsticks.stop());
  return await act({ folder, relay, founder, yardsticks });
}
