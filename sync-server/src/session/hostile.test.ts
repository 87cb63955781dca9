import { systemRandom } from '@wardbook/shared/base/ports';
import {
  assembledBytesMax,
  frameBytesBeforeHelloMax,
  frameBytesMax,
  framePartsMax,
  helloMs,
  silenceMs,
} from '@wardbook/shared/protocol/limits';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { introductionBytesMax, introductionMs } from '../limits.ts';
import { Client } from '../trials/client.ts';
import { createTroubledStore, startRelay, type TestRelay } from '../testing/relay.ts';
import { attend, openTeam, sealedBy, type Team } from '../trials/team.ts';

let relay: TestRelay;
let team: Team & { client: Client };
beforeAll(async () => {
  relay = await startRelay();
  team = await openTeam(relay);
});
afterAll(() => relay.relay.close());
// Whatever a test did, the honest socket beside it has not noticed.
afterEach(async () => {
  const noticed = await team.client.untilPong();
  if (noticed.length > 0) throw new Error('an honest socket was disturbed');
});

async function stranger(): Promise<Client> {
  const client = new Client(relay.relay.url);
  await client.hello(await createDeviceKeys(), team.book);
  await client.next('unknown');
  return client;
}

async function fresh(): Promise<Client> {
  const client = new Client(relay.relay.url);
  await client.next('challenge');
  return client;
}

const admitted = async () => (await attend(relay, team.keeper, team.book)).client;

/** A message that is one part of a frame still to come. */
function part(length: number): Uint8Array {
  return new Uint8Array(length);
}

describe('a malformed frame closes its socket alone', () => {
  test('whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (garbage) => {
        const client = await admitted();
        // Behind a 1, so that it is a whole frame; a frame of type 9 does not exist.
        client.socket.send(Uint8Array.of(1, 9, ...garbage));
        expect(await client.closed).toBe('malformed');
      }),
      { numRuns: 20 },
    );
  });

  test('before hello and after', async () => {
    for (const connect of [fresh, stranger, admitted]) {
      for (const message of [systemRandom(0), Uint8Array.of(2, 6), Uint8Array.of(1, 6, 6)]) {
        const client = await connect();
        client.socket.send(message);
        expect(await client.closed).toBe('malformed');
      }
      const client = await connect();
      client.socket.send('a text');
      expect(await client.closed).toBe('malformed');
    }
  });

  test('with a sealed entry that is none', async () => {
    const client = await admitted();
    client.send({ type: 'append', ref: 1, kind: 'update', blob: systemRandom(500) });
    expect(await client.closed).toBe('malformed');
  });
});

describe('an oversized frame closes its socket alone', () => {
  test('in one message, before hello and after', async () => {
    const early = await fresh();
    early.socket.send(part(frameBytesBeforeHelloMax + 1));
    expect(await early.closed).toBe('too-large');
    const late = await admitted();
    late.socket.send(part(frameBytesMax + 1));
    expect(await late.closed).toBe('too-large');
    const huge = await admitted();
    huge.socket.send(part(frameBytesMax + 2));
    // The WebSocket's own code, from below: it is not even read.
    expect(await huge.closed).toBe(1009);
  });

  test('in parts, by bytes, before hello, before admission and after', async () => {
    const cases = [
      [fresh, frameBytesBeforeHelloMax, 1_000],
      [stranger, introductionBytesMax, frameBytesMax],
      [admitted, assembledBytesMax, frameBytesMax],
    ] as const;
    for (const [connect, bytesMax, partBytes] of cases) {
      const client = await connect();
      for (let sent = 0; sent <= bytesMax + partBytes; sent += partBytes)
        client.socket.send(part(partBytes));
      expect(await client.closed).toBe('too-large');
    }
  });

  test('in parts, by their number', async () => {
    const client = await admitted();
    for (let sent = 0; sent <= framePartsMax; sent += 1) client.socket.send(part(1));
    expect(await client.closed).toBe('too-large');
  });
});

describe('patience has an end', () => {
  test('with a device that does not say hello', async () => {
    const own = await startRelay();
    const client = new Client(own.relay.url);
    await client.next('challenge');
    own.wait(helloMs);
    own.wait(1);
    expect(await client.closed).toBe('too-slow-to-greet');
    await own.relay.close();
  });

  test('with a device that is never admitted, however often it pings', async () => {
    const own = await startRelay();
    const { book } = await openTeam(own);
    const client = new Client(own.relay.url);
    await client.hello(await createDeviceKeys(), book);
    await client.next('unknown');
    own.wait(introductionMs / 2);
    await client.untilPong();
    own.wait(introductionMs / 2);
    await client.untilPong();
    own.wait(1);
    expect(await client.closed).toBe('too-slow-to-greet');
    await own.relay.close();
  });

  test('with a device that has fallen silent', async () => {
    const own = await startRelay();
    const { client, keeper, book } = await openTeam(own);
    const talking = await attend(own, keeper, book);
    own.wait(silenceMs);
    await talking.client.untilPong();
    own.wait(1);
    expect(await client.closed).toBe('silent');
    await talking.client.untilPong();
    await own.relay.close();
  });
});

test('a fault inside one session is named and stays there', async () => {
  const store = createTroubledStore();
  const own = await startRelay({ store });
  const { client, keeper, book } = await openTeam(own);
  const append = async () => {
    client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(keeper) });
    await client.next('entries');
    await client.next('receipt');
  };
  // What nobody has been sent as a page yet has to be read.
  await append();
  const sound = { ...store };
  store.read = async () => {
    throw new Error('a bug');
  };
  const unlucky = new Client(own.relay.url);
  await unlucky.hello(keeper, book);
  expect(await unlucky.closed).toBe('relay-fault');
  expect(own.log).toHaveLength(1);
  Object.assign(store, sound);
  await append();
  await own.relay.close();
});

test('a store that throws is a store that cannot save', async () => {
  const store = createTroubledStore();
  const own = await startRelay({ store });
  const { client, keeper } = await openTeam(own);
  store.commit = async () => {
    throw new Error('a bug');
  };
  client.send({ type: 'append', ref: 1, kind: 'update', blob: await sealedBy(keeper) });
  expect(await client.closed).toBe('relay-cannot-save');
  await own.relay.close();
});
