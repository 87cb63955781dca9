/**
 * What becomes of a simulated team's standing while everything else goes wrong: other roles, ends,
 * new keys, removals, stepping down, in every mix that a seed makes.
 */
import type { Role } from '@wardbook/shared/access/statement';
import { pick } from './chance.ts';
import type { Device } from './device.ts';
import { live } from './misfortune.ts';
import type { World } from './world.ts';

export interface Regrouped {
  'role changed': number;
  'end set': number;
  'keys replaced': number;
  removed: number;
  'stepped down': number;
}

/** How many are never removed, so that there is a team left. */
const teamMin = 3;

/** Days with acts of keepers among them. What cannot be done just then is not done. */
export async function liveAndRegroup(world: World, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await live(world, 12);
    await world.noteGone();
    await regroup(world);
  }
}

/** Everybody may write again, so that what they hold and could not share is shared. */
export async function gather(world: World): Promise<void> {
  await world.mend();
  await world.noteGone();
  for (const device of world.devices) {
    await world.change(await keeperIn(world), device, 'editor', 0, ['editor', 'keeper']);
    // Whose time was over is told once, and looks again when its page is opened anew.
    if (device.tabs.some(({ status }) => status.connection === 'stopped')) await device.reopen();
  }
}

/**
 * Everybody's standing becomes another, at a moment when all is shared. Gives the keeper who stays;
 * whoever kept the book before has stepped down or gone like the others.
 */
export async function partWays(world: World, happened: Regrouped): Promise<Device> {
  const before = await keeperIn(world);
  const stays = world.devices.find((device) => device !== before)!;
  await world.change(before, stays, 'keeper', 0);
  for (const device of [...world.devices])
    if (device !== stays) await becomesAnother(world, stays, device, happened);
  return stays;
}

async function becomesAnother(
  world: World,
  by: Device,
  device: Device,
  happened: Regrouped,
): Promise<void> {
  const wasKeeper = device.replica.status.role === 'keeper';
  const what = world.chance();
  if (what < 0.3) {
    await world.change(by, device, 'reader', 0);
    happened[wasKeeper ? 'stepped down' : 'role changed']++;
  } else if (what < 0.5) {
    await world.change(by, device, 'editor', Date.now() - 1);
    happened['end set']++;
  } else if (what < 0.75) {
    await world.renewKeys(device);
    happened['keys replaced']++;
  } else if (await world.remove(by, device)) happened.removed++;
}

async function regroup(world: World): Promise<void> {
  const { chance } = world;
  const keeper = world.devices.find(({ tabs }) => tabs[0]?.mayDecide && isKeeper(tabs[0]));
  if (!keeper) return;
  const device = pick(chance, world.devices);
  if (device.tabs.length === 0) return;
  const what = chance();
  if (what < 0.45) {
    const role = pick<Role>(chance, ['keeper', 'keeper', 'editor', 'reader']);
    await world.change(keeper, device, role, 0);
  } else if (what < 0.6) {
    await world.change(keeper, device, 'editor', Date.now() + Math.floor(chance() * 200));
  } else if (what < 0.8) {
    await world.renewKeys(device);
  } else if (device !== keeper && world.devices.length > teamMin) {
    await world.remove(keeper, device);
  }
}

function isKeeper({ status }: Device['replica']): boolean {
  return status.role === 'keeper';
}

async function keeperIn(world: World): Promise<Device> {
  const keeper = () => world.devices.find(({ replica }) => isKeeper(replica) && replica.mayDecide);
  for (let tries = 0; tries < 200 && !keeper(); tries++) {
    for (const { replica } of world.devices) replica.retryNow();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const found = keeper();
  if (!found) throw new Error('no keeper is there');
  return found;
}
