/**
 * A ward team, its devices, a network and a relay, in which anything may go wrong at any moment by
 * a seed. Afterwards everything is mended, and the world is asked whether anything was lost.
 */
import type { Bytes } from '@wardbook/shared/base/bytes';
import { createBook, openBook, wardPolicy } from '@wardbook/shared/books/ward';
import type { BookId } from '@wardbook/shared/base/ids';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { foundBook, issueInvite } from '@wardbook/shared/sealing/found';
import {
  letIn,
  removeDevices,
  replaceKeys,
  signAct,
  type Signer,
} from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import type { RecoverySheet } from '@wardbook/shared/sealing/recovery-sheet';
import * as Y from 'yjs';
import type { CompactionRule } from '../../src/lib/sync/book-session.ts';
import { lookInto, takeIn, workOf } from '../../src/lib/sync/files/copy-file.ts';
import { openAtRelay } from '../../src/lib/sync/files/open-by-recovery-sheet.ts';
import type { Replica } from '../../src/lib/sync/replica.ts';
import { pick, seededChance } from './chance.ts';
import { contentOf } from './content.ts';
import { Device, firstRelay, secondRelay } from './device.ts';
import { eventIds, isPromised, onDisk } from './promises.ts';
import { FaultyNetwork } from './faulty-network.ts';
import { RelayHost } from './relay-host.ts';
import { secretWords } from './street.ts';
import { Happened } from './happened.ts';
import { Work } from './work.ts';

/** On everybody's clock, ms since 1970. */
const beginning = 1_760_000_000_000;

const simulatedCompaction: CompactionRule = {
  tailEntriesMin: 12,
  tailBytesMin: 1 << 30,
  tailTimesSnapshot: 1 << 30,
  delayMsMax: 40,
};

export interface WorldOptions {
  readonly seed: number;
  readonly devices: number;
  readonly compaction: boolean;
  /** One, unless told. */
  readonly relays?: 1 | 2;
  /** Whether devices are put back from copies of their disks, too. */
  readonly putsDisksBack?: boolean;
}

export class World {
  readonly chance: () => number;
  readonly relay = new RelayHost();
  readonly second = new RelayHost();
  /** Those that the book is on. */
  readonly relays: RelayHost[] = [this.relay];
  readonly network: FaultyNetwork;
  readonly devices: Device[] = [];
  /** Devices that a keeper has removed. They stay as they are. */
  readonly removed: Device[] = [];
  readonly happened = new Happened();
  /** Those who are no more in the book among them. */
  readonly everyDevice: Device[] = [];
  /** Events that some device had on its disk, or a receipt for. None of them may ever be lost. */
  readonly promised = new Set<string>();
  readonly work: Work;
  readonly #options: WorldOptions;
  #invite: Bytes | undefined;
  /** Keys that a device is to go on under once it has heard that they were taken. */
  readonly #renewing = new Map<Device, DeviceKeys>();
  #clock = beginning;
  #names = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.chance = seededChance(options.seed);
    this.work = new Work(this.chance, this.happened);
    const wire = seededChance(options.seed ^ 0x5bd1e995);
    this.network = new FaultyNetwork(wire, { cut: 0, delayMsMax: 0 }, secretWords);
  }

  /** A keeper founds the book, imports a street, and everybody else joins by one link. */
  async begin(): Promise<void> {
    await this.relay.start();
    const keys = await createDeviceKeys();
    const statement = await foundBook(keys, 'Keeper', () => beginning, systemRandom);
    const keeper = this.#device('d0', keys, statement.book);
    const replica = await keeper.openTab({ statements: [statement] });
    createBook(replica.doc, keeper.author, { ward: 'W', council: 'C', districts: [] });
    this.work.importStreet(keeper, 0);
    this.#invite = await this.#link(keeper);
    if (!(await replica.allShared(60_000))) throw new Error('the book was not shared');
    for (let n = 1; n < this.#options.devices; n++) await this.join(`d${n}`);
    if (this.#options.relays === 2) await this.#nameBoth(keeper);
  }

  async #nameBoth(keeper: Device): Promise<void> {
    this.relays.push(this.second);
    await this.second.start();
    const urls = [firstRelay, secondRelay];
    const naming = await signAct(actingAs(keeper), { type: 'relays', revision: 1, urls });
    if (!(await keeper.replica.propose(naming))) throw new Error('the relays were not named');
  }

  /** Both of a device's lines, or the one to a relay; as the seed says where there are two. */
  someRelay(): string | undefined {
    return this.relays.length === 1
      ? undefined
      : pick(this.chance, [undefined, firstRelay, secondRelay]);
  }

  async join(name: string): Promise<Device> {
    return this.#enter(name, (await this.#freshLink()) ?? this.#invite!);
  }

  /** As above, by a new link of this keeper's. */
  async joinBy(keeper: Device, name: string): Promise<Device> {
    const secret = await this.#link(keeper);
    if (!(await keeper.replica.allShared(60_000))) throw new Error('the link was not shared');
    return this.#enter(name, secret);
  }

  async #enter(name: string, secret: Bytes): Promise<Device> {
    const { book } = this.devices[0]!.replica;
    const device = this.#device(name, await createDeviceKeys(), book);
    const replica = await device.openTab({ secret });
    if (!(await replica.until(({ connection }) => connection === 'live', 60_000)))
      throw new Error(`${name} did not get in: ${JSON.stringify(replica.status)}`);
    return device;
  }

  /** A link that lets anybody in at once, by a keeper. */
  async #link(keeper: Device): Promise<Bytes> {
    const { access, keys, device, now, random } = actingAs(keeper);
    const expires = Date.now() + 3_600_000;
    const terms = { role: 'editor', expires, until: 0, usesMax: 100, approval: false } as const;
    const invite = await issueInvite(access, keys, device, terms, now, random);
    await keeper.replica.addStatement(invite.statement);
    return invite.secret;
  }

  /** One in place of the first, where a removal has ended that. */
  async #freshLink(): Promise<Bytes | undefined> {
    const keeper = this.devices.find(({ replica }) => replica.status.role === 'keeper');
    const { invites } = keeper?.replica.membership.access ?? {};
    const isOver = [...(invites?.values() ?? [])].every((each) => each.withdrawnBy !== undefined);
    if (!keeper || !isOver) return undefined;
    this.#invite = await this.#link(keeper);
    if (!(await keeper.replica.allShared(60_000))) throw new Error('the link was not shared');
    return this.#invite;
  }

  /**
   * A keeper removes a device, if the relay can be reached just now. What the removed device had
   * not shared is no longer promised; all else is.
   */
  async remove(keeper: Device, device: Device): Promise<boolean> {
    const statement = await removeDevices(actingAs(keeper), [device.author.device]);
    if (!(await keeper.replica.propose(statement, 2_000))) return false;
    this.#lose(device);
    this.removed.push(device);
    return true;
  }

  /** A device takes new keys, as it does when a lock is set on it; at once, or when it hears of it. */
  async renewKeys(device: Device): Promise<void> {
    const keys = await createDeviceKeys();
    const { replica } = device;
    if (!replica.membership.role(systemClock) || !replica.mayDecide) return;
    this.#renewing.set(device, keys);
    void replica.propose(await replaceKeys(actingAs(device), keys, 'Renewed'), 2_000);
    await replica.until(() => hasLost(device), 2_000);
    await this.followDepartures();
  }

  /** Whoever has heard that they were removed goes; whose keys were replaced goes on under the new. */
  async followDepartures(): Promise<void> {
    for (const device of this.devices.slice()) {
      const former = device.tabs[0]?.membership.former;
      const keys = this.#renewing.get(device);
      if (former?.how === 'replaced' && keys) {
        const next = await device.underKeys(keys);
        this.devices[this.devices.indexOf(device)] = next;
        this.everyDevice.push(next);
      }
      if (former?.how !== 'removed') continue;
      this.#lose(device);
      this.removed.push(device);
    }
  }

  /** Two keepers remove each other at the same moment. Gives who stays and who goes. */
  async removeEachOther(one: Device, other: Device): Promise<{ stays: Device; goes: Device }> {
    const acts = await Promise.all([
      removeDevices(actingAs(one), [other.author.device]),
      removeDevices(actingAs(other), [one.author.device]),
    ]);
    await Promise.all([one.replica.propose(acts[0], 3_000), other.replica.propose(acts[1], 3_000)]);
    await one.replica.until(() => hasLost(one) || hasLost(other), 60_000);
    const [goes, stays] = hasLost(one) ? [one, other] : [other, one];
    this.#lose(goes);
    this.removed.push(goes);
    return { stays, goes };
  }

  /** What a removed device had not shared goes to a keeper in a file; it counts as promised again. */
  async handOver(from: Device, keeper: Device): Promise<void> {
    const file = await workOf(from.replica, { now: systemClock, random: systemRandom });
    if (!file) throw new Error('there was nothing to hand over');
    const found = await lookInto(keeper.replica, file, systemClock());
    if (found.type !== 'work') throw new Error(`the file is no work: ${JSON.stringify(found)}`);
    await takeIn(keeper.replica, [], found.update);
    this.#promise(from.replica);
  }

  /** The keeper's device is lost with everything on it; a recovery sheet brings its person back. */
  async recover(recoverySheet: RecoverySheet, lost: Device): Promise<Device> {
    this.#lose(lost);
    await lost.crash();
    const name = `${this.#names++}`;
    const openSocket = this.network.openerFor(name, (url) => this.#addressOf(url));
    const ports = {
      relay: firstRelay,
      policy: wardPolicy,
      openSocket,
      now: systemClock,
      random: systemRandom,
    };
    const opened = await openAtRelay(recoverySheet, ports);
    if (opened.type !== 'open')
      throw new Error(`the recovery sheet opened nothing: ${opened.reason}`);
    const keys = await createDeviceKeys();
    const grant = await letIn(opened.signer, keys, 'keeper', 'Keeper again');
    if (!(await opened.propose(grant))) throw new Error('the recovery sheet let nobody in');
    const device = this.#device(name, keys, opened.book);
    const replica = await device.openTab({ statements: [...opened.statements, grant] });
    Y.applyUpdate(replica.doc, opened.update);
    await opened.close();
    return device;
  }

  /** What a recovery sheet brings at the relay. */
  async broughtBy(recoverySheet: RecoverySheet): Promise<Y.Doc> {
    const name = `${this.#names++}`;
    const openSocket = this.network.openerFor(name, (url) => this.#addressOf(url));
    const ports = {
      relay: firstRelay,
      policy: wardPolicy,
      openSocket,
      now: systemClock,
      random: systemRandom,
    };
    const opened = await openAtRelay(recoverySheet, ports);
    if (opened.type !== 'open')
      throw new Error(`the recovery sheet opened nothing: ${opened.reason}`);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, opened.update);
    await opened.close();
    return doc;
  }

  /** What only this device had on disk is no longer promised; all else is. */
  #lose(device: Device): void {
    this.devices.splice(this.devices.indexOf(device), 1);
    this.#keepPromisesOf(this.devices);
  }

  #keepPromisesOf(devices: readonly Device[]): void {
    const kept = new Set(devices.flatMap((other) => onDisk(other)));
    for (const id of this.promised) if (!kept.has(id)) this.promised.delete(id);
  }

  /** Records what is promised at this moment: on disk somewhere, or acknowledged by the relay. */
  recordPromises(): void {
    for (const device of this.devices)
      for (const tab of device.tabs) if (isPromised(tab)) this.#promise(tab);
  }

  get putsDisksBack(): boolean {
    return this.#options.putsDisksBack === true;
  }

  /**
   * What only this device had on its disk since it was copied is gone and no longer promised; what it
   * writes from then on is. False without a copy.
   */
  async putDiskBack(device: Device): Promise<boolean> {
    if (!(await device.putDiskBack())) return false;
    this.#keepPromisesOf(this.devices.filter((other) => other !== device));
    return true;
  }

  /** All relays and devices are there again, and nothing stands between them. */
  async mend(): Promise<void> {
    this.network.faults = { cut: 0, delayMsMax: 0 };
    for (const relay of this.relays) if (!relay.isUp) await relay.start();
    for (const device of this.devices) {
      this.network.bringUp(device.name);
      await device.whole();
      if (device.tabs.length === 0) await device.openTab();
    }
  }

  /** Mends everything and waits until all devices say that all is shared. */
  async settle(): Promise<void> {
    await this.mend();
    const deadline = Date.now() + 60_000;
    while (!this.#isSettled()) {
      if (Date.now() > deadline) throw new Error(`did not settle: ${this.#report()}`);
      for (const device of this.devices) for (const tab of device.tabs) tab.retryNow();
      await new Promise((resolve) => setTimeout(resolve, 150));
      for (const device of this.devices) await device.whole();
      await this.followDepartures();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const device of [...this.devices, ...this.removed]) await device.crash();
    await this.relay.remove();
    await this.second.remove();
  }

  #isSettled(): boolean {
    const tabs = this.devices.flatMap((device) => device.tabs);
    const allShared = tabs.every(
      ({ status }) =>
        status.relays.length === this.relays.length &&
        status.relays.every((each) => each.connection === 'live' && each.waiting === 0) &&
        status.waiting === 0 &&
        status.storage.type === 'saved',
    );
    if (!allShared) return false;
    const [first, ...others] = tabs.map((tab) => contentOf(tab.doc));
    return others.every((content) => content === first);
  }

  #report(): string {
    return JSON.stringify(
      this.devices.map((device) => [
        device.name,
        ...device.tabs.map((tab) => ({ ...tab.status, events: openBook(tab.doc).events.length })),
      ]),
    );
  }

  #promise(tab: Replica): void {
    for (const id of eventIds(tab)) this.promised.add(id);
  }

  #addressOf(url: string): string {
    return url === secondRelay ? this.second.address : this.relay.address;
  }

  #device(name: string, keys: DeviceKeys, book: BookId): Device {
    const chance = seededChance(this.#options.seed * 1_000 + this.devices.length);
    const device = new Device({
      name: `s${this.#options.seed}${this.#options.compaction ? 'c' : 'n'}-${name}`,
      keys,
      book,
      openSocket: this.network.openerFor(name, (url) => this.#addressOf(url)),
      compaction: this.#options.compaction ? simulatedCompaction : 'never',
      authorRandom: (length) => Uint8Array.from({ length }, () => Math.floor(chance() * 256)),
      now: () => (this.#clock += 1_000),
    });
    this.devices.push(device);
    this.everyDevice.push(device);
    return device;
  }
}

export function actingAs({ replica }: Device): Signer {
  const { access, keys, device } = replica.membership;
  return { access: access!, keys, device, now: systemClock, random: systemRandom };
}

function hasLost({ replica }: Device): boolean {
  return replica.membership.former !== undefined;
}
