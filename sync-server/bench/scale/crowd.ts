/**
 * Many devices' sockets at once: books with so many sockets each, spread over relays, that say no more
 * than they must. Of what arrives only the frames' types and counts are looked at.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '@wardbook/shared/base/assert';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import { chainNext, chainStart } from '@wardbook/shared/protocol/chain';
import { writeClientFrame, type Cursor } from '@wardbook/shared/protocol/frames';
import { toMessages } from '@wardbook/shared/protocol/parts';
import { WebSocket } from 'ws';
import { Client, helloFrame } from '../../src/trials/client.ts';
import { foundTeam, sealedBy, type Team } from '../../src/trials/team.ts';

const connectTogether = 32;
const blobBytes = 200;
const pingMs = 10_000;
/** First byte of a frame whole in one message, then its type. */
const entriesType = 69;
const liveType = 70;

interface Connection {
  readonly socket: WebSocket;
  readonly book: CrowdBook;
}

export interface CrowdBook {
  readonly team: Team;
  readonly append: Bytes;
  readonly blob: Bytes;
  readonly connections: Connection[];
  sentAt: number;
  cursor: Cursor | undefined;
}

export class Crowd {
  readonly #relays: readonly string[];
  readonly books: CrowdBook[] = [];
  readonly latencies: number[] = [];
  deliveries = 0;
  #pinging: NodeJS.Timeout;

  constructor(relays: readonly string[]) {
    this.#relays = relays;
    const ping = toMessages(writeClientFrame({ type: 'ping' }))[0]!;
    let turn = 0;
    // A tenth of them every second, as a crowd does that did not come at once.
    this.#pinging = setInterval(() => {
      turn += 1;
      for (const [index, { socket }] of this.#connections().entries())
        if (index % (pingMs / 1000) === turn % (pingMs / 1000)) socket.send(ping);
    }, 1_000);
  }

  get sockets(): number {
    return this.#connections().length;
  }

  /** Adds books, made at the first relay, and sockets for each. */
  async grow(books: number, socketsEach: number): Promise<void> {
    for (let start = 0; start < books; start += connectTogether) {
      const count = Math.min(connectTogether, books - start);
      await Promise.all(Array.from({ length: count }, async () => this.#addBook()));
    }
    await this.#joinAll(this.books.slice(-books), socketsEach);
  }

  /** Cuts everybody off. */
  async cutOff(): Promise<void> {
    for (const { socket } of this.#connections()) socket.terminate();
    for (const book of this.books) book.connections.length = 0;
    await sleep(1_000);
  }

  /** Everybody comes, having read all or nothing. */
  async comeBack(most: number, hasRead: boolean): Promise<void> {
    for (const book of this.books) if (!hasRead) book.cursor = undefined;
    await this.#joinAll(this.books, most);
  }

  /** Reads each book's log to its end. */
  async readAll(): Promise<void> {
    for (const book of this.books) {
      const { team } = book;
      const client = new Client(this.#relays[0]!);
      await client.hello(team.keeper, team.book);
      const { log } = await client.next('welcome');
      let [seq, hash] = [0, chainStart(team.book, log)];
      for (;;) {
        const frame = await client.nextAny();
        if (frame.type !== 'entries') break;
        for (const { kind, at, blob } of frame.entries) hash = chainNext(hash, kind, at, blob);
        seq += frame.entries.length;
      }
      client.leave();
      book.cursor = { log, seq, hash };
    }
  }

  async #joinAll(books: readonly CrowdBook[], socketsEach: number): Promise<void> {
    const wanted = books.flatMap((book) =>
      Array.from({ length: socketsEach }, (_, index) => [book, index] as const),
    );
    for (let start = 0; start < wanted.length; start += connectTogether)
      await Promise.all(
        wanted.slice(start, start + connectTogether).map(async ([book, index]) => {
          book.connections.push(await this.#join(book, this.#relays[index % this.#relays.length]!));
        }),
      );
  }

  /** Lets the first socket of each of `books` append so often; gives how often all did. */
  async write(books: readonly CrowdBook[], perSecond: number, seconds: number): Promise<number> {
    const end = performance.now() + seconds * 1000;
    const stepMs = 1000 / perSecond / books.length;
    let [sent, next] = [0, performance.now()];
    while (performance.now() < end) {
      while (next <= performance.now()) {
        const book = books[sent % books.length]!;
        book.sentAt = performance.now();
        book.connections[0]!.socket.send(book.append);
        sent += 1;
        next += stepMs;
      }
      await sleep(Math.max(0, next - performance.now()));
    }
    // What is still under way.
    await sleep(2_000);
    return sent;
  }

  close(): void {
    clearInterval(this.#pinging);
    for (const { socket } of this.#connections()) socket.terminate();
  }

  #connections(): Connection[] {
    return this.books.flatMap(({ connections }) => connections);
  }

  async #addBook(): Promise<void> {
    const team = await foundTeam(Date.now());
    const client = new Client(this.#relays[0]!);
    await client.hello(team.keeper, team.book);
    await client.next('unknown');
    client.send({ type: 'statements', statements: team.statements.map(({ bytes }) => bytes) });
    await client.next('live').catch(async () => client.next('entries'));
    client.leave();
    const blob = await sealedBy(team.keeper, {}, blobBytes);
    const append = toMessages(
      writeClientFrame({ type: 'append', ref: 1, kind: 'update', blob }),
    )[0]!;
    this.books.push({ team, blob, append, connections: [], sentAt: 0, cursor: undefined });
  }

  async #join(book: CrowdBook, relay: string): Promise<Connection> {
    const { team } = book;
    const socket = new WebSocket(`${relay.replace('http', 'ws')}/relay`, {
      perMessageDeflate: false,
    });
    const connection: Connection = { socket, book };
    const live = Promise.withResolvers<void>();
    socket.on('error', live.reject);
    socket.on('close', () => live.reject(new Error('closed')));
    live.promise.catch(() => {});
    let isGreeted = false;
    socket.on('message', (data: Buffer) => {
      if (!isGreeted) {
        isGreeted = true;
        const nonce = new Uint8Array(data.subarray(3, 35));
        void greet(socket, team, team.book, nonce, book.cursor);
      } else if (data[1] === liveType) live.resolve();
      else if (data[1] === entriesType) this.#delivered(connection, data);
    });
    await live.promise;
    return connection;
  }

  #delivered({ book, socket }: Connection, data: Buffer): void {
    if (!data.includes(Buffer.from(book.blob))) return;
    this.deliveries += 1;
    // One reader of each book keeps time.
    if (socket === book.connections[1]?.socket)
      this.latencies.push(performance.now() - book.sentAt);
  }
}

async function greet(
  socket: WebSocket,
  team: Team,
  book: BookId,
  nonce: Bytes,
  cursor?: Cursor,
): Promise<void> {
  const hello = await helloFrame(team.keeper, book, nonce, cursor);
  const [message] = toMessages(writeClientFrame(hello));
  assert(message, 'a hello is one message');
  socket.send(message);
}
