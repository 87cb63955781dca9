import { systemRandom } from '@wardbook/shared/base/ports';
import { silenceMs } from '@wardbook/shared/protocol/limits';
import { admitWaiting, signAct } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { describe, expect, test } from 'vitest';
import {
  joinsPerInvitePerMinute,
  introductionMs,
  invitesPerKeeperPerMinute,
  waitingMs,
  waitingPerDeviceMax,
  waitingPerRoomMax,
} from '../limits.ts';
import { Client, helloFrame } from '../trials/client.ts';
import { createTroubledStore, type TestRelay } from '../testing/relay.ts';
import { relayStarter } from '../testing/relay-starter.ts';
import {
  answerOf,
  attend,
  comeWaiting,
  compare,
  decree,
  greet,
  invite,
  joinStatement,
  keeperOf,
  knockFrame,
  openingOf,
  openTeam,
  sealedBy,
  statementsFrom,
  waitAgain,
  type Team,
} from '../trials/team.ts';

const start = relayStarter();

const declineOf = async (relay: TestRelay, team: Team, device: DeviceKeys) =>
  signAct(await keeperOf(team, relay.now), { type: 'decline', device: device.id });

describe('a device that joins by an invite with approval', () => {
  test('waits, and is given nothing of the log but what it waits for', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    team.client.send({
      type: 'append',
      ref: 1,
      kind: 'update',
      blob: await sealedBy(team.keeper),
    });
    await team.client.next('entries');
    await team.client.next('receipt');
    const blob = await sealedBy(team.keeper, { kind: 'presence' });
    team.client.send({ type: 'presence', blob });
    await decree(team, (await invite(team, relay.now)).statement);
    expect(await client.untilPong()).toEqual([]);

    await compare(relay, team, device, client);
    await decree(team, admitWaiting(await keeperOf(team, relay.now), device.id));
    expect(await client.next('welcome')).toMatchObject({ head: 8, resume: 0 });
    expect((await client.next('entries')).entries).toHaveLength(8);
    await client.next('live');
    client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(device) });
    await client.next('entries');
    await client.next('receipt');
  });

  test('may come when no keeper is there, and be let in when it is gone', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    client.leave();
    await client.closed;
    await decree(team, answerOf(relay, team, device));
    team.client.leave();
    const again = await waitAgain(relay, device, team);
    const { statements } = await again.next('statements');
    expect(statements).toEqual(team.statements.map(({ bytes }) => bytes));
    const opening = await openingOf(relay, team, device);
    team.statements.push(opening);
    again.send({ type: 'statements', statements: [opening.bytes] });
    expect(await again.untilPong()).toEqual([]);
    again.leave();
    const keeper = await attend(relay, team.keeper, team.book);
    await decree(
      { ...team, client: keeper.client },
      admitWaiting(await keeperOf(team, relay.now), device.id),
    );
    expect((await attend(relay, device, team.book)).welcome).toMatchObject({ head: 6 });
  });

  test('says hello again after the relay has stopped, and waits on', async () => {
    const store = createTroubledStore();
    const before = await start({ store: { ...store, close: async () => {} } });
    const team = await openTeam(before);
    const { device, client } = await comeWaiting(before, team);
    await compare(before, team, device, client);
    await before.relay.close();
    expect(await client.closed).toBe('relay-stopping');
    const relay = await start({ store });
    const again = await waitAgain(relay, device, team);
    await again.next('statements');
    const keeper = (await attend(relay, team.keeper, team.book)).client;
    await decree(
      { ...team, client: keeper },
      admitWaiting(await keeperOf(team, relay.now), device.id),
    );
    await again.next('welcome');
  });

  test('is shown the whole chain when it is turned away, at once and each time it comes', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    await decree(team, declineOf(relay, team, device));
    for (const told of [client, await greet(relay, device, team)]) {
      const { statements } = await told.next('statements');
      expect(statements).toEqual(team.statements.map(({ bytes }) => bytes));
      expect((await statementsFrom(statements)).at(-1)!.body).toMatchObject({
        type: 'decline',
        device: device.id,
      });
      expect(await told.closed).toBe('declined');
    }
    expect(await team.client.untilPong()).toEqual([]);
  });

  test('waits on when its invite is withdrawn, which lets in nobody else', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    const { body } = team.statements[1]!;
    if (body.type !== 'invite') throw new Error('expected the invite');
    const withdraw = { type: 'withdraw', invite: body.invite } as const;
    await decree(team, signAct(await keeperOf(team, relay.now), withdraw));
    expect(await client.untilPong()).toEqual([]);
    await compare(relay, team, device, client);
    await decree(team, admitWaiting(await keeperOf(team, relay.now), device.id));
    await client.next('welcome');
  });

  test('is admitted by statements it brings itself, when this relay’s copy is old', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    await compare(relay, team, device, client);
    const admit = await admitWaiting(await keeperOf(team, relay.now), device.id);
    client.send({
      type: 'statements',
      statements: [...team.statements, admit].map(({ bytes }) => bytes),
    });
    await client.next('welcome');
    expect((await team.client.next('entries')).entries).toMatchObject([{ blob: admit.bytes }]);
  });
});

describe('while it waits, a device', () => {
  test('may not append or show itself', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(device) });
    expect(await client.closed).toBe('not-admitted');
    const again = await waitAgain(relay, device, team);
    again.send({ type: 'presence', blob: await sealedBy(device, { kind: 'presence' }) });
    expect(await again.closed).toBe('not-admitted');
    expect(await relay.store.openLog(team.book)).toMatchObject({ head: 3 });
  });

  test('may not knock, nor say hello again, nor bring statements twice', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    client.send(await helloFrame(device, team.book, systemRandom(32)));
    expect(await client.closed).toBe('malformed');
    const knocking = await waitAgain(relay, device, team);
    knocking.send(await knockFrame(systemRandom(32), systemRandom(32), team.book));
    expect(await knocking.closed).toBe('too-much');
    const bringing = await waitAgain(relay, device, team);
    bringing.send({ type: 'statements', statements: [] });
    expect(await bringing.untilPong()).toEqual([]);
    bringing.send({ type: 'statements', statements: [] });
    expect(await bringing.closed).toBe('too-much');
  });

  test('may not admit itself, nor take a key that it was not given', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    const waiting = await keeperOf(team, relay.now);
    const own = await admitWaiting({ ...waiting, device }, device.id);
    client.send({ type: 'statements', statements: [own.bytes] });
    expect(await client.untilPong()).toEqual([]);
    expect(await relay.store.openLog(team.book)).toMatchObject({ head: 3 });
  });

  test('is kept as long as it pings, but not for ever', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    const quiet = await waitAgain(relay, device, team);
    const step = silenceMs * 0.9;
    expect(2 * step).toBeGreaterThan(introductionMs);
    for (let passed = step; passed <= waitingMs; passed += step) {
      relay.wait(step);
      await client.untilPong();
    }
    expect(await quiet.closed).toBe('silent');
    relay.wait(step);
    expect(await client.closed).toBe('too-slow-to-greet');
    await waitAgain(relay, device, team);
  });

  test('has a bounded number of sockets', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { device, client } = await comeWaiting(relay, team);
    for (let count = 1; count < waitingPerDeviceMax; count += 1)
      await waitAgain(relay, device, team);
    const beyond = await greet(relay, device, team);
    expect(await beyond.closed).toBe('too-much');
    client.leave();
    await client.closed;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await waitAgain(relay, device, team);
  });

  test('is one of a bounded number in its room', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    // By two invites, because people come by one at a measured pace.
    const crowd = waitingPerRoomMax / waitingPerDeviceMax;
    const links: Uint8Array<ArrayBuffer>[] = [];
    for (const usesMax of [crowd / 2, crowd / 2 + 1]) {
      expect(usesMax).toBeLessThan(joinsPerInvitePerMinute);
      const made = await invite(team, relay.now, { usesMax, approval: true });
      await decree(team, made.statement);
      links.push(made.secret);
    }
    const clients: Client[] = [];
    const come = async (index: number) => {
      const device = await createDeviceKeys();
      const secret = links[index < crowd / 2 ? 0 : 1]!;
      const join = await joinStatement(team, secret, device, relay.now);
      const client = await greet(relay, device, team);
      await client.next('unknown');
      client.send({ type: 'statements', statements: [join.bytes] });
      return { device, client };
    };
    for (let index = 0; index < crowd; index += 1) {
      const { device, client } = await come(index);
      expect(await client.next('unknown')).toMatchObject({ what: 'waiting' });
      clients.push(client);
      await team.client.next('entries');
      for (let count = 1; count < waitingPerDeviceMax; count += 1)
        await waitAgain(relay, device, team);
    }
    const late = await come(crowd);
    expect(await late.client.closed).toBe('too-much');
    await team.client.next('entries');
    // Its join was taken all the same: once there is space it can open, and be let in.
    clients[0]!.leave();
    await clients[0]!.closed;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await compare(relay, team, late.device, await waitAgain(relay, late.device, team));
    await decree(team, admitWaiting(await keeperOf(team, relay.now), late.device.id));
    await attend(relay, late.device, team.book);
  });
});

describe('an invite that was withdrawn', () => {
  test('is refused by name, to a knock and to a join', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { statement, secret } = await invite(team, relay.now);
    await decree(team, statement);
    const device = await createDeviceKeys();
    const join = await joinStatement(
      { ...team, statements: [...team.statements] },
      secret,
      device,
      relay.now,
    );
    if (statement.body.type !== 'invite') throw new Error('expected the invite');
    const withdraw = { type: 'withdraw', invite: statement.body.invite } as const;
    await decree(team, signAct(await keeperOf(team, relay.now), withdraw));
    const joining = await greet(relay, device, team);
    await joining.next('unknown');
    joining.send({ type: 'statements', statements: [join.bytes] });
    expect(await joining.closed).toBe('invite-withdrawn');
    const knocking = new Client(relay.relay.url);
    const { nonce } = await knocking.next('challenge');
    knocking.send(await helloFrame(device, team.book, nonce));
    await knocking.next('unknown');
    knocking.send(await knockFrame(secret, nonce, team.book));
    expect(await knocking.closed).toBe('invite-withdrawn');
  });
});

describe('people come at a measured pace', () => {
  test('by one invite', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const usesMax = joinsPerInvitePerMinute + 2;
    const { statement, secret } = await invite(team, relay.now, { usesMax });
    await decree(team, statement);
    const grown = { ...team, statements: [...team.statements] };
    const devices = await Promise.all(Array.from({ length: usesMax }, createDeviceKeys));
    const joins: Uint8Array<ArrayBuffer>[] = [];
    for (const device of devices)
      joins.push((await joinStatement(grown, secret, device, relay.now)).bytes);
    // One device brings them all: its own, the last, counts first.
    const crowd = await greet(relay, devices.at(-1)!, team);
    await crowd.next('unknown');
    crowd.send({ type: 'statements', statements: joins });
    expect(await crowd.next('welcome')).toMatchObject({ head: 2 + joinsPerInvitePerMinute });
    const bring = async (index: number) => {
      const client = await greet(relay, devices[index]!, team);
      await client.next('unknown');
      client.send({ type: 'statements', statements: [joins[index]!] });
      return client;
    };
    const first = usesMax - 3;
    expect(await (await bring(first)).closed).toBe('too-much');
    relay.passed += 60_000;
    await (await bring(first)).next('welcome');
  });

  test('by one keeper’s invites', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    for (let count = 0; count < invitesPerKeeperPerMinute; count += 1)
      await decree(team, (await invite(team, relay.now)).statement);
    // What the log has already costs nothing.
    team.client.send({ type: 'append', ref: 1, kind: 'access', blob: team.statements[1]!.bytes });
    await team.client.next('receipt');
    const { statement } = await invite(team, relay.now);
    team.client.send({ type: 'append', ref: 2, kind: 'access', blob: statement.bytes });
    expect(await team.client.closed).toBe('too-much');
    relay.passed += 60_000;
    const { client } = await attend(relay, team.keeper, team.book);
    await decree({ ...team, client }, statement);
  });
});
