/** Trying again while a cluster picks a new leader or a connection comes back, within a bound. */
import { JetStreamApiError } from '@nats-io/jetstream';
import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 100;

/** Runs `work`, and again for up to `withinMs` while what fails may pass. */
export async function patiently<T>(
  work: () => Promise<T>,
  withinMs: number,
  isPassing = mayPass,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || performance.now() >= until) throw error;
      await sleep(pauseMs);
    }
}

/** Of the connection: no answer, nobody to answer, a node that went away. */
const passingNames = new Set([
  'TimeoutError',
  'NoRespondersError',
  'RequestError',
  'ConnectionError',
  'DrainingConnectionError',
  'JetStreamNotEnabled',
]);

/**
 * Whether an error may pass: no answer, or a cluster without a leader, and not the request itself.
 */
export function mayPass(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.status >= 500 && !isFull(error);
  return error instanceof Error && passingNames.has(error.name);
}

const fullCodes = new Set([10_002, 10_023, 10_028, 10_047, 10_077]);

/** There is no space left, in the cluster or in the account. */
export function isFull(error: unknown): boolean {
  return error instanceof JetStreamApiError && fullCodes.has(error.code);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
