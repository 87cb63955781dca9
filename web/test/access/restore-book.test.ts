/** The app's own way back by a recovery sheet, on a device that may break off at any point. */
import { bookSettings } from '@wardbook/shared/kinds/settings/settings';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { systemRandom } from '@wardbook/shared/base/ports';
import { openBook, wardPolicy } from '@wardbook/shared/books/ward';
import { letIn } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, restoreDeviceKeys } from '@wardbook/shared/sealing/keys';
import {
  adoptRecoverySheet,
  newRecoverySheet,
  type RecoverySheet,
} from '@wardbook/shared/sealing/recovery-sheet';
import { IndexedDbStorage } from '../../src/lib/sync/storage/indexeddb-storage.ts';
import { Replica } from '../../src/lib/sync/replica.ts';
import { restoreBook, type RestoreStep } from '../../src/lib/device/restore-book.ts';
import { bookOnDevice, isLocked, unshelve } from '../../src/lib/device/shelf.ts';
import type { Device } from '../simulation/device.ts';
import { keeperOf, reach, Team } from './team.ts';

let team: Team;
let keeper: Device;
let recoverySheet: RecoverySheet;

beforeEach(async () => {
  team = new Team();
  keeper = await team.found();
  recoverySheet = newRecoverySheet(keeper.replica.book, systemRandom);
  await keeper.replica.propose(await adoptRecoverySheet(keeperOf(keeper), recoverySheet));
  Reflect.set(globalThis, 'location', {
    get origin() {
      return new URL(team.relay.address.replace('ws', 'http')).origin;
    },
  });
});

afterEach(async () => {
  await new IndexedDbStorage(keeper.replica.book).remove();
  await unshelve(keeper.replica.book);
  await team.end();
  Reflect.deleteProperty(globalThis, 'location');
});

const restore = (onstep: (step: RestoreStep) => void = () => undefined) =>
  restoreBook({ recoverySheet, name: 'Ann again', file: undefined }, onstep);

/** The restored book as the app opens it, connected. */
async function openRestored(): Promise<Replica> {
  const { book } = keeper.replica;
  const shelved = await bookOnDevice(book);
  if (!shelved || isLocked(shelved)) return expect.unreachable('it is not on the shelf');
  const opened = await Replica.open({
    policy: wardPolicy,
    book,
    device: await restoreDeviceKeys(shelved.pairs),
    storage: new IndexedDbStorage(book),
    relay: team.relay.address,
    crossTab: false,
  });
  if (opened.type === 'failed') return expect.unreachable(opened.reason);
  opened.replica.connect();
  return opened.replica;
}

const isLive = ({ connection, waiting }: Replica['status']) =>
  connection === 'live' && waiting === 0;

describe('[SHEET6] a restored book is whole before it is on the shelf', () => {
  test('all steps in turn, and then it is here', async () => {
    const steps: RestoreStep[] = [];
    const { book } = keeper.replica;
    const before = async (step: RestoreStep) => {
      steps.push(step);
      expect(await bookOnDevice(book)).toBeUndefined();
    };
    expect(await restore((step) => void before(step))).toEqual({ type: 'restored', book });
    expect(steps).toEqual(['opening', 'saving', 'letting-in']);
    const replica = await openRestored();
    expect(bookSettings(openBook(replica.doc))?.ward).toBe('Ward');
    await reach(replica, isLive);
    expect(replica.status.role).toBe('keeper');
    await replica.close();
    expect(await restore()).toEqual({ type: 'here', book });
  });

  test('the relay goes away in the middle: it comes to know of the device when it is back', async () => {
    const { book } = keeper.replica;
    let stopped: Promise<void> | undefined;
    const restored = await restore((step) => {
      if (step === 'saving') stopped = team.relay.stop();
    });
    await stopped;
    expect(restored).toEqual({ type: 'restored', book });
    await team.relay.start();
    const replica = await openRestored();
    await reach(replica, isLive);
    await replica.close();
  });

  test('what an attempt that broke off has left does no harm to the next', async () => {
    const { book, doc } = keeper.replica;
    // Written down, and the power went before the recovery sheet had let it in.
    const ghost = await createDeviceKeys();
    const grant = await letIn(keeperOf(keeper), ghost, 'keeper', 'Ghost');
    const left = await Replica.open({
      policy: wardPolicy,
      book,
      device: ghost,
      storage: new IndexedDbStorage(book),
      relay: team.relay.address,
      statements: [...keeper.replica.membership.access!.statements, grant],
      crossTab: false,
    });
    if (left.type === 'failed') return expect.unreachable(left.reason);
    Y.applyUpdate(left.replica.doc, Y.encodeStateAsUpdate(doc));
    await left.replica.close();

    expect(await restore()).toEqual({ type: 'restored', book });
    const replica = await openRestored();
    await reach(replica, isLive);
    expect(replica.membership.access!.members.has(ghost.id)).toBe(false);
    await replica.close();
  });

  test('nothing stays here of a book that could not come', async () => {
    const { book } = keeper.replica;
    const wrong = { ...recoverySheet, seed: systemRandom(16) };
    const failed = await restoreBook(
      { recoverySheet: wrong, name: 'Ann', file: undefined },
      () => undefined,
    );
    expect(failed).toEqual({ type: 'failed', reason: 'recovery-sheet-unknown' });
    expect(await bookOnDevice(book)).toBeUndefined();
    const names = (await indexedDB.databases()).map(({ name }) => name);
    expect(names).not.toContain(`wardbook-book-${book}`);
  });
});
