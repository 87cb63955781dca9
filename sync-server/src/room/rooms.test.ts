import { systemRandom } from '@wardbook/shared/base/ports';
import { readSealed } from '@wardbook/shared/protocol/entry';
import { expect, test } from 'vitest';
import { idleRoomsMax } from '../limits.ts';
import { createTroubledStore } from '../testing/relay.ts';
import { foundTeam, sealedBy, type Team } from '../testing/team.ts';
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
  const outcome = new Promise((settle) =>
    busyRoom.submit({ arrival: { type: 'sealed', author: busy.keeper.id, sealed }, settle }),
  );
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
