// A log that was lost, or set back, is given again what stood in it: as it was, by whoever wrote it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { removeDevices } from '@wardbook/shared/sealing/keeper-acts';
import { contentOf } from '../simulation/content.ts';
import { firstRelay, secondRelay, type Device } from '../simulation/device.ts';
import { has, isOnBoth, isWell, putOnBoth, remembers, entriesInLog, wiped } from './lost-logs.ts';
import { keeperOf, reach, Team } from './team.ts';

let team: Team;
let keeper: Device;
let editor: Device;

async function begin(compaction?: ConstructorParameters<typeof Team>[0]): Promise<void> {
  team = new Team(compaction);
  keeper = await team.found();
  editor = await team.member('Editor', keeper);
}
afterEach(() => team.end());

describe('[LOG17] a log that was wiped', () => {
  beforeEach(() => begin('never'));

  test('is given what stood in it, as it was and in its order, by whoever comes first', async () => {
    await remembers(keeper, 'One');
    await remembers(editor, 'Two');
    await has(keeper, 'Two');
    await remembers(keeper, 'Three');
    await has(editor, 'Three');
    const before = await entriesInLog(team);
    await keeper.crash();
    await wiped(team);
    await has(editor, 'One');
    expect(await entriesInLog(team)).toEqual(before);
    await keeper.openTab();
    await has(keeper, 'One', 'Two', 'Three');
    const newcomer = await team.member('Newcomer', keeper);
    await has(newcomer, 'One', 'Two', 'Three');
    for (const each of [keeper, editor, newcomer]) isWell(each);
    expect(await entriesInLog(team)).toEqual(before);
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
    const before = await entriesInLog(team);
    await editor.closeTab();
    await wiped(team);
    await editor.openTab();
    await has(editor, 'One', 'Two', 'Three');
    expect(await entriesInLog(team)).toEqual(before);
    for (const each of [keeper, third]) await each.openTab();
    for (const each of [keeper, third]) await has(each, 'One', 'Two', 'Three');
    for (const each of [keeper, editor, third]) isWell(each);
    expect(await entriesInLog(team)).toEqual(before);
  });

  test('is not doubled by devices that come at the same moment, each with more of its own', async () => {
    for (let n = 0; n < 30; n++) await remembers(n % 2 ? editor : keeper, `Thing ${n}`);
    await has(keeper, 'Thing 29');
    const before = await entriesInLog(team);
    await team.relay.wipe();
    const own = [keeper, editor].map(async (device, n) => {
      const thing = { kind: 'issue', title: `Own ${n}`, text: '', state: 'open' } as const;
      saveMemory(device.book, device.author, thing);
    });
    await Promise.all(own);
    await team.relay.start();
    for (const each of [keeper, editor]) each.replica.retryNow();
    for (const each of [keeper, editor]) await has(each, 'Thing 0', 'Thing 29', 'Own 0', 'Own 1');
    const after = await entriesInLog(team);
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
    const before = await entriesInLog(team);
    for (const each of [keeper, editor]) await each.crash();
    await wiped(team);
    await has(reader, 'One');
    expect(await entriesInLog(team)).toEqual(before);
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
    const before = await entriesInLog(team);
    for (const each of [leaver, keeper]) await each.crash();
    await wiped(team);
    await has(editor, 'By the leaver', 'Since');
    expect(await entriesInLog(team)).toEqual(before);
    await keeper.openTab();
    await has(keeper, 'By the leaver', 'Since');
    for (const each of [keeper, editor]) isWell(each);
    expect(await entriesInLog(team)).toEqual(before);
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
    const before = await entriesInLog(team);
    await team.relay.stop();
    const { book } = editor.replica;
    const extent = await team.relay.extent(book);
    await keeper.crash();
    await team.relay.restore();
    await team.relay.start();
    await has(editor, 'Two', 'Three');
    expect(await entriesInLog(team)).toEqual(before);
    await team.relay.stop();
    expect(await team.relay.extent(book)).toEqual(extent);
    await team.relay.start();
    await keeper.openTab();
    await has(keeper, 'One', 'Two', 'Three');
    for (const each of [keeper, editor]) isWell(each);
  });

  test('to before this device was let in lets it in again, and has everything in its place', async () => {
    await team.relay.backUp();
    await remembers(keeper, 'One');
    const third = await team.member('Third', keeper);
    await remembers(keeper, 'Two');
    await remembers(third, 'Three');
    await has(third, 'Two');
    const before = await entriesInLog(team);
    for (const each of [keeper, editor]) await each.crash();
    await team.relay.restore();
    await team.relay.start();
    third.replica.retryNow();
    await has(third, 'One', 'Two', 'Three');
    const after = await entriesInLog(team);
    // Who let it in comes before what was written until then.
    expect(after).toHaveLength(before.length);
    expect(after).toEqual(expect.arrayContaining(before));
    for (const each of [keeper, editor]) await each.openTab();
    for (const each of [keeper, editor, third]) await has(each, 'One', 'Two', 'Three');
    for (const each of [keeper, editor, third]) isWell(each);
  });

  test('and written on by somebody who knew no better: what it lost comes after that, whosever it is', async () => {
    const third = await team.member('Third', keeper);
    await has(third);
    await third.crash();
    await team.relay.backUp();
    await remembers(editor, 'Two');
    await remembers(keeper, 'Three');
    await has(editor, 'Three');
    const lost = (await entriesInLog(team)).slice(-2);
    for (const each of [keeper, editor]) await each.closeTab();
    await team.relay.restore();
    await team.relay.start();
    await third.openTab();
    await remembers(third, 'By the third');
    for (const each of [keeper, editor]) await each.openTab();
    for (const each of [keeper, editor, third]) await has(each, 'Two', 'Three', 'By the third');
    expect((await entriesInLog(team)).slice(-2)).toEqual(lost);
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
    const before = await entriesInLog(team);
    const snapshot = before.findLast(({ kind }) => kind === 'snapshot')!;
    expect(snapshot.author).toBe(keeper.author.device);
    // It may have been on its way when the relay stopped. Whoever comes back has read all there is.
    editor.replica.disconnect();
    editor.replica.connect();
    await has(editor, 'Last');
    await keeper.crash();
    await wiped(team);
    await has(editor, 'Thing 0', 'Last');
    const after = await entriesInLog(team);
    expect(after.find(({ kind }) => kind === 'snapshot')).toEqual(snapshot);
    expect(before).toEqual(expect.arrayContaining(after));
    await keeper.openTab();
    await has(keeper, 'Thing 0', 'Last');
    const newcomer = await team.member('Newcomer', keeper);
    await has(newcomer, 'Thing 0', 'Last');
    for (const each of [keeper, editor, newcomer]) isWell(each);
  });
});

describe('[LOG15] an entry that the relay’s disk has damaged', () => {
  beforeEach(() => begin('never'));

  test('is put back as it was by whoever keeps it', async () => {
    await remembers(keeper, 'One');
    await remembers(editor, 'Damaged');
    await has(keeper, 'Damaged');
    const [damaged] = (await entriesInLog(team)).slice(-1);
    await has(keeper, 'Damaged');
    await team.relay.stop();
    const { head } = await team.relay.extent(keeper.replica.book);
    await editor.crash();
    team.relay.damage(head);
    await team.relay.start();
    keeper.replica.retryNow();
    const newcomer = await team.member('Newcomer', keeper);
    await has(newcomer, 'One', 'Damaged');
    await has(keeper);
    expect((await entriesInLog(team)).slice(-1)).toEqual([damaged]);
  });
});

describe('[LOG17] relays of other kinds', () => {
  beforeEach(() => begin('never'));

  test('the second of two is given what stands in the first, as it stands there', async () => {
    await remembers(editor, 'One');
    await remembers(keeper, 'Two');
    await has(editor, 'Two');
    const first = await entriesInLog(team);
    for (const each of [keeper, editor]) await has(each, 'Two');
    await putOnBoth(team, keeper, editor);
    await team.second.stop();
    expect(team.second.sealedEntries()).toEqual(first);
    // And is itself given again what it loses.
    await team.second.wipe();
    await team.second.start();
    for (const { replica } of [keeper, editor]) replica.retryNow();
    for (const each of [keeper, editor]) await isOnBoth(each);
    await team.second.stop();
    expect(team.second.sealedEntries()).toEqual(first);
    for (const each of [keeper, editor]) isWell(each);
  });

  test('what one device alone could bring to either comes to the other as its author sealed it', async () => {
    await putOnBoth(team, keeper, editor);
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
      await isOnBoth(keeper);
      team.mend(editor, cutOff);
      await isOnBoth(editor);
    }
    for (const host of [team.relay, team.second]) {
      await host.stop();
      const byEditor = host.sealedEntries().filter(({ author }) => author === editor.author.device);
      expect(byEditor).toHaveLength(2);
    }
    const [one, other] = [team.relay, team.second].map((host) =>
      host
        .sealedEntries()
        .slice(-2)
        .map(({ print }) => print)
        .toSorted(),
    );
    expect(other).toEqual(one);
  });
});
