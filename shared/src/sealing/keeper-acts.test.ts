import { expect, test } from 'vitest';
import { accessOf, applyStatement } from '../access/access.ts';
import { roleAt, type Access } from '../access/state.ts';
import { readStatement, type Role, type Statement } from '../access/statement.ts';
import { systemRandom } from '../base/ports.ts';
import { chainBytes } from '../protocol/chain.ts';
import { bookKeysFor } from './book-keys.ts';
import { foundBook, issueInvite, joinByInvite, openJoin, type InviteTerms } from './found.ts';
import { inviteKeysFromSecret } from './invite-keys.ts';
import { admitWaiting, answerWaiting, removeDevices, signAct, type Signer } from './keeper-acts.ts';
import { createDeviceKeys, type DeviceKeys } from './keys.ts';
import { openLabel, openLabelAsKeeper } from './label.ts';
import { open as openBlob } from './open.ts';
import { seal } from './seal.ts';

const now = () => 1_000;
const devices = await Promise.all(Array.from({ length: 5 }, createDeviceKeys));
const [founder, second, editor, comer, outsider] = devices as [
  DeviceKeys,
  DeviceKeys,
  DeviceKeys,
  DeviceKeys,
  DeviceKeys,
];

/** The book after a statement that came over the wire, which must be taken. */
async function after(access: Access, statement: Statement): Promise<Access> {
  const result = applyStatement(access, (await readStatement(statement.bytes))!, 1_000);
  return result.type === 'access' ? result.access : expect.unreachable(result.reason);
}

async function keeperOf(access: Access, device: DeviceKeys): Promise<Signer> {
  return { access, device, keys: await bookKeysFor(access, device), now, random: systemRandom };
}

async function invited(access: Access, role: Role, parts: Partial<InviteTerms> = {}) {
  const { keys } = await keeperOf(access, founder);
  const terms = { role, expires: 2_000, until: 0, usesMax: 2, approval: false, ...parts };
  const issued = await issueInvite(access, keys, founder, terms, now, systemRandom);
  const inviteKeys = await inviteKeysFromSecret(issued.secret);
  return { access: await after(access, issued.statement), inviteKeys };
}

async function joined(
  access: Access,
  role: Role,
  device: DeviceKeys,
  parts?: Partial<InviteTerms>,
) {
  const { access: open, inviteKeys } = await invited(access, role, parts);
  const invite = open.invites.get(inviteKeys.id)!;
  const name = `Number ${devices.indexOf(device)}`;
  const join = await joinByInvite(open, invite, inviteKeys, device, name, now, systemRandom, nonce);
  return after(open, join!);
}

const nonce = systemRandom(32);
const founded = accessOf([await foundBook(founder, 'Number 0', now, systemRandom)])!;
const withTwo = await joined(founded, 'keeper', second);
const team = await joined(withTwo, 'editor', editor);
const asked = await joined(team, 'editor', comer, { approval: true });
const answer = await answerWaiting(await keeperOf(asked, founder), comer.id, systemRandom(32));
const answered = await after(asked, answer);
const waiting = await after(answered, (await openJoin(answered, comer, nonce, now))!);

test('[SEAL13] the name of somebody who waits opens for each keeper and for nobody else', async () => {
  const { label } = waiting.waiting.get(comer.id)!;
  for (const keeper of [founder, second])
    expect(await openLabelAsKeeper(waiting, keeper, comer.id, label)).toBe('Number 3');
  for (const other of [editor, comer, outsider])
    expect(await openLabelAsKeeper(waiting, other, comer.id, label)).toBeUndefined();
  // Nor in the name of another device, nor with the book's key, nor in another book.
  expect(await openLabelAsKeeper(waiting, founder, editor.id, label)).toBeUndefined();
  const keys = await bookKeysFor(waiting, founder);
  expect(await openLabel(keys, comer.id, label)).toBeUndefined();
  const elsewhere = { ...waiting, nonce: systemRandom(16) };
  expect(await openLabelAsKeeper(elsewhere, founder, comer.id, label)).toBeUndefined();
});

test('[SEAL13] a label that is none, or of which a byte was changed, opens for nobody', async () => {
  const { label } = waiting.waiting.get(comer.id)!;
  const whole = [
    await openLabelAsKeeper(waiting, founder, comer.id, new Uint8Array()),
    await openLabelAsKeeper(waiting, founder, comer.id, Uint8Array.of(255)),
    await openLabelAsKeeper(waiting, founder, comer.id, systemRandom(300)),
    await openLabelAsKeeper(waiting, founder, comer.id, label.subarray(0, 100)),
  ];
  expect(whole).toEqual([undefined, undefined, undefined, undefined]);
  // After the wraps, of which the other keeper's may be anything without harm to this one.
  for (let index = 2 + 2 * (1 + 113); index < label.length; index += 1) {
    const changed = label.with(index, label[index]! ^ 1);
    if (await openLabelAsKeeper(waiting, founder, comer.id, changed))
      expect.unreachable(`byte ${index}`);
  }
});

test('[ACC21] a keeper who lets somebody in gives them the key, and the team their name', async () => {
  const admit = await admitWaiting(await keeperOf(waiting, second), comer.id);
  const access = await after(waiting, admit);
  expect(roleAt(access, comer.id, 1_000)).toBe('editor');
  const keys = await bookKeysFor(access, comer);
  const { raw } = (await bookKeysFor(access, founder)).get(0)!;
  expect(keys.get(0)!.raw).toEqual(raw);
  const { label } = access.members.get(comer.id)!;
  expect(await openLabel(await bookKeysFor(access, editor), comer.id, label)).toBe('Number 3');
});

test('[SEAL15] what follows a removal opens for all who stay, and for nobody else', async () => {
  const { access: before, inviteKeys } = await invited(waiting, 'reader');
  const access = await after(
    before,
    await removeDevices(await keeperOf(before, second), [editor.id]),
  );
  expect(access.epoch).toBe(1);
  expect(access.former.get(editor.id)).toMatchObject({ how: 'removed', by: second.id });
  const [mine, theirs] = [await bookKeysFor(access, founder), await bookKeysFor(access, second)];
  expect([...mine.keys()]).toEqual([0, 1]);
  expect(mine.get(1)!.raw).toEqual(theirs.get(1)!.raw);
  expect(mine.get(1)!.raw).not.toEqual(mine.get(0)!.raw);
  // The link is over, and what it holds is the key of before.
  const link = access.invites.get(inviteKeys.id)!;
  expect([link.withdrawnBy, link.wrap!.epoch]).toEqual([second.id, 0]);
  const late = await joinByInvite(
    access,
    link,
    inviteKeys,
    outsider,
    'Late',
    now,
    systemRandom,
    systemRandom(32),
  );
  expect(applyStatement(access, late!)).toEqual({ type: 'refused', reason: 'invite-withdrawn' });

  const blob = await seal(
    { book: access.book, device: founder, key: mine.get(1)!, random: systemRandom },
    { kind: 'update', seen: 0, seenHash: new Uint8Array(chainBytes), covers: 0 },
    new TextEncoder().encode('after'),
  );
  // The removed device keeps what it had, and reads every statement.
  const kept = await bookKeysFor(before, editor);
  expect(await openBlob(access.book, kept, blob)).toEqual({ type: 'refused', reason: 'no-key' });
  expect((await openBlob(access.book, theirs, blob)).type).toBe('opened');
});

test('[ACC20] [SEAL15] two keepers who remove each other at the same time', async () => {
  const one = await removeDevices(await keeperOf(team, founder), [second.id]);
  const other = await removeDevices(await keeperOf(team, second), [founder.id]);
  for (const [first, last] of [
    [one, other],
    [other, one],
  ] as const) {
    const access = await after(team, first);
    expect(applyStatement(access, last)).toEqual({ type: 'refused', reason: 'author-not-keeper' });
    expect([...access.former.keys()]).toEqual([last.author]);
    expect((await bookKeysFor(access, editor)).size).toBe(2);
  }
});

test('[ACC13] acts without a key travel as they were signed', async () => {
  const keeper = await keeperOf(waiting, founder);
  for (const body of [
    { type: 'decline', device: comer.id },
    { type: 'change', device: editor.id, role: 'reader', until: 5_000 },
    { type: 'withdraw', invite: [...waiting.invites.keys()][0]! },
  ] as const) {
    const statement = await signAct(keeper, body);
    expect(await readStatement(statement.bytes)).toEqual(statement);
    await after(waiting, statement);
  }
});
