// A book on two relays, both real: what reaches one reaches the other, and either may be lost.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { removeDevices, signAct } from '@wardbook/shared/sealing/keeper-acts';
import type { Statement } from '@wardbook/shared/access/statement';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { contentOf } from '../simulation/content.ts';
import { firstRelay, secondRelay, type Device } from '../simulation/device.ts';
import { keeperOf, reach, Team } from './team.ts';

let team: Team;
let keeper: Device;

beforeEach(async () => {
  team = new Team();
  await team.second.start();
  keeper = await team.found();
});
afterEach(() => team.end());

function naming(device: Device, urls: readonly string[], revision = 1): Promise<Statement> {
  return signAct(keeperOf(device), { type: 'relays', revision, urls });
}

async function nameBoth(): Promise<void> {
  expect(await keeper.replica.propose(await naming(keeper, [firstRelay, secondRelay]))).toBe(true);
}

/** Something remembered by one device, to be found with another. */
function remember({ book, author }: Device, title: string): void {
  const saved = saveMemory(book, author, { kind: 'issue', title, text: '', state: 'open' });
  expect(saved.type).toBe('done');
}

const knows = (device: Device, title: string) =>
  reach(device.replica, () => contentOf(device.replica.doc).includes(title));

/** Every relay has everything that this device has. */
const onBoth = ({ replica }: Device) =>
  reach(
    replica,
    ({ relays }) =>
      relays.length === 2 &&
      relays.every(({ connection, waiting }) => connection === 'live' && waiting === 0),
  );

describe('[RELAYS1] a book on two relays', () => {
  test('is put on the second also where what was known of its log cannot be read', async () => {
    const { get } = IDBObjectStore.prototype;
    const reading = vi.spyOn(IDBObjectStore.prototype, 'get');
    reading.mockImplementation(function (this: IDBObjectStore, key) {
      if (key === `log ${secondRelay}`) throw new DOMException('', 'UnknownError');
      return get.call(this, key);
    });
    await nameBoth();
    await onBoth(keeper);
    expect(reading).toHaveBeenCalledWith(`log ${secondRelay}`);
    reading.mockRestore();
  });

  test('is whole on both; the loss of the first loses nothing and stops nobody', async () => {
    const editor = await team.member('Editor', keeper);
    remember(editor, 'from before');
    await nameBoth();
    await Promise.all([keeper, editor].map(onBoth));
    await team.relay.wipe();
    remember(editor, 'while the first is gone');
    await knows(keeper, 'while the first is gone');
    await reach(editor.replica, ({ waiting }) => waiting === 0);
    // Somebody who had neither, from the second alone: a tab on a device that lost its storage.
    await editor.crash();
    await editor.openTab();
    await knows(editor, 'from before');
    await team.relay.start();
    for (const { replica } of [keeper, editor]) replica.retryNow();
    await Promise.all([keeper, editor].map(onBoth));
    expect(contentOf(editor.replica.doc)).toBe(contentOf(keeper.replica.doc));
  });

  test('brings together devices that reach one relay each, through one that reaches both', async () => {
    const [one, other] = [await team.member('One', keeper), await team.member('Other', keeper)];
    await nameBoth();
    await Promise.all([keeper, one, other].map(onBoth));
    team.cut(one, secondRelay);
    team.cut(other, firstRelay);
    remember(one, 'on the first only');
    remember(other, 'on the second only');
    await knows(other, 'on the first only');
    await knows(one, 'on the second only');
    expect(one.replica.status.waiting).toBe(0);
  });

  test('is not written many times over by the devices that have both', async () => {
    const editors: Device[] = [];
    for (const name of ['A', 'B', 'C']) editors.push(await team.member(name, keeper));
    await nameBoth();
    await Promise.all([keeper, ...editors].map(onBoth));
    const before = await Promise.all([team.relay, team.second].map(entriesOf));
    for (let n = 0; n < 40; n++) {
      remember(editors[n % 3]!, `note ${n}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const device of [keeper, ...editors]) await knows(device, 'note 39');
    await Promise.all([keeper, ...editors].map(onBoth));
    const after = await Promise.all([team.relay, team.second].map(entriesOf));
    const added = after.map((count, index) => count - before[index]!);
    for (const count of added) expect(count).toBeGreaterThan(0);
    for (const count of added) expect(count).toBeLessThan(60);
  });
});

describe('[RELAYS2] which relay decides', () => {
  test('when the first is gone a keeper makes the second the first, and acts go on', async () => {
    const editor = await team.member('Editor', keeper);
    await nameBoth();
    await Promise.all([keeper, editor].map(onBoth));
    await team.relay.wipe();
    await reach(keeper.replica, ({ relays }) => relays[0]!.connection !== 'live');
    const removal = await removeDevices(keeperOf(keeper), [editor.author.device]);
    expect(await keeper.replica.propose(removal, 200)).toBe(false);
    expect(await keeper.replica.propose(await naming(keeper, [secondRelay], 2))).toBe(true);
    await reach(keeper.replica, ({ relays }) => relays[0]?.relay === secondRelay);
    await reach(keeper.replica, ({ relays }) => relays[0]?.connection === 'live');
    expect(await keeper.replica.propose(removal)).toBe(true);
    await reach(editor.replica, () => editor.replica.membership.former !== undefined);
  });

  test('two keepers who name others while apart end with the same', async () => {
    const second = await team.member('Second', keeper, { role: 'keeper' });
    await nameBoth();
    await Promise.all([keeper, second].map(onBoth));
    team.cut(keeper, secondRelay);
    team.cut(second, firstRelay);
    const one = await naming(keeper, [firstRelay], 2);
    const other = await naming(second, [secondRelay], 2);
    await keeper.replica.propose(one);
    await second.replica.propose(other);
    team.mend(keeper, secondRelay);
    team.mend(second, firstRelay);
    const same = ({ replica }: Device) => JSON.stringify(replica.membership.access?.relays);
    remember(keeper, 'afterwards');
    await reach(second.replica, () => same(second) === same(keeper));
    expect(same(keeper)).toBe(JSON.stringify([secondRelay]));
    await knows(second, 'afterwards');
  });

  test('somebody removed on the first is put out of the second too', async () => {
    const editor = await team.member('Editor', keeper);
    await nameBoth();
    await Promise.all([keeper, editor].map(onBoth));
    team.cut(editor, firstRelay);
    await keeper.replica.propose(await removeDevices(keeperOf(keeper), [editor.author.device]));
    await reach(editor.replica, () => editor.replica.membership.former !== undefined);
    remember(keeper, 'for those who stay');
    await onBoth(keeper);
    expect(contentOf(editor.replica.doc)).not.toContain('for those who stay');
    const newcomer = await team.member('Newcomer', keeper);
    await knows(newcomer, 'for those who stay');
  });
});

describe('[RELAYS6] a removal that the second relay has not heard of', () => {
  /** Reaches both and has heard of the removal; the second relay was away then. */
  async function removeUnheard(device: Device): Promise<void> {
    await team.second.stop();
    const removal = await removeDevices(keeperOf(keeper), [device.author.device]);
    expect(await keeper.replica.propose(removal)).toBe(true);
    team.cut(keeper, secondRelay);
    await team.second.start();
  }

  test('what the removed device then writes there is taken by nobody who has heard', async () => {
    const [bad, editor] = [await team.member('Bad', keeper), await team.member('Editor', keeper)];
    await nameBoth();
    await Promise.all([keeper, bad, editor].map(onBoth));
    for (const device of [bad, editor]) team.cut(device, firstRelay);
    await removeUnheard(bad);
    for (const { replica } of [bad, editor]) replica.retryNow();
    // A reader who has heard, and reaches the second with the removed one already there.
    remember(bad, 'by the removed one');
    await knows(editor, 'by the removed one');
    remember(editor, 'by the editor');
    await reach(editor.replica, ({ waiting }) => waiting === 0);
    await reach(bad.replica, ({ waiting }) => waiting === 0);
    team.cut(editor, secondRelay);
    team.mend(keeper, secondRelay);
    await reach(keeper.replica, () => bad.replica.membership.former !== undefined);
    await onBoth(keeper);
    expect(contentOf(keeper.replica.doc)).not.toContain('by the removed one');
    expect(contentOf(keeper.replica.doc)).not.toContain('by the editor');
    // The editor, who was away, hears of it and seals their own again: it is lost to nobody.
    team.mend(editor, firstRelay);
    team.mend(editor, secondRelay);
    await knows(keeper, 'by the editor');
    // What they had read of the removed one, and stands in no log now, they bring: it says so.
    const isOnBoth = ({ replica }: Device) =>
      replica.status.relays.every(
        ({ connection, waiting }) => connection === 'live' && waiting === 0,
      );
    await expect.poll(() => [keeper, editor].every(isOnBoth), { timeout: 60_000 }).toBe(true);
    const events = keeper.book.events.toArray() as { by: string; via?: string; h?: string }[];
    const theirs = events.find(({ h }) => h === 'by the removed one');
    expect(theirs).toMatchObject({ by: bad.author.device, via: editor.author.device });
  });

  test('an editor who reaches the second alone hears there, and seals their own again', async () => {
    const [gone, editor] = [await team.member('Gone', keeper), await team.member('Editor', keeper)];
    await nameBoth();
    await Promise.all([keeper, gone, editor].map(onBoth));
    team.cut(editor, firstRelay);
    await removeUnheard(gone);
    editor.replica.retryNow();
    remember(editor, 'before they heard');
    await reach(editor.replica, ({ waiting }) => waiting === 0);
    team.mend(keeper, secondRelay);
    await knows(keeper, 'before they heard');
    await onBoth(keeper);
    const newcomer = await team.member('Newcomer', keeper);
    await knows(newcomer, 'before they heard');
    expect(newcomer.replica.status.unopened.filter(({ isLocked }) => !isLocked)).toEqual([]);
  });
});

async function entriesOf(relay: Team['relay']): Promise<number> {
  const { book } = keeper.replica;
  await relay.stop();
  const { head } = await relay.extent(book);
  await relay.start();
  for (const { replica } of team.devices) replica.retryNow();
  return head;
}

test('a relay that says twice that a log has been read leaves no clock running behind it', async () => {
  const running = new Set<unknown>();
  const [begin, end] = [setInterval, clearInterval];
  vi.stubGlobal('setInterval', (...all: Parameters<typeof setInterval>) => {
    const clock = begin(...all);
    running.add(clock);
    return clock;
  });
  vi.stubGlobal('clearInterval', (clock: Parameters<typeof clearInterval>[0]) => {
    running.delete(clock);
    end(clock);
  });
  team.saysLiveTwice = true;
  const editor = await team.member('Editor', keeper);
  remember(editor, 'meanwhile');
  await knows(keeper, 'meanwhile');
  expect(running.size).toBeGreaterThan(0);
  for (const device of team.devices) await device.crash();
  expect(running.size).toBe(0);
  vi.unstubAllGlobals();
});
