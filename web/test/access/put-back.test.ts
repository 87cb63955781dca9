// A log that was lost, or set back, is given again what stood in it: as it was, by whoever wrote it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { idToBytes } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { openBook } from '@wardbook/shared/book/book';
import { saveMemory } from '@wardbook/shared/book/commands';
import type { Entry } from '@wardbook/shared/protocol/entry';
import type { BookKeys } from '@wardbook/shared/sealing/book-keys';
import { removeDevices, signAct } from '@wardbook/shared/sealing/keep';
import { seal } from '@wardbook/shared/sealing/seal';
import { Client } from '@wardbook/sync-server/testing/client';
import { contentOf } from '../simulation/content.ts';
import { firstRelay, secondRelay, type Device } from '../simulation/device.ts';
import { HostileMember } from './hostile-member.ts';
import { keeperOf, reach, Team } from './team.ts';

let team: Team;
let keeper: Device;
let editor: Device;

async function remembers(device: Device, title: string): Promise<void> {
  const thing = { kind: 'issue', title, text: '', state: 'open' } as const;
  expect(saveMemory(device.book, device.author, thing).type).toBe('done');
  await reach(device.replica, ({ connection, waiting }) => connection === 'live' && !waiting);
}

const has = ({ replica }: Device, ...titles: string[]) =>
  reach(
    replica,
    ({ connection, waiting }) =>
      connection === 'live' &&
      waiting === 0 &&
      titles.every((title) => contentOf(replica.doc).includes(title)),
  );

const isWell = ({ replica }: Device) =>
  expect(replica.status).toMatchObject({
    unopened: [],
    health: { disputedBy: new Set(), shortenedBy: new Set(), withheld: false, removalKept: false },
  });

async function begin(compaction?: ConstructorParameters<typeof Team>[0]): Promise<void> {
  team = new Team(compaction);
  keeper = await team.found();
  editor = await team.member('Editor', keeper);
}
afterEach(() => team.end());

/** What stands in the log; the relay is up again afterwards. */
async function standing() {
  await team.relay.stop();
  const entries = team.relay.sealedEntries();
  await team.relay.start();
  return entries;
}

async function wiped(): Promise<void> {
  await team.relay.wipe();
  await team.relay.start();
}

describe('[LOG17] a log that was wiped', () => {
  beforeEach(() => begin('never'));

  test('is given what stood in it, as it was and in its order, by whoever comes first', async () => {
    await remembers(keeper, 'One');
    await remembers(editor, 'Two');
    await has(keeper, 'Two');
    await remembers(keeper, 'Three');
    await has(editor, 'Three');
    const before = await standing();
    await keeper.crash();
    await wiped();
    await has(editor, 'One');
    expect(await standing()).toEqual(before);
    await keeper.openTab();
    await has(keeper, 'One', 'Two', 'Three');
    const newcomer = await team.member('Newcomer', keeper);
    await has(newcomer, 'One', 'Two', 'Three');
    for (const each of [keeper, editor, newcomer]) isWell(each);
    expect(await standing()).toEqual(before);
  });

  test('comes from the disk of a device that was started again since, statements in between too', async () => {
    await remembers(editor, 'One');
    const third = await team.member('Third', keeper);
    await remembers(third, 'Two');
    await has(editor, 'Two');
    await remembers(keeper, 'Three');
    await has(editor, 'Three');
    for (const each of [keeper, third]) await each.crash();
    await editor.reopen();
    const before = await standing();
    await editor.closeTab();
    await wiped();
    await editor.openTab();
    await has(editor, 'One', 'Two', 'Three');
    expect(await standing()).toEqual(before);
    for (const each of [keeper, third]) await each.openTab();
    for (const each of [keeper, third]) await has(each, 'One', 'Two', 'Three');
    for (const each of [keeper, editor, third]) isWell(each);
    expect(await standing()).toEqual(before);
  });

  test('is not doubled by devices that come at the same moment, each with more of its own', async () => {
    for (let n = 0; n < 30; n++) await remembers(n % 2 ? editor : keeper, `Thing ${n}`);
    await has(keeper, 'Thing 29');
    const before = await standing();
    await team.relay.wipe();
    const own = [keeper, editor].map(async (device, n) => {
      const thing = { kind: 'issue', title: `Own ${n}`, text: '', state: 'open' } as const;
      saveMemory(device.book, device.author, thing);
    });
    await Promise.all(own);
    await team.relay.start();
    for (const each of [keeper, editor]) each.replica.retryNow();
    for (const each of [keeper, editor]) await has(each, 'Thing 0', 'Thing 29', 'Own 0', 'Own 1');
    const after = await standing();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(
      after
        .slice(before.length)
        .map(({ author }) => author)
        .toSorted(),
    ).toEqual([keeper, editor].map(({ author }) => author.device).toSorted());
  });

  test('is filled by a reader too, who may write nothing of their own', async () => {
    const reader = await team.member('Reader', keeper, { role: 'reader' });
    await remembers(editor, 'One');
    await has(reader, 'One');
    const before = await standing();
    for (const each of [keeper, editor]) await each.crash();
    await wiped();
    await has(reader, 'One');
    expect(await standing()).toEqual(before);
  });

  test('what a removed member wrote stands before the removal again, under the key of then', async () => {
    const leaver = await team.member('Leaver', keeper);
    await remembers(leaver, 'By the leaver');
    await has(keeper, 'By the leaver');
    const removal = await removeDevices(keeperOf(keeper), [leaver.author.device]);
    expect(await keeper.replica.propose(removal)).toBe(true);
    await reach(editor.replica, () => editor.replica.membership.keys.size === 2);
    await remembers(editor, 'Since');
    await has(keeper, 'Since', 'By the leaver');
    const before = await standing();
    for (const each of [leaver, keeper]) await each.crash();
    await wiped();
    await has(editor, 'By the leaver', 'Since');
    expect(await standing()).toEqual(before);
    await keeper.openTab();
    await has(keeper, 'By the leaver', 'Since');
    for (const each of [keeper, editor]) isWell(each);
    expect(await standing()).toEqual(before);
  });
});

describe('[LOG17] a log that was set back', () => {
  beforeEach(() => begin('never'));

  test('is brought forward to the very state it had, so that cursors go on', async () => {
    await remembers(keeper, 'One');
    await has(editor, 'One');
    await team.relay.backUp();
    await remembers(editor, 'Two');
    await remembers(keeper, 'Three');
    await has(editor, 'Three');
    const before = await standing();
    await team.relay.stop();
    const { book } = editor.replica;
    const extent = await team.relay.extent(book);
    await keeper.crash();
    await team.relay.restore();
    await team.relay.start();
    await has(editor, 'Two', 'Three');
    expect(await standing()).toEqual(before);
    await team.relay.stop();
    expect(await team.relay.extent(book)).toEqual(extent);
    await team.relay.start();
    await keeper.openTab();
    await has(keeper, 'One', 'Two', 'Three');
    for (const each of [keeper, editor]) isWell(each);
  });

  test('and written on by somebody who knew no better: what it lost comes after that, whosever it is', async () => {
    const third = await team.member('Third', keeper);
    await has(third);
    await third.crash();
    await team.relay.backUp();
    await remembers(editor, 'Two');
    await remembers(keeper, 'Three');
    await has(editor, 'Three');
    const lost = (await standing()).slice(-2);
    for (const each of [keeper, editor]) await each.closeTab();
    await team.relay.restore();
    await team.relay.start();
    await third.openTab();
    await remembers(third, 'By the third');
    for (const each of [keeper, editor]) await each.openTab();
    for (const each of [keeper, editor, third]) await has(each, 'Two', 'Three', 'By the third');
    expect((await standing()).slice(-2)).toEqual(lost);
    for (const each of [keeper, editor, third]) isWell(each);
  });
});

const soon = { tailEntriesMin: 5, tailBytesMin: 1 << 20, tailTimesSnapshot: 4, delayMsMax: 5 };

describe('[LOG17] the last snapshot', () => {
  beforeEach(() => begin(soon));

  test('is put back as its keeper signed it, with what came since', async () => {
    for (let n = 0; n < 9; n++) await remembers(editor, `Thing ${n}`);
    await has(keeper, 'Thing 8');
    await remembers(editor, 'Last');
    const before = await standing();
    const snapshot = before.findLast(({ kind }) => kind === 'snapshot')!;
    expect(snapshot.author).toBe(keeper.author.device);
    await keeper.crash();
    await wiped();
    await has(editor, 'Thing 0', 'Last');
    const after = await standing();
    expect(after.find(({ kind }) => kind === 'snapshot')).toEqual(snapshot);
    expect(before).toEqual(expect.arrayContaining(after));
    await keeper.openTab();
    await has(keeper, 'Thing 0', 'Last');
    const newcomer = await team.member('Newcomer', keeper);
    await has(newcomer, 'Thing 0', 'Last');
    for (const each of [keeper, editor, newcomer]) isWell(each);
  });
});

/** What this device would write, without writing it: sealed under the key of an epoch. */
async function secretly(device: Device, keys: BookKeys, title: string, epoch = 0): Promise<Entry> {
  const { doc, book, membership } = device.replica;
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  const thing = { kind: 'issue', title, text: '', state: 'open' } as const;
  expect(saveMemory(openBook(copy), device.author, thing).type).toBe('done');
  const update = Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc));
  const key = keys.get(epoch)!;
  const sealer = { book, device: membership.device, key, random: systemRandom };
  const blob = await seal(sealer, { kind: 'update', seen: 0, seenHash: idToBytes(book) }, update);
  return { kind: 'update', at: Date.now() - 60_000, blob };
}

describe('[LOG18] what is passed off as older than a removal', () => {
  beforeEach(() => begin('never'));

  test('by a member who colludes brings nothing to whoever had read up to the removal', async () => {
    const [leaver, colluder] = [
      await team.member('Leaver', keeper),
      await team.member('Colluder', keeper),
    ];
    await remembers(leaver, 'Before');
    await has(editor, 'Before');
    const { keys } = leaver.replica.membership;
    const forged = await secretly(leaver, keys, 'Forged');
    const { statements: before } = keeper.replica.membership;
    const removal = await removeDevices(keeperOf(keeper), [leaver.author.device]);
    expect(await keeper.replica.propose(removal)).toBe(true);
    await reach(editor.replica, () => editor.replica.membership.keys.size === 2);
    await has(editor, 'Before');
    for (const each of [keeper, editor, leaver, colluder]) each.replica.disconnect();
    await wiped();
    // It founds the log anew, with the forged entry where it might have stood.
    const { book, membership } = colluder.replica;
    const client = new Client(team.relay.address.replace(/^ws/, 'http').replace(/\/relay$/, ''));
    await client.hello(membership.device, book);
    await client.next('unknown');
    client.send({ type: 'statements', statements: before as Entry['blob'][] });
    const { head } = await client.next('welcome');
    const entries: Entry[] = [forged, { kind: 'access', at: Date.now(), blob: removal.bytes }];
    client.send({ type: 'restore', ref: 1, after: head, entries });
    while ((await client.nextAny()).type !== 'receipt');
    client.leave();
    for (const each of [editor, keeper]) each.replica.connect();
    for (const each of [editor, keeper]) await has(each, 'Before');
    for (const each of [editor, keeper])
      expect(contentOf(each.replica.doc)).not.toContain('Forged');
    // The entry itself is there, and everything goes on.
    expect((await standing()).map(({ author }) => author)).toContain(leaver.author.device);
    await remembers(editor, 'Afterwards');
    await has(keeper, 'Afterwards');
    expect(contentOf(keeper.replica.doc)).not.toContain('Forged');
  });

  test('by the removed member, at a relay that has lost the removal, brings nothing to them either', async () => {
    const leaver = await team.member('Leaver', keeper);
    await remembers(leaver, 'Before');
    await has(editor, 'Before');
    await team.relay.backUp();
    for (const each of [keeper, editor]) await has(each, 'Before');
    leaver.replica.disconnect();
    const removal = await removeDevices(keeperOf(keeper), [leaver.author.device]);
    expect(await keeper.replica.propose(removal)).toBe(true);
    await reach(editor.replica, () => editor.replica.membership.keys.size === 2);
    await has(editor, 'Before');
    for (const each of [keeper, editor]) each.replica.disconnect();
    await team.relay.restore();
    await team.relay.start();
    leaver.replica.connect();
    await remembers(leaver, 'At the relay that had forgotten');
    for (const each of [keeper, editor]) each.replica.connect();
    for (const each of [keeper, editor]) {
      await has(each, 'Before');
      expect(contentOf(each.replica.doc)).not.toContain('forgotten');
    }
    await reach(leaver.replica, ({ stoppedBy }) => stoppedBy === 'removed');
  });
});

describe('[LOG19] a keeper’s snapshot that leaves something out', () => {
  beforeEach(() => begin('never'));

  test('is named with its author, and what it left out is put back as it was', async () => {
    const other = await team.member('Other keeper', keeper, { role: 'keeper' });
    await remembers(editor, 'Left out');
    await remembers(keeper, 'Left out too');
    await has(editor, 'Left out too');
    const before = await standing();
    for (const each of [keeper, editor]) await has(each);
    const hostile = await HostileMember.in(team, other);
    const nothing = Y.encodeStateAsUpdate(new Y.Doc());
    const blob = await hostile.seal('snapshot', nothing, { covers: hostile.head });
    expect(await hostile.append('snapshot', blob)).toBe('taken');
    hostile.leave();
    const author = other.author.device;
    for (const { replica } of [keeper, editor])
      await reach(replica, ({ health }) => health.shortenedBy.has(author));
    for (const each of [keeper, editor]) await has(each, 'Left out', 'Left out too');
    const newcomer = await team.member('Newcomer', keeper);
    await has(newcomer, 'Left out', 'Left out too');
    const after = await standing();
    expect(after.slice(before.length + 1)).toEqual(before);
    expect(newcomer.replica.status.health.shortenedBy).toEqual(new Set());
  });
});

describe('[LOG17] relays of other kinds', () => {
  beforeEach(() => begin('never'));

  test('the second of two is given what stands in the first, as it stands there', async () => {
    await remembers(editor, 'One');
    await remembers(keeper, 'Two');
    await has(editor, 'Two');
    const first = await standing();
    for (const each of [keeper, editor]) await has(each, 'Two');
    await team.second.start();
    const act = { type: 'relays', revision: 1, urls: [firstRelay, secondRelay] } as const;
    expect(await keeper.replica.propose(await signAct(keeperOf(keeper), act))).toBe(true);
    const isOnBoth = ({ relays }: typeof keeper.replica.status) =>
      relays.length === 2 &&
      relays.every(({ connection, waiting }) => connection === 'live' && waiting === 0);
    for (const { replica } of [keeper, editor]) await reach(replica, isOnBoth);
    await team.second.stop();
    expect(team.second.sealedEntries()).toEqual(first);
    // And is itself given again what it loses.
    await team.second.wipe();
    await team.second.start();
    for (const { replica } of [keeper, editor]) replica.retryNow();
    for (const { replica } of [keeper, editor]) await reach(replica, isOnBoth);
    await team.second.stop();
    expect(team.second.sealedEntries()).toEqual(first);
    for (const each of [keeper, editor]) isWell(each);
  });

  test('what one device alone could bring to either comes to the other as its author sealed it', async () => {
    await team.second.start();
    const act = { type: 'relays', revision: 1, urls: [firstRelay, secondRelay] } as const;
    expect(await keeper.replica.propose(await signAct(keeperOf(keeper), act))).toBe(true);
    const isOnBoth = ({ relays }: typeof keeper.replica.status) =>
      relays.length === 2 &&
      relays.every(({ connection, waiting }) => connection === 'live' && waiting === 0);
    for (const { replica } of [keeper, editor]) await reach(replica, isOnBoth);
    for (const [cutOff, title] of [
      [secondRelay, 'Through the first'],
      [firstRelay, 'Through the second'],
    ] as const) {
      team.cut(editor, cutOff);
      await reach(editor.replica, ({ relays }) =>
        relays.some(({ relay, connection }) => relay === cutOff && connection === 'offline'),
      );
      const thing = { kind: 'issue', title, text: '', state: 'open' } as const;
      saveMemory(editor.book, editor.author, thing);
      await reach(keeper.replica, () => contentOf(keeper.replica.doc).includes(title));
      await reach(keeper.replica, isOnBoth);
      team.mend(editor, cutOff);
      await reach(editor.replica, isOnBoth);
    }
    for (const host of [team.relay, team.second]) {
      await host.stop();
      const byEditor = host.sealedEntries().filter(({ author }) => author === editor.author.device);
      expect(byEditor).toHaveLength(2);
    }
    const [one, other] = [team.relay.sealedEntries(), team.second.sealedEntries()];
    expect(
      other
        .slice(-2)
        .map(({ print }) => print)
        .toSorted(),
    ).toEqual(
      one
        .slice(-2)
        .map(({ print }) => print)
        .toSorted(),
    );
  });

  test('one of an earlier version, which knows nothing of it, is filled by whoever comes, as it was before', async () => {
    await remembers(keeper, 'One');
    await remembers(editor, 'Two');
    await has(keeper, 'Two');
    team.relaysAreEarlier = true;
    await wiped();
    for (const each of [keeper, editor]) each.replica.retryNow();
    for (const each of [keeper, editor]) await has(each, 'One', 'Two');
    const newcomer = await team.member('Newcomer', keeper);
    await has(newcomer, 'One', 'Two');
    for (const each of [keeper, editor, newcomer]) isWell(each);
    expect(team.restoresSent).toBe(0);
  });
});
