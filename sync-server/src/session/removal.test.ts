import { signStatement, type Role, type Statement } from '@wardbook/shared/access/statement';
import { closeCodes, isFinal } from '@wardbook/shared/protocol/close-codes';
import type { RelayFrame } from '@wardbook/shared/protocol/frames';
import { removeDevices, signAct } from '@wardbook/shared/sealing/keeper-acts';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { describe, expect, test } from 'vitest';
import { Client } from '../trials/client.ts';
import { createTroubledStore, type TestRelay } from '../testing/relay.ts';
import { relayStarter } from '../testing/relay-starter.ts';
import {
  admit,
  attend,
  decree,
  keeperOf,
  openTeam,
  sealedBy,
  statementsFrom,
  type Team,
} from '../trials/team.ts';

const start = relayStarter();

const removal = async (relay: TestRelay, team: Team, device: DeviceKeys, by = team.keeper) =>
  removeDevices(await keeperOf(team, relay.now, by), [device.id]);

const changeTo = async (relay: TestRelay, team: Team, device: DeviceKeys, role: Role, until = 0) =>
  signAct(await keeperOf(team, relay.now), { type: 'change', device: device.id, role, until });

async function expectTold(client: Client, by: Statement, chain: readonly Statement[]) {
  const { statements } = await client.next('statements');
  expect(statements).toEqual(chain.map(({ bytes }) => bytes));
  const told = (await statementsFrom(statements)).at(-1)!;
  expect([told.author, told.issuedAt]).toEqual([by.author, by.issuedAt]);
  expect(await client.closed).toBe('removed');
}

describe('a device that is removed', () => {
  test('while connected is shown the chain and closed at once; the others go on', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const editor = await admit(relay, team);
    const { client } = await attend(relay, editor, team.book);
    const other = await attend(relay, team.keeper, team.book);
    const revoke = await decree(team, removal(relay, team, editor));
    await expectTold(client, revoke, team.statements);
    // Of the log it saw nothing from then on, its own removal included.
    expect(client.frames.at(-1)!.type).toBe('statements');
    expect(await other.client.untilPong()).toMatchObject([
      { type: 'entries', entries: [{ blob: revoke.bytes }] },
    ]);
  });

  test('while away is told at its next hello, every time, and after the relay has stopped', async () => {
    const store = createTroubledStore();
    const before = await start({ store: { ...store, close: async () => {} } });
    const team = await openTeam(before);
    const editor = await admit(before, team);
    const revoke = await decree(team, removal(before, team, editor));
    const hello = async (relay: TestRelay) => {
      const client = new Client(relay.relay.url);
      await client.hello(editor, team.book);
      await expectTold(client, revoke, team.statements);
    };
    await hello(before);
    await hello(before);
    await before.relay.close();
    await hello(await start({ store }));
    expect(isFinal(closeCodes.removed)).toBe(true);
  });

  test('while it catches up is sent no further page', async () => {
    const store = createTroubledStore();
    const relay = await start({ store });
    const team = await openTeam(relay);
    const editor = await admit(relay, team);
    // What nobody has been sent as a page yet has to be read.
    const blob = await sealedBy(team.keeper);
    team.client.send({ type: 'append', ref: 1, kind: 'update', blob });
    await team.client.next('entries');
    await team.client.next('receipt');
    let open = () => {};
    store.reading = new Promise((resolve) => (open = resolve));
    const client = new Client(relay.relay.url);
    await client.hello(editor, team.book);
    await client.next('welcome');
    await decree(team, removal(relay, team, editor));
    open();
    expect(await client.closed).toBe('removed');
    const types = client.frames.map(({ type }) => type);
    expect(types.slice(types.indexOf('welcome'))).toEqual(['welcome', 'statements']);
  });

  test('between its hello and its welcome is never welcome', async () => {
    const store = createTroubledStore();
    const relay = await start({ store });
    const team = await openTeam(relay);
    const editor = await admit(relay, team);
    const { client: earlier, welcome } = await attend(relay, editor, team.book);
    earlier.leave();
    let open = () => {};
    const looking = new Promise<void>((resolve) => (open = resolve));
    const { hashAt } = store;
    let isAsked = () => {};
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    store.hashAt = async (book, seq) => {
      isAsked();
      await looking;
      return hashAt(book, seq);
    };
    const client = new Client(relay.relay.url);
    const cursor = { log: welcome.log, seq: 1, hash: new Uint8Array(32) };
    await client.hello(editor, team.book, cursor);
    await asked;
    const revoke = await decree(team, removal(relay, team, editor));
    open();
    await expectTold(client, revoke, team.statements);
  });

  test('has what it sent before in the log, and nothing that came after', async () => {
    const store = createTroubledStore();
    const relay = await start({ store });
    const team = await openTeam(relay);
    const editor = await admit(relay, team);
    const { client } = await attend(relay, editor, team.book);
    const [early, late] = [await sealedBy(editor), await sealedBy(editor)];
    const revoke = await removal(relay, team, editor);
    team.statements.push(revoke);
    const { head } = await headOf(relay, team);
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    // The first is being committed while the others gather for one commit, in this order.
    team.client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(team.keeper) });
    await team.client.untilPong();
    client.send({ type: 'append', ref: 2, kind: 'update', blob: early });
    await client.untilPong();
    team.client.send({ type: 'append', ref: 3, kind: 'access', blob: revoke.bytes });
    await team.client.untilPong();
    await settled();
    client.send({ type: 'append', ref: 4, kind: 'update', blob: late });
    await client.untilPong();
    open();
    expect(await client.closed).toBe('removed');
    expect(await headOf(relay, team)).toEqual({ head: head + 3 });
    const { client: reading } = await attend(relay, team.keeper, team.book);
    const blobs = reading.frames.flatMap((frame) =>
      frame.type === 'entries' ? frame.entries.map(({ blob }) => blob) : [],
    );
    expect(blobs.slice(-2)).toEqual([early, revoke.bytes]);
    expect(blobs).not.toContainEqual(late);
  });
});

test('of two keepers who remove each other, the first to arrive stays', async () => {
  const relay = await start();
  const team = await openTeam(relay);
  const second = await admit(relay, team, { role: 'keeper' });
  const { client } = await attend(relay, second, team.book);
  const [mine, theirs] = [
    await removal(relay, team, second),
    await removal(relay, team, team.keeper, second),
  ];
  await decree({ ...team, client }, theirs);
  await expectTold(team.client, theirs, team.statements);
  // Nor does it help that another carries it, who is in the book.
  client.send({ type: 'append', ref: 1, kind: 'access', blob: mine.bytes });
  expect(await client.next('refused')).toMatchObject({ reason: 'statement-refused' });
  const back = new Client(relay.relay.url);
  await back.hello(team.keeper, team.book);
  await expectTold(back, theirs, team.statements);
});

describe('after a removal', () => {
  test('only what is sealed with the new key is taken, in the order of the log', async () => {
    const store = createTroubledStore();
    const relay = await start({ store });
    const team = await openTeam(relay);
    const editor = await admit(relay, team);
    const gone = await admit(relay, team, { role: 'reader' });
    const { client } = await attend(relay, editor, team.book);
    const revoke = await removal(relay, team, gone);
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    team.client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(team.keeper) });
    await team.client.untilPong();
    // All of these are decided in one commit.
    const before = await sealedBy(editor);
    client.send({ type: 'append', ref: 10, kind: 'update', blob: before });
    await client.untilPong();
    team.client.send({ type: 'append', ref: 2, kind: 'access', blob: revoke.bytes });
    await team.client.untilPong();
    await settled();
    const after = await sealedBy(editor, { epoch: 1 });
    client.send({ type: 'append', ref: 11, kind: 'update', blob: await sealedBy(editor) });
    client.send({ type: 'append', ref: 12, kind: 'update', blob: after });
    await client.untilPong();
    open();
    const seen: RelayFrame[] = [];
    const ofType = <Type extends RelayFrame['type']>(type: Type) =>
      seen.filter((frame): frame is RelayFrame & { type: Type } => frame.type === type);
    while (ofType('receipt').length === 0) seen.push(...(await client.untilPong()));
    expect(ofType('refused')).toEqual([{ type: 'refused', ref: 11, reason: 'wrong-epoch' }]);
    expect(ofType('receipt').flatMap(({ refs }) => refs)).toEqual([10, 12]);
    const blobs = ofType('entries').flatMap(({ entries }) => entries.map(({ blob }) => blob));
    expect(blobs.slice(-3)).toEqual([before, revoke.bytes, after]);
  });

  test('a snapshot under the old key is refused, one under the new is taken', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    await decree(team, removal(relay, team, await admit(relay, team)));
    const snapshot = async (epoch: number) =>
      sealedBy(team.keeper, { kind: 'snapshot', covers: 4, epoch });
    team.client.send({ type: 'append', ref: 1, kind: 'snapshot', blob: await snapshot(0) });
    expect(await team.client.next('refused')).toMatchObject({ reason: 'wrong-epoch' });
    team.client.send({ type: 'append', ref: 2, kind: 'snapshot', blob: await snapshot(1) });
    await team.client.next('entries');
    await team.client.next('receipt');
  });
});

describe('another role while connected', () => {
  test('counts from the next append; presence goes on', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const device = await admit(relay, team);
    const { client } = await attend(relay, device, team.book);
    await decree(team, changeTo(relay, team, device, 'reader'));
    await client.next('entries');
    client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(device) });
    expect(await client.next('refused')).toMatchObject({ ref: 1, reason: 'not-allowed' });
    const blob = await sealedBy(device, { kind: 'presence' });
    client.send({ type: 'presence', blob });
    expect(await team.client.next('presence')).toEqual({ type: 'presence', blob });

    await decree(team, changeTo(relay, team, device, 'editor'));
    await client.next('entries');
    client.send({ type: 'append', ref: 2, kind: 'update', blob: await sealedBy(device) });
    await client.next('entries');
    expect(await client.next('receipt')).toMatchObject({ refs: [2] });
  });

  test('lets a former keeper snapshot and sign no more', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const device = await admit(relay, team, { role: 'keeper' });
    const { client } = await attend(relay, device, team.book);
    await decree(team, changeTo(relay, team, device, 'editor'));
    await client.next('entries');
    const blob = await sealedBy(device, { kind: 'snapshot', covers: 1 });
    client.send({ type: 'append', ref: 1, kind: 'snapshot', blob });
    expect(await client.next('refused')).toMatchObject({ reason: 'not-allowed' });
    const revoke = await removal(relay, team, team.keeper, device);
    client.send({ type: 'append', ref: 2, kind: 'access', blob: revoke.bytes });
    expect(await client.next('refused')).toMatchObject({ reason: 'statement-refused' });
  });
});

describe('another end while connected', () => {
  test('takes effect when it comes, though there was none before', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const device = await admit(relay, team);
    const { client } = await attend(relay, device, team.book);
    await decree(team, changeTo(relay, team, device, 'editor', relay.now + 20_000));
    await client.next('entries');
    relay.wait(19_999);
    await client.untilPong();
    await team.client.untilPong();
    relay.wait(1);
    expect(await client.closed).toBe('membership-ended');
    // Put off again, it is in again: it was never removed.
    await decree(team, changeTo(relay, team, device, 'editor'));
    await attend(relay, device, team.book);
  });

  test('that is past already takes effect at once', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const device = await admit(relay, team);
    const { client } = await attend(relay, device, team.book);
    const read = client.frames.length;
    await decree(team, changeTo(relay, team, device, 'editor', relay.now - 1));
    expect(await client.closed).toBe('membership-ended');
    expect(client.frames.length).toBe(read);
  });

  test('ends a keeper’s word by the relay’s clock, however it dates its statements', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const until = relay.now + 10_000;
    const guest = await admit(relay, team, { role: 'keeper', until });
    const friend = (await admit(relay, team, { role: 'reader' })).id;
    const signed = await signStatement(guest.signing.privateKey, guest.id, team.book, relay.now, {
      type: 'change',
      device: friend,
      role: 'keeper',
      until: 0,
    });
    const { client } = await attend(relay, guest, team.book);
    // Before the relay has looked at the time: the append itself is too late.
    relay.now = until;
    client.send({ type: 'append', ref: 1, kind: 'access', blob: signed.bytes });
    expect(['refused', 'membership-ended']).toContain(
      await Promise.race([client.closed, client.next('refused').then(({ type }) => type)]),
    );
    expect(await headOf(relay, team)).toEqual({ head: 5 });
  });
});

async function headOf(relay: TestRelay, team: Team): Promise<{ head: number }> {
  const opened = await relay.store.openLog(team.book);
  if (opened.type !== 'log') throw new Error('the book is gone');
  return { head: opened.head };
}

/** When the relay has checked the signature of a statement that it has just been sent. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
}
