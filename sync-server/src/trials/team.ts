/** A book with people in it, as tests need them: founding, inviting, joining, appending. */
import { accessOf } from '@wardbook/shared/access/access';
import type { Access } from '@wardbook/shared/access/state';
import { readStatement, type Statement } from '@wardbook/shared/access/statement';
import { concat, type Bytes } from '@wardbook/shared/base/bytes';
import { idToBytes, type BookId } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { sign } from '@wardbook/shared/base/signature';
import { writeHeading, type SealedHeading } from '@wardbook/shared/protocol/entry';
import type { Cursor } from '@wardbook/shared/protocol/frames';
import { bookKeysFor } from '@wardbook/shared/sealing/book-keys';
import {
  foundBook,
  issueInvite,
  joinByInvite,
  openJoin,
  type InviteTerms,
} from '@wardbook/shared/sealing/found';
import { answerWaiting, type Signer } from '@wardbook/shared/sealing/keeper-acts';
import { inviteKeysFromSecret } from '@wardbook/shared/sealing/invite-keys';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { sha256 } from '../store/digest.ts';
import { Client } from './client.ts';

/** A relay in this process or another. */
export interface Reachable {
  /** Its wall clock, ms since 1970. */
  readonly now: number;
  readonly relay: { readonly url: string };
}

export interface Team {
  readonly book: BookId;
  readonly keeper: DeviceKeys;
  /** All the book's statements in order, as the keeper knows them. */
  readonly statements: Statement[];
}

/** A book that no relay has seen. */
export async function foundTeam(now: number): Promise<Team> {
  const keeper = await createDeviceKeys();
  const create = await foundBook(keeper, 'A keeper', () => now, systemRandom);
  return { book: create.book, keeper, statements: [create] };
}

/** A book that `test`'s relay has, and its keeper's connection, live. */
export async function openTeam(test: Reachable): Promise<Team & { client: Client }> {
  const team = await foundTeam(test.now);
  const client = new Client(test.relay.url);
  await client.hello(team.keeper, team.book);
  await client.next('unknown');
  client.send({ type: 'statements', statements: team.statements.map(({ bytes }) => bytes) });
  await client.next('welcome');
  await client.next('entries');
  await client.next('live');
  return { ...team, client };
}

/** A connection on which `device` has said who it is. */
export async function greet(
  test: Pick<Reachable, 'relay'>,
  device: DeviceKeys,
  { book }: Pick<Team, 'book'>,
): Promise<Client> {
  const client = new Client(test.relay.url);
  await client.hello(device, book);
  return client;
}

/** A connection on which a device waits that the book knows to be waiting. */
export async function waitAgain(
  test: Pick<Reachable, 'relay'>,
  device: DeviceKeys,
  team: Team,
): Promise<Client> {
  const client = await greet(test, device, team);
  awaits(await client.next('unknown'));
  return client;
}

function awaits({ what }: { readonly what: string }): void {
  if (what !== 'waiting') throw new Error(`expected to wait, not ${what}`);
}

/** A connection of an admitted device that has read everything. */
export async function attend(
  test: Pick<Reachable, 'relay'>,
  device: DeviceKeys,
  book: BookId,
  cursor?: Cursor,
) {
  const client = new Client(test.relay.url);
  await client.hello(device, book, cursor);
  const welcome = await client.next('welcome');
  while (!client.frames.some(({ type }) => type === 'live'))
    await new Promise((resolve) => client.socket.once('message', resolve));
  await client.untilPong();
  return { client, welcome };
}

/** A new device, admitted with `role`, through an invite that the keeper appends by `client`. */
export async function admit(
  test: Reachable,
  team: Team & { client: Client },
  terms: Partial<InviteTerms> = {},
): Promise<DeviceKeys> {
  const { statement, secret } = await invite(team, test.now, terms);
  team.client.send({ type: 'append', ref: 900, kind: 'access', blob: statement.bytes });
  await team.client.next('entries');
  await team.client.next('receipt');
  const device = await createDeviceKeys();
  const newcomer = new Client(test.relay.url);
  await newcomer.hello(device, team.book);
  await newcomer.next('unknown');
  const join = await joinStatement(team, secret, device, test.now);
  newcomer.send({ type: 'statements', statements: [join.bytes] });
  await newcomer.next('welcome');
  await team.client.next('entries');
  newcomer.leave();
  return device;
}

/** The team's keeper, as the acts of `sealing/keep` take one. */
export async function keeperOf(team: Team, now: number, device = team.keeper): Promise<Signer> {
  const access = accessOfTeam(team);
  const keys = await bookKeysFor(access, device);
  return { access, keys, device, now: () => now, random: systemRandom };
}

/** Puts a keeper's statement in the log by its client, and adds it to `team.statements`. */
export async function decree(
  team: Team & { client: Client },
  statement: Statement | Promise<Statement>,
): Promise<Statement> {
  const made = await statement;
  if (!team.statements.includes(made)) team.statements.push(made);
  team.client.send({ type: 'append', ref: 901, kind: 'access', blob: made.bytes });
  await team.client.next('entries');
  await team.client.next('receipt');
  return made;
}

/** A new device that has joined by an invite with approval, and its connection, on which it waits. */
export async function comeWaiting(
  test: Reachable,
  team: Team & { client: Client },
  terms: Partial<InviteTerms> = {},
): Promise<{ device: DeviceKeys; client: Client }> {
  const { statement, secret } = await invite(team, test.now, { ...terms, approval: true });
  await decree(team, statement);
  const device = await createDeviceKeys();
  const client = new Client(test.relay.url);
  await client.hello(device, team.book);
  await client.next('unknown');
  const join = await joinStatement(team, secret, device, test.now);
  client.send({ type: 'statements', statements: [join.bytes] });
  awaits(await client.next('unknown'));
  await team.client.next('entries');
  return { device, client };
}

/** An invite of the keeper's, added to `team.statements`. */
export async function invite(team: Team, now: number, terms: Partial<InviteTerms> = {}) {
  const access = accessOfTeam(team);
  const keys = await bookKeysFor(access, team.keeper);
  const all: InviteTerms = {
    role: 'editor',
    expires: now + 86_400_000,
    until: 0,
    usesMax: 5,
    approval: false,
    ...terms,
  };
  const made = await issueInvite(access, keys, team.keeper, all, () => now, systemRandom);
  team.statements.push(made.statement);
  return made;
}

/** The join by which `device` takes up the invite, added to `team.statements`. */
export async function joinStatement(team: Team, secret: Bytes, device: DeviceKeys, now: number) {
  const access = accessOfTeam(team);
  const keys = await inviteKeysFromSecret(secret);
  const open = access.invites.get(keys.id)!;
  const join = await joinByInvite(
    access,
    open,
    keys,
    device,
    'A colleague',
    () => now,
    systemRandom,
    nonceOf(device),
  );
  team.statements.push(join!);
  return join!;
}

/** What a device is bound to that joins here. */
const nonceOf = ({ id }: DeviceKeys) => sha256(idToBytes(id));

/** A keeper's device has answered whoever waits, and theirs has opened: there is a code. */
export async function compare(
  test: Reachable,
  team: Team & { client: Client },
  device: DeviceKeys,
  client: Client,
): Promise<void> {
  await decree(team, answerOf(test, team, device));
  await client.next('statements');
  const opening = await openingOf(test, team, device);
  team.statements.push(opening);
  client.send({ type: 'statements', statements: [opening.bytes] });
  await team.client.next('entries');
}

/** What the keeper's device answers whoever waits. */
export async function answerOf(
  test: Reachable,
  team: Team,
  device: DeviceKeys,
): Promise<Statement> {
  return answerWaiting(await keeperOf(team, test.now), device.id, systemRandom(32));
}

/** What a device opens that waits and has been answered. */
export async function openingOf(
  test: Reachable,
  team: Team,
  device: DeviceKeys,
): Promise<Statement> {
  return (await openJoin(accessOfTeam(team), device, nonceOf(device), () => test.now))!;
}

export async function knockFrame(secret: Bytes, nonce: Bytes, book: BookId) {
  const { id, signingKey } = await inviteKeysFromSecret(secret);
  const signature = await sign(signingKey, 'wardbook knock 1', concat(nonce, idToBytes(book)));
  return { type: 'knock' as const, invite: id, signature };
}

/**
 * Something sealed by `device`: a true heading and signature around random bytes. Whoever connects may
 * leave the book out, because the relay checks no signature of theirs.
 */
export async function sealedBy(
  device: DeviceKeys,
  heading: Partial<SealedHeading> = {},
  length = 100,
  book?: BookId,
): Promise<Bytes> {
  const written = writeHeading({
    kind: 'update',
    epoch: 0,
    author: device.id,
    seen: 0,
    seenHash: new Uint8Array(16),
    covers: 0,
    nonce: systemRandom(12),
    ...heading,
  });
  const ciphertext = new Uint8Array(length);
  ciphertext.set(systemRandom(Math.min(length, 1_000)));
  const key = device.signing.privateKey;
  const bound = book ? [idToBytes(book), written] : [written];
  return concat(written, ciphertext, await sign(key, 'wardbook entry 2', ...bound, ciphertext));
}

export async function statementsFrom(blobs: readonly Bytes[]): Promise<Statement[]> {
  const read = await Promise.all(blobs.map(readStatement));
  return read.filter((statement) => statement !== undefined);
}

function accessOfTeam(team: Team): Access {
  return accessOf(team.statements)!;
}
