/** The days of a simulated team: work, and everything that can go wrong with it. */
import { pick } from './chance.ts';
import type { Device } from './device.ts';
import type { World } from './world.ts';

/** Runs `steps` acts and misfortunes, chosen by the world's seed. */
export async function live(world: World, steps: number): Promise<void> {
  world.network.faults = { cut: 0.01, delayMsMax: 6 };
  for (let step = 0; step < steps; step++) {
    await happen(world);
    if (world.chance() < 0.4) await pause(Math.floor(world.chance() * 25));
    world.recordPromises();
  }
}

async function happen(world: World): Promise<void> {
  const { chance, network, happened } = world;
  const device = pick(chance, world.devices);
  await device.whole();
  const what = chance();
  if (world.putsDisksBack && chance() < 0.1) {
    await diskMisfortune(world, device);
  } else if (device.tabs.length === 0) {
    await device.openTab();
  } else if (what < 0.66) {
    world.work.edit(device);
  } else if (what < 0.7) {
    // Power goes between any two writes: after so many turns of the loop, or none.
    for (let turns = Math.floor(chance() * 12); turns > 0; turns--)
      await new Promise((resolve) => setImmediate(resolve));
    happened.count('writes lost', await device.crash());
    happened.count('crashes');
  } else if (what < 0.78) {
    network.takeDown(device.name, world.someRelay());
    happened.count('partitions');
  } else if (what < 0.85) {
    network.bringUp(device.name);
  } else if (what < 0.88) {
    if (device.tabs.length < 2) await device.openTab();
    else await device.closeTab();
    happened.count('tabs');
  } else if (what < 0.91) {
    device.meanwhile = () => world.work.edit(device);
    const { writtenMeanwhile } = device;
    if (await device.makeAnew()) happened.count('made anew');
    happened.count('written meanwhile', device.writtenMeanwhile - writtenMeanwhile);
  } else if (what < 0.92) {
    world.work.importStreet(device, 1 + Math.floor(chance() * 3));
  } else {
    await relayMisfortune(world);
  }
}

/** A device is backed up now and then, and comes back from that with what it held then. */
async function diskMisfortune(world: World, device: Device): Promise<void> {
  const { chance, network, happened } = world;
  if (chance() < 0.5) return device.copyDisk();
  if (!(await world.putDiskBack(device))) return;
  happened.count('disk put back');
  // Whoever comes back out of reach writes before it can know.
  if (chance() < 0.7) network.takeDown(device.name);
}

async function relayMisfortune({ chance, relays, happened }: World): Promise<void> {
  const relay = pick(chance, relays);
  const what = chance();
  if (!relay.isUp) return relay.start();
  if (what < 0.3) return relay.stop();
  if (what < 0.5) {
    await relay.stop();
  } else if (what < 0.65) {
    await relay.wipe();
    happened.count('relay wiped');
  } else if (what < 0.85) {
    return relay.backUp();
  } else if (await relay.restore()) {
    happened.count('relay set back');
  }
  if (!relay.isUp) await relay.start();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
