import { expect, test } from 'vitest';
import { accessOf, applyStatement } from '../access/access.ts';
import { roleAt, type Access } from '../access/state.ts';
import { readStatement, signStatement, type Join } from '../access/statement.ts';
import { systemRandom } from '../base/ports.ts';
import { bookKeysFor } from './book-keys.ts';
import { foundBook, issueInvite, joinByInvite } from './found.ts';
import { inviteKeysFromSecret } from './invite-keys.ts';
import { createDeviceKeys } from './keys.ts';
import { openLabel } from './label.ts';
import { unwrapKey, wrapKey } from './wrap.ts';

const now = () => 1_000;
const terms = { role: 'editor' as const, expires: 2_000, until: 0, usesMax: 2, approval: false };
const [keeper, joiner] = await Promise.all([createDeviceKeys(), createDeviceKeys()]);
const created = await foundBook(keeper, 'Ann', now, systemRandom);
const founded = accessOf([created])!;
const keys = await bookKeysFor(founded, keeper);

async function invited(access: Access = founded) {
  const issued = await issueInvite(access, keys, keeper, terms, now, systemRandom);
  const inviteKeys = await inviteKeysFromSecret(issued.secret);
  const after = accessOf([...access.statements, issued.statement])!;
  return { ...issued, inviteKeys, access: after, invite: after.invites.get(inviteKeys.id)! };
}

test('[ACC1] a founded book has one keeper, who holds its key and whose name the key opens', async () => {
  expect(founded.book).toBe(created.book);
  expect(roleAt(founded, keeper.id, 1_000)).toBe('keeper');
  expect([...keys.keys()]).toEqual([0]);
  expect(await openLabel(keys, keeper.id, founded.members.get(keeper.id)!.label)).toBe('Ann');
});

test('[ACC1] two books founded alike are two books', async () => {
  expect((await foundBook(keeper, 'Ann', now, systemRandom)).book).not.toBe(created.book);
});

test('[ACC2] whoever holds the link joins with the role in it and gets the key', async () => {
  const { access, invite, inviteKeys } = await invited();
  const joined = await joinByInvite(
    access,
    invite,
    inviteKeys,
    joiner,
    'Bob',
    now,
    systemRandom,
    systemRandom(32),
  );
  const travelled = (await readStatement(joined!.bytes))!;
  expect(travelled).toEqual(joined);
  const result = applyStatement(access, travelled, 1_500);
  if (result.type === 'refused') return expect.unreachable(result.reason);
  expect(roleAt(result.access, joiner.id, 1_500)).toBe('editor');
  const theirs = await bookKeysFor(result.access, joiner);
  expect(theirs.get(0)!.raw).toEqual(keys.get(0)!.raw);
  expect(await openLabel(theirs, keeper.id, result.access.members.get(keeper.id)!.label)).toBe(
    'Ann',
  );
  expect(await openLabel(keys, joiner.id, result.access.members.get(joiner.id)!.label)).toBe('Bob');
});

test('[ACC2] the keys of one invite do not open another', async () => {
  const [one, two] = [await invited(), await invited()];
  const { access, invite } = one;
  const joined = joinByInvite(
    access,
    invite,
    two.inviteKeys,
    joiner,
    'Bob',
    now,
    systemRandom,
    systemRandom(32),
  );
  expect(await joined).toBeUndefined();
});

test('[ACC2] a device that is no member has no keys', async () => {
  expect((await bookKeysFor(founded, joiner)).size).toBe(0);
});

test('[ACC21] an invite with approval holds no key, and its secret alone opens nothing', async () => {
  const issued = await issueInvite(
    founded,
    keys,
    keeper,
    { ...terms, approval: true },
    now,
    systemRandom,
  );
  const { body } = (await readStatement(issued.statement.bytes))!;
  expect(body).toMatchObject({ type: 'invite', wrap: undefined });
  const open = accessOf([created, issued.statement])!;
  const inviteKeys = await inviteKeysFromSecret(issued.secret);
  const invite = open.invites.get(inviteKeys.id)!;
  // Neither what the statements hold for members nor what they hold for the invite opens.
  for (const { wraps } of open.members.values())
    for (const { epoch, sealed } of wraps)
      expect(await unwrapKey(inviteKeys.wrapping, sealed, open.nonce, epoch)).toBeUndefined();
  const joined = await joinByInvite(
    open,
    invite,
    inviteKeys,
    joiner,
    'Bob',
    now,
    systemRandom,
    systemRandom(32),
  );
  const waiting = accessOf([...open.statements, joined!])!;
  expect([...waiting.waiting.keys()]).toEqual([joiner.id]);
  expect(roleAt(waiting, joiner.id, 1_000)).toBeUndefined();
  expect((await bookKeysFor(waiting, joiner)).size).toBe(0);
  // Nor does the link let its holder make up a key of their own and be in.
  const made = {
    epoch: 0,
    sealed: await wrapKey(joiner.wrapPublic, systemRandom(32), open.nonce, 0),
  };
  const forged = await signStatement(joiner.signing.privateKey, joiner.id, open.book, 1_000, {
    ...(joined!.body as Join),
    wrap: made,
  });
  expect(applyStatement(open, (await readStatement(forged.bytes))!)).toEqual({
    type: 'refused',
    reason: 'wrong-epoch',
  });
});
