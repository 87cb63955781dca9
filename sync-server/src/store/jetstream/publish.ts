/** Putting one message into a book's subject: there once, not there, or not known in time. */
import { JetStreamApiError } from '@nats-io/jetstream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { MovedOn, StoreFailure } from '../store.ts';
import type { Cluster } from './cluster.ts';
import type { BookLog, Placed } from './log.ts';
import { isFull, mayPass, messageOf } from './patience.ts';

const publishWithinMs = 20_000;
const pauseMs = 100;
const wrongLastNumber = new Set([10_071, 10_164]);

export type Published = { readonly type: 'published'; readonly number: number };

/**
 * Publishes `payload` as the message that follows number `previous` of the log (0: as its first).
 * `id` must be of this call only: a publication whose answer was lost is found again by it. What the
 * cluster answers is not relied on: the message is there if it is the one that counts.
 */
export async function publishAfter(
  { client, isSerial }: Cluster,
  log: BookLog,
  previous: number,
  id: string,
  payload: Bytes,
): Promise<Published | MovedOn | StoreFailure> {
  const until = performance.now() + publishWithinMs;
  let lastSubjectSequence = previous;
  let last: unknown = new Error('What was published did not come to count.');
  do {
    try {
      const expect = { lastSubjectSequence };
      const { seq } = await client.publish(log.subject, payload, { msgID: id, expect });
      if (isSerial) return { type: 'published', number: seq };
      const { found } = await log.successor(previous);
      if (found) return outcome(found, id);
      // A new leader may not have come as far yet: it is asked again.
    } catch (error) {
      if (isFull(error)) return failure('full', error);
      if (error instanceof JetStreamApiError && wrongLastNumber.has(error.code)) {
        const { found, seen } = await log.successor(previous);
        if (found) return outcome(found, id);
        // What stands at the end is void.
        if (seen > lastSubjectSequence) {
          lastSubjectSequence = seen;
          continue;
        }
      } else if (!mayPass(error)) return failure('broken', error);
      last = error;
    }
    await sleep(pauseMs);
  } while (performance.now() <= until);
  return failure('broken', last);
}

function outcome(found: Placed, id: string): Published | MovedOn {
  return found.id === id ? { type: 'published', number: found.number } : { type: 'moved-on' };
}

export function failure(reason: StoreFailure['reason'], error: unknown): StoreFailure {
  return { type: 'cannot-save', reason, detail: messageOf(error) };
}
