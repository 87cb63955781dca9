import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import { permitProof } from '@wardbook/shared/protocol/permit';
import { afterEach, describe, expect, test } from 'vitest';
import { Client } from '../trials/client.ts';
import { startRelay, type TestRelay } from '../testing/relay.ts';
import { foundTeam, type Team } from '../trials/team.ts';
import type { Creating } from './context.ts';

let relay: TestRelay;
afterEach(() => relay.relay.close());
const start = async (creating: Creating) => (relay = await startRelay({ creating }));

async function make(team: Team, word?: string): Promise<unknown> {
  const client = new Client(relay.relay.url);
  await client.hello(team.keeper, team.book);
  await client.next('unknown');
  const { nonce } = client.frames.find((frame) => frame.type === 'challenge')!;
  if (word) client.send({ type: 'permit', proof: permitProof(word, nonce, team.book) });
  client.send({ type: 'statements', statements: team.statements.map(({ bytes }) => bytes) });
  const welcome = client.next('welcome').then(
    () => 'made',
    () => client.closed,
  );
  return Promise.race([client.closed, welcome]);
}

describe('books are made', () => {
  test('by nobody', async () => {
    await start('closed');
    expect(await make(await foundTeam(relay.now))).toBe('creating-closed');
  });

  test('by whoever knows one of the words', async () => {
    await start({ words: ['a word that was given', 'another that was given'] });
    const team = await foundTeam(relay.now);
    expect(await make(team)).toBe('permit-needed');
    expect(await make(team, 'a word that was guessed')).toBe('permit-needed');
    expect(await make(team, 'another that was given')).toBe('made');
    expect(await make(await foundTeam(relay.now), 'a word that was given')).toBe('made');
  });

  test('by those on the list, books and devices', async () => {
    const listed = new Set<BookId | DeviceId>();
    await start({ isListed: async (id) => listed.has(id) });
    const [byBook, byDevice] = [await foundTeam(relay.now), await foundTeam(relay.now)];
    expect(await make(byBook)).toBe('creating-closed');
    listed.add(byBook.book).add(byDevice.keeper.id);
    expect([await make(byBook), await make(byDevice)]).toEqual(['made', 'made']);
  });
});

test('a permit is for its moment, once', async () => {
  await start({ words: ['a word that was given'] });
  const team = await foundTeam(relay.now);
  const proof = permitProof('a word that was given', new Uint8Array(32), team.book);
  const early = new Client(relay.relay.url);
  await early.next('challenge');
  early.send({ type: 'permit', proof });
  expect(await early.closed).toBe('malformed');
  const twice = new Client(relay.relay.url);
  await twice.hello(team.keeper, team.book);
  await twice.next('unknown');
  twice.send({ type: 'permit', proof });
  twice.send({ type: 'permit', proof });
  expect(await twice.closed).toBe('malformed');
});
