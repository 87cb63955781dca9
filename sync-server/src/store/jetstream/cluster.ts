/**
 * The connection to a NATS cluster and the streams in it. A book's subject names the first four bytes
 * of its id, so that books can be found by the beginning of their ids; the first byte decides which
 * stream it lies in, so that several nodes share the work.
 */
import { readFileSync } from 'node:fs';
import {
  DiscardPolicy,
  jetstream,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamClient,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import {
  connect,
  credsAuthenticator,
  nanos,
  type NatsConnection,
  type NodeConnectionOptions,
} from '@nats-io/transport-node';
import { toHex, type Bytes } from '@wardbook/shared/base/bytes';
import { idToBytes, parseBookId, type BookId } from '@wardbook/shared/base/ids';
import { entryBytesMax } from '@wardbook/shared/protocol/limits';
import { introductionBytesMax } from '../../limits.ts';
import { mayPass, messageOf, patiently } from './patience.ts';

export interface JetStreamPlace {
  /** `host:port` of one or more nodes. */
  readonly servers: readonly string[];
  /** Copies of each stream, made on as many nodes. */
  readonly replicas: number;
  /** A power of two up to 256. Counts only for a cluster that has no books yet. */
  readonly streams: number;
  readonly login?: { readonly user: string; readonly password: string };
  /** A file with a user's credentials, as `nsc` writes it. */
  readonly credentials?: string;
  readonly tls?: { readonly caFile?: string };
}

export interface Cluster {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  /** In the order of the first bytes they take: byte b is in stream b modulo their number. */
  readonly streams: readonly string[];
  /** Whether one node decides alone, so that of two commits for one place it takes one. */
  readonly isSerial: boolean;
}

export type OpenedCluster =
  | { readonly type: 'opened'; readonly cluster: Cluster }
  | {
      readonly type: 'cannot-open';
      /** `payload`: the nodes take shorter messages than an entry may be. */
      readonly reason: 'unreachable' | 'refused' | 'payload' | 'replicas' | 'no-credentials';
      readonly detail: string;
    };

/** A whole snapshot, the statements so far, and what stands around them. */
const payloadBytesMin = entryBytesMax + introductionBytesMax + 64 * 1024;

const requestMs = 3_000;
const connectWithinMs = 10_000;
const openWithinMs = 30_000;
/** A node that does not answer two of these is taken for gone. */
const pingMs = 2_000;
const reconnectMs = 250;
const duplicateWindowMs = 120_000;
/** Too few nodes for so many replicas, or one node alone that is in no cluster. */
const tooFewCodes = new Set([10_005, 10_074]);

/** Nodes that do not answer are asked again for `answerWithinMs`. */
export async function openCluster(
  place: JetStreamPlace,
  answerWithinMs = connectWithinMs,
): Promise<OpenedCluster> {
  const options = optionsOf(place);
  if (!options) return cannotOpen('no-credentials', place.credentials ?? '');
  let connection: NatsConnection;
  try {
    connection = await patiently(async () => connect(options), answerWithinMs);
  } catch (error) {
    const isRefusal = /auth|permission|user/i.test(messageOf(error));
    return cannotOpen(isRefusal ? 'refused' : 'unreachable', messageOf(error));
  }
  const payload = connection.info?.max_payload ?? 0;
  if (payload < payloadBytesMin) {
    await connection.close();
    return cannotOpen('payload', `${payload}`);
  }
  try {
    const open = async () => streamsOf(connection, place);
    // While a cluster comes up, its nodes may not know of one another yet.
    const isPassing = (error: unknown) => mayPass(error) || isTooFew(error);
    const cluster = await patiently(open, openWithinMs, isPassing);
    return { type: 'opened', cluster };
  } catch (error) {
    await connection.close();
    const isShort = isTooFew(error) || error instanceof InNoCluster;
    return cannotOpen(isShort ? 'replicas' : 'unreachable', messageOf(error));
  }
}

function optionsOf({
  servers,
  login,
  credentials,
  tls,
}: JetStreamPlace): NodeConnectionOptions | undefined {
  const options: NodeConnectionOptions = {
    servers: [...servers],
    name: 'wardbook-relay',
    maxReconnectAttempts: -1,
    reconnectTimeWait: reconnectMs,
    pingInterval: pingMs,
    maxPingOut: 2,
    ...(login ? { user: login.user, pass: login.password } : {}),
    ...(tls ? { tls: tls.caFile === undefined ? {} : { caFile: tls.caFile } } : {}),
  };
  if (credentials === undefined) return options;
  try {
    return { ...options, authenticator: credsAuthenticator(readFileSync(credentials)) };
  } catch {
    return undefined;
  }
}

async function streamsOf(connection: NatsConnection, place: JetStreamPlace): Promise<Cluster> {
  const manager = await jetstreamManager(connection, { timeout: requestMs });
  const found = new Map<string, StreamConfig>();
  for await (const { config, cluster } of manager.streams.list()) {
    // A server in no cluster takes any number of copies, and keeps one.
    if (!cluster && place.replicas > 1) throw new InNoCluster();
    found.set(config.name, config);
  }
  const numbers = [...found.keys()].map((name) => /^wardbook-\d+-of-(\d+)$/.exec(name)?.[1]);
  const count = Number(numbers.find((number) => number !== undefined) ?? place.streams);
  const streams = Array.from({ length: count }, (_, index) => `wardbook-${index}-of-${count}`);
  for (const [index, name] of streams.entries()) {
    const there = found.get(name);
    if (!there) await manager.streams.add(streamConfig(name, index, count, place.replicas));
    else if (there.num_replicas !== place.replicas)
      await manager.streams.update(name, { ...there, num_replicas: place.replicas });
  }
  const client = jetstream(connection, { timeout: requestMs });
  return { connection, client, manager, streams, isSerial: place.replicas === 1 };
}

function streamConfig(name: string, index: number, count: number, replicas: number) {
  const firstBytes = [...Array(256).keys()].filter((byte) => byte % count === index);
  return {
    name,
    subjects: [...firstBytes.map((byte) => `${logPrefix}.${hexOf(byte)}.>`), checkSubject(name)],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: replicas,
    // Whoever has no space left says so; nothing is ever deleted to make some.
    discard: DiscardPolicy.New,
    duplicate_window: nanos(duplicateWindowMs),
    allow_rollup_hdrs: true,
    allow_direct: false,
  };
}

const logPrefix = 'wardbook.log';
export const presenceSubject = (book: BookId) => `wardbook.presence.${book}`;
export const checkSubject = (stream: string) => `wardbook.check.${stream}`;
const hexOf = (byte: number) => toHex(Uint8Array.of(byte));

export function logSubject(book: BookId): string {
  const first = Array.from(idToBytes(book).subarray(0, 4), hexOf);
  return [logPrefix, ...first, book].join('.');
}

export function bookOfSubject(subject: string): BookId | undefined {
  return subject.startsWith(`${logPrefix}.`)
    ? parseBookId(subject.slice(subject.lastIndexOf('.') + 1))
    : undefined;
}

/** Matches the subject of every book whose id begins so, and perhaps of others. */
export function subjectsStartingWith(start: Bytes): string {
  const first = Array.from(start.subarray(0, 4), hexOf);
  const any = Array.from({ length: 4 - first.length }, () => '*');
  return [logPrefix, ...first, ...any, '*'].join('.');
}

export function streamOf({ streams }: Cluster, firstByte: number): string {
  return streams[firstByte % streams.length]!;
}

class InNoCluster extends Error {}

function isTooFew(error: unknown): boolean {
  return error instanceof JetStreamApiError && tooFewCodes.has(error.code);
}

function cannotOpen(
  reason: (OpenedCluster & { type: 'cannot-open' })['reason'],
  detail: string,
): OpenedCluster {
  return { type: 'cannot-open', reason, detail };
}
