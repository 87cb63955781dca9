/** A recovery sheet from end to end: made good, lost devices, and the book back again. */
import { bookSettings } from '@wardbook/shared/kinds/settings/settings';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { openBook, wardPolicy } from '@wardbook/shared/books/ward';
import { letIn, removeDevices } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import {
  adoptRecoverySheet,
  newRecoverySheet,
  recoverySheetFromWords,
  recoverySheetKeys,
  recoverySheetToWords,
  type RecoverySheet,
} from '@wardbook/shared/sealing/recovery-sheet';
import { copyOf } from '../../src/lib/sync/files/copy-file.ts';
import { createMemoryStorage } from '../../src/lib/sync/storage/memory-storage.ts';
import {
  openAtRelay,
  openFromFile,
  type BookByRecoverySheet,
} from '../../src/lib/sync/files/open-by-recovery-sheet.ts';
import { Replica } from '../../src/lib/sync/replica.ts';
import type { Device } from '../simulation/device.ts';
import { keeperOf, reach, Team } from './team.ts';

const maker = { now: systemClock, random: systemRandom };
let team: Team;
let keeper: Device;
let recoverySheet: RecoverySheet;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
  recoverySheet = newRecoverySheet(keeper.replica.book, systemRandom);
  await keeper.replica.propose(await adoptRecoverySheet(keeperOf(keeper), recoverySheet));
});

afterEach(() => team.end());

const ports = () => ({ ...maker, policy: wardPolicy, relay: team.relay.address });
const opened = (result: Awaited<ReturnType<typeof openAtRelay>>): BookByRecoverySheet =>
  result.type === 'open' ? result : expect.unreachable(result.reason);

describe('[SHEET4] a recovery sheet and the relay are enough', () => {
  test('the whole book is there, and lets a new device in as keeper', async () => {
    keeper.replica.disconnect();
    const typed = recoverySheetFromWords(recoverySheetToWords(recoverySheet).join(' '))!;
    const byRecoverySheet = opened(await openAtRelay(typed, ports()));
    expect(byRecoverySheet.book).toBe(keeper.replica.book);
    const device = await createDeviceKeys();
    const grant = await letIn(byRecoverySheet.signer, device, 'keeper', 'Ann again');
    expect(await byRecoverySheet.propose(grant)).toBe(true);
    await byRecoverySheet.close();
    const { replica } = await openAs(device, byRecoverySheet, [grant]);
    await reach(replica, ({ connection, waiting }) => connection === 'live' && waiting === 0);
    expect(replica.status.role).toBe('keeper');
    expect(bookSettings(openBook(replica.doc))?.ward).toBe('Ward');
    // A keeper like any other: the lost device is removed.
    const member = { replica } as Device;
    expect(
      await replica.propose(await removeDevices(keeperOf(member), [keeper.author.device])),
    ).toBe(true);
    await replica.close();
  });

  test('also after a removal that came since, and after another restoring', async () => {
    const ben = await team.member('Ben', keeper);
    await keeper.replica.propose(await removeDevices(keeperOf(keeper), [ben.author.device]));
    for (const name of ['One', 'Two']) {
      const byRecoverySheet = opened(await openAtRelay(recoverySheet, ports()));
      const grant = await letIn(byRecoverySheet.signer, await createDeviceKeys(), 'keeper', name);
      expect(await byRecoverySheet.propose(grant)).toBe(true);
      await byRecoverySheet.close();
    }
    await reach(keeper.replica, () => keeper.replica.membership.access!.members.size === 4);
    expect(keeper.replica.membership.access!.epoch).toBe(1);
  });

  test('a recovery sheet that was cancelled opens nothing', async () => {
    const { id } = await recoverySheetKeys(recoverySheet);
    expect(await keeper.replica.propose(await removeDevices(keeperOf(keeper), [id]))).toBe(true);
    expect(await openAtRelay(recoverySheet, ports())).toEqual({
      type: 'failed',
      reason: 'recovery-sheet-cancelled',
    });
  });

  test('another seed for the same book, another book, and nobody there are told apart', async () => {
    const wrong = { ...recoverySheet, seed: systemRandom(16) };
    expect(await openAtRelay(wrong, ports())).toEqual({
      type: 'failed',
      reason: 'recovery-sheet-unknown',
    });
    const elsewhere = { ...recoverySheet, bookStart: systemRandom(4) };
    expect(await openAtRelay(elsewhere, ports())).toEqual({
      type: 'failed',
      reason: 'no-such-book',
    });
    await team.relay.stop();
    expect(await openAtRelay(recoverySheet, ports())).toEqual({
      type: 'failed',
      reason: 'no-answer',
    });
  });
});

describe('[SHEET5] a recovery sheet and a colleague’s file are enough when the relay is gone', () => {
  test('the book is put to an empty relay again, with the new device in it', async () => {
    const ben = await team.member('Ben', keeper, { role: 'reader' });
    const file = (await copyOf(ben.replica, maker))!;
    ben.replica.disconnect();
    keeper.replica.disconnect();
    await team.relay.wipe();
    await team.relay.start();
    expect(await openAtRelay(recoverySheet, ports())).toEqual({
      type: 'failed',
      reason: 'no-such-book',
    });
    const byRecoverySheet = opened(await openFromFile(recoverySheet, file, ports()));
    const device = await createDeviceKeys();
    const grant = await letIn(byRecoverySheet.signer, device, 'keeper', 'Ann again');
    const { replica } = await openAs(device, byRecoverySheet, [grant]);
    await reach(replica, ({ connection, waiting }) => connection === 'live' && waiting === 0);
    // The colleague comes back to it as to the old one.
    ben.replica.connect();
    await reach(ben.replica, ({ connection }) => connection === 'live');
    expect(ben.replica.membership.access!.members.has(device.id)).toBe(true);
    await replica.close();
  });

  test('a file of another book, and one older than the recovery sheet, are told apart', async () => {
    const elsewhere = { ...recoverySheet, bookStart: systemRandom(4) };
    const file = (await copyOf(keeper.replica, maker))!;
    expect(await openFromFile(elsewhere, file, ports())).toEqual({
      type: 'failed',
      reason: 'other-book',
    });
    const later = newRecoverySheet(keeper.replica.book, systemRandom);
    expect(await openFromFile(later, file, ports())).toEqual({
      type: 'failed',
      reason: 'older-than-recovery-sheet',
    });
    expect(await openFromFile(recoverySheet, file.subarray(0, 900), ports())).toEqual({
      type: 'failed',
      reason: 'truncated',
    });
  });
});

/** The new device in its own right, as the app opens it. */
async function openAs(
  device: Awaited<ReturnType<typeof createDeviceKeys>>,
  { book, statements, update }: BookByRecoverySheet,
  own: Parameters<Replica['addStatements']>[0],
): Promise<{ replica: Replica }> {
  const result = await Replica.open({
    policy: wardPolicy,
    book,
    device,
    storage: createMemoryStorage(),
    relay: team.relay.address,
    statements: [...statements, ...own],
    crossTab: false,
  });
  if (result.type === 'failed') throw new Error(result.reason);
  Y.applyUpdate(result.replica.doc, update);
  result.replica.connect();
  return result;
}
