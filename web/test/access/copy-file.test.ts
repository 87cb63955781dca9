/** A book that travels by file: devices as the app has them, the relay stopped. */
import { History } from '@wardbook/shared/find/history';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { removeDevices, signAct } from '@wardbook/shared/sealing/keeper-acts';
import { writeBundle } from '@wardbook/shared/sealing/bundle';
import {
  copyOf,
  lookInto,
  takeIn,
  unsharedChanges,
  workOf,
} from '../../src/lib/sync/files/copy-file.ts';
import type { Device } from '../simulation/device.ts';
import { keeperOf, reach, Team } from './team.ts';

const maker = { now: systemClock, random: systemRandom };
let team: Team;
let keeper: Device;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
});

afterEach(() => team.end());

function remember(device: Device, title: string): void {
  saveMemory(device.book, device.author, { kind: 'note', title, text: '', state: 'open' });
}

function titles({ book }: Device): string[] {
  return new History(book).memory().map(({ current }) => current.title);
}

async function carry(from: Device, to: Device) {
  const file = (await copyOf(from.replica, maker))!;
  const found = await lookInto(to.replica, file, Date.now());
  if (found.type !== 'copy') return found;
  expect(await takeIn(to.replica, found.statements, found.update)).toBe(true);
  return found;
}

const cutOff = async (...devices: Device[]) => {
  for (const { replica } of devices) replica.disconnect();
};

describe('[COPY6] edits travel by file with no relay', () => {
  test('both ways, and a second time there is nothing new', async () => {
    const ben = await team.member('Ben', keeper);
    await cutOff(keeper, ben);
    remember(keeper, 'from the keeper');
    remember(ben, 'from Ben');
    expect(await carry(ben, keeper)).toMatchObject({ brought: { fresh: 1 }, statements: [] });
    expect(await carry(keeper, ben)).toMatchObject({ brought: { fresh: 1 } });
    expect(titles(keeper)).toEqual(titles(ben));
    expect(titles(keeper)).toHaveLength(2);
    expect(await carry(ben, keeper)).toMatchObject({ brought: { fresh: 0 } });
    expect(titles(keeper)).toHaveLength(2);
  });

  test('what came by file is shared under the device that took it in', async () => {
    const ben = await team.member('Ben', keeper);
    await cutOff(ben);
    remember(ben, 'from Ben');
    await carry(ben, keeper);
    await reach(
      keeper.replica,
      ({ connection, waiting }) => connection === 'live' && waiting === 0,
    );
    const cat = await team.member('Cat', keeper);
    expect(titles(cat)).toEqual(titles(ben));
  });

  test('who was let in and who was removed comes along, and the new key', async () => {
    const ben = await team.member('Ben', keeper, { role: 'keeper' });
    const cat = await team.member('Cat', keeper);
    await reach(ben.replica, () => ben.replica.membership.access!.members.size === 3);
    await cutOff(ben);
    await keeper.replica.propose(await removeDevices(keeperOf(keeper), [cat.author.device]));
    remember(keeper, 'after the removal');
    const found = await carry(keeper, ben);
    expect(found).toMatchObject({ type: 'copy', statements: [expect.anything()] });
    expect(ben.replica.membership.access!.epoch).toBe(1);
    expect(titles(ben)).toEqual(titles(keeper));
    // Kept on the device, and no trouble when the relay shows the same.
    ben.replica.connect();
    await reach(ben.replica, ({ connection, waiting }) => connection === 'live' && waiting === 0);
    expect(ben.replica.membership.statements).toEqual(keeper.replica.membership.statements);
  });

  test('a device learns from a colleague’s file that it was removed, and gets nothing else', async () => {
    const ben = await team.member('Ben', keeper);
    await cutOff(ben);
    await keeper.replica.propose(await removeDevices(keeperOf(keeper), [ben.author.device]));
    remember(keeper, 'not for Ben');
    const file = (await copyOf(keeper.replica, maker))!;
    const found = await lookInto(ben.replica, file, Date.now());
    if (found.type !== 'removed-here') return expect.unreachable(found.type);
    await takeIn(ben.replica, found.statements, undefined);
    expect(ben.replica.membership.former).toMatchObject({ how: 'removed' });
    expect(titles(ben)).toEqual([]);
  });
});

describe('[COPY7] what a removed device had not shared', () => {
  test('goes to a keeper in a file, once, and to the team from there', async () => {
    const ben = await team.member('Ben', keeper);
    remember(ben, 'shared in time');
    await reach(ben.replica, ({ waiting }) => waiting === 0);
    await cutOff(ben);
    await keeper.replica.propose(await removeDevices(keeperOf(keeper), [ben.author.device]));
    remember(ben, 'too late');
    ben.replica.connect();
    await reach(ben.replica, ({ connection }) => connection === 'stopped');
    expect(unsharedChanges(ben.replica)).toBe(1);
    const file = (await workOf(ben.replica, maker))!;
    expect(file.length).toBeLessThan(1_500);
    const found = await lookInto(keeper.replica, file, Date.now());
    expect(found).toMatchObject({
      type: 'work',
      author: ben.author.device,
      removal: { by: keeper.author.device },
      brought: { changes: 1, fresh: 1 },
    });
    if (found.type !== 'work') return;
    expect(await takeIn(keeper.replica, [], found.update)).toBe(true);
    expect(titles(keeper)).toHaveLength(2);
    expect(await lookInto(keeper.replica, file, Date.now())).toMatchObject({
      brought: { fresh: 0 },
    });
    await reach(keeper.replica, ({ waiting }) => waiting === 0);
    const cat = await team.member('Cat', keeper);
    // Newcomers read what was before the removal once a keeper has written it down anew.
    await reach(cat.replica, () => titles(cat).length === 2);
  });

  test('also after the device has been started again', async () => {
    const ben = await team.member('Ben', keeper);
    await cutOff(ben);
    await keeper.replica.propose(await removeDevices(keeperOf(keeper), [ben.author.device]));
    remember(ben, 'too late');
    ben.replica.connect();
    await reach(ben.replica, ({ connection }) => connection === 'stopped');
    await reach(ben.replica, ({ storage }) => storage.type === 'saved');
    await ben.crash();
    await ben.openTab();
    const file = (await workOf(ben.replica, maker))!;
    expect(await lookInto(keeper.replica, file, Date.now())).toMatchObject({
      brought: { changes: 1, fresh: 1 },
    });
  });

  test('a copy of the whole book by the same device is refused', async () => {
    const ben = await team.member('Ben', keeper);
    await cutOff(ben);
    remember(ben, 'too late');
    await keeper.replica.propose(await removeDevices(keeperOf(keeper), [ben.author.device]));
    expect(await carry(ben, keeper)).toEqual({ type: 'refused', reason: 'removed-device' });
  });
});

test('[COPY8] what is in a file but no change for a document is refused, and harms nothing', async () => {
  const ben = await team.member('Ben', keeper);
  const { access, keys, device } = keeperOf(ben);
  const sealer = { book: access.book, device, key: keys.get(0)!, random: systemRandom };
  const chain = ben.replica.membership.statements;
  for (const nonsense of [new Uint8Array(), systemRandom(50)]) {
    const file = (await writeBundle(sealer, 'copy', Date.now(), chain, nonsense))!;
    expect(await lookInto(keeper.replica, file, Date.now())).toEqual({
      type: 'refused',
      reason: 'unusable',
    });
  }
});

test('[COPY9] whoever makes a copy or takes one in says so in the book, with or without a relay', async () => {
  const ben = await team.member('Ben', keeper, { role: 'reader' });
  await cutOff(ben);
  const audit = { type: 'audit', what: 'copy-made', of: undefined } as const;
  expect(await ben.replica.addStatement(await signAct(keeperOf(ben), audit))).toBe(true);
  ben.replica.connect();
  await reach(ben.replica, ({ connection, waiting }) => connection === 'live' && waiting === 0);
  await reach(keeper.replica, () => keeper.replica.membership.access!.audits.size === 1);
});
