/** The relays of a file of tests: each test starts its own, and after it they end. */
import { afterEach } from 'vitest';
import { startRelay, type TestRelay } from './relay.ts';

/** To be called once, at the top of the file. What it gives starts a relay. */
export function relayStarter(): typeof startRelay {
  const relays: TestRelay[] = [];
  afterEach(async () => {
    for (const { relay } of relays.splice(0)) await relay.close();
  });
  return async (options) => {
    const started = await startRelay(options);
    relays.push(started);
    return started;
  };
}
