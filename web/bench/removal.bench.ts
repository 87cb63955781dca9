/**
 * Removing a device from a large book: from the keeper's act to the device's being cut off, and to
 * the whole book's having come from the relay to somebody who stays, under the new key. Everybody in
 * this process, the relay in one of its own, over loopback.
 */
import { electors } from '@wardbook/shared/kinds/register/register';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { assert } from '@wardbook/shared/base/assert';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { openBook, wardPolicy } from '@wardbook/shared/books/ward';
import { readSealed } from '@wardbook/shared/protocol/entry';
import { readRelayFrame } from '@wardbook/shared/protocol/frames';
import { assembledBytesMax, frameBytesMax } from '@wardbook/shared/protocol/limits';
import { FrameAssembler } from '@wardbook/shared/protocol/parts';
import { foundBook } from '@wardbook/shared/sealing/found';
import { letIn, removeDevices, type Signer } from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { seal } from '@wardbook/shared/sealing/seal';
import * as Y from 'yjs';
import type { Row } from '../../scripts/lib/bench-table.ts';
import { relayUrl } from '../src/lib/sync/files/invite-link.ts';
import { createMemoryStorage } from '../src/lib/sync/storage/memory-storage.ts';
import { Replica } from '../src/lib/sync/replica.ts';
import type { ReplicaOptions } from '../src/lib/sync/replica-options.ts';
import { underOwnIds } from '../src/lib/sync/update/renamed.ts';
import { startRelay } from './parts/relay-process.ts';
import { rowOf, runCount } from './parts/statistics.ts';
import { electorCount, wardUpdate } from '@wardbook/shared/testing/measured-ward';

export const name = 'Removing a device';

const memberCount = 30;
const msMax = 60_000;
const quietMs = 500;

interface Removed {
  readonly cutOff: number;
  readonly resealed: number;
}

export async function run(): Promise<readonly Row[]> {
  await using ending = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'wardbook-bench-'));
  ending.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const relay = await startRelay(folder);
  ending.defer(() => relay.stop());
  const team = await Team.found(relayUrl(relay.url));
  ending.defer(() => team.close());
  const removals: Removed[] = [];
  const sealings: number[] = [];
  for (let turn = 0; turn < runCount; turn++) {
    // Both with nothing else under way in this process.
    await pause(quietMs);
    sealings.push(await team.sealWhole());
    removals.push(await team.removeOne());
  }
  const yardstick = {
    what: 'the whole book written out and sealed, nothing else',
    samples: sealings,
  };
  const book = `a device from a book of 10,000 electors and ${memberCount} members`;
  return [
    rowOf(
      `Remove ${book}, to its being cut off`,
      'ms',
      removals.map(({ cutOff }) => cutOff),
      {
        aim: 1_000,
      },
    ),
    rowOf(
      `Remove ${book}, to all of it having reached another member under the new key`,
      'ms',
      removals.map(({ resealed }) => resealed),
      { aim: 2_000, yardstick },
    ),
  ];
}

/** A keeper, somebody who stays, and others who are in the book and not connected. */
class Team {
  readonly #keeper: Replica;
  readonly #relay: string;
  #stayer: Replica | undefined;
  #snapshots = new SnapshotWatch();

  private constructor(keeper: Replica, relay: string) {
    this.#keeper = keeper;
    this.#relay = relay;
  }

  static async found(relay: string): Promise<Team> {
    const device = await createDeviceKeys();
    const create = await foundBook(device, 'The keeper', systemClock, systemRandom);
    const options = { book: create.book, device, relay, statements: [create] };
    const keeper = await opened(options);
    const team = new Team(keeper, relay);
    Y.applyUpdate(keeper.doc, underOwnIds(create.book, device.id, wardUpdate(device.id)));
    assert(await keeper.allShared(msMax), 'the relay takes the book');
    team.#stayer = await team.#member((url) => team.#snapshots.open(url));
    return team;
  }

  /** With as many members as there should be before it. */
  async removeOne(): Promise<Removed> {
    const leaver = await this.#member();
    while (this.#keeper.membership.access!.members.size < memberCount)
      await this.#admit(await createDeviceKeys());
    assert(await this.#keeper.allShared(msMax), 'the relay knows everybody');
    const from = performance.now();
    const epoch = this.#keeper.membership.access!.epoch + 1;
    const cut = leaver.until(({ connection }) => connection === 'stopped', msMax);
    const cutOff = cut.then(() => performance.now() - from);
    const snapshot = this.#snapshots.next(epoch);
    const act = await removeDevices(keeperOf(this.#keeper), [leaver.membership.device.id]);
    assert(await this.#keeper.propose(act), 'the relay takes the removal');
    await snapshot;
    const stayer = this.#stayer!;
    const resealed = performance.now() - from;
    const samples = { cutOff: await cutOff, resealed };
    // Outside what is measured: it was what it should be.
    assert(leaver.status.stoppedBy === 'removed', 'the leaver was told why');
    assert(stayer.membership.keys.has(epoch), 'whoever stays has the key');
    assert(!leaver.membership.keys.has(epoch), 'the leaver has it not');
    assert(electors(openBook(stayer.doc)).electors.length === electorCount, 'nobody is lost');
    await leaver.close();
    return samples;
  }

  async sealWhole(): Promise<number> {
    const { access, keys, device } = this.#keeper.membership;
    const key = keys.get(access!.epoch)!;
    const sealer = { book: access!.book, device, key, random: systemRandom };
    const context = { kind: 'snapshot', seen: 1, seenHash: new Uint8Array(16), covers: 1 } as const;
    const from = performance.now();
    const blob = await seal(sealer, context, Y.encodeStateAsUpdate(this.#keeper.doc));
    assert(blob.length > electorCount, 'the whole book was sealed');
    return performance.now() - from;
  }

  async close(): Promise<void> {
    await this.#stayer?.close();
    await this.#keeper.close();
  }

  async #admit(device: DeviceKeys): Promise<void> {
    const grant = await letIn(keeperOf(this.#keeper), device, 'editor', 'A member');
    assert(await this.#keeper.addStatement(grant), 'a keeper lets in');
  }

  /** Somebody who has all of the book and is connected. */
  async #member(openSocket?: ReplicaOptions['openSocket']): Promise<Replica> {
    const device = await createDeviceKeys();
    await this.#admit(device);
    assert(await this.#keeper.allShared(msMax), 'the relay knows them');
    const { book, membership } = this.#keeper;
    const statements = membership.access!.statements;
    const relay = this.#relay;
    const member = await opened({
      book,
      device,
      relay,
      statements,
      ...(openSocket && { openSocket }),
    });
    assert(await member.allShared(msMax), 'they have read the book');
    return member;
  }
}

async function opened(options: Omit<ReplicaOptions, 'storage' | 'policy'>): Promise<Replica> {
  const result = await Replica.open({
    ...options,
    policy: wardPolicy,
    storage: createMemoryStorage(),
    crossTab: false,
  });
  assert(result.type === 'open', 'memory can always be opened');
  result.replica.connect();
  return result.replica;
}

function keeperOf({ membership: { access, keys, device } }: Replica): Signer {
  return { access: access!, keys, device, now: systemClock, random: systemRandom };
}

/** Sees what comes through one socket, and says when a snapshot under a certain key has. */
class SnapshotWatch {
  #wanted = -1;
  #seen: () => void = () => {};

  next(epoch: number): Promise<void> {
    this.#wanted = epoch;
    return new Promise((resolve) => (this.#seen = resolve));
  }

  open(url: string): WebSocket {
    const socket = new WebSocket(url);
    const assembler = new FrameAssembler();
    socket.addEventListener('message', ({ data }) => {
      const message = new Uint8Array(data as ArrayBuffer);
      const whole = assembler.add(message, frameBytesMax, assembledBytesMax);
      const frame = whole.type === 'frame' ? readRelayFrame(whole.bytes) : undefined;
      if (frame?.type !== 'entries') return;
      for (const { kind, blob } of frame.entries)
        if (kind === 'snapshot' && readSealed(blob)?.heading.epoch === this.#wanted) this.#seen();
    });
    return socket;
  }
}
