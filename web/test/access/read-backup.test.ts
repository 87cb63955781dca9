// A book as it was, read from the backup that its relay's operator serves beside the live log.
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { systemClock } from '@wardbook/shared/base/ports';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { removeDevices, signAct } from '@wardbook/shared/sealing/keeper-acts';
import { readBackup, type BackupRefusal } from '../../src/lib/sync/files/read-backup.ts';
import { contentOf } from '../simulation/content.ts';
import { firstRelay, secondRelay, type Device } from '../simulation/device.ts';
import { hostileActs, mark } from './hostile-acts.ts';
import { HostileMember } from './hostile-member.ts';
import { keeperOf, reach, Team } from './team.ts';

const askReally = globalThis.fetch;
let team: Team;
let keeper: Device;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
  // Devices of a team know its relay by a name that leads to wherever it listens now.
  const ask = (address: unknown, init?: RequestInit) => {
    expect(address).toBe('http://relay.invalid/backup');
    return askReally(team.relay.address.replace(/^ws(.*)relay$/, 'http$1backup'), init);
  };
  vi.stubGlobal('fetch', vi.fn(ask));
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await team.end();
});

const isShared = ({ replica }: Device) =>
  reach(replica, ({ connection, waiting }) => connection === 'live' && waiting === 0);

async function remember(device: Device, title: string): Promise<void> {
  const { book, author } = device;
  saveMemory(book, author, { kind: 'issue', title, text: '', state: 'open' });
  await isShared(device);
}

const knows = (device: Device, title: string) =>
  reach(device.replica, () => contentOf(device.replica.doc).includes(title));

async function remove(device: Device): Promise<void> {
  const act = await removeDevices(keeperOf(keeper), [device.author.device]);
  expect(await keeper.replica.propose(act)).toBe(true);
}

/** The relay's operator makes a backup and serves it; whoever was connected is so again. */
async function backUp(): Promise<void> {
  await team.relay.stop();
  await team.relay.makeBackup();
  await restart();
}

async function restart(): Promise<void> {
  await team.relay.stop();
  await team.relay.start();
  for (const { replica } of team.devices) replica.retryNow();
  await isShared(keeper);
}

/** What the backup says of the book, to be compared. */
async function readBy({ replica }: Device): Promise<{ content: string; missing: number }> {
  const read = await readBackup(replica, systemClock);
  if (read.type !== 'read') throw new Error(JSON.stringify(read));
  const content = contentOf(read.doc);
  read.doc.destroy();
  return { content, missing: read.missing };
}

const refusal = (reason: BackupRefusal) => ({ type: 'refused', reason });

/** One bit of the last entry of this kind is another in the backup. */
async function damage(kind: 1 | 2): Promise<void> {
  await team.relay.stop();
  const database = new DatabaseSync(team.relay.backupFile);
  const { place, blob } = database
    .prepare('SELECT place, blob FROM entries WHERE kind = ? ORDER BY place DESC LIMIT 1')
    .get(kind) as { place: number; blob: Uint8Array };
  blob[blob.length >> 1]! ^= 4;
  database.prepare('UPDATE entries SET blob = ? WHERE place = ?').run(blob, place);
  database.close();
  await restart();
}

describe('[BACKUP5] a book is read from a backup', () => {
  test('as it was, while the open book, the relay and the file stay as they are', async () => {
    const editor = await team.member('Editor', keeper);
    await remember(editor, 'from before');
    await knows(keeper, 'from before');
    const was = contentOf(keeper.replica.doc);
    const began = Date.now();
    await backUp();
    await isShared(editor);
    await remember(editor, 'from after');
    await knows(keeper, 'from after');
    await remove(editor);
    await remember(keeper, 'from after the removal');
    const file = readFileSync(team.relay.backupFile);
    const update = Y.encodeStateAsUpdate(keeper.replica.doc);
    const { statements } = keeper.replica.membership;

    const read = await readBackup(keeper.replica, systemClock);
    if (read.type !== 'read') return expect.unreachable(JSON.stringify(read));
    expect(contentOf(read.doc)).toBe(was);
    expect(read.missing).toBe(0);
    expect(read.at).toBeLessThanOrEqual(began);
    expect(read.at).toBeGreaterThan(began - 60_000);
    // It is a document of its own: nothing that is done with it comes anywhere.
    read.doc.getArray('events').push(['nonsense']);
    read.doc.destroy();

    expect(Y.encodeStateAsUpdate(keeper.replica.doc)).toEqual(update);
    expect(keeper.replica.membership.statements).toEqual(statements);
    await isShared(keeper);
    expect(readFileSync(team.relay.backupFile).equals(file)).toBe(true);
    expect(await readBackup(editor.replica, systemClock)).toEqual(refusal('removed'));
    // Once more, as often as somebody likes.
    expect(await readBy(keeper)).toEqual({ content: was, missing: 0 });
  });

  test('also by whoever was let in after most of it was written, under keys of before', async () => {
    const gone = await team.member('Gone', keeper);
    await remember(gone, 'under the first key');
    await knows(keeper, 'under the first key');
    const early = await team.member('Early', keeper, { role: 'reader' });
    await knows(early, 'under the first key');
    await backUp();
    expect((await readBy(early)).content).toBe(contentOf(keeper.replica.doc));
    await remove(gone);
    await remember(keeper, 'under the second');
    const late = await team.member('Late', keeper, { role: 'reader' });
    await knows(late, 'under the second');
    await backUp();
    for (const device of [early, late])
      expect((await readBy(device)).content).toBe(contentOf(keeper.replica.doc));
  });

  test('as far as the gate lets it in: what a member’s hostile device put there stays out', async () => {
    const mallory = await team.member('Mallory', keeper);
    await remember(keeper, 'something');
    await knows(mallory, 'something');
    const hostile = await HostileMember.in(team, mallory);
    const victim = { client: keeper.replica.doc.clientID, device: keeper.author.device };
    for (const { plain: make } of [hostileActs.wipe, hostileActs.squat, hostileActs.forge].flat()) {
      const plain = make(hostile, { doc: mallory.replica.doc, victim });
      expect(await hostile.append('update', await hostile.seal('update', plain))).toBe('taken');
    }
    hostile.leave();
    await backUp();
    const { content } = await readBy(keeper);
    expect(content).toBe(contentOf(keeper.replica.doc));
    expect(content).toContain('something');
    expect(content).not.toContain(mark);
  });

  test('where colleagues wait to be let in, whom nobody answers there', async () => {
    await remember(keeper, 'something');
    const joiner = await team.join('Sam', await team.invite(keeper, { approval: true }));
    const { device } = joiner.author;
    await reach(keeper.replica, () => keeper.replica.membership.access!.waiting.has(device));
    await backUp();
    const { content } = await readBy(keeper);
    expect(content).toContain('something');
    expect(await readBackup(joiner.replica, systemClock)).toEqual(refusal('not-admitted'));
  });

  test('from the first of its relays, and none that the backup names hears of it', async () => {
    await team.second.start();
    const urls = [firstRelay, secondRelay];
    const body = { type: 'relays', revision: 1, urls } as const;
    expect(await keeper.replica.propose(await signAct(keeperOf(keeper), body))).toBe(true);
    await reach(keeper.replica, ({ relays }) => relays.every(({ waiting }) => waiting === 0));
    await backUp();
    const opened = vi.spyOn(keeper.replica.reading, 'openSocket');
    expect((await readBy(keeper)).content).toBe(contentOf(keeper.replica.doc));
    expect(opened.mock.calls).toEqual([['ws://relay.invalid/backup']]);
  });

  test('but for an entry that the disk has damaged, which is counted', async () => {
    for (const title of ['first', 'second']) await remember(keeper, `the ${title}`);
    await backUp();
    await damage(1);
    const { content, missing } = await readBy(keeper);
    expect(missing).toBe(1);
    expect(content).toContain('the first');
    expect(content).not.toContain('the second');
  });

  test('and not at all where what the rest stands on is damaged', async () => {
    await team.end();
    const seldom = { tailBytesMin: 1 << 30, tailTimesSnapshot: 1 << 30 };
    team = new Team({ ...seldom, tailEntriesMin: 4, delayMsMax: 5 });
    keeper = await team.found();
    const hasSnapshot = async () => {
      for (const n of [1, 2, 3, 4, 5]) await remember(keeper, `something ${n}`);
      await team.relay.stop();
      const { snapshotCovers } = await team.relay.extent(keeper.replica.book);
      if (snapshotCovers === 0) await restart();
      return snapshotCovers > 0;
    };
    await expect.poll(hasSnapshot, { timeout: 60_000 }).toBe(true);
    await team.relay.makeBackup();
    await damage(2);
    expect(await readBackup(keeper.replica, systemClock)).toEqual(refusal('not-whole'));
  });

  test('by nobody who came later, nor where the relay deleted the book', async () => {
    const secret = await team.invite(keeper);
    await backUp();
    const late = await team.join('Late', secret);
    await isShared(late);
    expect(await readBackup(late.replica, systemClock)).toEqual(refusal('not-admitted'));
    await keeper.replica.deleteAt(firstRelay);
    expect(await readBackup(keeper.replica, systemClock)).toEqual(refusal('book-deleted'));
  });

  test('where the live log is lost, by the backup’s own word', async () => {
    await remember(keeper, 'something');
    await backUp();
    const { replica } = keeper;
    replica.disconnect();
    await team.relay.wipe();
    await team.relay.start();
    expect((await readBy(keeper)).content).toBe(contentOf(replica.doc));
  });
});

describe('[BACKUP5] a backup that cannot be read is said to be', () => {
  test('none, where the relay serves none, or knows nothing of such', async () => {
    expect(await readBackup(keeper.replica, systemClock)).toEqual({ type: 'none' });
    const page = `<!doctype html>${' '.repeat(100_000)}`;
    for (const answer of [page, '{"at":"soon"}', ''])
      for (const status of [200, 404]) {
        vi.stubGlobal('fetch', async () => new Response(answer, { status }));
        expect(await readBackup(keeper.replica, systemClock)).toEqual({ type: 'none' });
      }
  });

  test('out of reach, before and while it is read', async () => {
    const noAnswer = refusal('no-answer');
    await team.relay.stop();
    expect(await readBackup(keeper.replica, systemClock)).toEqual(noAnswer);
    vi.stubGlobal('fetch', async () => new Response('{"at":1}'));
    expect(await readBackup(keeper.replica, systemClock)).toEqual(noAnswer);
    vi.stubGlobal('fetch', async () => new Response('draining', { status: 503 }));
    expect(await readBackup(keeper.replica, systemClock)).toEqual(noAnswer);
  });

  test('too big, or too slow, beyond the bounds', async () => {
    await remember(keeper, 'something');
    await backUp();
    const read = (msMax: number, bytesMax: number) =>
      readBackup(keeper.replica, systemClock, { msMax, bytesMax });
    expect(await read(60_000, 100)).toEqual(refusal('too-big'));
    expect(await read(0, 1_000_000)).toEqual(refusal('no-answer'));
    expect(await read(60_000, 1_000_000)).toMatchObject({ type: 'read' });
  });
});
