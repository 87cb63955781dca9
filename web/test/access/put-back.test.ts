// A log that was lost, or set back, is given again what stood in it: as it was, by whoever wrote it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveMemory } from '@wardbook/shared/book/commands';
import { removeDevices } from '@wardbook/shared/sealing/keep';
import { contentOf } from '../simulation/content.ts';
import type { Device } from '../simulation/device.ts';
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
