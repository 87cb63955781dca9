/** Putting one message into a book's subject: there once, not there, or not known in time. */
import { JetStreamApiError } from '@nats-io/jetstream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { MovedOn, StoreFailure } from '../store.ts';
import type { Cluster } from './cluster.ts';
import type { BookLog } from './log.ts';
import { isFull, mayPass, messageOf } from './patience.ts';

const publishWithinMs = 20_000;
const pauseMs = 100;
const wrongLastNumber = new Set([10_071, 10_164]);

export type Published = { readonly type: 'published'; readonly number: number };

/**
 * Publishes `payload` as the message right after number `last` of the log's subject (0: as its
 * first). `id` must be of this call only: a publication whose answer was lost is found again by it.
 */
export async function publishAfter(
  { client }: Cluster,
  log: BookLog,
  last: number,
  id: string,
  payload: Bytes,
): Promise<Published | MovedOn | StoreFailure> {
  const until = performance.now() + publishWithinMs;
  const expect = { lastSubjectSequence: last };
  for (;;)
    try {
      const { seq } = await client.publish(log.subject, payload, { msgID: id, expect });
      return { type: 'published', number: seq };
    } catch (error) {
      if (error instanceof JetStreamApiError && wrongLastNumber.has(error.code)) {
        // Somebody was quicker; perhaps it was this very message, whose answer got lost.
        const taken = await log.next(last + 1);
        return taken?.id === id
          ? { type: 'published', number: taken.number }
          : { type: 'moved-on' };
      }
      if (isFull(error)) return failure('full', error);
      if (!mayPass(error) || performance.now() > until) return failure('broken', error);
      await sleep(pauseMs);
    }
}

export function failure(reason: StoreFailure['reason'], error: unknown): StoreFailure {
  return { type: 'cannot-save', reason, detail: messageOf(error) };
}
