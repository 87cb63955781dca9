/**
 * A history of shared/testing/every-history.ts, done by devices as the app has them at the real relay.
 * After every act each of them who may writes something.
 */
import { wardPolicy } from '@wardbook/shared/books/ward';
import { comparisonOf } from '@wardbook/shared/access/comparison';
import type { Statement } from '@wardbook/shared/access/statement';
import { assert } from '@wardbook/shared/base/assert';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { DeviceId, InviteId } from '@wardbook/shared/base/ids';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { inviteKeysFromSecret } from '@wardbook/shared/sealing/invite-keys';
import {
  admitWaiting,
  letIn,
  removeDevices,
  replaceKeys,
  signAct,
} from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import {
  adoptRecoverySheet,
  newRecoverySheet,
  recoverySheetKeys,
} from '@wardbook/shared/sealing/recovery-sheet';
import type { RecoverySheet } from '@wardbook/shared/sealing/recovery-sheet';
import { beginning, people, type Move, type Person } from '@wardbook/shared/testing/every-history';
import { openAtRelay } from '../../src/lib/sync/files/open-by-recovery-sheet.ts';
import { firstRelay, type Device } from '../simulation/device.ts';
import { keeperOf, reach, Team } from './team.ts';

export class ToldHistory {
  readonly team = new Team();
  /** What each person uses now. */
  readonly devices = new Map<Person, Device>();
  /** Those of now and of before, since somebody who has come anew is not gone where they were. */
  readonly #used = new Set<Device>();
  readonly #ids = new Map<DeviceId, DeviceId>();
  readonly #links = new Map<InviteId, Bytes>();
  readonly #recoverySheets = new Map<DeviceId, RecoverySheet>();
  #told = 0;

  /** Two keepers, an editor, and somebody who came by a link that lets more people in. */
  async begin(): Promise<void> {
    const { access, devices } = beginning();
    const keeper = await this.team.found();
    const model = (person: Person) => devices.get(person)![0]!;
    this.#has('keeper', model('keeper'), keeper);
    for (const [person, role] of [
      ['second keeper', 'keeper'],
      ['editor', 'editor'],
    ] as const) {
      const keys = await createDeviceKeys();
      const grant = await letIn(keeperOf(keeper), keys, role, person);
      await this.#propose(keeper, grant);
      const statements = keeper.replica.membership.access!.statements;
      this.#has(person, model(person), await this.team.enter(person, keys, statements));
    }
    const [link] = access.invites.keys();
    this.#links.set(link!, await this.team.invite(keeper, { usesMax: 3 }));
    await this.#join('member with a link', model('member with a link'), link!);
    await this.#everybodyWrites();
  }

  async tell(move: Move): Promise<void> {
    await this.#do(move);
    await this.#everybodyWrites();
  }

  /** Somebody who comes now, by a link of a keeper's. */
  async newcomer(): Promise<Device> {
    const keeper = this.keeper;
    const urls = [firstRelay];
    const revision = keeper.replica.membership.access!.relaysRevision + 1;
    await this.#propose(
      keeper,
      await signAct(keeperOf(keeper), { type: 'relays', revision, urls }),
    );
    return this.team.member('Newcomer', keeper);
  }

  async end(): Promise<void> {
    for (const device of this.#open) await device.crash();
    await this.team.end();
  }

  /** One who keeps the book and is there. */
  get keeper(): Device {
    const keeper = this.#open.find(({ replica }) => {
      return replica.status.role === 'keeper' && replica.mayDecide;
    });
    assert(keeper, 'a book always has a keeper');
    return keeper;
  }

  /** Those who are in the book. */
  get members(): readonly Device[] {
    return this.#open.filter(({ replica }) => replica.status.role !== undefined);
  }

  /** Of all that the people have come to use, those that are not closed. */
  get #open(): readonly Device[] {
    const all = new Set([...this.team.devices, ...this.#used]);
    return [...all].filter(({ tabs }) => tabs.length > 0);
  }

  async #do({ by, author, body, gains }: Move): Promise<void> {
    const device = this.devices.get(by)!;
    const keeper = keeperOf(device);
    switch (body?.type) {
      case 'invite': {
        const { usesMax, role, wrap } = body;
        const approval = wrap === undefined;
        this.#links.set(body.invite, await this.team.invite(device, { usesMax, role, approval }));
        return;
      }
      case 'join':
        return this.#join(by, gains!, body.invite);
      case 'admit':
        await this.#propose(device, await admitWaiting(keeper, this.#real(body.device)));
        return reach(this.devices.get(this.#ownerOf(body.device))!.replica, isLive);
      case 'change': {
        const changed = { ...body, device: this.#real(body.device) };
        return this.#propose(device, await signAct(keeper, changed));
      }
      case 'revoke': {
        const gone = body.devices.map((each) => this.#real(each));
        return this.#propose(device, await removeDevices(keeper, gone));
      }
      case 'replace': {
        const keys = await createDeviceKeys();
        void device.replica.propose(await replaceKeys(keeper, keys, 'Renewed'));
        await reach(device.replica, ({ stoppedBy }) => stoppedBy === 'replaced');
        const next = await device.underKeys(keys);
        await reach(next.replica, isLive);
        return this.#has(by, gains!, next);
      }
      case 'recovery-sheet': {
        const recoverySheet = newRecoverySheet(device.replica.book, systemRandom);
        this.#recoverySheets.set(body.device, recoverySheet);
        this.#ids.set(body.device, (await recoverySheetKeys(recoverySheet)).id);
        return this.#propose(device, await adoptRecoverySheet(keeper, recoverySheet));
      }
      case 'grant':
        return this.#enterByRecoverySheet(by, gains!, this.#recoverySheets.get(author)!);
      case 'withdraw': {
        const { id: invite } = await inviteKeysFromSecret(this.#links.get(body.invite)!);
        return this.#propose(device, await signAct(keeper, { type: 'withdraw', invite }));
      }
      default:
        return assert(false, 'what changes nothing is done in every history');
    }
  }

  async #join(person: Person, model: DeviceId, link: InviteId): Promise<void> {
    // Whoever answers first would be another each time. In the model it is the first keeper there is.
    const { members } = this.keeper.replica.membership.access!;
    const keepers = this.#open.filter(({ replica }) => replica.status.role === 'keeper');
    const place = ({ author }: Device) => [...members.keys()].indexOf(author.device);
    const [first, ...others] = keepers.sort((one, other) => place(one) - place(other));
    for (const other of others) this.team.deafen(other);
    const device = await this.team.join(`${person} ${++this.#told}`, this.#links.get(link)!);
    await reach(device.replica, ({ connection }) => ['live', 'waiting'].includes(connection));
    this.#has(person, model, device);
    const { device: id } = device.author;
    const { replica } = first!;
    await reach(replica, () => {
      const { access } = replica.membership;
      const comparison = access && comparisonOf(access, id, systemClock());
      return access?.members.has(id) === true || comparison?.type === 'code';
    });
    for (const other of others) this.team.hears(other);
  }

  async #enterByRecoverySheet(
    person: Person,
    model: DeviceId,
    recoverySheet: RecoverySheet,
  ): Promise<void> {
    const ports = {
      relay: this.team.relay.address,
      policy: wardPolicy,
      now: systemClock,
      random: systemRandom,
    };
    const opened = await openAtRelay(recoverySheet, ports);
    assert(opened.type === 'open', 'the recovery sheet is good');
    const keys = await createDeviceKeys();
    const grant = await letIn(opened.signer, keys, 'keeper', person);
    assert(await opened.propose(grant), 'the relay takes it');
    await opened.close();
    const statements = [...opened.statements, grant];
    const name = `${person} ${++this.#told}`;
    this.#has(person, model, await this.team.enter(name, keys, statements));
  }

  async #propose({ replica }: Device, statement: Statement): Promise<void> {
    // Who puts themselves out is shown the proof, and not the log.
    await Promise.race([
      replica.propose(statement),
      replica.until(({ connection }) => connection === 'stopped', 60_000),
    ]);
    for (const device of this.#open)
      await reach(
        device.replica,
        () =>
          device.replica.status.connection !== 'live' ||
          device.replica.membership.access!.statements.some((each) => sameAs(each, statement)),
      );
  }

  async #everybodyWrites(): Promise<void> {
    const writers = this.members.filter(({ replica }) =>
      replica.membership.mayAppend('update', systemClock),
    );
    for (const { book, author } of writers) {
      const title = `Thing ${++this.#told}`;
      saveMemory(book, author, { kind: 'issue', title, text: '', state: 'open' });
    }
    for (const { replica } of writers) await reach(replica, ({ waiting }) => waiting === 0);
  }

  #has(person: Person, model: DeviceId, device: Device): void {
    this.devices.set(person, device);
    this.#used.add(device);
    this.#ids.set(model, device.author.device);
  }

  #real(model: DeviceId): DeviceId {
    return this.#ids.get(model)!;
  }

  #ownerOf(model: DeviceId): Person {
    const real = this.#real(model);
    return people.find((person) => this.devices.get(person)!.author.device === real)!;
  }
}

function isLive({ connection }: Device['replica']['status']): boolean {
  return connection === 'live';
}

function sameAs({ bytes }: Statement, other: Statement): boolean {
  return bytes.length === other.bytes.length && bytes.every((byte, at) => byte === other.bytes[at]);
}
