/**
 * A client that breaks the rules from within: it holds a true key and says whatever it likes. Each
 * attempt is refused by name, and an honest device beside it notices nothing.
 */
import { signStatement, type StatementBody } from '@wardbook/shared/access/statement';
import { idToBytes } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import type { AppendRefusal, RelayFrame } from '@wardbook/shared/protocol/frames';
import { bookKeysFor } from '@wardbook/shared/sealing/book-keys';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { removeDevices } from '@wardbook/shared/sealing/keeper-acts';
import { open } from '@wardbook/shared/sealing/open';
import { seal } from '@wardbook/shared/sealing/seal';
import { inviteBody, revokeBody } from '@wardbook/shared/testing/statements';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Client, helloFrame } from '../trials/client.ts';
import { startRelay, type TestRelay } from '../testing/relay.ts';
import {
  admit,
  attend,
  decree,
  foundTeam,
  invite,
  joinStatement,
  keeperOf,
  openTeam,
  sealedBy,
  type Team,
} from '../trials/team.ts';

let relay: TestRelay;
let team: Team & { client: Client };
let hostile: DeviceKeys;
let client: Client;
beforeEach(async () => {
  relay = await startRelay();
  team = await openTeam(relay);
  hostile = await admit(relay, team);
  ({ client } = await attend(relay, hostile, team.book));
});
afterEach(async () => {
  const noticed = await team.client.untilPong();
  await relay.relay.close();
  if (noticed.length > 0) throw new Error('an honest device was disturbed');
});

type Kind = 'access' | 'update' | 'snapshot';
let lastRef = 0;

/** The relay's answer to an append. */
async function answerTo(kind: Kind, blob: Uint8Array<ArrayBuffer>): Promise<string> {
  const ref = (lastRef += 1);
  client.send({ type: 'append', ref, kind, blob });
  for (;;) {
    const isAnswer = (frame: RelayFrame) =>
      (frame.type === 'refused' && frame.ref === ref) ||
      (frame.type === 'receipt' && frame.refs.includes(ref));
    const answer = (await client.untilPong()).find(isAnswer);
    if (answer) return answer.type === 'refused' ? answer.reason : answer.type;
  }
}

const signed = async (body: StatementBody, by = hostile, inNameOf = by) =>
  (await signStatement(by.signing.privateKey, inNameOf.id, team.book, relay.now, body)).bytes;

test('nobody but a keeper raises a role, its own least of all', async () => {
  const { access, keys } = await keeperOf(team, relay.now);
  const friend = await createDeviceKeys();
  const wrap = { epoch: 0, sealed: systemRandom(80) };
  const label = systemRandom(100);
  const { id: device, wrapPublic } = friend;
  expect(keys.size).toBe(1);
  const acts: StatementBody[] = [
    { type: 'change', device: hostile.id, role: 'keeper', until: 0 },
    { type: 'change', device: team.keeper.id, role: 'reader', until: 0 },
    { type: 'grant', device, wrapPublic, role: 'keeper', until: 0, wrap, older: [], label },
    { type: 'admit', device, wrap, label },
    { type: 'decline', device },
    { type: 'withdraw', invite: [...access.invites.keys()][0]! },
    revokeBody(access, team.keeper.id),
    inviteBody(1, 'keeper', { expires: relay.now + 1_000 }),
    { type: 'schema', schema: 3 },
  ];
  for (const act of acts)
    expect(await answerTo('access', await signed(act)), act.type).toBe('statement-refused');
  expect(await relay.store.openLog(team.book)).toMatchObject({ head: 3 });
});

test('a removal forged in a keeper’s name is refused, and so is a real one that was changed', async () => {
  const keeper = await keeperOf(team, relay.now);
  const forged = await signed(revokeBody(keeper.access, team.keeper.id), hostile, team.keeper);
  expect(await answerTo('access', forged)).toBe('statement-refused');
  const other = await admit(relay, team);
  const real = await removeDevices(await keeperOf(team, relay.now), [other.id]);
  const at = real.bytes.length - 64 - 80;
  const changed = real.bytes.with(at, real.bytes[at]! ^ 1);
  expect(await answerTo('access', changed)).toBe('statement-refused');
  expect(await relay.store.openLog(team.book)).toMatchObject({ head: 5 });
});

test('a removal that leaves somebody without the key, or gives it to another, is refused', async () => {
  const keeper = await admit(relay, team, { role: 'keeper' });
  const gone = await admit(relay, team);
  ({ client } = await attend(relay, keeper, team.book));
  const { access } = await keeperOf(team, relay.now);
  const { wraps } = revokeBody(access, gone.id);
  const recipient = idToBytes((await createDeviceKeys()).id);
  for (const given of [
    wraps.slice(1),
    [],
    [...wraps, { recipient, sealed: systemRandom(80) }],
    [...wraps, { recipient: idToBytes(gone.id), sealed: systemRandom(80) }],
    [...wraps, wraps[0]!],
  ]) {
    const revoke = revokeBody(access, gone.id, { wraps: given });
    expect(await answerTo('access', await signed(revoke, keeper))).toBe('statement-refused');
  }
  const last = { type: 'change', device: team.keeper.id, role: 'reader', until: 0 } as const;
  const step = { type: 'change', device: keeper.id, role: 'reader', until: 0 } as const;
  await decree(team, signedByKeeper(step));
  // Now the only keeper, whom nobody can demote: not even the keeper.
  team.client.send({
    type: 'append',
    ref: 7,
    kind: 'access',
    blob: await signed(last, team.keeper),
  });
  expect(await team.client.next('refused')).toMatchObject({ reason: 'statement-refused' });
});

test('statements out of order, or of another book, are refused', async () => {
  const { statement, secret } = await invite(team, relay.now);
  const comer = await createDeviceKeys();
  const join = await joinStatement(team, secret, comer, relay.now);
  expect(await answerTo('access', join.bytes)).toBe('statement-refused');
  expect(await answerTo('access', (await foundTeam(relay.now)).statements[0]!.bytes)).toBe(
    'statement-refused',
  );
  const other = await foundTeam(relay.now);
  const foreign = (await invite(other, relay.now)).statement;
  expect(await answerTo('access', foreign.bytes)).toBe('statement-refused');
  // In their order they are taken, whoever carries them.
  expect(await answerTo('access', statement.bytes)).toBe('receipt');
  expect(await answerTo('access', join.bytes)).toBe('receipt');
  await team.client.next('entries');
  await team.client.next('entries');
});

test('a hello overheard on another socket proves nothing', async () => {
  const overheard = await helloFrame(team.keeper, team.book, systemRandom(32));
  const own = await helloFrame(hostile, team.book, systemRandom(32));
  for (const replayed of [overheard, { ...own, device: team.keeper.id }]) {
    const socket = new Client(relay.relay.url);
    await socket.next('challenge');
    socket.send(replayed);
    expect(await socket.closed).toBe('not-proven');
  }
});

test('a snapshot by an editor, and anything by a reader, is refused', async () => {
  const snapshot = await sealedBy(hostile, { kind: 'snapshot', covers: 3 });
  expect(await answerTo('snapshot', snapshot)).toBe('not-allowed');
  // Nor by calling it an update, nor in a keeper's name.
  expect(await answerTo('update', snapshot)).toBe('not-allowed');
  const borrowed = await sealedBy(team.keeper, { kind: 'snapshot', covers: 3 });
  expect(await answerTo('snapshot', borrowed)).toBe('not-allowed');
  const reader = await admit(relay, team, { role: 'reader' });
  ({ client } = await attend(relay, reader, team.book));
  for (const kind of ['update', 'snapshot'] as const)
    expect(await answerTo(kind, await sealedBy(reader, { kind, covers: 3 }))).toBe('not-allowed');
  expect(await relay.store.openLog(team.book)).toMatchObject({ head: 5 });
});

test('an append under an old key, or one still to come, is refused', async () => {
  const gone = await admit(relay, team);
  await decree(team, removeDevices(await keeperOf(team, relay.now), [gone.id]));
  const answers: (AppendRefusal | 'receipt')[] = ['wrong-epoch', 'receipt', 'wrong-epoch'];
  for (const [epoch, answer] of answers.entries())
    expect(await answerTo('update', await sealedBy(hostile, { epoch }))).toBe(answer);
  await team.client.next('entries');
});

test('entries of another book are refused, or opened by nobody', async () => {
  const other = await foundTeam(relay.now);
  expect(await answerTo('update', await sealedBy(other.keeper))).toBe('not-allowed');
  // Its own entry for a book of its own: the relay cannot tell, and whoever reads it can.
  const { access, keys } = await keeperOf(team, relay.now);
  const sealer = { device: hostile, key: keys.get(0)!, random: systemRandom };
  const context = { kind: 'update', seen: 0, seenHash: new Uint8Array(32) } as const;
  const plain = new TextEncoder().encode('elsewhere');
  const blob = await seal({ ...sealer, book: other.book }, context, plain);
  expect(await answerTo('update', blob)).toBe('receipt');
  const [entry] = (await team.client.next('entries')).entries;
  const readers = await bookKeysFor(access, team.keeper);
  expect(await open(team.book, readers, entry!.blob)).toMatchObject({ type: 'refused' });
  const honest = await seal({ ...sealer, book: team.book }, context, plain);
  expect(await open(team.book, readers, honest)).toMatchObject({ type: 'opened' });
});

async function signedByKeeper(body: StatementBody) {
  return signStatement(team.keeper.signing.privateKey, team.keeper.id, team.book, relay.now, body);
}
