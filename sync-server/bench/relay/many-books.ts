/** Many small teams at once, each in a book of its own: delay, processor time and memory. */
import { setTimeout as after } from 'node:timers/promises';
import { makeChanges } from './change.ts';
import type { Name } from './contenders.ts';
import type { WireBook } from './dialect.ts';
import type { LeanSocket } from './lean-socket.ts';
import { allOf, delays } from './latency.ts';
import { quantile, settle, withServers } from './measuring.ts';

const clientsPerBook = 4;
const seconds = 20;
const recordBytes = 32 * 1024;
const joiningAtOnce = 50;

export interface ManyBooks {
  readonly p99: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

interface Team {
  readonly book: WireBook;
  readonly members: readonly { readonly socket: LeanSocket; readonly frames: readonly Buffer[] }[];
  /** By the changes' numbers. */
  readonly sentAt: (number | undefined)[];
}

/** A server at a time, started anew for each run: its memory is what this work has made of it. */
export async function manyBooks(
  names: readonly Name[],
  books: number,
  runs: number,
): Promise<Map<Name, ManyBooks[]>> {
  const samples = new Map<Name, ManyBooks[]>(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1)
    for (const name of names)
      samples.get(name)!.push(
        await withServers([name], async ([started]) => {
          const { dialect, server } = started!;
          const teams: Team[] = [];
          for (let index = 0; index < books; index += joiningAtOnce) {
            const some = Math.min(joiningAtOnce, books - index);
            const joined = Array.from({ length: some }, async () =>
              assemble(await dialect.newBook(), server.port),
            );
            teams.push(...(await Promise.all(joined)));
          }
          await settle(1_000);
          const before = server.cpuSeconds() ?? 0;
          await work(teams);
          const cpuSeconds = (server.cpuSeconds() ?? 0) - before;
          const memoryBytes = server.memoryBytes() ?? 0;
          const expected = books * clientsPerBook * seconds * (clientsPerBook - 1);
          const delaysNow = () =>
            teams.flatMap(({ book, members, sentAt }) =>
              // Some servers show a change to its author too, which nobody waits for.
              members.flatMap(({ socket }, own) =>
                delays(
                  book,
                  [socket],
                  sentAt.map((at, number) => (memberOf(number) === own ? undefined : at)),
                ),
              ),
            );
          const took = await allOf(expected, delaysNow);
          await Promise.all(
            teams.flatMap(({ members }) => members.map(({ socket }) => socket.leave())),
          );
          return { p99: quantile(took, 0.99), cpuSeconds, memoryBytes };
        }),
      );
  return samples;
}

function memberOf(number: number): number {
  return Math.floor(number / seconds);
}

async function assemble(book: WireBook, port: number): Promise<Team> {
  const members: { socket: LeanSocket; frames: readonly Buffer[] }[] = [];
  for (let index = 0; index < clientsPerBook; index += 1) {
    const first = index * seconds;
    const { frames } = await book.prepare(makeChanges(seconds, first), first);
    const socket = await book.join(port);
    socket.recordTo(Buffer.alloc(recordBytes));
    members.push({ socket, frames });
  }
  return { book, members, sentAt: [] };
}

/** Everybody sends once a second, each at a moment of their own. */
async function work(teams: readonly Team[]): Promise<void> {
  const turns = teams.flatMap(({ members, sentAt }) =>
    members.flatMap(({ socket, frames }, member) => {
      const offset = Math.random() * 1000;
      return frames.map((frame, turn) => ({
        at: offset + turn * 1000,
        send: () => {
          sentAt[member * seconds + turn] = performance.now();
          socket.send(frame);
        },
      }));
    }),
  );
  turns.sort((a, b) => a.at - b.at);
  const start = performance.now();
  for (const { at, send } of turns) {
    const wait = start + at - performance.now();
    if (wait >= 1) await after(wait);
    send();
  }
  await after(1_000);
}
