/** Each bound that is a relay's own, with what becomes of whoever exceeds it. */
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { afterEach, describe, expect, test } from 'vitest';
import type { RelayLimits } from '../limits.ts';
import { Client } from '../trials/client.ts';
import { startRelay, type TestRelay } from '../testing/relay.ts';
import { admit, attend, foundTeam, openTeam, sealedBy, type Team } from '../trials/team.ts';

let relay: TestRelay;
afterEach(() => relay.relay.close());
const start = async (limits: Partial<RelayLimits>) => (relay = await startRelay({ limits }));

/** Asks for a book of its own to be made; gives why that was not done, or undefined. */
async function makeBook(team: Team): Promise<unknown> {
  const client = new Client(relay.relay.url);
  await client.hello(team.keeper, team.book);
  await client.next('unknown');
  client.send({ type: 'statements', statements: team.statements.map(({ bytes }) => bytes) });
  return Promise.race([
    client.closed,
    client.next('welcome').then(
      () => undefined,
      () => client.closed,
    ),
  ]);
}

describe('a device that appends faster than it may', () => {
  test('is read more slowly and loses nothing, and the others notice nothing', async () => {
    await start({ entriesBurst: 4, entriesPerSecond: 2 });
    const team = await openTeam(relay);
    const other = await admit(relay, team);
    const [fast, calm] = [team.client, (await attend(relay, other, team.book)).client];
    // The statements of letting the other in were the first of them.
    relay.wait(5_000);
    const blobs = await Promise.all(Array.from({ length: 12 }, () => sealedBy(team.keeper)));
    for (const [ref, blob] of blobs.entries()) {
      fast.send({ type: 'append', ref, kind: 'update', blob });
      await calm.untilPong();
    }
    const shown = () =>
      calm.frames.flatMap((frame) => (frame.type === 'entries' ? frame.entries : [])).length;
    expect(shown()).toBeLessThan(10);
    calm.send({ type: 'append', ref: 77, kind: 'update', blob: await sealedBy(other) });
    while (!calm.frames.some((frame) => frame.type === 'receipt' && frame.refs.includes(77)))
      await calm.untilPong();
    for (let ref = 0; ref < 12; ref += 1)
      while (!fast.frames.some((frame) => frame.type === 'receipt' && frame.refs.includes(ref))) {
        relay.wait(1_000);
        await calm.untilPong();
      }
  });

  test('gains nothing by coming back', async () => {
    await start({ entriesBurst: 2, entriesPerSecond: 1 });
    const team = await openTeam(relay);
    for (const ref of [1, 2, 3]) {
      const blob = await sealedBy(team.keeper);
      team.client.send({ type: 'append', ref, kind: 'update', blob });
    }
    await team.client.next('entries');
    const again = (await attend(relay, team.keeper, team.book)).client;
    again.send({ type: 'append', ref: 4, kind: 'update', blob: await sealedBy(team.keeper) });
    await again.next('entries');
    again.send({ type: 'ping' });
    const other = new Client(relay.relay.url);
    await other.next('challenge');
    // The one that told this test that it had read everything.
    expect(again.frames.filter(({ type }) => type === 'pong')).toHaveLength(1);
    for (let seconds = 0; seconds < 4; seconds += 1) relay.wait(1_000);
    while (again.frames.filter(({ type }) => type === 'pong').length < 2)
      await new Promise((resolve) => again.socket.once('message', resolve));
  });

  test('by bytes as well as by number', async () => {
    await start({ bytesBurst: 1_000, bytesPerSecond: 500 });
    const { client, keeper } = await openTeam(relay);
    client.send({
      type: 'append',
      ref: 1,
      kind: 'update',
      blob: await sealedBy(keeper, {}, 3_000),
    });
    await client.next('entries');
    await client.next('receipt');
    client.send({ type: 'ping' });
    relay.wait(1_000);
    expect(client.frames.some(({ type }) => type === 'pong')).toBe(false);
    for (let seconds = 0; seconds < 6; seconds += 1) relay.wait(1_000);
    await client.next('pong');
  });
});

describe('space', () => {
  test('that runs out in a book is told to keepers, then updates are refused', async () => {
    await start({ bookBytesMax: 20_000 });
    const team = await openTeam(relay);
    const editor = await admit(relay, team);
    const other = (await attend(relay, editor, team.book)).client;
    const usedBytes = expect.any(Number) as number;
    const append = async (ref: number, length: number) => {
      const blob = await sealedBy(team.keeper, {}, length);
      team.client.send({ type: 'append', ref, kind: 'update', blob });
      await team.client.untilPong();
      relay.wait(1_000);
      return team.client.untilPong();
    };
    expect((await append(1, 10_000)).filter(({ type }) => type === 'space')).toEqual([]);
    const told = (await append(2, 6_500)).filter(({ type }) => type === 'space');
    expect(told).toEqual([{ type: 'space', short: 'book', usedBytes, limitBytes: 20_000 }]);
    // Once is enough, and a keeper who comes later is told at once.
    expect((await append(3, 50)).filter(({ type }) => type === 'space')).toEqual([]);
    const later = (await attend(relay, team.keeper, team.book)).client;
    expect(later.frames.map(({ type }) => type).slice(0, 3)).toEqual([
      'challenge',
      'welcome',
      'space',
    ]);
    await append(4, 5_000);
    expect(team.client.frames).toContainEqual({ type: 'refused', ref: 4, reason: 'book-full' });
    await other.untilPong();
    expect(other.frames.some(({ type }) => type === 'space')).toBe(false);

    // A snapshot frees space, and that is told too.
    const covers = other.frames.reduce((most, frame) => {
      return frame.type === 'entries' ? frame.first + frame.entries.length - 1 : most;
    }, 0);
    const blob = await sealedBy(team.keeper, { kind: 'snapshot', covers });
    team.client.send({ type: 'append', ref: 5, kind: 'snapshot', blob });
    await team.client.untilPong();
    relay.wait(1_000);
    const enough = (await team.client.untilPong()).filter(({ type }) => type === 'space');
    expect(enough).toEqual([{ type: 'space', short: 'none', usedBytes, limitBytes: 20_000 }]);
  });

  test('that runs out on the relay is told, stops updates and new books, and lets people out', async () => {
    await start({ relayBytesMax: 20_000 });
    const team = await openTeam(relay);
    const { client } = team;
    for (let ref = 1; ref <= 3; ref += 1)
      client.send({
        type: 'append',
        ref,
        kind: 'update',
        blob: await sealedBy(team.keeper, {}, 6_200),
      });
    await client.untilPong();
    relay.wait(1_000);
    await client.untilPong();
    expect(client.frames).toContainEqual(
      expect.objectContaining({ type: 'space', short: 'relay' }),
    );
    client.send({
      type: 'append',
      ref: 4,
      kind: 'update',
      blob: await sealedBy(team.keeper, {}, 900),
    });
    await client.untilPong();
    client.send({ type: 'append', ref: 5, kind: 'update', blob: await sealedBy(team.keeper) });
    await client.untilPong();
    expect(client.frames).toContainEqual({ type: 'refused', ref: 5, reason: 'book-full' });
    expect(await makeBook(await foundTeam(relay.now))).toBe('relay-cannot-save');
    const snapshot = await sealedBy(team.keeper, { kind: 'snapshot', covers: 3 });
    client.send({ type: 'append', ref: 6, kind: 'snapshot', blob: snapshot });
    await client.untilPong();
    expect(client.frames).toContainEqual({ type: 'receipt', refs: [6] });
  });
});

describe('sockets', () => {
  test('of one book and of one device have an end', async () => {
    await start({ socketsPerBookMax: 3, socketsPerDeviceMax: 2 });
    const team = await openTeam(relay);
    const editor = await admit(relay, team);
    await attend(relay, team.keeper, team.book);
    const third = new Client(relay.relay.url);
    await third.hello(team.keeper, team.book);
    expect(await third.closed).toBe('too-much');
    const own = (await attend(relay, editor, team.book)).client;
    const fourth = new Client(relay.relay.url);
    await fourth.hello(editor, team.book);
    expect(await fourth.closed).toBe('too-much');
    own.leave();
    await own.closed;
    for (;;) {
      const next = new Client(relay.relay.url);
      await next.hello(editor, team.book);
      const outcome = await Promise.race([
        next.closed,
        next.next('welcome').catch(() => undefined),
      ]);
      if (typeof outcome === 'object') break;
    }
  });
});

describe('strangers', () => {
  test('together send so much and no more, and give it back', async () => {
    await start({ strangerBytesMax: 1_000_000 });
    const team = await openTeam(relay);
    const stranger = async () => {
      const client = new Client(relay.relay.url);
      await client.hello(await createDeviceKeys(), team.book);
      await client.next('unknown');
      return client;
    };
    const part = new Uint8Array(200_000);
    const first = await stranger();
    for (let sent = 0; sent < 3; sent += 1) first.socket.send(part);
    const second = await stranger();
    for (let sent = 0; sent < 3; sent += 1) second.socket.send(part);
    expect(await Promise.race([first.closed, second.closed])).toBe('too-much');
    first.leave();
    await Promise.all([first.closed, second.closed]);
    const third = await stranger();
    for (let sent = 0; sent < 3; sent += 1) third.socket.send(part);
    third.socket.send(Uint8Array.of(1));
    expect(await third.closed).toBe('malformed');
    await team.client.untilPong();
  });

  test('make no more books where anybody may, once the rest of the space is for those there are', async () => {
    await start({ relayBytesMax: 20_000 });
    const team = await openTeam(relay);
    const append = async (ref: number, length: number) => {
      const blob = await sealedBy(team.keeper, {}, length);
      team.client.send({ type: 'append', ref, kind: 'update', blob });
      await team.client.untilPong();
      expect(team.client.frames).toContainEqual({ type: 'receipt', refs: [ref] });
    };
    await append(1, 10_000);
    expect(await makeBook(await foundTeam(relay.now))).toBeUndefined();
    await append(2, 6_000);
    expect(await makeBook(await foundTeam(relay.now))).toBe('relay-cannot-save');
    await append(3, 100);
  });

  test('from one address make so many books in an hour', async () => {
    await start({ booksPerAddressPerHour: 2 });
    const teams = await Promise.all([1, 2, 3].map(() => foundTeam(relay.now)));
    const made: unknown[] = [];
    for (const team of teams) made.push(await makeBook(team));
    expect(made).toEqual([undefined, undefined, 'too-many-books']);
    relay.wait(3_600_000);
    expect(await makeBook(teams[2]!)).toBeUndefined();
  });
});
