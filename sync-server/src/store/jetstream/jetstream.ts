/**
 * The store on NATS JetStream, for several relays: a book is one subject, a commit one message whose
 * place is the expected last number of that subject. Relays keep nothing that is not there.
 *
 * What was acknowledged is on a majority of the stream's nodes. Of entries that were purged the
 * running hash is forgotten: a device that stands there reads the log from its start.
 */
import { headers } from '@nats-io/transport-node';
import { equal, toBase64Url, type Bytes } from '@wardbook/shared/base/bytes';
import { idToBytes, type BookId } from '@wardbook/shared/base/ids';
import type { RandomBytes } from '@wardbook/shared/base/ports';
import { chainStart } from '@wardbook/shared/protocol/chain';
import type { EntryKind } from '@wardbook/shared/protocol/entry';
import { pageEntriesMax } from '@wardbook/shared/protocol/limits';
import type {
  BookCommit,
  CommitBounds,
  Committed,
  Follower,
  Following,
  MovedOn,
  NewLog,
  OpenedLog,
  Page,
  ReadRequest,
  Store,
  StoreFailure,
  Tombstone,
} from '../store.ts';
import {
  bookOfSubject,
  checkSubject,
  streamOf,
  subjectsStartingWith,
  type Cluster,
} from './cluster.ts';
import { BookFollowing, type FollowTimes } from './follow.ts';
import { BookLog, hashIn, type PlacedCommit } from './log.ts';
import { headOf, servedBytesOf, writeMessage, type CommitMessage } from './message.ts';
import { hashAfterStatement, readPage } from './page.ts';
import { failure, publishAfter } from './publish.ts';
import { purgeBook } from './purge.ts';
import { groundOf } from './ground.ts';
import { Tips, tipOf, type Tip } from './tips.ts';

/** Of one commit, unless it is one entry. Well below what a node takes. */
const commitBytesMax = 1024 * 1024;
const relayMarkBytes = 8;
const checkEveryMs = 500;
/** A book is deleted at the end of its log, which others may move on meanwhile. */
export const deletionTriesMax = 20;
/** For headers and what NATS puts around a message. */
const headroomBytes = 4 * 1024;

export interface JetStreamOptions {
  readonly random: RandomBytes;
  readonly times?: FollowTimes;
}

const usualTimes: FollowTimes = { heartbeatMs: 5_000 };

export class JetStreamStore implements Store {
  readonly commitBounds: CommitBounds = {
    books: 'apart',
    bytesMax: commitBytesMax,
    entriesMax: pageEntriesMax,
  };
  readonly #cluster: Cluster;
  readonly #times: FollowTimes;
  readonly #relay: Bytes;
  readonly #tips = new Tips();
  readonly #followings = new Set<BookFollowing>();
  readonly #checking: NodeJS.Timeout;
  #published = 0;

  constructor(cluster: Cluster, { random, times = usualTimes }: JetStreamOptions) {
    this.#cluster = cluster;
    this.#times = times;
    this.#relay = random(relayMarkBytes);
    this.#checking = setInterval(() => this.#checkFollowings(), checkEveryMs);
  }

  async openLog(
    book: BookId,
  ): Promise<OpenedLog | { type: 'none' } | { type: 'deleted' } | StoreFailure> {
    return attempt(async () => {
      const log = this.#logOf(book);
      const last = await log.last();
      if (!last) return { type: 'none' };
      if (last.message.type === 'deleted') return { type: 'deleted' };
      const at = last as PlacedCommit;
      this.#tips.observe(book, at);
      const grounded = await log.foundationOf(at);
      if (!grounded) return failure('broken', new Error('the foundation is missing'));
      const statements = (await log.statements(at, grounded)).map(({ blob }) => blob);
      const { message } = at;
      const { log: id, hash, covers: snapshotCovers } = message;
      const [head, bytes] = [headOf(message), servedBytesOf(message)];
      return { type: 'log', log: id, head, hash, snapshotCovers, bytes, statements, damaged: [] };
    });
  }

  async createLog({
    book,
    log,
    entries,
  }: NewLog): Promise<{ type: 'saved' } | MovedOn | StoreFailure> {
    return attempt(async () => {
      const message: CommitMessage = {
        type: 'commit',
        previous: 0,
        log,
        hash: entries.at(-1)!.hash,
        accessBytes: bytesOf(entries, isAccess),
        sealedBytes: bytesOf(entries, isSealed),
        covers: 0,
        coveredBytes: 0,
        base: 0,
        statements: 0,
        after: 0,
        previousHash: chainStart(book, log),
        entries,
        foundation: { readFrom: 0, earlier: [], statements: [] },
      };
      const put = await this.#put(book, message);
      return put.type === 'published' ? { type: 'saved' } : put;
    });
  }

  async commit([commit]: readonly BookCommit[]): Promise<Committed | MovedOn | StoreFailure> {
    return attempt(async () => {
      const { book, after } = commit!;
      const tip = await this.#tipAt(book, after);
      if (!tip) return { type: 'moved-on' };
      const message = await this.#messageOf(commit!, tip);
      if (!message) return { type: 'moved-on' };
      const put = await this.#put(book, message);
      if (put.type === 'published') return { type: 'saved', bytes: [servedBytesOf(message)] };
      this.#tips.forget(book);
      return put;
    });
  }

  async read(request: ReadRequest): Promise<Page | StoreFailure> {
    return attempt(async () => {
      const log = this.#logOf(request.book);
      const at = await this.#messageAt(request.book, log, request.through);
      const grounded = at && (await log.foundationOf(at));
      if (!at || !grounded) return { type: 'page', runs: [], damaged: [] };
      return readPage(log, at, grounded, request);
    });
  }

  async hashAt(
    book: BookId,
    seq: number,
  ): Promise<{ type: 'hash'; hash: Bytes } | { type: 'none' } | StoreFailure> {
    return attempt(async () => {
      const log = this.#logOf(book);
      const last = await log.last();
      if (last?.message.type !== 'commit') return { type: 'none' };
      const found = await log.find(seq, last as PlacedCommit);
      if (found) return { type: 'hash', hash: hashIn(found.message, seq) };
      const grounded = await log.foundationOf(last as PlacedCommit);
      const hash = grounded && hashAfterStatement(grounded, seq);
      return hash ? { type: 'hash', hash } : { type: 'none' };
    });
  }

  // The nodes keep a checksum with each message, and have it several times.
  async mend(): Promise<{ type: 'other' }> {
    return { type: 'other' };
  }

  async booksStartingWith(
    start: Bytes,
    count: number,
  ): Promise<{ type: 'books'; books: BookId[] } | StoreFailure> {
    return attempt(async () => {
      const books: BookId[] = [];
      const stream = streamOf(this.#cluster, start[0]!);
      const filter = subjectsStartingWith(start);
      for (const subject of Object.keys(await this.#subjects(stream, filter))) {
        const book = bookOfSubject(subject);
        if (!book || !begins(book, start)) continue;
        const last = await this.#logOf(book).last();
        if (last?.message.type === 'commit') books.push(book);
        if (books.length >= count) break;
      }
      return { type: 'books', books };
    });
  }

  async prune(before: number): Promise<{ type: 'pruned'; count: number } | StoreFailure> {
    return attempt(async () => {
      let count = 0;
      for (const stream of this.#cluster.streams)
        for (const [subject, messages] of Object.entries(await this.#subjects(stream, '>'))) {
          const book = bookOfSubject(subject);
          if (book && messages > 1)
            count += await purgeBook(this.#cluster, this.#logOf(book), before);
        }
      return { type: 'pruned', count };
    });
  }

  async deleteBook({ book, at, proof }: Tombstone): Promise<{ type: 'saved' } | StoreFailure> {
    return attempt(async () => {
      const log = this.#logOf(book);
      const payload = writeMessage({ type: 'deleted', at, proof });
      for (let tries = 0; tries < deletionTriesMax; tries++) {
        const last = await log.last();
        if (last?.message.type === 'deleted') return { type: 'saved' };
        const number = last?.number ?? 0;
        const put = await publishAfter(this.#cluster, log, number, this.#newId(), payload);
        if (put.type === 'cannot-save') return put;
        if (put.type === 'moved-on') continue;
        this.#tips.forget(book);
        await purgeBook(this.#cluster, log, 0);
        return { type: 'saved' };
      }
      return failure('broken', new Error(`Others wrote first, ${deletionTriesMax} times.`));
    });
  }

  async health(): Promise<{ type: 'well'; bytes: number } | StoreFailure> {
    return attempt(async () => {
      const { client, manager, streams } = this.#cluster;
      const sizes = streams.map(async (stream) => {
        // Each takes the place of the one before.
        await client.publish(checkSubject(stream), new Uint8Array(), { headers: rollup() });
        return (await manager.streams.info(stream)).state.bytes;
      });
      const bytes = (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0);
      return { type: 'well', bytes };
    });
  }

  follow(book: BookId, after: number, follower: Follower): Following {
    const log = this.#logOf(book);
    const onMessage = (placed: PlacedCommit) => this.#tips.observe(book, placed);
    const at = async () => {
      const tip = this.#tips.get(book);
      if (tip?.head === after) return tip.number;
      return (await this.#messageAt(book, log, after))?.number ?? 0;
    };
    const [cluster, relay, times] = [this.#cluster, this.#relay, this.#times];
    const options = { cluster, log, book, relay, times, at, onMessage };
    const following = new BookFollowing(options, follower);
    this.#followings.add(following);
    return {
      presence: (blob) => following.presence(blob),
      stop: () => {
        this.#followings.delete(following);
        following.stop();
      },
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#checking);
    for (const following of this.#followings) following.stop();
    await this.#cluster.connection.close();
  }

  #logOf(book: BookId): BookLog {
    return new BookLog(this.#cluster, book);
  }

  /** The last message of the subject, if it ends with entry `after`. */
  async #tipAt(book: BookId, after: number): Promise<Tip | undefined> {
    const kept = this.#tips.get(book);
    if (kept?.head === after) return kept;
    const last = await this.#logOf(book).last();
    if (last?.message.type !== 'commit') return undefined;
    this.#tips.observe(book, last as PlacedCommit);
    return headOf(last.message) === after ? tipOf(last as PlacedCommit) : undefined;
  }

  /** The message that holds entry `seq`, or the last one. */
  async #messageAt(book: BookId, log: BookLog, seq: number): Promise<PlacedCommit | undefined> {
    const tip = this.#tips.get(book);
    const known = tip?.head === seq ? await log.commitNumbered(tip.number) : undefined;
    if (known) return known;
    const last = await log.last();
    if (last?.message.type !== 'commit') return undefined;
    const at = last as PlacedCommit;
    return headOf(at.message) <= seq ? at : ((await log.find(seq, at)) ?? at);
  }

  /** Nothing when the log has moved on. */
  async #messageOf(
    { book, after, entries, covers }: BookCommit,
    tip: Tip,
  ): Promise<CommitMessage | undefined> {
    const message: CommitMessage = {
      type: 'commit',
      previous: tip.number,
      log: tip.log,
      hash: entries.at(-1)!.hash,
      accessBytes: tip.accessBytes + bytesOf(entries, isAccess),
      sealedBytes: tip.sealedBytes + bytesOf(entries, isSealed),
      covers: tip.covers,
      coveredBytes: tip.coveredBytes,
      base: tip.base,
      statements: tip.statements,
      after,
      previousHash: tip.hash,
      entries,
      foundation: undefined,
    };
    if (covers === 0) return message;
    // What came in the same commit is left to the next snapshot.
    const covered = Math.min(covers, after);
    const ground = await groundOf(this.#logOf(book), covered, tip.number);
    if (!ground) return undefined;
    const covering = { ...message, covers: covered, coveredBytes: ground.coveredBytes };
    const founded = { ...covering, base: 0, statements: 0, foundation: ground.foundation };
    const fittingBytes = this.#cluster.connection.info!.max_payload - headroomBytes;
    // Where it does not fit, the snapshot before it stays the log's base, and the log keeps what lies between.
    return writeMessage(founded).length <= fittingBytes ? founded : covering;
  }

  async #put(book: BookId, message: CommitMessage) {
    const id = this.#newId();
    const [log, payload] = [this.#logOf(book), writeMessage(message)];
    const put = await publishAfter(this.#cluster, log, message.previous, id, payload);
    if (put.type === 'published') this.#tips.observe(book, { number: put.number, id, message });
    return put;
  }

  /** Of one publication, however often it is tried. */
  #newId(): string {
    this.#published += 1;
    return `${toBase64Url(this.#relay)}.${this.#published}`;
  }

  async #subjects(stream: string, filter: string): Promise<Record<string, number>> {
    const info = await this.#cluster.manager.streams.info(stream, { subjects_filter: filter });
    return info.state.subjects ?? {};
  }

  #checkFollowings(): void {
    const now = performance.now();
    for (const following of this.#followings) following.check(now);
  }
}

/** Runs `work`. What fails becomes a store failure with words for the operator. */
async function attempt<T>(work: () => Promise<T>): Promise<T | StoreFailure> {
  try {
    return await work();
  } catch (error) {
    return failure('broken', error);
  }
}

function rollup() {
  const made = headers();
  made.set('Nats-Rollup', 'sub');
  return made;
}

type Kinded = { readonly kind: EntryKind; readonly blob: Bytes };
const isAccess = ({ kind }: Kinded) => kind === 'access';
const isSealed = ({ kind }: Kinded) => kind !== 'access';

function bytesOf(entries: readonly Kinded[], counts: (entry: Kinded) => boolean): number {
  return entries.filter(counts).reduce((sum, { blob }) => sum + blob.length, 0);
}

function begins(book: BookId, start: Bytes): boolean {
  return equal(idToBytes(book).subarray(0, start.length), start);
}
