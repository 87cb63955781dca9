/** What a backup that is served takes of the relay is bounded as at the live log, and counted with it. */
import { concat } from '@wardbook/shared/base/bytes';
import { idToBytes } from '@wardbook/shared/base/ids';
import { sign } from '@wardbook/shared/base/signature';
import {
  frameBytesBeforeHelloMax,
  frameBytesMax,
  helloMs,
  silenceMs,
} from '@wardbook/shared/protocol/limits';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { describe, expect, test } from 'vitest';
import { strangersPerAddressMax } from '../limits.ts';
import { begin, bring, kept, knock, readAll, refusalOf } from '../testing/backup-trial.ts';
import { createTroubledStore } from '../testing/relay.ts';
import { relayStarter } from '../testing/relay-starter.ts';
import { Client } from '../trials/client.ts';
import { openTeam } from '../trials/team.ts';

const start = relayStarter();

describe('[BACKUP3] a backup is served within the bounds of the relay', () => {
  test('whoever does not prove who they are is told so', async () => {
    const trial = await begin(start);
    const { keeper, book } = trial.team;
    const stranger = await createDeviceKeys();
    expect(await refusalOf(trial, { ...stranger, id: keeper.id })).toBe('not-proven');
    const twice = await readAll(trial, keeper);
    const challenge = twice.frames[0]!;
    if (challenge.type !== 'challenge') return expect.unreachable('it comes first');
    const message = concat(challenge.nonce, idToBytes(book));
    const signature = await sign(keeper.signing.privateKey, 'wardbook hello 1', message);
    const hello = { type: 'hello', version: challenge.version, device: keeper.id, book } as const;
    twice.send({ ...hello, signature, cursor: undefined });
    expect(await twice.closed).toBe('malformed');
    const other = knock(trial);
    await other.next('challenge');
    other.send({ ...hello, version: 3, signature, cursor: undefined });
    expect(await other.closed).toBe('wrong-version');
  });

  test('what is no frame, or longer than one may be, closes its socket alone', async () => {
    const trial = await begin(start);
    const honest = await readAll(trial, trial.team.keeper);
    const after = () => readAll(trial, trial.team.keeper);
    const before = async () => {
      const client = knock(trial);
      await client.next('challenge');
      return client;
    };
    for (const [connect, bytesMax] of [
      [before, frameBytesBeforeHelloMax],
      [after, frameBytesMax],
    ] as const) {
      const client = await connect();
      client.socket.send('text');
      expect(await client.closed).toBe('malformed');
      const other = await connect();
      other.socket.send(Uint8Array.of(1, 99));
      expect(await other.closed).toBe('malformed');
      const long = await connect();
      long.socket.send(new Uint8Array(bytesMax));
      long.socket.send(new Uint8Array(bytesMax));
      expect(await long.closed).toBe('too-large');
    }
    await honest.untilPong();
  });

  test('whoever says nothing is closed, before hello and after', async () => {
    const trial = await begin(start);
    const quiet = knock(trial);
    await quiet.next('challenge');
    const reader = await readAll(trial, trial.team.keeper);
    trial.relay.wait(helloMs + 1);
    expect(await quiet.closed).toBe('too-slow-to-greet');
    await reader.untilPong();
    trial.relay.wait(silenceMs + 1);
    expect(await reader.closed).toBe('silent');
  });

  test('sockets are counted with those of the live log', async () => {
    const past = createTroubledStore();
    const team = await openTeam(await start({ store: kept(past) }));
    const limits = { socketsMax: 5, socketsPerDeviceMax: 3, socketsPerBookMax: 3 };
    const relay = await start({ limits, backup: { store: past, at: 1 } });
    const trial = { relay, team: { ...team, client: await bring(relay, team) } };
    await readAll(trial, team.keeper);
    const last = await readAll(trial, team.keeper);
    expect(await refusalOf(trial, team.keeper)).toBe('too-much');
    const live = new Client(relay.relay.url);
    await live.hello(team.keeper, team.book);
    expect(await live.closed).toBe('too-much');
    last.leave();
    await last.closed;
    while (relay.relay.figures().sockets > 2) await trial.team.client.untilPong();
    await readAll(trial, team.keeper);
    const strangers = [knock(trial), new Client(relay.relay.url)];
    for (const stranger of strangers) await stranger.next('challenge');
    expect(await knock(trial).closed).toBe(1006);
  });

  test('strangers are counted with those of the live log, by address and by bytes', async () => {
    const trial = await begin(start);
    const half = strangersPerAddressMax / 2;
    const strangers = Array.from({ length: strangersPerAddressMax }, (_, index) =>
      index < half ? knock(trial) : new Client(trial.relay.relay.url),
    );
    await Promise.all(strangers.map((stranger) => stranger.next('challenge')));
    expect(await knock(trial).closed).toBe(1006);
    for (const stranger of strangers) stranger.leave();
    const past = createTroubledStore();
    const relay = await start({
      limits: { strangerBytesMax: 300 },
      backup: { store: past, at: 1 },
    });
    const [one, other] = [knock({ relay }), new Client(relay.relay.url)];
    for (const client of [one, other]) await client.next('challenge');
    one.socket.send(new Uint8Array(200));
    while ((await bytesOf(one)) > 0);
    other.socket.send(new Uint8Array(200));
    expect(await other.closed).toBe('too-much');
  });
});

async function bytesOf({ socket }: Client): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return socket.bufferedAmount;
}
