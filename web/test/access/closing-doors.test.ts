/** What is left to somebody who was removed, or has stepped down: no link, and no recovery sheet. */
import { wardPolicy } from '@wardbook/shared/books/ward';
import { bookSettings } from '@wardbook/shared/kinds/settings/settings';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import type { Role } from '@wardbook/shared/access/statement';
import { admitWaiting, removeDevices, signAct } from '@wardbook/shared/sealing/keeper-acts';
import { adoptRecoverySheet, newRecoverySheet } from '@wardbook/shared/sealing/recovery-sheet';
import { openAtRelay } from '../../src/lib/sync/files/open-by-recovery-sheet.ts';
import type { Device } from '../simulation/device.ts';
import { hasCode, keeperOf, reach, Team } from './team.ts';

let team: Team;
let keeper: Device;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
});
afterEach(() => team.end());

async function remove(device: Device, by = keeper): Promise<void> {
  const removal = await removeDevices(keeperOf(by), [device.author.device]);
  expect(await by.replica.propose(removal)).toBe(true);
}

async function change(device: Device, role: Role, by = keeper): Promise<void> {
  const act = { type: 'change', device: device.author.device, role, until: 0 } as const;
  expect(await by.replica.propose(await signAct(keeperOf(by), act))).toBe(true);
}

async function isTurnedAway(secret: Uint8Array<ArrayBuffer>): Promise<void> {
  const comer = await team.join(`Again ${team.devices.length}`, secret);
  await reach(comer.replica, ({ connection }) => connection === 'stopped');
  expect(comer.replica.status.stoppedBy).toBe('invite-withdrawn');
  expect(comer.replica.membership.keys.size).toBe(0);
}

async function isWaitedFor(secret: Uint8Array<ArrayBuffer>): Promise<Device> {
  const comer = await team.join(`Asks ${team.devices.length}`, secret);
  await reach(comer.replica, ({ connection }) => connection === 'waiting');
  expect(comer.replica.membership.keys.size).toBe(0);
  return comer;
}

describe('[ACCESS5] a removal closes every door', () => {
  test('the link that they came by, and whatever else let people in at once', async () => {
    const theirs = await team.invite(keeper);
    const wall = await team.invite(keeper);
    const removed = await team.join('Removed', theirs);
    await reach(removed.replica, ({ connection }) => connection === 'live');
    await remove(removed);
    await isTurnedAway(theirs);
    await isTurnedAway(wall);
    expect(keeper.replica.membership.access!.members.size).toBe(1);
  });

  test('what a keeper made: links that wait too, and their recovery sheet', async () => {
    const other = await team.member('Other', keeper, { role: 'keeper' });
    const asking = await team.invite(other, { approval: true });
    const kept = await team.invite(keeper, { approval: true });
    const recoverySheet = newRecoverySheet(keeper.replica.book, systemRandom);
    expect(
      await other.replica.propose(await adoptRecoverySheet(keeperOf(other), recoverySheet)),
    ).toBe(true);
    await reach(keeper.replica, () => {
      return [...keeper.replica.membership.access!.members.values()].some(
        (one) => one.isRecoverySheet,
      );
    });
    await remove(other);
    await isTurnedAway(asking);
    const maker = { now: systemClock, random: systemRandom };
    const opened = await openAtRelay(recoverySheet, {
      ...maker,
      policy: wardPolicy,
      relay: team.relay.address,
    });
    expect(opened).toEqual({ type: 'failed', reason: 'recovery-sheet-cancelled' });
    // What is left is what somebody who stays has made, and a keeper answers.
    const comer = await isWaitedFor(kept);
    const { device } = comer.author;
    await hasCode(keeper, device);
    await keeper.replica.propose(await admitWaiting(keeperOf(keeper), device));
    // Once a keeper's device has written the book anew under the key that the removal began.
    await reach(comer.replica, () => bookSettings(comer.book)?.ward === 'Ward');
  });

  test('whoever stepped down has no link and no recovery sheet left that a keeper’s word was behind', async () => {
    const other = await team.member('Other', keeper, { role: 'keeper' });
    const theirs = await team.invite(other);
    const wall = await team.invite(keeper);
    await change(other, 'editor');
    await isTurnedAway(theirs);
    const comer = await team.join('Comer', wall);
    await reach(comer.replica, ({ connection }) => connection === 'live');
    expect(comer.replica.status.role).toBe('editor');
  });
});
