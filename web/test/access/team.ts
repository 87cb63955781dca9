/** A team on the real relay, for tests of who may open a book. */
import { comparisonOf } from '@wardbook/shared/access/comparison';
import type { Statement } from '@wardbook/shared/access/statement';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { createBook } from '@wardbook/shared/books/ward';
import { backupAddressOf, backupPath } from '@wardbook/shared/protocol/backup-notice';
import { readRelayFrame } from '@wardbook/shared/protocol/frames';
import { foundBook, issueInvite, type InviteTerms } from '@wardbook/shared/sealing/found';
import type { Signer } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { signedAs } from '@wardbook/shared/testing/signed-as';
import { applyUpdate } from 'yjs';
import type { Replica } from '../../src/lib/sync/replica.ts';
import type { ReplicaStatus } from '../../src/lib/sync/replica-status.ts';
import type { CompactionRule } from '../../src/lib/sync/book-session.ts';
import { Device, firstRelay, secondRelay } from '../simulation/device.ts';
import { RelayHost } from '../simulation/relay-host.ts';

const rareCompaction: CompactionRule = {
  tailEntriesMin: 500,
  tailBytesMin: 1 << 20,
  tailTimesSnapshot: 4,
  delayMsMax: 5,
};

let teams = 0;

export class Team {
  readonly relay = new RelayHost();
  /** Not started unless a test does. */
  readonly second = new RelayHost();
  readonly devices: Device[] = [];
  /** Whether devices hear a relay say that a log has been read to its end twice each time. */
  saysLiveTwice = false;
  readonly #compaction: CompactionRule | 'never';
  readonly #prefix = `team${++teams}`;
  readonly #sockets = new Map<string, Set<WebSocket>>();
  readonly #cut = new Set<string>();
  /** What devices by these names have been told and have not heard yet. */
  readonly #unheard = new Map<string, (() => void)[]>();
  #book: BookId | undefined;

  constructor(compaction: CompactionRule | 'never' = rareCompaction) {
    this.#compaction = compaction;
  }

  /**
   * The first keeper, who founds the book and has shared it. `before` is what the document of one held
   * that an app of version 3 of the statements had made.
   */
  async found(before?: Uint8Array): Promise<Device> {
    await this.relay.start();
    const keys = await createDeviceKeys();
    const made = await foundBook(keys, 'Keeper', systemClock, systemRandom);
    const statement = before ? (await signedAs(3, keys.signing.privateKey, made))! : made;
    this.#book = statement.book;
    const keeper = this.#device('Keeper', keys);
    const { doc } = await keeper.openTab({ statements: [statement] });
    if (before) applyUpdate(doc, before);
    else createBook(doc, keeper.author, { ward: 'Ward', council: 'Council', districts: [] });
    await reach(
      keeper.replica,
      ({ connection, waiting }) => connection === 'live' && waiting === 0,
    );
    return keeper;
  }

  /** The secret of a new link, which the relay has received. */
  async invite(keeper: Device, terms: Partial<InviteTerms> = {}): Promise<Bytes> {
    const { access, keys, device, now, random } = keeperOf(keeper);
    const usual = { role: 'editor', expires: Date.now() + 60_000, until: 0, usesMax: 5 } as const;
    const all: InviteTerms = { ...usual, approval: false, ...terms };
    const { statement, secret } = await issueInvite(access, keys, device, all, now, random);
    await keeper.replica.addStatement(statement);
    await reach(keeper.replica, ({ waiting }) => waiting === 0);
    return secret;
  }

  /** Somebody who opens a link. Not waited for. */
  async join(name: string, secret: Bytes, clock = systemClock): Promise<Device> {
    const device = this.#device(name, await createDeviceKeys(), clock);
    await device.openTab({ secret });
    return device;
  }

  async member(name: string, keeper: Device, terms: Partial<InviteTerms> = {}): Promise<Device> {
    const device = await this.join(name, await this.invite(keeper, terms));
    await reach(device.replica, ({ connection }) => connection === 'live');
    await knows(keeper, device.author.device);
    return device;
  }

  /** Somebody whom a statement that has been made lets in under these keys. */
  async enter(name: string, keys: DeviceKeys, statements: readonly Statement[]): Promise<Device> {
    const device = this.#device(name, keys);
    await device.openTab({ statements });
    await reach(device.replica, ({ connection }) => connection === 'live');
    return device;
  }

  /** From now on this device does not reach that relay, until `mend`. */
  cut(device: Device, relay: string): void {
    const line = lineOf(device.name, relay);
    this.#cut.add(line);
    for (const socket of this.#sockets.get(line) ?? []) socket.close();
  }

  mend(device: Device, relay: string): void {
    this.#cut.delete(lineOf(device.name, relay));
    device.replica.retryNow();
  }

  /** Whether it is one of this device's connections to the first relay. */
  isOf(device: Device, socket: WebSocket): boolean {
    return this.#sockets.get(lineOf(device.name, firstRelay))?.has(socket) === true;
  }

  /** What a relay tells this device reaches it only once it `hears` again; what it says goes out. */
  deafen(device: Device): void {
    this.#unheard.set(device.name, []);
  }

  hears(device: Device): void {
    const told = this.#unheard.get(device.name) ?? [];
    this.#unheard.delete(device.name);
    for (const tell of told) tell();
  }

  async end(): Promise<void> {
    for (const device of this.devices) await device.crash();
    await this.relay.remove();
    await this.second.remove();
  }

  #open(name: string, relay: string): WebSocket {
    const line = lineOf(name, relay);
    const host = relay === secondRelay ? this.second : this.relay;
    const address = relay.endsWith(backupPath) ? backupAddressOf(host.address) : host.address;
    const socket = new WebSocket(this.#cut.has(line) ? 'ws://127.0.0.1:1/' : address);
    const open = this.#sockets.get(line) ?? new Set();
    this.#sockets.set(line, open.add(socket));
    socket.addEventListener('close', () => open.delete(socket));
    let onmessage: WebSocket['onmessage'] = null;
    Object.defineProperty(socket, 'onmessage', {
      set: (given: WebSocket['onmessage']) => {
        onmessage = given;
      },
      get: () => onmessage,
    });
    socket.addEventListener('message', (event) => {
      const tell = () => void onmessage?.call(socket, event);
      const unheard = this.#unheard.get(name);
      if (unheard) unheard.push(tell);
      else tell();
      const message = new Uint8Array(event.data as ArrayBuffer);
      if (this.saysLiveTwice && readRelayFrame(message.subarray(1))?.type === 'live') tell();
    });
    return socket;
  }

  #device(name: string, keys: DeviceKeys, clock = systemClock): Device {
    const fullName = `${this.#prefix}-${name}`;
    const device = new Device({
      name: fullName,
      keys,
      book: this.#book!,
      openSocket: (url) => this.#open(fullName, url),
      compaction: this.#compaction,
      authorRandom: systemRandom,
      now: systemClock,
      clock,
    });
    this.devices.push(device);
    return device;
  }
}

export function keeperOf({ replica }: Device): Signer {
  const { access, keys, device } = replica.membership;
  return { access: access!, keys, device, now: systemClock, random: systemRandom };
}

/** Waits until the status is so, or fails with the status as it is. */
export async function reach(
  replica: Replica,
  holds: (status: ReplicaStatus) => boolean,
): Promise<void> {
  if (!(await replica.until(holds, 60_000)))
    throw new Error(`not reached: ${JSON.stringify(replica.status)}`);
}

/** Waits until there is a code to compare, without which nobody is let in. */
export async function hasCode({ replica }: Device, comer: DeviceId): Promise<void> {
  await reach(replica, () => {
    const { access } = replica.membership;
    return access !== undefined && comparisonOf(access, comer, Date.now())?.type === 'code';
  });
}

async function knows({ replica }: Device, device: DeviceId): Promise<void> {
  await reach(replica, () => replica.membership.access?.members.has(device) === true);
}

function lineOf(device: string, relay: string): string {
  return `${device} ${relay}`;
}
