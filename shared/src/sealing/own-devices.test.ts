/** What a member does for their own devices: new keys for one, and one more. */
import { expect, test } from 'vitest';
import { accessOf, applyStatement } from '../access/access.ts';
import { ownInviteMsMax, roleAt, type Access } from '../access/state.ts';
import { readStatement, type Statement } from '../access/statement.ts';
import { systemRandom } from '../base/ports.ts';
import { chainBytes } from '../protocol/chain.ts';
import { bookKeysFor } from './book-keys.ts';
import { foundBook, issueOwnInvite, joinByInvite, openJoin } from './found.ts';
import { inviteKeysFromSecret } from './invite-keys.ts';
import {
  admitWaiting,
  answerWaiting,
  letIn,
  removeDevices,
  replaceKeys,
  type Signer,
} from './keeper-acts.ts';
import { createDeviceKeys, deviceKeysFromSeed, type DeviceKeys } from './keys.ts';
import { openLabel, openLabelAsKeeper } from './label.ts';
import { open } from './open.ts';
import { seal } from './seal.ts';

const now = () => 1_000;
const [founder, reader, phone, other] = (await Promise.all(
  Array.from({ length: 4 }, createDeviceKeys),
)) as [DeviceKeys, DeviceKeys, DeviceKeys, DeviceKeys];

/** The book after a statement that came over the wire, which must be taken. */
async function after(access: Access, statement: Statement): Promise<Access> {
  const travelled = (await readStatement(statement.bytes))!;
  expect(travelled).toEqual(statement);
  const result = applyStatement(access, travelled, 1_000);
  return result.type === 'access' ? result.access : expect.unreachable(result.reason);
}

async function asMember(access: Access, device: DeviceKeys): Promise<Signer> {
  return { access, device, keys: await bookKeysFor(access, device), now, random: systemRandom };
}

const nonce = systemRandom(32);
const founded = accessOf([await foundBook(founder, 'Ann', now, systemRandom)])!;
const team = await after(
  founded,
  await letIn(await asMember(founded, founder), reader, 'reader', 'Moira'),
);

async function invited(access: Access, device: DeviceKeys, lastsMs = 900_000) {
  const issued = await issueOwnInvite(access, device, lastsMs, now, systemRandom);
  return { statement: issued.statement, keys: await inviteKeysFromSecret(issued.secret) };
}

/** The phone waits, and there is a code. */
async function comeBy(access: Access, { keys }: Awaited<ReturnType<typeof invited>>) {
  const opened = access.invites.get(keys.id)!;
  const joined = joinByInvite(access, opened, keys, phone, 'Phone', now, systemRandom, nonce);
  const asked = await after(access, (await joined)!);
  const founderThere = await asMember(asked, founder);
  const answered = await after(
    asked,
    await answerWaiting(founderThere, phone.id, systemRandom(32)),
  );
  return after(answered, (await openJoin(answered, phone, nonce, now))!);
}

test('[SEAL19] new keys take the place over, hold the book’s key and bear their name', async () => {
  const seed = systemRandom(32);
  const next = await deviceKeysFromSeed(seed, 'device');
  const statement = await replaceKeys(await asMember(team, reader), next, 'Old laptop');
  const access = await after(team, statement);
  expect(roleAt(access, next.id, 1_000)).toBe('reader');
  expect(roleAt(access, reader.id, 1_000)).toBeUndefined();
  // Made again from the seed, as a lock does.
  const unlocked = await deviceKeysFromSeed(seed, 'device');
  const keys = await bookKeysFor(access, founder);
  expect((await bookKeysFor(access, unlocked)).get(0)!.raw).toEqual(keys.get(0)!.raw);
  expect((await bookKeysFor(access, reader)).size).toBe(0);
  const { label, person } = access.members.get(next.id)!;
  expect(await openLabel(keys, next.id, label)).toBe('Old laptop');
  expect(person).toBe(reader.id);
});

test('[SEAL19] what follows a later removal opens with the new keys and not with the old', async () => {
  const next = await createDeviceKeys();
  let access = await after(
    team,
    await letIn(await asMember(team, founder), other, 'editor', 'Other'),
  );
  access = await after(access, await replaceKeys(await asMember(access, reader), next, 'Laptop'));
  const keeper = await asMember(access, founder);
  access = await after(access, await removeDevices(keeper, [other.id]));
  const keys = await bookKeysFor(access, founder);
  const blob = await seal(
    { book: access.book, device: founder, key: keys.get(1)!, random: systemRandom },
    { kind: 'update', seen: 0, seenHash: new Uint8Array(chainBytes), covers: 0 },
    new TextEncoder().encode('after'),
  );
  const opens = async (device: DeviceKeys) =>
    (await open(access.book, await bookKeysFor(access, device), blob)).type;
  expect(await opens(next)).toBe('opened');
  expect(await opens(reader)).toBe('refused');
  // Replaced after the removal, a device still reads what was written before it.
  const last = await createDeviceKeys();
  access = await after(access, await replaceKeys(await asMember(access, next), last, 'Laptop'));
  const all = await bookKeysFor(access, last);
  expect([...all.keys()]).toEqual([0, 1]);
  for (const [epoch, { raw }] of keys) expect(all.get(epoch)!.raw).toEqual(raw);
});

test('[SEAL20] a reader’s own invite holds no key; a keeper admits the device as the reader’s', async () => {
  const own = await invited(team, reader);
  const { body } = own.statement;
  expect(body).toMatchObject({ own: true, role: 'reader', until: 0, usesMax: 1, wrap: undefined });
  const opened = await after(team, own.statement);
  const waiting = await comeBy(opened, own);
  expect([...waiting.waiting.keys()]).toEqual([phone.id]);
  expect((await bookKeysFor(waiting, phone)).size).toBe(0);
  const { label } = waiting.waiting.get(phone.id)!;
  // The device's name is for the keepers, until it is in.
  expect(await openLabelAsKeeper(waiting, founder, phone.id, label)).toBe('Phone');
  expect(await openLabelAsKeeper(waiting, reader, phone.id, label)).toBeUndefined();

  // The reader cannot let it in, though they hold the key.
  const byReader = await admitWaiting(await asMember(waiting, reader), phone.id);
  expect(applyStatement(waiting, (await readStatement(byReader.bytes))!)).toEqual({
    type: 'refused',
    reason: 'author-not-keeper',
  });
  const access = await after(
    waiting,
    await admitWaiting(await asMember(waiting, founder), phone.id),
  );
  expect(access.members.get(phone.id)).toMatchObject({ role: 'reader', person: reader.id });
  const keys = await bookKeysFor(access, phone);
  expect(keys.get(0)!.raw).toEqual((await bookKeysFor(access, founder)).get(0)!.raw);
  expect(await openLabel(keys, phone.id, access.members.get(phone.id)!.label)).toBe('Phone');
});

test('[SEAL20] it lasts as long as was asked, an hour at most', async () => {
  const { statement } = await invited(team, reader, ownInviteMsMax);
  expect(statement.body).toMatchObject({ expires: 1_000 + ownInviteMsMax });
  await after(team, statement);
  const long = (await invited(team, reader, ownInviteMsMax + 1)).statement;
  expect(applyStatement(team, long)).toEqual({ type: 'refused', reason: 'not-own-terms' });
});

test('[SEAL20] a person goes with every device, and none of them reads on', async () => {
  const own = await invited(team, reader);
  const opened = await after(team, own.statement);
  const waiting = await comeBy(opened, own);
  const both = await after(waiting, await admitWaiting(await asMember(waiting, founder), phone.id));
  const gone = await removeDevices(await asMember(both, founder), [reader.id, phone.id]);
  const access = await after(both, gone);
  expect([...access.members.keys()]).toEqual([founder.id]);
  expect([...(await bookKeysFor(access, founder)).keys()]).toEqual([0, 1]);
  for (const device of [reader, phone]) expect((await bookKeysFor(access, device)).size).toBe(0);
});
