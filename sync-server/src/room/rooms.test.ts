import { systemRandom } from '@wardbook/shared/base/ports';
import { readSealed } from '@wardbook/shared/protocol/entry';
import { deviceNumbered } from '@wardbook/shared/testing/statements';
import { expect, test } from 'vitest';
import { idleRoomsMax } from '../limits.ts';
import { createTroubledStore } from '../testing/relay.ts';
import { foundTeam, invite, sealedBy, type Team } from '../trials/team.ts';
import type { Arrival } from './decide.ts';
import type { Room } from './room.ts';
import { Rooms } from './rooms.ts';

const now = 1_800_000_000_000;

async function create(rooms: Rooms, team: Team): Promise<Room> {
  const created = await rooms.create(team.book, team.keeper.id, team.statements);
  if (created.type !== 'room') throw new Error(created.type);
  return created.room;
}

async function open(rooms: Rooms, { book }: Team): Promise<Room> {
  const opened = await rooms.open(book);
  if (opened.type !== 'room') throw new Error(opened.type);
  return opened.room;
}

test('a book has one room, however many open and make it at once', async () => {
  const rooms = new Rooms(createTroubledStore(), () => now, systemRandom);
  const team = await foundTeam(now);
  const looking = rooms.open(team.book);
  const made = await Promise.all([create(rooms, team), create(rooms, team), create(rooms, team)]);
  expect(await looking).toEqual({ type: 'none' });
  expect(new Set(made).size).toBe(1);
  expect(await open(rooms, team)).toBe(made[0]);
});

test('rooms nobody is in are let go one day, but not while they commit', async () => {
  const store = createTroubledStore();
  const rooms = new Rooms(store, () => now, systemRandom);
  const [busy, quiet] = [await foundTeam(now), await foundTeam(now)];
  const [busyRoom, quietRoom] = [await create(rooms, busy), await create(rooms, quiet)];
  let letGo = () => {};
  store.gate = new Promise((resolve) => (letGo = resolve));
  const blob = await sealedBy(busy.keeper);
  const sealed = { kind: 'update' as const, heading: readSealed(blob)!.heading, blob };
  const outcome = rooms.committer.outcomeOf(busyRoom, {
    type: 'sealed',
    author: busy.keeper.id,
    sealed,
  });
  rooms.release(busyRoom);
  rooms.release(quietRoom);
  const others = await Promise.all(Array.from({ length: idleRoomsMax }, () => foundTeam(now)));
  for (const other of others) rooms.release(await create(rooms, other));

  expect(await open(rooms, busy)).toBe(busyRoom);
  expect(await open(rooms, quiet)).not.toBe(quietRoom);
  letGo();
  expect(await outcome).toEqual({ type: 'taken' });
  expect((await open(rooms, busy)).state.head).toBe(2);
});

test('whoever waits is told of every commit of statements, of nothing else and not for ever', async () => {
  const rooms = new Rooms(createTroubledStore(), () => now, systemRandom);
  const team = await foundTeam(now);
  const room = await create(rooms, team);
  const author = team.keeper.id;
  let told = 0;
  const visitor = { device: deviceNumbered(1), accessChanged: () => (told += 1), fault: () => {} };
  // What fails for one is told that one, and the others are told.
  const faults: unknown[] = [];
  const fault = (error: unknown) => faults.push(error);
  const accessChanged = () => {
    throw new Error('a bug');
  };
  expect(room.wait({ device: deviceNumbered(2), accessChanged, fault })).toBe(true);
  expect(room.wait(visitor)).toBe(true);
  const submit = (arrival: Arrival) => rooms.committer.outcomeOf(room, arrival);
  const blob = await sealedBy(team.keeper);
  const sealed = { kind: 'update' as const, heading: readSealed(blob)!.heading, blob };
  await submit({ type: 'sealed', author, sealed });
  expect(told).toBe(0);
  await submit({ type: 'statement', author, statement: (await invite(team, now)).statement });
  expect([told, faults.length]).toEqual([1, 1]);
  room.waitNoMore(visitor);
  await submit({ type: 'statement', author, statement: (await invite(team, now)).statement });
  expect(told).toBe(1);
});
