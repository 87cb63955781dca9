/**
 * What becomes of a simulated team's rights while everything else goes wrong: other roles, ends,
 * new keys, removals, stepping down, in every mix that a seed makes.
 */
import type { Role } from '@wardbook/shared/access/statement';
import { signAct } from '@wardbook/shared/sealing/keeper-acts';
import { pick } from './chance.ts';
import type { Device } from './device.ts';
import { live } from './misfortune.ts';
import { actingAs, type World } from './world.ts';

/** How many are never removed, so that there is a team left. */
const teamMin = 3;

/** Days with acts of keepers among them. What cannot be done just then is not done. */
export async function liveAndRegroup(world: World, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await live(world, 12);
    await world.followDepartures();
    await regroup(world);
  }
}

/** Everybody may write again, so that what they hold and could not share is shared. */
export async function gather(world: World): Promise<void> {
  await world.mend();
  await world.followDepartures();
  for (const device of world.devices) {
    await change(await keeperIn(world), device, 'editor', 0, ['editor', 'keeper']);
    // Whose time was over is told once, and looks again when its page is opened anew.
    if (device.tabs.some(({ status }) => status.connection === 'stopped')) await device.reopen();
  }
}

/**
 * Everybody's rights change, at a moment when all is shared, each in another way; who in
 * which, by the seed. Gives the keeper who stays: whoever kept the book before goes like the others.
 */
export async function partWays(world: World, seed: number): Promise<Device> {
  const { happened } = world;
  const before = await keeperIn(world);
  const stays = world.devices.find((device) => device !== before)!;
  await change(before, stays, 'keeper', 0);
  const others = world.devices.filter((device) => device !== stays);
  for (const [index, device] of others.entries()) {
    const wasKeeper = device.replica.status.role === 'keeper';
    switch ((index + seed) % 4) {
      case 0:
        await change(stays, device, 'reader', 0);
        happened.count(wasKeeper ? 'stepped down' : 'role changed');
        break;
      case 1:
        await change(stays, device, 'editor', Date.now() - 1);
        happened.count('end set');
        break;
      case 2:
        await world.renewKeys(device);
        happened.count('keys replaced');
        break;
      default:
        if (await world.remove(stays, device)) happened.count('removed');
    }
  }
  return stays;
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
    await change(keeper, device, role, 0);
  } else if (what < 0.6) {
    await change(keeper, device, 'editor', Date.now() + Math.floor(chance() * 200));
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

/** Another role or end. False where it is so already, or was not taken just now. */
async function change(
  keeper: Device,
  device: Device,
  role: Role,
  until: number,
  instead: readonly Role[] = [],
): Promise<boolean> {
  const id = device.author.device;
  const member = keeper.replica.membership.access!.members.get(id);
  if (!member || (instead.includes(member.role) && member.until === until)) return false;
  const act = { type: 'change', device: id, role, until } as const;
  return keeper.replica.propose(await signAct(actingAs(keeper), act), 2_000);
}

/** Another keeper. */
export async function promote(keeper: Device, device: Device): Promise<void> {
  const act = {
    type: 'change',
    device: device.author.device,
    role: 'keeper',
    until: 0,
  } as const;
  if (!(await keeper.replica.propose(await signAct(actingAs(keeper), act))))
    throw new Error('nobody was made a keeper');
  if (!(await device.replica.until(({ role }) => role === 'keeper', 60_000)))
    throw new Error('the new keeper did not hear of it');
}
