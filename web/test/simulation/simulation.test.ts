/**
 * The whole of sync, with the real relay, under misfortune. Seeds that once failed are pinned below
 * by name. `pnpm fuzz` runs as many more as one likes.
 */
import { describe, expect, test } from 'vitest';
import { systemRandom } from '@wardbook/shared/base/ports';
import { openBook } from '@wardbook/shared/books/ward';
import { adoptRecoverySheet, newRecoverySheet } from '@wardbook/shared/sealing/recovery-sheet';
import { mark } from '../access/hostile-acts.ts';
import { strangeClients } from './clients.ts';
import { contentOf, eventsOf } from './content.ts';
import { disks, harm, lostLogs, misfortunes, regroupings } from './demands.ts';
import { Mallory } from './hostile.ts';
import { live } from './misfortune.ts';
import { gather, liveAndRegroup, partWays, promote } from './regrouping.ts';
import { Lived, seedsAnd } from './seeds.ts';
import { secretWords } from './street.ts';
import { actingAs, World } from './world.ts';

const steps = 120;
/** Generous on purpose: it ends what hangs. */
const timeout = 300_000;

describe('[SIM1] nothing is lost, everybody agrees, nobody can listen', () => {
  const lived = new Lived(misfortunes);

  test.for(seedsAnd())('$name', { timeout }, async ({ seed }, context) => {
    await using world = new World({ seed, devices: 3, compaction: true });
    await world.begin();
    await live(world, steps);
    await world.settle();
    const latecomer = await world.join('late');
    await world.settle();
    expect(contentOf(latecomer.replica.doc)).toBe(contentOf(world.devices[0]!.replica.doc));
    expect(world.promised.size).toBeGreaterThan(20);
    expect(lostPromises(world)).toEqual([]);
    expect(world.network.leaks).toEqual([]);
    expect(strangeClients(world)).toEqual([]);
    expect(world.everyDevice.every(({ minted }) => minted === 0)).toBe(true);
    const { book } = world.devices[0]!.replica;
    await world.relay.stop();
    expect(world.relay.wordsInFiles(secretWords)).toEqual([]);
    if ((await world.relay.extent(book)).snapshotCovers > 0) world.happened.count('snapshots');
    world.happened.count('cuts', world.network.cuts);
    lived.add(world, context);
  });

  test('all of this did happen', () => {
    // A simulation in which nothing went wrong proves nothing.
    expect(lived.missing()).toEqual([]);
  });
});

describe('[SIM3] a removed device is shut out, and costs the others nothing', () => {
  test.for(seedsAnd())('$name', { timeout }, async ({ seed }) => {
    await using world = new World({ seed: seed + 10_000, devices: 4, compaction: true });
    await world.begin();
    await live(world, steps / 3);
    await world.settle();
    const [keeper, , , leaver] = world.devices;
    expect(await world.remove(keeper!, leaver!)).toBe(true);
    const { doc } = leaver!.replica;
    await leaver!.replica.until(({ connection }) => connection === 'stopped', 60_000);
    const before = contentOf(doc);
    await live(world, steps / 3);
    await world.settle();
    expect(leaver!.replica.status.stoppedBy).toBe('removed');
    expect(contentOf(doc)).toBe(before);
    expect(contentOf(world.devices[0]!.replica.doc)).not.toBe(before);
    expect(world.devices.map(({ replica }) => [...replica.membership.keys.keys()])).toEqual(
      world.devices.map(() => [0, 1]),
    );
    expect(lostPromises(world)).toEqual([]);
  });
});

describe('[SIM4] a book on two relays loses nothing, whatever happens to either', () => {
  test.for(seedsAnd())('$name', { timeout }, async ({ seed }) => {
    await using world = new World({ seed: seed + 20_000, devices: 3, relays: 2, compaction: true });
    await world.begin();
    await live(world, steps / 2);
    await world.settle();
    expect(lostPromises(world)).toEqual([]);
    expect(world.network.leaks).toEqual([]);
    // Each relay alone has all of it.
    for (const lost of world.relays) {
      await lost.wipe();
      const [first, ...others] = world.devices;
      for (const other of others) await other.crash();
      for (const other of others) await other.openTab();
      await lost.start();
      await world.settle();
      expect(contentOf(others[0]!.replica.doc)).toBe(contentOf(first!.replica.doc));
    }
    expect(lostPromises(world)).toEqual([]);
  });
});

describe('[SIM5] a recovery sheet brings the book back, after whatever happened', () => {
  test.for(seedsAnd())('$name', { timeout }, async ({ seed }) => {
    await using world = new World({ seed: seed + 30_000, devices: 3, compaction: true });
    await world.begin();
    const [keeper, witness, leaver] = world.devices;
    const recoverySheet = newRecoverySheet(keeper!.replica.book, systemRandom);
    expect(
      await keeper!.replica.propose(await adoptRecoverySheet(actingAs(keeper!), recoverySheet)),
    ).toBe(true);
    await live(world, steps / 3);
    await world.settle();
    if (seed % 2 === 0) expect(await world.remove(keeper!, leaver!)).toBe(true);
    await live(world, steps / 3);
    world.network.faults = { cut: 0, delayMsMax: 0 };
    await world.settle();
    const recovered = await world.recover(recoverySheet, keeper!);
    await live(world, steps / 3);
    await world.settle();
    expect(recovered.replica.status.role).toBe('keeper');
    expect(lostPromises(world)).toEqual([]);
    expect(await world.remove(recovered, witness!)).toBe(true);
    const latecomer = await world.join('late');
    await world.settle();
    expect(contentOf(latecomer.replica.doc)).toBe(contentOf(recovered.replica.doc));
  });
});

describe('[SIM6] removals that cross each other, and what was not shared', () => {
  test.for(seedsAnd())('$name', { timeout }, async ({ seed }) => {
    await using world = new World({ seed: seed + 40_000, devices: 5, compaction: true });
    await world.begin();
    const [one, other, away, leaver] = world.devices;
    await promote(one!, other!);
    await live(world, steps / 3);
    await world.settle();
    // Two are out of reach with work that nobody has seen; one of them is removed meanwhile.
    for (const device of [away!, leaver!]) {
      world.network.takeDown(device.name);
      for (let n = 0; n < 3; n++) world.work.edit(device);
      await device.replica.until(({ storage }) => storage.type === 'saved', 60_000);
    }
    expect(await world.remove(one!, leaver!)).toBe(true);
    const { stays, goes } = await world.removeEachOther(one!, other!);
    for (const device of [away!, leaver!]) world.network.bringUp(device.name);
    for (const device of [goes, leaver!]) {
      device.replica.retryNow();
      await device.replica.until(({ connection }) => connection === 'stopped', 60_000);
      expect(device.replica.membership.former?.how).toBe('removed');
    }
    await world.handOver(leaver!, stays);
    await live(world, steps / 3);
    await world.settle();
    expect(lostPromises(world)).toEqual([]);
    expect(away!.replica.membership.keys.size).toBe(3);
    expect([...goes.replica.membership.keys.keys()]).not.toContain(2);
    expect(stays.replica.membership.role(Date.now)).toBe('keeper');
  });
});

describe('[SIM7] whatever became of the team, a newcomer and the recovery sheet have the whole book', () => {
  const lived = new Lived(regroupings);

  test.for(seedsAnd())('$name', { timeout }, async ({ seed }, context) => {
    await using world = new World({ seed: seed + 50_000, devices: 5, compaction: true });
    await world.begin();
    await liveAndRegroup(world, 6);
    await gather(world);
    await world.settle();
    expect(lostPromises(world)).toEqual([]);
    const stays = await partWays(world, seed);
    const recoverySheet = newRecoverySheet(stays.replica.book, systemRandom);
    expect(
      await stays.replica.propose(await adoptRecoverySheet(actingAs(stays), recoverySheet)),
    ).toBe(true);
    const newcomer = await world.joinBy(stays, 'late');
    const book = contentOf(stays.replica.doc);
    const hasAll = () => contentOf(newcomer.replica.doc) === book;
    const came = await newcomer.replica.until(hasAll, 120_000);
    const said = [stays, newcomer].map(({ replica }) => JSON.stringify(replica.status));
    expect(came, `the newcomer lacks some of it:\n${said.join('\n')}`).toBe(true);
    expect(newcomer.replica.status.unopened.filter(({ isLocked }) => !isLocked)).toEqual([]);
    expect(contentOf(await world.broughtBy(recoverySheet))).toBe(book);
    lived.add(world, context);
  });

  test('all of this did happen', () => {
    expect(lived.missing()).toEqual([]);
  });
});

describe('[SIM8] whatever happened before, a log that is lost is put back as it was, nobody spoken for', () => {
  const lived = new Lived(lostLogs);

  const pinned = { 107: 'a snapshot may take the place of all that was put back before one looks' };
  test.for(seedsAnd(pinned))('$name', { timeout }, async ({ seed }, context) => {
    await using world = new World({ seed: seed + 60_000, devices: 3, compaction: true });
    await world.begin();
    await live(world, steps / 2);
    world.network.faults = { cut: 0.01, delayMsMax: 6 };
    await world.settle();
    const latecomer = await world.join('late');
    for (const device of world.devices) world.work.edit(device);
    await world.settle();
    await world.relay.stop();
    const before = new Map(world.relay.sealedEntries().map((entry) => [entry.print, entry]));
    const authors = new Set(Array.from(before.values(), ({ author }) => author));
    if (authors.size > 2) world.happened.count('several authors');
    await world.relay.wipe();
    await world.settle();
    await world.relay.stop();
    const after = world.relay.sealedEntries();
    // Each bears the signature, the time and the bytes that it bore. New is only what a keeper writes
    // to take the place of all of it.
    const known = after.filter(({ print }) => before.has(print));
    expect(known).toEqual(known.map(({ print }) => before.get(print)));
    world.happened.count('put back', known.length);
    const keeper = world.devices[0]!.author.device;
    for (const { kind, author, print } of after)
      if (!before.has(print)) expect([kind, author]).toEqual(['snapshot', keeper]);
    expect(new Set(after.map(({ print }) => print)).size).toBe(after.length);
    await world.settle();
    expect(contentOf(latecomer.replica.doc)).toBe(contentOf(world.devices[0]!.replica.doc));
    expect(lostPromises(world)).toEqual([]);
    lived.add(world, context);
  });

  test('all of this did happen', () => {
    expect(lived.missing()).toEqual([]);
  });
});

describe('[SIM9] devices that are put back from older copies of their disks lose nothing, nor do the others', () => {
  const lived = new Lived(disks);

  const pinned = {
    34: 'one window may keep what another has kept something else in place of',
    201: 'whoever mints anew what somebody else recorded brings it',
  };
  test.for(seedsAnd(pinned))('$name', { timeout }, async ({ seed }, context) => {
    await using world = new World({
      seed: seed + 70_000,
      devices: 3,
      putsDisksBack: true,
      compaction: true,
    });
    await world.begin();
    await live(world, steps);
    await world.settle();
    const latecomer = await world.join('late');
    await world.settle();
    expect(contentOf(latecomer.replica.doc)).toBe(contentOf(world.devices[0]!.replica.doc));
    expect(lostPromises(world)).toEqual([]);
    expect(strangeClients(world)).toEqual([]);
    for (const { minted } of world.everyDevice) world.happened.count('minted anew', minted);
    lived.add(world, context);
  });

  test('all of this did happen', () => {
    expect(lived.missing()).toEqual([]);
  });
});

describe('[SIM10] whatever an editor’s device that means harm puts into the log, nothing is lost and all agree', () => {
  const lived = new Lived(harm);

  test.for(seedsAnd())('$name', { timeout }, async ({ seed }, context) => {
    await using world = new World({ seed: seed + 80_000, devices: 3, compaction: true });
    await world.begin();
    const mallory = await Mallory.joining(world);
    for (let round = 0; round < steps / 6; round++) {
      await live(world, 4);
      await mallory.act();
    }
    await world.settle();
    const latecomer = await world.join('late');
    await world.settle();
    const content = contentOf(latecomer.replica.doc);
    expect(content).toBe(contentOf(world.devices[0]!.replica.doc));
    expect(content).not.toContain(mark);
    expect(lostPromises(world)).toEqual([]);
    expect(strangeClients(world)).toEqual([]);
    for (const { replica } of world.devices) {
      const { pendingStructs, pendingDs } = replica.doc.store;
      expect([pendingStructs, pendingDs]).toEqual([null, null]);
    }
    lived.add(world, context);
  });

  test('all of this did happen', () => {
    expect(lived.missing()).toEqual([]);
  });
});

describe('[SIM2] with and without snapshots the same work gives the same book', () => {
  test('seed 7', { timeout }, async () => {
    const [withSnapshots, without] = [await workOnly(7, true), await workOnly(7, false)];
    expect(withSnapshots.snapshots).toBe(true);
    expect(without.snapshots).toBe(false);
    expect(withSnapshots.events.length).toBeGreaterThan(50);
    expect(withSnapshots.events).toEqual(without.events);
  });
});

/** Work on a bad network, without crashes: what was done depends on the seed alone. */
async function workOnly(seed: number, compaction: boolean) {
  await using world = new World({ seed, devices: 3, compaction });
  await world.begin();
  world.network.faults = { cut: 0.01, delayMsMax: 4 };
  for (let step = 0; step < 80; step++) {
    world.work.answer(world.devices[step % 3]!);
    // Else all of it may travel in a few entries, too few for a snapshot.
    if (step % 4 === 0) await world.devices[step % 3]!.replica.allShared(2_000);
  }
  await world.settle();
  const { doc, book } = world.devices[0]!.replica;
  const events = eventsOf(doc);
  await world.relay.stop();
  return { events, snapshots: (await world.relay.extent(book)).snapshotCovers > 0 };
}

function lostPromises(world: World): string[] {
  const { doc } = world.devices[0]!.replica;
  const kept = new Set(openBook(doc).events.map((event) => (event as { id: string }).id));
  return [...world.promised].filter((id) => !kept.has(id));
}
