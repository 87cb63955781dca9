/**
 * Somebody who was let in and means harm: speaks the relay's protocol with their own device's keys,
 * and puts into it whatever they please.
 */
import type { Statement } from '@wardbook/shared/access/statement';
import { assert } from '@wardbook/shared/base/assert';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { BookId } from '@wardbook/shared/base/ids';
import { clientIdOf } from '@wardbook/shared/base/client-id';
import { systemRandom } from '@wardbook/shared/base/ports';
import type { EntryKind, SealedKind } from '@wardbook/shared/protocol/entry';
import type { AppendRefusal } from '@wardbook/shared/protocol/frames';
import type { BookKey } from '@wardbook/shared/sealing/book-keys';
import type { DeviceKeys } from '@wardbook/shared/sealing/keys';
import { seal, type Sealer } from '@wardbook/shared/sealing/seal';
import * as Y from 'yjs';
import { Client } from '@wardbook/sync-server/trials/client';
import type { Device } from '../simulation/device.ts';
import { structAt } from './crafted.ts';
import type { Team } from './team.ts';

/** What whoever has a device that was let in can take from it. */
export interface Learnt {
  readonly device: DeviceKeys;
  readonly book: BookId;
  readonly keys: ReadonlyMap<number, BookKey>;
  /** At which it writes next under its first client id. */
  readonly clock: number;
}

export function learntFrom({ replica }: Device): Learnt {
  const { book, doc, membership } = replica;
  const { device } = membership;
  const clock = Y.getState(doc.store, clientIdOf(book, device.id, 0));
  return { device, book, keys: new Map(membership.keys), clock };
}

const unbounded = { update: Infinity, snapshot: Infinity, presence: Infinity };

export class HostileMember {
  readonly device: DeviceKeys;
  readonly book: BookId;
  readonly client: Client;
  readonly #keys: ReadonlyMap<number, BookKey>;
  #ref = 0;
  #head = 0;
  #clock: number;

  private constructor({ device, book, keys, clock }: Learnt, client: Client) {
    this.device = device;
    this.book = book;
    this.client = client;
    this.#keys = keys;
    this.#clock = clock;
  }

  /** Takes over from the honest app on a device that was let in. */
  static async in(team: Team, member: Device): Promise<HostileMember> {
    member.replica.disconnect();
    return HostileMember.at(team.relay.address, learntFrom(member));
  }

  /** Connects with what was learnt on such a device. Rejects where the relay is not there. */
  static async at(address: string, learnt: Learnt): Promise<HostileMember> {
    const url = address.replace(/^ws/, 'http').replace(/\/relay$/, '');
    const hostile = new HostileMember(learnt, new Client(url));
    await hostile.client.hello(learnt.device, learnt.book);
    hostile.#head = (await hostile.client.next('welcome')).head;
    return hostile;
  }

  get head(): number {
    return this.#head;
  }

  /** Seals as the app does, but for what `changed` says. */
  async seal(
    kind: SealedKind,
    plain: Uint8Array,
    changed: Partial<Sealer> & { readonly epoch?: number; readonly covers?: number } = {},
  ): Promise<Bytes> {
    const key = this.#keys.get(changed.epoch ?? Math.max(...this.#keys.keys()));
    assert(key, 'this key was given to it');
    const sealer = { book: this.book, device: this.device, key, random: systemRandom, ...changed };
    const { covers = 0 } = changed;
    const context = { kind, seen: 0, seenHash: new Uint8Array(16), covers };
    return seal(sealer, context, plain, unbounded);
  }

  /** The client id that is its own, and the clock at which it writes next under it. */
  get clientId(): number {
    return clientIdOf(this.book, this.device.id, 0);
  }

  get clock(): number {
    return this.#clock;
  }

  /** More of its own under its own client id, as the app would write it. */
  updateOf(part: string, values: readonly unknown[]): Uint8Array {
    const update = structAt(this.clientId, this.#clock, values, part);
    this.#clock += values.length;
    return update;
  }

  /** What the relay says to it. */
  async append(kind: EntryKind, blob: Bytes): Promise<'taken' | AppendRefusal> {
    const ref = ++this.#ref;
    this.client.send({ type: 'append', ref, kind, blob });
    for (;;) {
      // A commit may still be under way when the pong comes.
      await this.client.untilPong();
      for (const frame of this.client.frames) {
        if (frame.type === 'receipt' && frame.refs.includes(ref)) return 'taken';
        if (frame.type === 'refused' && frame.ref === ref) return frame.reason;
      }
    }
  }

  state(statement: Statement): Promise<'taken' | AppendRefusal> {
    return this.append('access', statement.bytes);
  }

  leave(): void {
    this.client.leave();
  }
}
