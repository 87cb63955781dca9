// Whoever means harm with a log that was lost: what is passed off as old, and what a snapshot leaves out.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { idToBytes } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { openBook } from '@wardbook/shared/books/ward';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import type { Entry } from '@wardbook/shared/protocol/entry';
import type { BookKeys } from '@wardbook/shared/sealing/book-keys';
import { removeDevices } from '@wardbook/shared/sealing/keeper-acts';
import { seal } from '@wardbook/shared/sealing/seal';
import { Client } from '@wardbook/sync-server/trials/client';
import { contentOf } from '../simulation/content.ts';
import type { Device } from '../simulation/device.ts';
import { HostileMember } from './hostile-member.ts';
import { has, remembers, entriesInLog, wiped } from './lost-logs.ts';
import { keeperOf, reach, Team } from './team.ts';

let team: Team;
let keeper: Device;
let editor: Device;

beforeEach(async () => {
  team = new Team('never');
  keeper = await team.found();
  editor = await team.member('Editor', keeper);
});
afterEach(() => team.end());

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
    await wiped(team);
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
    expect((await entriesInLog(team)).map(({ author }) => author)).toContain(leaver.author.device);
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

describe('[LOG18] whoever had not read up to the removal', () => {
  test('takes it, and writes it under their own name once a keeper’s snapshot lacks it', async () => {
    await team.end();
    team = new Team();
    keeper = await team.found();
    editor = await team.member('Editor', keeper);
    const [leaver, third] = [
      await team.member('Leaver', keeper),
      await team.member('Third', keeper),
    ];
    await remembers(leaver, 'Before');
    for (const each of [keeper, editor, third]) await has(each, 'Before');
    third.replica.disconnect();
    await team.relay.backUp();
    for (const each of [keeper, editor]) await has(each);
    leaver.replica.disconnect();
    const removal = await removeDevices(keeperOf(keeper), [leaver.author.device]);
    expect(await keeper.replica.propose(removal)).toBe(true);
    await reach(editor.replica, () => editor.replica.membership.keys.size === 2);
    await has(editor);
    for (const each of [keeper, editor]) each.replica.disconnect();
    await team.relay.restore();
    await team.relay.start();
    leaver.replica.connect();
    await remembers(leaver, 'At the relay that had forgotten');
    third.replica.connect();
    await has(third, 'forgotten');
    for (const each of [keeper, editor]) each.replica.connect();
    for (const each of [keeper, editor]) await has(each, 'Before', 'forgotten');
    const contents = [keeper, editor, third].map(({ replica }) => contentOf(replica.doc));
    expect(new Set(contents).size).toBe(1);
    const authors = (await entriesInLog(team)).map(({ author }) => author);
    expect(authors.filter((author) => author === third.author.device)).toHaveLength(1);
  });
});

describe('[LOG19] a keeper’s snapshot that leaves something out', () => {
  test('is named with its author, and what it left out is put back as it was', async () => {
    const other = await team.member('Other keeper', keeper, { role: 'keeper' });
    await remembers(editor, 'Left out');
    await remembers(keeper, 'Left out too');
    await has(editor, 'Left out too');
    const before = await entriesInLog(team);
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
    const after = await entriesInLog(team);
    expect(after.slice(before.length + 1)).toEqual(before);
    expect(newcomer.replica.status.health.shortenedBy).toEqual(new Map());
  });
});
