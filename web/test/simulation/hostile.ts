/** An editor's device in the simulated team that means harm, whenever it reaches the relay. */
import { setTimeout as after } from 'node:timers/promises';
import { hostileActs, type Aim, type HostileAct, type Way } from '../access/hostile-acts.ts';
import { HostileMember, learntFrom, type Learnt } from '../access/hostile-member.ts';
import { pick } from './chance.ts';
import type { World } from './world.ts';

/** A relay that stops meanwhile answers nobody. */
const answerMsMax = 2_000;
const kinds = Object.keys(hostileActs) as HostileAct[];

export class Mallory {
  readonly #world: World;
  readonly #learnt: Learnt;

  private constructor(world: World, learnt: Learnt) {
    this.#world = world;
    this.#learnt = learnt;
  }

  /** Let in by the link that the others came by. */
  static async joining(world: World): Promise<Mallory> {
    const device = await world.join('mallory');
    const learnt = learntFrom(device);
    world.devices.splice(world.devices.indexOf(device), 1);
    await device.crash();
    return new Mallory(world, learnt);
  }

  async act(): Promise<void> {
    const { chance, devices, relay, happened } = this.#world;
    const what = pick(chance, kinds);
    const way = pick<Way>(chance, hostileActs[what]);
    const victim = pick(chance, devices);
    if (!relay.isUp || victim.tabs.length === 0) return;
    const { doc } = victim.replica;
    const aim = { client: doc.clientID, device: victim.author.device };
    const acted = this.#put(way, { doc, victim: aim }).catch(() => 'lost' as const);
    const result = await Promise.race([acted, after(answerMsMax, 'lost' as const)]);
    if (result === 'taken') happened.count(what);
  }

  async #put({ plain }: Way, aim: Aim) {
    const hostile = await HostileMember.at(this.#world.relay.address, this.#learnt);
    try {
      return await hostile.append('update', await hostile.seal('update', plain(hostile, aim)));
    } finally {
      hostile.leave();
    }
  }
}
