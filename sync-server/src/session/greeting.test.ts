import { signStatement } from '@wardbook/shared/access/statement';
import { idToBytes } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { protocolVersion } from '@wardbook/shared/protocol/limits';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { describe, expect, test } from 'vitest';
import { Client, helloFrame } from '../trials/client.ts';
import { relayStarter } from '../testing/relay-starter.ts';
import {
  admit,
  attend,
  foundTeam,
  greet,
  invite,
  joinStatement,
  knockFrame,
  openTeam,
  statementsFrom,
} from '../trials/team.ts';

const start = relayStarter();

describe('a device that says hello', () => {
  test('makes a book from its statements and is welcome again', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const welcome = team.client.frames.find(({ type }) => type === 'welcome');
    expect(welcome).toMatchObject({ head: 1, resume: 0, now: relay.now });
    const page = team.client.frames.find(({ type }) => type === 'entries');
    expect(page).toMatchObject({
      after: 0,
      first: 1,
      entries: [{ kind: 'access', at: relay.now, blob: team.statements[0]!.bytes }],
    });
    expect((await attend(relay, team.keeper, team.book)).welcome).toMatchObject({ head: 1 });
  });

  test('makes one book when two devices bring it at the same time', async () => {
    const relay = await start();
    const team = await foundTeam(relay.now);
    const clients = [new Client(relay.relay.url), new Client(relay.relay.url)];
    for (const client of clients) {
      await client.hello(team.keeper, team.book);
      await client.next('unknown');
    }
    for (const client of clients)
      client.send({ type: 'statements', statements: [team.statements[0]!.bytes] });
    const [one, other] = await Promise.all(clients.map((client) => client.next('welcome')));
    expect(one!.log).toEqual(other!.log);
    expect(other!.head).toBe(1);
  });

  test('is refused another version, a wrong signature and a hello from another socket', async () => {
    const relay = await start();
    const { keeper, book } = await openTeam(relay);
    const stranger = await createDeviceKeys();
    const made = async (change: object, nonce?: Uint8Array<ArrayBuffer>) => {
      const client = new Client(relay.relay.url);
      const challenge = await client.next('challenge');
      client.send({ ...(await helloFrame(keeper, book, nonce ?? challenge.nonce)), ...change });
      return client.closed;
    };
    expect(await made({ version: protocolVersion + 1 })).toBe('wrong-version');
    expect(await made({ device: stranger.id })).toBe('not-proven');
    expect(await made({ signature: new Uint8Array(64) })).toBe('not-proven');
    expect(await made({}, systemRandom(32))).toBe('not-proven');
    const other = await foundTeam(relay.now);
    expect(await made({ book: other.book })).toBe('not-proven');
  });

  test('may ask before it which books begin in a way, once', async () => {
    const relay = await start();
    const { book } = await openTeam(relay);
    const client = new Client(relay.relay.url);
    await client.next('challenge');
    client.send({ type: 'find', start: idToBytes(book).slice(0, 4) });
    expect((await client.next('books')).books).toEqual([book]);
    client.send({ type: 'find', start: new Uint8Array(4) });
    expect(await client.closed).toBe('too-much');
    const other = new Client(relay.relay.url);
    await other.next('challenge');
    other.send({ type: 'find', start: idToBytes(book).slice(28) });
    expect((await other.next('books')).books).toEqual([]);
  });

  test('must say it first, and once', async () => {
    const relay = await start();
    const early = new Client(relay.relay.url);
    await early.next('challenge');
    early.send({ type: 'ping' });
    expect(await early.closed).toBe('malformed');
    const { client, keeper, book } = await openTeam(relay);
    client.send(await helloFrame(keeper, book, new Uint8Array(32)));
    expect(await client.closed).toBe('malformed');
  });
});

describe('a book that the relay does not know', () => {
  test('is not made where creating is closed', async () => {
    const relay = await start({ creating: 'closed' });
    const team = await foundTeam(relay.now);
    const client = await greet(relay, team.keeper, team);
    expect(await client.next('unknown')).toMatchObject({ what: 'book' });
    client.send({ type: 'statements', statements: [team.statements[0]!.bytes] });
    expect(await client.closed).toBe('creating-closed');
    expect(await relay.store.openLog(team.book)).toEqual({ type: 'none' });
  });

  test('is not made from anything but its own whole chain, by a member', async () => {
    const relay = await start();
    const [team, other] = [await foundTeam(relay.now), await foundTeam(relay.now)];
    const { statement } = await invite(team, relay.now);
    const forged = team.statements[0]!.bytes.slice();
    forged[forged.length - 1]! ^= 1;
    const cases = [
      { device: team.keeper, statements: [], reason: 'statements-refused' },
      { device: team.keeper, statements: [statement.bytes], reason: 'statements-refused' },
      { device: team.keeper, statements: [forged], reason: 'statements-refused' },
      {
        device: team.keeper,
        statements: [other.statements[0]!.bytes],
        reason: 'statements-refused',
      },
      { device: other.keeper, statements: [team.statements[0]!.bytes], reason: 'not-admitted' },
    ];
    for (const { device, statements, reason } of cases) {
      const client = await greet(relay, device, team);
      await client.next('unknown');
      client.send({ type: 'statements', statements });
      expect(await client.closed).toBe(reason);
    }
    expect(await relay.store.openLog(team.book)).toEqual({ type: 'none' });
  });

  test('cannot be knocked at', async () => {
    const relay = await start();
    const team = await foundTeam(relay.now);
    const { secret } = await invite(team, relay.now);
    const client = await greet(relay, await createDeviceKeys(), team);
    await client.next('unknown');
    client.send(await knockFrame(secret, new Uint8Array(32), team.book));
    expect(await client.closed).toBe('book-unknown');
  });

  test('comes back whole from any member after a wipe, old joins too', async () => {
    const before = await start();
    const team = await openTeam(before);
    const colleague = await admit(before, team, { expires: before.now + 1_000 });
    const wiped = await start();
    wiped.now = before.now + 10_000;
    const client = await greet(wiped, colleague, team);
    await client.next('unknown');
    client.send({ type: 'statements', statements: team.statements.map(({ bytes }) => bytes) });
    expect(await client.next('welcome')).toMatchObject({ head: 3 });
    await attend(wiped, team.keeper, team.book);
  });
});

describe('a device that the book does not know', () => {
  test('knocks, is given the statements, joins and is in', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { statement, secret } = await invite(team, relay.now, { role: 'reader' });
    team.client.send({ type: 'append', ref: 1, kind: 'access', blob: statement.bytes });
    await team.client.next('entries');
    await team.client.next('receipt');

    const device = await createDeviceKeys();
    const client = new Client(relay.relay.url);
    const { nonce } = await client.next('challenge');
    client.send(await helloFrame(device, team.book, nonce));
    expect(await client.next('unknown')).toMatchObject({ what: 'device' });
    client.send(await knockFrame(secret, nonce, team.book));
    const { statements } = await client.next('statements');
    expect((await statementsFrom(statements)).map(({ body }) => body.type)).toEqual([
      'create',
      'invite',
    ]);
    const join = await joinStatement(team, secret, device, relay.now);
    client.send({ type: 'statements', statements: [join.bytes] });
    await client.next('welcome');
    expect((await client.next('entries')).entries).toHaveLength(3);
    const seen = await team.client.next('entries');
    expect(seen.entries.map(({ blob }) => blob)).toEqual([join.bytes]);
  });

  test('is refused by name what it brings', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const used = await invite(team, relay.now, { usesMax: 1 });
    const short = await invite(team, relay.now, { expires: relay.now + 1_000 });
    const unknown = await invite(team, relay.now);
    for (const [ref, { statement }] of [used, short].entries()) {
      team.client.send({ type: 'append', ref, kind: 'access', blob: statement.bytes });
      await team.client.next('entries');
      await team.client.next('receipt');
    }
    const bring = async (secret: Uint8Array<ArrayBuffer>, at = relay.now) => {
      const device = await createDeviceKeys();
      const join = await joinStatement(
        { ...team, statements: [...team.statements] },
        secret,
        device,
        at,
      );
      const client = await greet(relay, device, team);
      await client.next('unknown');
      client.send({ type: 'statements', statements: [join.bytes] });
      return client;
    };
    await (await bring(used.secret)).next('welcome');
    expect(await (await bring(used.secret)).closed).toBe('invite-used-up');
    expect(await (await bring(unknown.secret)).closed).toBe('invite-unknown');
    const before = relay.now;
    relay.now += 2_000;
    // Dated when the invite was still good: the relay's clock decides.
    expect(await (await bring(short.secret, before)).closed).toBe('invite-expired');

    const nobody = await greet(relay, await createDeviceKeys(), team);
    await nobody.next('unknown');
    nobody.send({ type: 'statements', statements: [] });
    expect(await nobody.closed).toBe('not-admitted');
    const garbled = await greet(relay, await createDeviceKeys(), team);
    await garbled.next('unknown');
    garbled.send({ type: 'statements', statements: [new Uint8Array(200)] });
    expect(await garbled.closed).toBe('statements-refused');
  });

  test('is refused by name how it knocks', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const used = await invite(team, relay.now, { usesMax: 0 });
    const short = await invite(team, relay.now, { expires: relay.now + 1_000 });
    const unknown = await invite(team, relay.now);
    for (const [ref, { statement }] of [used, short].entries())
      team.client.send({ type: 'append', ref, kind: 'access', blob: statement.bytes });
    await team.client.untilPong();
    relay.now += 1_000;
    const knock = async (secret: Uint8Array<ArrayBuffer>, asked?: Uint8Array<ArrayBuffer>) => {
      const device = await createDeviceKeys();
      const client = new Client(relay.relay.url);
      const { nonce } = await client.next('challenge');
      client.send(await helloFrame(device, team.book, nonce));
      await client.next('unknown');
      client.send(await knockFrame(secret, asked ?? nonce, team.book));
      return client.closed;
    };
    expect(await knock(used.secret)).toBe('invite-used-up');
    expect(await knock(short.secret)).toBe('invite-expired');
    expect(await knock(unknown.secret)).toBe('invite-unknown');
    expect(await knock(short.secret, systemRandom(32))).toBe('not-proven');
  });

  test('may not append or show itself, nor knock twice', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const frames = [
      { type: 'append', ref: 1, kind: 'update', blob: new Uint8Array(5) },
      { type: 'presence', blob: new Uint8Array(5) },
    ] as const;
    for (const frame of frames) {
      const client = await greet(relay, await createDeviceKeys(), team);
      await client.next('unknown');
      client.send(frame);
      expect(await client.closed).toBe('not-admitted');
    }
    const { statement, secret } = await invite(team, relay.now);
    team.client.send({ type: 'append', ref: 1, kind: 'access', blob: statement.bytes });
    await team.client.next('entries');
    await team.client.next('receipt');
    const client = new Client(relay.relay.url);
    const { nonce } = await client.next('challenge');
    client.send(await helloFrame(await createDeviceKeys(), team.book, nonce));
    await client.next('unknown');
    const knock = await knockFrame(secret, nonce, team.book);
    client.send(knock);
    await client.next('statements');
    client.send(knock);
    expect(await client.closed).toBe('too-much');
  });

  test('brings a relay with an old copy up to date, if its own place holds', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const { body } = (await invite(team, relay.now)).statement;
    team.statements.pop();
    if (body.type !== 'invite' || !body.wrap) throw new Error('the invite holds a key');
    const { wrap } = body;
    const device = await createDeviceKeys();
    const signingKey = team.keeper.signing.privateKey;
    const grant = await signStatement(signingKey, team.keeper.id, team.book, relay.now, {
      type: 'grant',
      device: device.id,
      wrapPublic: device.wrapPublic,
      role: 'keeper',
      until: 0,
      wrap,
      older: [],
      label: systemRandom(40),
    });
    const client = await greet(relay, device, team);
    await client.next('unknown');
    const chain = [...team.statements, grant].map(({ bytes }) => bytes);
    client.send({ type: 'statements', statements: chain });
    expect(await client.next('welcome')).toMatchObject({ head: 2 });
  });
});

describe('a membership with an end', () => {
  test('closes when it comes, and admits no more', async () => {
    const relay = await start();
    const team = await openTeam(relay);
    const guest = await admit(relay, team, { until: relay.now + 60_000 });
    const { client } = await attend(relay, guest, team.book);
    relay.wait(20_000);
    await client.untilPong();
    await team.client.untilPong();
    relay.now += 40_000;
    relay.relay.sweep();
    expect(await client.closed).toBe('membership-ended');
    const again = await greet(relay, guest, team);
    expect(await again.closed).toBe('membership-ended');
    await team.client.untilPong();
  });
});
