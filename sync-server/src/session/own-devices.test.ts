/** What members do for their own devices, and what a recovery sheet may do, over real sockets. */
import type { Statement } from '@wardbook/shared/access/statement';
import { systemRandom } from '@wardbook/shared/base/ports';
import { closeCodes, isFinal } from '@wardbook/shared/protocol/close-codes';
import { bookKeysFor } from '@wardbook/shared/sealing/book-keys';
import { issueOwnInvite } from '@wardbook/shared/sealing/found';
import {
  admitWaiting,
  letIn,
  removeDevices,
  replaceKeys,
  signAct,
} from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import {
  adoptRecoverySheet,
  newRecoverySheet,
  recoverySheetKeys,
} from '@wardbook/shared/sealing/recovery-sheet';
import { auditBody } from '@wardbook/shared/testing/statements';
import { beforeEach, describe, expect, test } from 'vitest';
import { Client, helloFrame } from '../trials/client.ts';
import type { TestRelay } from '../testing/relay.ts';
import { relayStarter } from '../testing/relay-starter.ts';
import {
  compare,
  admit,
  attend,
  decree,
  joinStatement,
  keeperOf,
  knockFrame,
  openTeam,
  sealedBy,
  statementsFrom,
  type Team,
} from '../trials/team.ts';

type Open = Team & { client: Client };

let relay: TestRelay;
let team: Open;
const start = relayStarter();
beforeEach(async () => {
  relay = await start();
  team = await openTeam(relay);
});

const bytesOf = (statements: readonly Statement[]) => statements.map(({ bytes }) => bytes);

/** What the relay says to a statement that this device appends; if it takes it, the team knows it. */
async function answerTo(client: Client, statement: Statement): Promise<string> {
  client.send({ type: 'append', ref: 7, kind: 'access', blob: statement.bytes });
  for (;;) {
    const frames = await client.untilPong();
    const answer = frames.find(({ type }) => type === 'receipt' || type === 'refused');
    if (answer?.type === 'refused') return answer.reason;
    if (!answer) continue;
    team.statements.push(statement);
    await team.client.next('entries');
    return 'receipt';
  }
}

/** Says hello as a device that the book does not know, and brings statements. */
async function bring(device: DeviceKeys, statements: readonly Statement[], at = relay) {
  const client = new Client(at.relay.url);
  await client.hello(device, team.book);
  const { what } = await client.next('unknown');
  client.send({ type: 'statements', statements: bytesOf(statements) });
  return { client, what };
}

async function ownInviteOf(device: DeviceKeys, lastsMs = 900_000) {
  const { access } = await keeperOf(team, relay.now);
  return issueOwnInvite(access, device, lastsMs, () => relay.now, systemRandom);
}

const renewal = async (device: DeviceKeys, next: DeviceKeys) =>
  replaceKeys(await keeperOf(team, relay.now, device), next, 'New keys');

describe('[ACC24] a reader’s further device', () => {
  test('knocks by the reader’s invite, waits, and is admitted by a keeper as the reader’s', async () => {
    const reader = await admit(relay, team, { role: 'reader' });
    const { client } = await attend(relay, reader, team.book);
    const { statement, secret } = await ownInviteOf(reader);
    expect(await answerTo(client, statement)).toBe('receipt');

    const phone = await createDeviceKeys();
    const comer = new Client(relay.relay.url);
    const { nonce } = await comer.next('challenge');
    comer.send(await helloFrame(phone, team.book, nonce));
    await comer.next('unknown');
    comer.send(await knockFrame(secret, nonce, team.book));
    const { statements } = await comer.next('statements');
    expect(statements).toEqual(bytesOf(team.statements));
    const join = await joinStatement(team, secret, phone, relay.now);
    comer.send({ type: 'statements', statements: [join.bytes] });
    expect(await comer.next('unknown')).toEqual({ type: 'unknown', what: 'waiting' });
    // Both the reader and the keeper see it come.
    for (const each of [client, team.client])
      expect((await each.next('entries')).entries[0]!.blob).toEqual(join.bytes);

    // The reader's word is not enough, though they hold the key.
    const byReader = await admitWaiting(await keeperOf(team, relay.now, reader), phone.id);
    client.send({ type: 'append', ref: 8, kind: 'access', blob: byReader.bytes });
    expect(await client.next('refused')).toMatchObject({ reason: 'statement-refused' });
    expect(await comer.untilPong()).toEqual([]);

    await compare(relay, team, phone, comer);
    await decree(team, admitWaiting(await keeperOf(team, relay.now), phone.id));
    await comer.next('welcome');
    const { access } = await keeperOf(team, relay.now);
    expect(access.members.get(phone.id)).toMatchObject({ role: 'reader', person: reader.id });
    expect((await bookKeysFor(access, phone)).size).toBe(1);
    await comer.next('entries');
    await comer.next('live');
    comer.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(phone) });
    expect(await comer.next('refused')).toMatchObject({ reason: 'not-allowed' });
  });

  test('finds the invite over with its time, its withdrawal by the reader, or the reader', async () => {
    const reader = await admit(relay, team, { role: 'reader' });
    const { client } = await attend(relay, reader, team.book);
    const late = await ownInviteOf(reader, 1_000);
    const taken = await ownInviteOf(reader);
    const orphaned = await ownInviteOf(reader);
    for (const { statement } of [late, taken, orphaned])
      expect(await answerTo(client, statement)).toBe('receipt');
    relay.now += 1_000;
    const turnedAway = async (secret: Parameters<typeof joinStatement>[1]) => {
      const device = await createDeviceKeys();
      const join = await joinStatement(team, secret, device, relay.now - 1_000);
      team.statements.pop();
      return (await bring(device, [join])).client.closed;
    };
    expect(await turnedAway(late.secret)).toBe('invite-expired');
    const { body } = taken.statement;
    if (body.type !== 'invite') return expect.unreachable();
    const asReader = await keeperOf(team, relay.now, reader);
    const withdraw = await signAct(asReader, { type: 'withdraw', invite: body.invite });
    expect(await answerTo(client, withdraw)).toBe('receipt');
    expect(await turnedAway(taken.secret)).toBe('invite-withdrawn');
    await decree(team, removeDevices(await keeperOf(team, relay.now), [reader.id]));
    expect(await turnedAway(orphaned.secret)).toBe('invite-withdrawn');
  });

  test('cannot be given more than its person has, nor another’s place', async () => {
    const reader = await admit(relay, team, { role: 'reader' });
    const { client } = await attend(relay, reader, team.book);
    const { statement } = await ownInviteOf(reader);
    const { body } = statement;
    if (body.type !== 'invite') return expect.unreachable();
    const asReader = await keeperOf(team, relay.now, reader);
    for (const changed of [
      { ...body, role: 'keeper' as const },
      { ...body, usesMax: 2 },
      { ...body, expires: relay.now + 86_400_000 },
      { ...body, own: false },
    ])
      expect(await answerTo(client, await signAct(asReader, changed))).toBe('statement-refused');
  });
});

describe('[ACC23] a device that takes new keys', () => {
  test('is closed with the chain, and the new one is welcome and has the old one’s right', async () => {
    const editor = await admit(relay, team);
    const { client } = await attend(relay, editor, team.book);
    const next = await createDeviceKeys();
    const statement = await renewal(editor, next);
    client.send({ type: 'append', ref: 1, kind: 'access', blob: statement.bytes });
    // No receipt: the chain that ends with it is the answer.
    const { statements } = await client.next('statements');
    team.statements.push(statement);
    expect(statements).toEqual(bytesOf(team.statements));
    expect((await statementsFrom(statements)).at(-1)!.body).toMatchObject({ device: next.id });
    expect(await client.closed).toBe('replaced');
    expect(isFinal(closeCodes.replaced)).toBe(true);
    expect((await team.client.next('entries')).entries[0]!.blob).toEqual(statement.bytes);

    const again = (await attend(relay, next, team.book)).client;
    again.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(next) });
    await again.next('entries');
    await again.next('receipt');
    again.send({ type: 'append', ref: 2, kind: 'update', blob: await sealedBy(editor) });
    expect(await again.next('refused')).toMatchObject({ reason: 'not-allowed' });
    // The old keys are told so for ever.
    const old = new Client(relay.relay.url);
    await old.hello(editor, team.book);
    await old.next('statements');
    expect(await old.closed).toBe('replaced');
  });

  test('while away brings its own chain to a relay that never saw the new one', async () => {
    const editor = await admit(relay, team);
    const next = await createDeviceKeys();
    team.statements.push(await renewal(editor, next));
    const { client, what } = await bring(next, team.statements);
    expect(what).toBe('device');
    await client.next('welcome');
    expect((await team.client.next('entries')).entries).toHaveLength(1);
    const old = new Client(relay.relay.url);
    await old.hello(editor, team.book);
    await old.next('statements');
    expect(await old.closed).toBe('replaced');
  });

  test('makes the book at a relay that has none of it, with the new keys', async () => {
    const editor = await admit(relay, team);
    const next = await createDeviceKeys();
    team.statements.push(await renewal(editor, next));
    const empty = await start();
    const { client, what } = await bring(next, team.statements, empty);
    expect(what).toBe('book');
    expect(await client.next('welcome')).toMatchObject({ head: team.statements.length });
    const another = await start();
    const old = await bring(editor, team.statements, another);
    expect(await old.client.closed).toBe('not-admitted');
  });

  test('cannot, once it was removed or has been replaced already', async () => {
    const [editor, second] = [await admit(relay, team), await admit(relay, team)];
    const [one, two] = [await createDeviceKeys(), await createDeviceKeys()];
    const [first, late] = [await renewal(editor, one), await renewal(editor, two)];
    const { client } = await attend(relay, second, team.book);
    const removedMeanwhile = await renewal(second, await createDeviceKeys());
    // Carried by another, as after a relay was restored.
    expect(await answerTo(client, first)).toBe('receipt');
    expect(await answerTo(client, late)).toBe('statement-refused');
    await decree(team, removeDevices(await keeperOf(team, relay.now), [second.id]));
    team.client.send({ type: 'append', ref: 9, kind: 'access', blob: removedMeanwhile.bytes });
    expect(await team.client.next('refused')).toMatchObject({ reason: 'statement-refused' });
  });

  test('with a membership that has ended, or by keys that agreed to nothing, gains nothing', async () => {
    const guest = await admit(relay, team, { role: 'reader', until: relay.now + 10_000 });
    const { client } = await attend(relay, guest, team.book);
    const next = await createDeviceKeys();
    const asGuest = await keeperOf(team, relay.now, guest);
    const good = await replaceKeys(asGuest, next, 'New keys');
    if (good.body.type !== 'replace') return expect.unreachable();
    const stolen = (await createDeviceKeys()).id;
    const forged = await signAct(asGuest, { ...good.body, device: stolen });
    expect(await answerTo(client, forged)).toBe('statement-refused');
    relay.now += 10_000;
    // Whoever it brings is not let in either, however it is dated.
    const late = await bring(next, [...team.statements, good]);
    expect(await late.client.closed).toBe('not-admitted');
  });
});

describe('[ACC25] a recovery sheet', () => {
  async function withSheet() {
    const sheet = newRecoverySheet(team.book, systemRandom);
    await decree(team, adoptRecoverySheet(await keeperOf(team, relay.now), sheet));
    return recoverySheetKeys(sheet);
  }

  test('reads the book and lets a device in, and appends nothing else', async () => {
    const paper = await withSheet();
    const { client } = await attend(relay, paper, team.book);
    for (const kind of ['update', 'snapshot'] as const) {
      const blob = await sealedBy(paper, { kind, covers: kind === 'snapshot' ? 1 : 0 });
      client.send({ type: 'append', ref: 1, kind, blob });
      expect(await client.next('refused'), kind).toMatchObject({ reason: 'not-allowed' });
    }
    const asSheet = await keeperOf(team, relay.now, paper);
    expect(asSheet.keys.size).toBe(1);
    const other = await admit(relay, team, { role: 'reader' });
    await client.next('entries');
    await client.next('entries');
    const acts = [
      await signAct(asSheet, auditBody()),
      await signAct(asSheet, { type: 'change', device: other.id, role: 'keeper', until: 0 }),
      await removeDevices(await keeperOf(team, relay.now, paper), [other.id]),
      await renewal(paper, await createDeviceKeys()),
    ];
    for (const act of acts)
      expect(await answerTo(client, act), act.body.type).toBe('statement-refused');

    const device = await createDeviceKeys();
    const grant = await letIn(asSheet, device, 'keeper', 'Back again');
    expect(await answerTo(client, grant)).toBe('receipt');
    const restored = (await attend(relay, device, team.book)).client;
    const snapshot = await sealedBy(device, { kind: 'snapshot', covers: 1 });
    restored.send({ type: 'append', ref: 1, kind: 'snapshot', blob: snapshot });
    await restored.next('entries');
    await restored.next('receipt');
  });

  test('brings the book back to a relay that has lost it, and lets a device in there', async () => {
    const paper = await withSheet();
    relay = await start();
    const { client, what } = await bring(paper, team.statements);
    expect(what).toBe('book');
    await client.next('welcome');
    await client.next('entries');
    await client.next('live');
    const device = await createDeviceKeys();
    const grant = await letIn(
      await keeperOf(team, relay.now, paper),
      device,
      'keeper',
      'Back again',
    );
    client.send({ type: 'append', ref: 1, kind: 'access', blob: grant.bytes });
    await client.next('entries');
    await client.next('receipt');
    await attend(relay, device, team.book);
  });

  test('that is cancelled while it is read is shown the chain and closed', async () => {
    const paper = await withSheet();
    const { client } = await attend(relay, paper, team.book);
    await decree(team, removeDevices(await keeperOf(team, relay.now), [paper.id]));
    expect((await client.next('statements')).statements).toEqual(bytesOf(team.statements));
    expect(await client.closed).toBe('removed');
  });
});
