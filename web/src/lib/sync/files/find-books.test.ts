import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idToBytes } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { findBytes } from '@wardbook/shared/protocol/limits';
import { Team } from '../../../../test/access/team.ts';
import { RelayHost } from '../../../../test/simulation/relay-host.ts';
import { findBooks } from './find-books.ts';

const openSocket = (url: string) => new WebSocket(url);
const startOf = (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, findBytes);

describe('[SHEET3] a book is found again by the beginning of its id', () => {
  const team = new Team();
  beforeAll(async () => {
    await team.found();
  });
  afterAll(() => team.end());

  test('at the relay that has it', async () => {
    const { book } = team.devices[0]!.replica;
    const start = startOf(idToBytes(book));
    expect(await findBooks(openSocket, team.relay.address, start, 10_000)).toEqual({
      type: 'found',
      books: [book],
    });
  });

  test('and no other', async () => {
    const start = startOf(systemRandom(32));
    expect(await findBooks(openSocket, team.relay.address, start, 10_000)).toEqual({
      type: 'found',
      books: [],
    });
  });

  test('nobody there: no answer', async () => {
    const start = startOf(systemRandom(32));
    expect(await findBooks(openSocket, 'ws://127.0.0.1:1/relay', start, 10_000)).toEqual({
      type: 'failed',
      reason: 'no-answer',
    });
  });

  test('a relay that says nothing is not waited for beyond the time', async () => {
    const silent = { close: () => undefined } as WebSocket;
    expect(
      await findBooks(() => silent, 'ws://silent.invalid/', startOf(systemRandom(32)), 5),
    ).toEqual({
      type: 'failed',
      reason: 'no-answer',
    });
  });

  test.each([
    ['text', 'hello', 'malformed'],
    ['no frame', Uint8Array.of(1, 99).buffer, 'malformed'],
    ['another frame', Uint8Array.of(1, 10, 0).buffer, 'malformed'],
    ['a message that is none', Uint8Array.of(7).buffer, 'malformed'],
  ])('a relay that answers with %s is not believed', async (_, data, reason) => {
    const socket = { close: () => undefined } as WebSocket;
    const found = findBooks(() => socket, 'ws://odd.invalid/', startOf(systemRandom(32)), 10_000);
    socket.onmessage!({ data } as MessageEvent);
    expect(await found).toEqual({ type: 'failed', reason });
  });

  test('a relay that closes says why', async () => {
    const socket = { close: () => undefined } as WebSocket;
    const found = findBooks(() => socket, 'ws://full.invalid/', startOf(systemRandom(32)), 10_000);
    socket.onclose!({ code: 4504 } as CloseEvent);
    expect(await found).toEqual({ type: 'failed', reason: 'too-much' });
  });

  test('a relay that was wiped has none', async () => {
    const host = new RelayHost();
    await host.start();
    const start = startOf(idToBytes(team.devices[0]!.replica.book));
    const found = await findBooks(openSocket, host.address, start, 10_000);
    await host.remove();
    expect(found).toEqual({ type: 'found', books: [] });
  });
});
