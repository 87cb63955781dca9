/**
 * Reading one book's subject: its messages one by one, found by position; its statements; its pages.
 * Everything is asked of the stream's leader, so that what was acknowledged is seen.
 *
 * Invariant: what is read hangs together, whatever is committed or purged meanwhile, because one
 * message names all that came before it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { assert } from '@wardbook/shared/base/assert';
import type { Bytes } from '@wardbook/shared/base/bytes';
import { idToBytes, type BookId } from '@wardbook/shared/base/ids';
import { chainNext } from '@wardbook/shared/protocol/chain';
import { logSubject, streamOf, type Cluster } from './cluster.ts';
import {
  chainedOf,
  headOf,
  readMessage,
  type CommitMessage,
  type Foundation,
  type StoredStatement,
  type LogMessage,
} from './message.ts';
import { mayPass, patiently } from './patience.ts';

/** A message and its number in the stream. */
export interface Placed<Message extends LogMessage = LogMessage> {
  readonly number: number;
  /** What the message was published under, so that it can be known again. */
  readonly id: string | undefined;
  readonly message: Message;
}

export type PlacedCommit = Placed<CommitMessage>;

const readWithinMs = 15_000;
/** Messages asked for one by one before a consumer is made for the rest. */
const singlyMax = 12;
const batchMessages = 64;
const batchMs = 3_000;
const consumerIdleMs = 10_000;
const pauseMs = 100;
const consumerErrors = new Set([
  'ConsumerNotFoundError',
  'JetStreamApiError',
  'JetStreamStatusError',
]);

export class BookLog {
  readonly subject: string;
  readonly stream: string;
  readonly #cluster: Cluster;

  constructor(cluster: Cluster, book: BookId) {
    this.#cluster = cluster;
    this.subject = logSubject(book);
    this.stream = streamOf(cluster, idToBytes(book)[0]!);
  }

  /** The last message that counts: the log's end. */
  async last(): Promise<Placed | undefined> {
    const end = await this.#get({ last_by_subj: this.subject });
    if (end?.message.type !== 'commit') return end;
    let counts = (await this.successor(end.message.previous, end.number)).found;
    if (counts?.number === end.number) return end;
    // The end is void, and perhaps more before it is.
    for (let found = counts; found?.message.type === 'commit';) {
      counts = found;
      ({ found } = await this.successor(found.number, end.number));
      if (found) counts = found;
    }
    return counts;
  }

  /** The last message of the subject, whether it counts or not. */
  async lastOfAll(): Promise<Placed | undefined> {
    return this.#get({ last_by_subj: this.subject });
  }

  /**
   * The message that follows number `previous` in the log, and how far was looked. Looks no further
   * than number `through`.
   */
  async successor(
    previous: number,
    through = Infinity,
  ): Promise<{ readonly found: Placed | undefined; readonly seen: number }> {
    let seen = previous;
    while (seen < through) {
      const placed = await this.next(seen + 1);
      if (!placed || placed.number > through) break;
      const { message } = placed;
      // Where a log's beginning has been purged, what is left of it is no new one's.
      const isFirst = previous === 0 && seen === 0;
      seen = placed.number;
      if (message.type === 'deleted' || message.previous === previous || isFirst)
        return { found: placed, seen };
    }
    return { found: undefined, seen };
  }

  /** The first message, whether it counts or not, whose number is `from` or more. */
  async next(from: number): Promise<Placed | undefined> {
    return this.#get({ seq: Math.max(from, 1), next_by_subj: this.subject });
  }

  /** What the log stands on, as `at` knows it. */
  async foundationOf(at: PlacedCommit): Promise<Grounded | undefined> {
    const base = at.message.base === 0 ? at : await this.commitNumbered(at.message.base);
    if (!base) return undefined;
    const { foundation, covers } = base.message;
    assert(foundation, 'a message without a foundation where one was promised');
    return {
      number: base.number,
      covers,
      base,
      foundation,
      readFrom: foundation.readFrom || base.number,
    };
  }

  /** All the log's statements up to and including `at`, in order. */
  async statements(at: PlacedCommit, grounded: Grounded): Promise<StoredStatement[]> {
    const after: StoredStatement[][] = [];
    let one: PlacedCommit | undefined = at;
    while (one && one.number > grounded.number) {
      after.push(statementsIn(one.message));
      const before: number = one.message.statements;
      one = before > grounded.number ? await this.commitNumbered(before) : undefined;
    }
    const own = statementsIn(grounded.base.message);
    return [...grounded.foundation.statements, ...own, ...after.reverse().flat()];
  }

  /**
   * The message that holds entry `seq`, unless it has been purged. `readFrom` is the first message to
   * be looked at, which counts; without it that is the first there is.
   */
  async find(seq: number, at: PlacedCommit, readFrom?: number): Promise<PlacedCommit | undefined> {
    const from = readFrom ?? (await this.next(1))?.number ?? at.number;
    const likely = await this.#bisect(seq, at, from);
    if (likely && (await this.#counts(likely, at, from))) return likely;
    // A void message stood in the way: from one that counts to the next there is none.
    const first = await this.next(from);
    if (first?.message.type !== 'commit') return undefined;
    for await (const placed of this.messagesFrom(first as PlacedCommit, at.number))
      if (headOf(placed.message) >= seq) return placed.message.after < seq ? placed : undefined;
    return undefined;
  }

  async #bisect(seq: number, at: PlacedCommit, from: number): Promise<PlacedCommit | undefined> {
    let [low, high] = [from, at.number];
    let probe = at.number;
    while (low <= high) {
      const found = probe === at.number ? at : await this.next(probe);
      if (found?.message.type !== 'commit') return undefined;
      const { after } = found.message;
      if (after >= seq) high = probe - 1;
      else if (headOf(found.message) < seq) low = found.number + 1;
      else return found as PlacedCommit;
      probe = low + Math.floor((high - low) / 2);
    }
    return undefined;
  }

  async #counts({ number, message }: PlacedCommit, at: PlacedCommit, from: number) {
    if (number === at.number || number === from) return true;
    if (message.previous < from) return false;
    return (await this.successor(message.previous, number)).found?.number === number;
  }

  /**
   * `first`, which counts, and those after it that count up to number `through`: a few one by one,
   * then by a consumer.
   */
  async *messagesFrom(first: PlacedCommit, through: number): AsyncGenerator<PlacedCommit, void> {
    yield first;
    let last = first.number;
    for (let count = 1; last < through; count += 1) {
      if (count >= singlyMax) return yield* this.#stream(last, through);
      const { found } = await this.successor(last, through);
      if (found?.message.type !== 'commit') return;
      yield found as PlacedCommit;
      last = found.number;
    }
  }

  async *#stream(previous: number, through: number): AsyncGenerator<PlacedCommit, void> {
    let [last, seen, heardAt] = [previous, previous, performance.now()];
    // A consumer lives on one node and goes with it: then another is made from where this one got to.
    while (seen < through) {
      for await (const { number, message } of this.#batches(seen + 1, through)) {
        [seen, heardAt] = [number, performance.now()];
        if (message.type !== 'commit') return;
        if (message.previous !== last) continue;
        last = number;
        yield { number, id: undefined, message };
      }
      assert(performance.now() - heardAt < readWithinMs, 'a log that cannot be read to its end');
    }
  }

  /** Messages of the subject in order, whether they count or not, as far as one consumer gives them. */
  async *#batches(
    from: number,
    through: number,
  ): AsyncGenerator<{ number: number; message: LogMessage }, void> {
    const { manager, client } = this.#cluster;
    const made = await patiently(
      async () =>
        manager.consumers.add(this.stream, {
          filter_subject: this.subject,
          ack_policy: AckPolicy.None,
          deliver_policy: DeliverPolicy.StartSequence,
          opt_start_seq: from,
          mem_storage: true,
          num_replicas: 1,
          inactive_threshold: nanos(consumerIdleMs),
        }),
      readWithinMs,
    );
    try {
      const consumer = client.consumers.getConsumerFromInfo(made);
      for (;;) {
        let count = 0;
        const batch = await consumer.fetch({ max_messages: batchMessages, expires: batchMs });
        for await (const { data, seq } of batch) {
          const message = readMessage(data);
          assert(message, `message ${seq} of ${this.stream} is none of ours`);
          count += 1;
          yield { number: seq, message };
          if (seq >= through) return;
        }
        if (count === 0) return;
      }
    } catch (error) {
      if (!mayPass(error) && !isConsumerGone(error)) throw error;
      await sleep(pauseMs);
    } finally {
      void manager.consumers.delete(this.stream, made.name).catch(() => false);
    }
  }

  /** A message that is known to count, unless it has been purged. */
  async commitNumbered(number: number): Promise<PlacedCommit | undefined> {
    const placed = await this.#get({ seq: number });
    return placed?.message.type === 'commit' ? (placed as PlacedCommit) : undefined;
  }

  async #get(
    query: { seq: number; next_by_subj?: string } | { last_by_subj: string },
  ): Promise<Placed | undefined> {
    const { manager } = this.#cluster;
    const ask = async () => manager.streams.getMessage(this.stream, query);
    const stored = await patiently(ask, readWithinMs);
    if (!stored) return undefined;
    const message = readMessage(stored.data);
    assert(message, `message ${stored.seq} of ${this.stream} is none of ours`);
    return { number: stored.seq, id: stored.header.get('Nats-Msg-Id') || undefined, message };
  }
}

function isConsumerGone(error: unknown): boolean {
  return error instanceof Error && consumerErrors.has(error.name);
}

/** A foundation with its place. */
export interface Grounded {
  readonly number: number;
  /** The snapshot's, up to which only statements are left, and those are in the foundation. */
  readonly covers: number;
  readonly base: PlacedCommit;
  readonly foundation: Foundation;
  /** The first message that is to be read. */
  readonly readFrom: number;
}

function statementsIn(message: CommitMessage): StoredStatement[] {
  if (message.entries.every(({ kind }) => kind !== 'access')) return [];
  const hashes = chainedOf(message).map(({ hash }) => hash);
  return message.entries.flatMap(({ kind, at, blob }, index) => {
    const previousHash = hashes[index - 1] ?? message.previousHash;
    return kind === 'access' ? [{ seq: message.after + index + 1, at, previousHash, blob }] : [];
  });
}

/** The running hash after entry `seq` of `message`. */
export function hashIn(message: CommitMessage, seq: number): Bytes {
  let hash = message.previousHash;
  for (const { kind, at, blob } of message.entries.slice(0, seq - message.after))
    hash = chainNext(hash, kind, at, blob);
  return hash;
}
