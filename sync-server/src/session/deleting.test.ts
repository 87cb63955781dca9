import { concat } from '@wardbook/shared/base/bytes';
import { idToBytes } from '@wardbook/shared/base/ids';
import { sign, type SignatureDomain } from '@wardbook/shared/base/signature';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Client } from '../trials/client.ts';
import {
  createTroubledStore,
  startRelay,
  type TestRelay,
  type TroubledStore,
} from '../testing/relay.ts';
import { admit, attend, comeWaiting, openTeam, sealedBy, type Team } from '../trials/team.ts';

let store: TroubledStore;
let relay: TestRelay;
let team: Team & { client: Client };
beforeEach(async () => {
  store = createTroubledStore();
  relay = await startRelay({ store });
  team = await openTeam(relay);
});
afterEach(() => relay.relay.close());

async function askToDelete(
  client: Client,
  device: DeviceKeys,
  domain: SignatureDomain = 'wardbook delete 1',
): Promise<void> {
  const challenge = client.frames.find((frame) => frame.type === 'challenge');
  if (challenge?.type !== 'challenge') throw new Error('no challenge has come');
  const message = concat(challenge.nonce, idToBytes(team.book));
  const signature = await sign(device.signing.privateKey, domain, message);
  client.send({ type: 'delete', signature });
}

async function knockAgain(device: DeviceKeys): Promise<unknown> {
  const client = new Client(relay.relay.url);
  await client.hello(device, team.book);
  return client.closed;
}

describe('a book is deleted', () => {
  test('by a keeper, for everybody in it, before its door, and for good', async () => {
    const editor = await admit(relay, team);
    const other = (await attend(relay, editor, team.book)).client;
    const waiting = await comeWaiting(relay, team);
    const stranger = new Client(relay.relay.url);
    await stranger.hello(await createDeviceKeys(), team.book);
    await stranger.next('unknown');
    await askToDelete(team.client, team.keeper);
    expect(await team.client.closed).toBe('book-deleted');
    expect(await other.closed).toBe('book-deleted');
    expect(await waiting.client.closed).toBe('book-deleted');
    relay.wait(1_000);
    expect(await stranger.closed).toBe('book-deleted');
    expect(await store.openLog(team.book)).toEqual({ type: 'deleted' });
    // Nobody puts it back.
    expect(await knockAgain(editor)).toBe('book-deleted');
    expect(await knockAgain(team.keeper)).toBe('book-deleted');
    const elsewhere = await openTeam(relay);
    await elsewhere.client.untilPong();
  });

  test('once what was on its way is decided', async () => {
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    const before = store.commits;
    team.client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(team.keeper) });
    await team.client.untilPong();
    const second = new Client(relay.relay.url);
    await second.hello(team.keeper, team.book);
    await second.next('welcome');
    await askToDelete(second, team.keeper);
    await second.next('entries');
    open();
    expect(await second.closed).toBe('book-deleted');
    expect(await team.client.closed).toBe('book-deleted');
    expect(team.client.frames).toContainEqual({ type: 'receipt', refs: [1] });
    expect(store.commits).toBe(before + 1);
  });
});

describe('a book stays', () => {
  test('when somebody else asks, or the signature is for something else', async () => {
    const editor = await admit(relay, team);
    const other = (await attend(relay, editor, team.book)).client;
    await askToDelete(other, editor);
    expect(await other.closed).toBe('not-allowed');
    await askToDelete(team.client, team.keeper, 'wardbook hello 1');
    expect(await team.client.closed).toBe('not-proven');
    const next = (await attend(relay, team.keeper, team.book)).client;
    await askToDelete(next, editor);
    expect(await next.closed).toBe('not-proven');
    const stranger = new Client(relay.relay.url);
    const device = await createDeviceKeys();
    await stranger.hello(device, team.book);
    await stranger.next('unknown');
    await askToDelete(stranger, device);
    expect(await stranger.closed).toBe('not-admitted');
    expect(await store.openLog(team.book)).toMatchObject({ type: 'log' });
  });

  test('and goes on when the store cannot save', async () => {
    const editor = await admit(relay, team);
    const other = (await attend(relay, editor, team.book)).client;
    const sound = store.deleteBook;
    store.deleteBook = async () => ({ type: 'cannot-save', reason: 'full', detail: 'no space' });
    await askToDelete(team.client, team.keeper);
    expect(await team.client.closed).toBe('relay-cannot-save');
    other.send({ type: 'append', ref: 3, kind: 'update', blob: await sealedBy(editor) });
    await other.next('entries');
    expect(await other.next('receipt')).toMatchObject({ refs: [3] });
    store.deleteBook = sound;
    const again = (await attend(relay, team.keeper, team.book)).client;
    await askToDelete(again, team.keeper);
    expect(await again.closed).toBe('book-deleted');
  });
});
