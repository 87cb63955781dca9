/** Several relays on one log, in one process: what one commits, the others take in. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Client } from '../trials/client.ts';
import { startRelay, type TestRelay } from '../testing/relay.ts';
import { createSharedStore, type SharedStore } from '../testing/shared-store.ts';
import { SteadyDevice, Witness } from '../trials/steady-device.ts';
import {
  admit,
  attend,
  decree,
  foundTeam,
  keeperOf,
  openTeam,
  sealedBy,
  type Team,
} from '../trials/team.ts';
import { removeDevices } from '@wardbook/shared/sealing/keeper-acts';

const patienceMs = 20_000;
let store: SharedStore;
let relays: [TestRelay, TestRelay];
let team: Team & { client: Client };
const devices: SteadyDevice[] = [];

beforeEach(async () => {
  store = createSharedStore();
  relays = [await startRelay({ store }), await startRelay({ store })];
  team = await openTeam(relays[0]);
});
afterEach(async () => {
  for (const device of devices.splice(0)) await device.stop();
  await Promise.all(relays.map(async ({ relay }) => relay.close()));
});

function come(keys: Team['keeper'], relay: TestRelay, witness: Witness): SteadyDevice {
  const { url } = relay.relay;
  const device = new SteadyDevice({ keys, book: team.book, witness, relay: () => url });
  devices.push(device);
  return device;
}

test('whoever writes through whichever relay, all read the same, each change once', async () => {
  const editor = await admit(relays[0], team);
  const witness = new Witness();
  const [one, other] = [come(team.keeper, relays[0], witness), come(editor, relays[1], witness)];
  const writes = [one, other].flatMap((device) =>
    Array.from({ length: 150 }, () => device.write()),
  );
  const keys = await Promise.all(writes);
  await Promise.all([one.settled(patienceMs), other.settled(patienceMs)]);
  await one.until(() => one.log.length === other.log.length, patienceMs);
  expect(one.log).toEqual(other.log);
  expect(one.log.filter((key) => keys.includes(key)).sort()).toEqual(keys.sort());
  expect(new Set([...one.receipted, ...other.receipted])).toEqual(new Set(keys));
  // They did meet, or this has shown nothing.
  expect(store.movedOn).toBeGreaterThan(0);
});

test('what is not told is read from the store once a commit meets with it', async () => {
  const editor = await admit(relays[0], team);
  const witness = new Witness();
  const [one, other] = [come(team.keeper, relays[0], witness), come(editor, relays[1], witness)];
  await one.until(() => one.position === 3 && other.position === 3, patienceMs);
  store.isSilent = true;
  await one.write();
  await one.settled(patienceMs);
  await other.write();
  await other.settled(patienceMs);
  expect(other.log).toHaveLength(5);
  store.isSilent = false;
  await one.write();
  await one.settled(patienceMs);
  expect(one.log).toHaveLength(6);
});

test('a snapshot through one relay is known to the other', async () => {
  const witness = new Witness();
  const [one, other] = relays.map((relay) => come(team.keeper, relay, witness)) as [
    SteadyDevice,
    SteadyDevice,
  ];
  for (let count = 0; count < 5; count += 1) await one.write();
  await one.settled(patienceMs);
  await other.until(() => other.position === one.position, patienceMs);
  await other.write('snapshot', 6);
  await other.settled(patienceMs);
  await one.until(() => one.position === 7, patienceMs);
  const late = come(team.keeper, relays[0], witness);
  await late.until(() => late.position === 7, patienceMs);
  expect(late.log).toHaveLength(2);
});

test('devices of different relays see one another', async () => {
  const editor = await admit(relays[0], team);
  const { client } = await attend(relays[1], editor, team.book);
  const blob = await sealedBy(editor, { kind: 'presence' });
  client.send({ type: 'presence', blob });
  expect(await team.client.next('presence')).toEqual({ type: 'presence', blob });
  expect(await client.untilPong()).toEqual([]);
});

test('whoever is let in through one relay may come by the other, and whoever is removed may not', async () => {
  const editor = await admit(relays[0], team);
  const { client } = await attend(relays[1], editor, team.book);
  await decree(team, removeDevices(await keeperOf(team, relays[0].now), [editor.id]));
  expect(await client.closed).toBe('removed');
});

test('a book deleted through one relay ends for everybody at the other', async () => {
  const editor = await admit(relays[0], team);
  const { client } = await attend(relays[1], editor, team.book);
  await store.deleteBook({ book: team.book, at: 1, proof: new Uint8Array(1) });
  expect(await client.closed).toBe('book-deleted');
  expect(await team.client.closed).toBe('book-deleted');
});

test('two relays that make one book at once agree on one log', async () => {
  const made = await foundTeam(relays[0].now);
  const clients = await Promise.all(
    relays.map(async ({ relay }) => {
      const client = new Client(relay.url);
      await client.hello(made.keeper, made.book);
      await client.next('unknown');
      return client;
    }),
  );
  const logs = await Promise.all(
    clients.map(async (client) => {
      client.send({ type: 'statements', statements: made.statements.map(({ bytes }) => bytes) });
      return (await client.next('welcome')).log;
    }),
  );
  expect(logs[0]).toEqual(logs[1]);
});
