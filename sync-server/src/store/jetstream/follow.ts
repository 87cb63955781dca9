/**
 * Following one book: a push consumer of its subject from a message on, and what other relays' devices
 * show one another. A consumer that falls silent, or that counts more than has come, is made anew
 * from where reading stands.
 *
 * Invariant: commits are told in the log's order without a gap; one may be told twice.
 */
import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import { createInbox, nanos, type Msg, type Subscription } from '@nats-io/transport-node';
import { concat, equal, type Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import type { Follower, Following } from '../store.ts';
import { presenceSubject, type Cluster } from './cluster.ts';
import type { BookLog, PlacedCommit } from './log.ts';
import { chainedOf, readMessage, servedBytesOf } from './message.ts';

export interface FollowTimes {
  /** The consumer says so often that it is there. */
  readonly heartbeatMs: number;
}

/** So many heartbeats left out, and the consumer is taken for gone. */
const missedMax = 2.5;
const unusedConsumerMs = 15_000;

export interface FollowOptions {
  readonly cluster: Cluster;
  readonly log: BookLog;
  readonly book: BookId;
  /** Marks what this relay shows, so that it does not come back to it. */
  readonly relay: Bytes;
  readonly times: FollowTimes;
  /** The message that holds the last entry the room knows; 0 when it is not there any more. */
  readonly at: () => Promise<number>;
  readonly onMessage: (placed: PlacedCommit) => void;
}

export class BookFollowing implements Following {
  readonly #options: FollowOptions;
  readonly #follower: Follower;
  readonly #presence: Subscription;
  #subscription: Subscription | undefined;
  #consumer: string | undefined;
  /** The last message that counts, of those told or known before. */
  #at: number | undefined;
  /** What the consumer has sent since it was made. */
  #count = 0;
  #heardAt = performance.now();
  #isStarting = false;
  #isStopped = false;

  constructor(options: FollowOptions, follower: Follower) {
    this.#options = options;
    this.#follower = follower;
    const { cluster, book } = options;
    const callback = (error: Error | null, { data }: Msg) => {
      if (!error) this.#showPresence(data);
    };
    this.#presence = cluster.connection.subscribe(presenceSubject(book), { callback });
    this.#start();
  }

  presence(blob: Bytes): void {
    const { cluster, book, relay } = this.#options;
    cluster.connection.publish(presenceSubject(book), concat(relay, blob));
  }

  stop(): void {
    this.#isStopped = true;
    this.#presence.unsubscribe();
    this.#end();
  }

  /** Called often: makes the consumer anew once it has been silent for too long. */
  check(now: number): void {
    const { heartbeatMs } = this.#options.times;
    if (now - this.#heardAt > missedMax * heartbeatMs) this.#start();
  }

  #start(): void {
    if (this.#isStarting) return;
    this.#isStarting = true;
    void this.#begin()
      // The next check tries again.
      .catch(() => {})
      .then(() => {
        this.#isStarting = false;
        if (this.#isStopped) this.#end();
      });
  }

  async #begin(): Promise<void> {
    this.#end();
    this.#heardAt = performance.now();
    const { cluster, log, times, at } = this.#options;
    this.#at ??= await at();
    if (this.#isStopped) return;
    const inbox = createInbox();
    this.#count = 0;
    const callback = (error: Error | null, message: Msg) => {
      if (!error) this.#receive(message);
    };
    this.#subscription = cluster.connection.subscribe(inbox, { callback });
    const made = await cluster.manager.consumers.add(log.stream, {
      deliver_subject: inbox,
      filter_subject: log.subject,
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.#at + 1,
      idle_heartbeat: nanos(times.heartbeatMs),
      inactive_threshold: nanos(unusedConsumerMs),
      mem_storage: true,
      num_replicas: 1,
    });
    this.#consumer = made.name;
    this.#heardAt = performance.now();
  }

  #end(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
    const { cluster, log } = this.#options;
    if (this.#consumer !== undefined)
      void cluster.manager.consumers.delete(log.stream, this.#consumer).catch(() => false);
    this.#consumer = undefined;
  }

  #receive({ headers, data, reply, subject }: Msg): void {
    this.#heardAt = performance.now();
    if (subject !== this.#options.log.subject) {
      if (headers?.code !== 100) return;
      const sent = Number(headers.get('Nats-Last-Consumer') || 0);
      if (sent > this.#count) this.#start();
      return;
    }
    this.#count += 1;
    const number = streamNumberOf(reply);
    const message = readMessage(data);
    if (number === undefined || message?.type !== 'commit') return this.#follower.lost();
    if (this.#at === undefined || message.previous > this.#at) return this.#follower.lost();
    // Void, or told before.
    if (message.previous !== this.#at) return;
    this.#at = number;
    this.#options.onMessage({ number, id: undefined, message });
    this.#follower.committed({
      after: message.after,
      entries: chainedOf(message),
      snapshotCovers: message.covers,
      bytes: servedBytesOf(message),
    });
  }

  #showPresence(data: Uint8Array): void {
    const { relay } = this.#options;
    if (!equal(data.subarray(0, relay.length), relay))
      this.#follower.presence(new Uint8Array(data.subarray(relay.length)));
  }
}

/** `$JS.ACK.<stream>.<consumer>.<delivered>.<number>…`, with two more words before in later servers. */
function streamNumberOf(reply: string | undefined): number | undefined {
  const words = reply?.split('.') ?? [];
  const number = Number(words.length === 9 ? words[5] : words[7]);
  return Number.isSafeInteger(number) ? number : undefined;
}
