/** Whoever comes later reads what members wrote while they might, whatever became of them since. */
import { rememberedIn } from './remembered-in.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { openBook, wardPolicy } from '@wardbook/shared/books/ward';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { removeDevices, replaceKeys, signAct } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { adoptRecoverySheet, newRecoverySheet } from '@wardbook/shared/sealing/recovery-sheet';
import type { Role } from '@wardbook/shared/access/statement';
import { copyOf, lookInto, takeIn } from '../../src/lib/sync/files/copy-file.ts';
import { openAtRelay } from '../../src/lib/sync/files/open-by-recovery-sheet.ts';
import { contentOf } from '../simulation/content.ts';
import type { Device } from '../simulation/device.ts';
import { keeperOf, reach, Team } from './team.ts';

const maker = { now: systemClock, random: systemRandom };
let team: Team;
let keeper: Device;
let writer: Device;

function begin(compaction: ConstructorParameters<typeof Team>[0]): void {
  beforeEach(async () => {
    team = new Team(compaction);
    keeper = await team.found();
  });
  afterEach(() => team.end());
}

async function remembers(device: Device, title: string): Promise<void> {
  const thing = { kind: 'issue', title, text: '', state: 'open' } as const;
  expect(saveMemory(device.book, device.author, thing).type).toBe('done');
  await reach(device.replica, ({ connection, waiting }) => connection === 'live' && !waiting);
}

async function change(device: Device, role: Role, until: number): Promise<void> {
  const act = { type: 'change', device: device.author.device, role, until } as const;
  expect(await keeper.replica.propose(await signAct(keeperOf(keeper), act))).toBe(true);
}

async function takesNewKeys(device: Device): Promise<void> {
  const statement = await replaceKeys(keeperOf(device), await createDeviceKeys(), 'Locked');
  void device.replica.propose(statement);
  // Its old keys are shown the proof at once, and out.
  await reach(device.replica, ({ stoppedBy }) => stoppedBy === 'replaced');
}

async function hasAll(newcomer: Device, as: Device): Promise<void> {
  await reach(
    newcomer.replica,
    ({ connection, unopened }) => connection === 'live' && unopened.length === 0,
  );
  expect(contentOf(newcomer.replica.doc)).toEqual(contentOf(as.replica.doc));
  expect(newcomer.replica.status.unopened).toEqual([]);
  expect(newcomer.replica.status.health).toMatchObject({
    disputedBy: new Set(),
    removalKept: false,
  });
}

describe('[ACCESS4] a newcomer and a recovery sheet read what somebody wrote', () => {
  begin('never');

  const since: Record<string, () => Promise<void>> = {
    'who has become a reader': () => change(writer, 'reader', 0),
    'whose time is over': () => change(writer, 'editor', Date.now() - 1),
    'who has new keys': () => takesNewKeys(writer),
    'who was a keeper and stepped down': async () => {
      await change(writer, 'keeper', 0);
      await remembers(writer, 'As a keeper');
      await change(writer, 'editor', 0);
    },
    'who was a reader in between': async () => {
      await change(writer, 'reader', 0);
      await change(writer, 'editor', 0);
      await remembers(writer, 'Again');
      await change(writer, 'reader', 0);
    },
  };

  test.each(Object.entries(since))('%s', async (_name, happened) => {
    const recoverySheet = newRecoverySheet(keeper.replica.book, systemRandom);
    await keeper.replica.propose(await adoptRecoverySheet(keeperOf(keeper), recoverySheet));
    writer = await team.member('Writer', keeper);
    await remembers(writer, 'Written as an editor');
    await happened();
    await remembers(keeper, 'Since');
    const newcomer = await team.member('Newcomer', keeper);
    await hasAll(newcomer, keeper);
    expect(rememberedIn(openBook(newcomer.replica.doc))).toBeGreaterThan(1);
    const opened = await openAtRelay(recoverySheet, {
      ...maker,
      policy: wardPolicy,
      relay: team.relay.address,
    });
    if (opened.type === 'failed') expect.unreachable(opened.reason);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, opened.update);
    expect(contentOf(doc)).toEqual(contentOf(keeper.replica.doc));
    await opened.close();
  });

  test('and what is written without the right reaches neither', async () => {
    writer = await team.member('Writer', keeper);
    await change(writer, 'reader', 0);
    await reach(writer.replica, ({ role }) => role === 'reader');
    const thing = { kind: 'issue', title: 'As a reader', text: '', state: 'open' } as const;
    saveMemory(writer.book, writer.author, thing);
    await change(writer, 'reader', Date.now() + 60_000);
    const newcomer = await team.member('Newcomer', keeper);
    await hasAll(newcomer, keeper);
    expect(rememberedIn(openBook(newcomer.replica.doc))).toBe(0);
  });

  test('a copy of somebody who has had new keys since is taken from their person', async () => {
    writer = await team.member('Writer', keeper);
    await remembers(writer, 'In the copy');
    const copy = (await copyOf(writer.replica, maker))!;
    await takesNewKeys(writer);
    await reach(keeper.replica, () => {
      const { former } = keeper.replica.membership.access!;
      return former.get(writer.author.device)?.how === 'replaced';
    });
    const found = await lookInto(keeper.replica, copy, Date.now());
    if (found.type !== 'copy') expect.unreachable(found.type);
    expect(await takeIn(keeper.replica, found.statements, found.update)).toBe(true);
  });
});

describe('[ACCESS4] a snapshot counts as its author stood when it was written', () => {
  begin({ tailEntriesMin: 5, tailBytesMin: 1 << 20, tailTimesSnapshot: 4, delayMsMax: 5 });

  const since: Record<string, () => Promise<void>> = {
    'who has stepped down': () => change(keeper, 'editor', 0),
    'who has new keys': () => takesNewKeys(keeper),
    'who was removed': async () => {
      const removal = await removeDevices(keeperOf(writer), [keeper.author.device]);
      expect(await writer.replica.propose(removal)).toBe(true);
    },
  };

  test.each(Object.entries(since))('%s', async (_name, happened) => {
    for (let n = 0; n < 8; n++) await remembers(keeper, `Thing ${n}`);
    writer = await team.member('Other keeper', keeper, { role: 'keeper' });
    await reach(writer.replica, () => rememberedIn(writer.book) === 8);
    await happened();
    await reach(writer.replica, ({ connection, waiting }) => connection === 'live' && !waiting);
    const newcomer = await team.member('Newcomer', writer);
    await reach(newcomer.replica, () => rememberedIn(openBook(newcomer.replica.doc)) === 8);
    await hasAll(newcomer, writer);
    expect(newcomer.replica.status.waiting).toBe(0);
  });
});
