/** A backup served beside the live log: who reads it, what is read, and that nothing else is done. */
import { systemRandom } from '@wardbook/shared/base/ports';
import { concat } from '@wardbook/shared/base/bytes';
import { idToBytes } from '@wardbook/shared/base/ids';
import { sign } from '@wardbook/shared/base/signature';
import type { Statement } from '@wardbook/shared/access/statement';
import { chainNext, chainStart } from '@wardbook/shared/protocol/chain';
import type { ClientFrame } from '@wardbook/shared/protocol/frames';
import { removeDevices } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { describe, expect, test } from 'vitest';
import { relayStarter } from '../testing/relay-starter.ts';
import {
  append,
  backedUp,
  begin,
  bring,
  greet,
  kept,
  knock,
  readAll,
  refusalOf,
  until,
  type Trial,
} from '../testing/backup-trial.ts';
import { Client } from '../trials/client.ts';
import {
  admit,
  comeWaiting,
  decree,
  keeperOf,
  knockFrame,
  openTeam,
  sealedBy,
} from '../trials/team.ts';

const start = relayStarter();

const removal = async ({ relay, team }: Pick<Trial, 'relay' | 'team'>, device: DeviceKeys) =>
  removeDevices(await keeperOf(team, relay.now), [device.id]);

async function deletion({ team }: Trial, client: Client): Promise<ClientFrame> {
  const challenge = client.frames.find((frame) => frame.type === 'challenge')!;
  const message = concat(challenge.nonce, idToBytes(team.book));
  const { privateKey } = team.keeper.signing;
  return { type: 'delete', signature: await sign(privateKey, 'wardbook delete 1', message) };
}

/** One of each frame that does something at the live log. */
async function doing({ team, relay }: Trial): Promise<ClientFrame[]> {
  const blob = await sealedBy(team.keeper, {}, 100, team.book);
  const statements = team.statements.map(({ bytes }) => bytes);
  return [
    { type: 'append', ref: 1, kind: 'update', blob },
    { type: 'append', ref: 1, kind: 'access', blob: statements[0]! },
    { type: 'restore', ref: 1, after: 3, entries: [{ kind: 'update', at: relay.now, blob }] },
    { type: 'presence', blob },
    { type: 'statements', statements },
    await knockFrame(systemRandom(32), systemRandom(32), team.book),
    { type: 'find', start: systemRandom(4) },
    { type: 'permit', proof: systemRandom(32) },
  ];
}

describe('[BACKUP1] a backup beside the live log', () => {
  test('shows a member the book as it was, in the order and with the hashes of then', async () => {
    const trial = await begin(start);
    const { team, past } = trial;
    await append(team, 1);
    const log = await past.openLog(team.book);
    if (log.type !== 'log') return expect.unreachable('it is in the backup');
    const { frames } = await readAll(trial, team.keeper);
    expect(frames.map(({ type }) => type)).toEqual(['challenge', 'welcome', 'entries', 'live']);
    const [, welcome, page, end] = frames;
    expect(welcome).toMatchObject({ log: log.log, head: 3, resume: 0 });
    expect(end).toEqual({ type: 'live', head: 3 });
    if (page?.type !== 'entries') return expect.unreachable('it is a page');
    let hash = chainStart(team.book, log.log);
    for (const { kind, at, blob } of page.entries) hash = chainNext(hash, kind, at, blob);
    expect(hash).toEqual(log.hash);
  });

  test('does nothing else that a member asks for, before being let in and after', async () => {
    const trial = await begin(start);
    const { team, past, live } = trial;
    const before = await past.openLog(team.book);
    for (const frame of await doing(trial)) {
      const early = knock(trial);
      await early.next('challenge');
      early.send(frame);
      expect([frame.type, await early.closed]).toEqual([frame.type, 'backup-only']);
      const client = await readAll(trial, team.keeper);
      client.send(frame);
      expect([frame.type, await client.closed]).toEqual([frame.type, 'backup-only']);
    }
    const client = await readAll(trial, team.keeper);
    client.send(await deletion(trial, client));
    expect(await client.closed).toBe('backup-only');
    expect(past.commits).toBe(0);
    expect(await past.openLog(team.book)).toEqual(before);
    // Nor did any of it come to the live log, whose members noticed nothing.
    expect(await live.openLog(team.book)).toMatchObject({ type: 'log', head: 1 });
    expect(await team.client.untilPong()).toEqual([]);
  });

  test('shows a reader nothing of what is written and shown in the live log meanwhile', async () => {
    const trial = await begin(start);
    const reader = await readAll(trial, trial.team.keeper);
    expect(await reader.untilPong()).toEqual([]);
    const blob = await sealedBy(trial.team.keeper, { kind: 'presence' });
    const other = await greetLive(trial, trial.team.keeper);
    await append(trial.team, 1);
    other.send({ type: 'presence', blob });
    await trial.team.client.next('presence');
    expect(await reader.untilPong()).toEqual([]);
  });

  test('says once that an entry in it is damaged, and goes on behind it', async () => {
    const trial = await begin(start);
    const { past, relay, team } = trial;
    const { read } = past;
    const entry = { seq: 2, kind: 'update', at: relay.now, hash: systemRandom(32) } as const;
    past.read = async (request) => {
      const page = await read(request);
      return page.type === 'page' ? { ...page, damaged: [entry] } : page;
    };
    for (let time = 0; time < 2; time += 1)
      expect((await readAll(trial, team.keeper)).frames).toContainEqual({
        type: 'damaged',
        ...entry,
      });
    expect(relay.log.filter((line) => /entry of the backup is damaged/.test(line))).toHaveLength(1);
    expect(await (await fetch(`${relay.relay.url}/healthz`)).text()).toBe('ok\n');
  });

  test('that cannot be read ends the reading, and the relay goes on', async () => {
    const trial = await begin(start);
    trial.past.read = async () => ({ type: 'cannot-save', reason: 'broken', detail: 'gone' });
    const client = await greet(trial, trial.team.keeper);
    expect(await client.closed).toBe('relay-cannot-save');
    trial.past.openLog = async () => ({ type: 'cannot-save', reason: 'broken', detail: 'gone' });
    expect(await (await fetch(`${trial.relay.relay.url}/readyz`)).text()).toBe('ready\n');
    await append(trial.team, 1);
  });
});

async function greetLive({ relay, team }: Trial, device: DeviceKeys): Promise<Client> {
  const client = new Client(relay.relay.url);
  await client.hello(device, team.book);
  await until(client, 'live');
  return client;
}

describe('[BACKUP2] who reads a backup', () => {
  test('is in the book by the live log and by the backup', async () => {
    const devices: DeviceKeys[] = [];
    const trial = await begin(start, async (relay, team) => {
      for (const role of ['editor', 'reader'] as const)
        devices.push(await admit(relay, team, { role }));
    });
    const later = await admit(trial.relay, trial.team);
    for (const device of devices) await readAll(trial, device);
    expect(await refusalOf(trial, later)).toBe('not-admitted');
    expect(await refusalOf(trial, await createDeviceKeys())).toBe('not-admitted');
  });

  test('was not removed since', async () => {
    let editor: DeviceKeys | undefined;
    const trial = await begin(start, async (relay, team) => {
      editor = await admit(relay, team);
    });
    await readAll(trial, editor!);
    await decree(trial.team, removal(trial, editor!));
    expect(await refusalOf(trial, editor!)).toBe('removed');
    await readAll(trial, trial.team.keeper);
  });

  test('and, removed while reading, is shown no further page', async () => {
    let editor: DeviceKeys | undefined;
    const trial = await begin(start, async (relay, team) => {
      editor = await admit(relay, team);
    });
    let go = () => {};
    trial.past.reading = new Promise((resolve) => (go = resolve));
    const [reader, keeper] = [await greet(trial, editor!), await greet(trial, trial.team.keeper)];
    for (const client of [reader, keeper]) await until(client, 'welcome');
    await decree(trial.team, removal(trial, editor!));
    expect(await reader.closed).toBe('removed');
    go();
    await until(keeper, 'live');
    expect(reader.frames.map(({ type }) => type)).toEqual(['challenge', 'welcome']);
  });

  test('has not come to their end since, by the clock of now', async () => {
    let guest: DeviceKeys | undefined;
    const trial = await begin(start, async (relay, team) => {
      guest = await admit(relay, team, { until: relay.now + 5_000 });
    });
    const client = await readAll(trial, guest!);
    trial.relay.wait(5_000);
    expect(await client.closed).toBe('membership-ended');
    expect(await refusalOf(trial, guest!)).toBe('membership-ended');
  });

  test('waits for no keeper, in neither of them', async () => {
    let early: DeviceKeys | undefined;
    const trial = await begin(start, async (relay, team) => {
      early = (await comeWaiting(relay, team)).device;
    });
    const { device } = await comeWaiting(trial.relay, trial.team);
    expect(await refusalOf(trial, early!)).toBe('not-admitted');
    expect(await refusalOf(trial, device)).toBe('not-admitted');
  });

  test('is shown no book that a keeper had the live relay delete, then or meanwhile', async () => {
    const trial = await begin(start);
    const reader = await readAll(trial, trial.team.keeper);
    trial.team.client.send(await deletion(trial, trial.team.client));
    expect(await trial.team.client.closed).toBe('book-deleted');
    expect(await reader.closed).toBe('book-deleted');
    expect(await refusalOf(trial, trial.team.keeper)).toBe('book-deleted');
  });

  test('is shown none that the backup does not have', async () => {
    const trial = await begin(start);
    const other = await openTeam(trial.relay);
    expect(await refusalOf({ ...trial, team: other }, other.keeper)).toBe('book-unknown');
  });

  test('is shown none whose statements here are damaged: who may read is not known', async () => {
    const trial = await begin(start);
    const damaged = [{ seq: 1, kind: 'access', at: 1, hash: systemRandom(32) }] as const;
    const { live, team } = trial;
    team.client.leave();
    const second = await start({
      store: {
        ...kept(live),
        openLog: async (book) => ({ ...(await live.openLog(book)), damaged }) as never,
      },
      backup: { store: kept(trial.past), at: 1 },
    });
    expect(await refusalOf({ relay: second, team }, team.keeper)).toBe('relay-cannot-save');
  });

  test('is in the book by the backup alone where the live relay has it no more', async () => {
    let editor: DeviceKeys | undefined;
    let removed: DeviceKeys | undefined;
    const trial = await backedUp(start, async (relay, team) => {
      editor = await admit(relay, team);
      removed = await admit(relay, team);
      await decree(team, removal({ relay, team }, removed));
    });
    await readAll(trial, trial.team.keeper);
    await readAll(trial, editor!);
    expect(await refusalOf(trial, removed!)).toBe('removed');
    expect(await trial.live.openLog(trial.team.book)).toEqual({ type: 'none' });
  });

  test('until somebody brings it back, also to those who are reading', async () => {
    let editor: DeviceKeys | undefined;
    const trial = await backedUp(start, async (relay, team) => {
      editor = await admit(relay, team);
    });
    const revoke: Statement = await removal(trial, editor!);
    let go = () => {};
    trial.past.reading = new Promise((resolve) => (go = resolve));
    const reader = await greet(trial, editor!);
    await until(reader, 'welcome');
    await bring(trial.relay, { ...trial.team, statements: [...trial.team.statements, revoke] });
    go();
    expect(await reader.closed).toBe('removed');
    expect(reader.frames.map(({ type }) => type)).toEqual(['challenge', 'welcome']);
    expect(await refusalOf(trial, editor!)).toBe('removed');
  });
});
