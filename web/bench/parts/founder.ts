/** The ward's keeper, in this process: founds the book, shares it, invites the browsers. */
import { assert } from '@wardbook/shared/base/assert';
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { openBook, wardPolicy } from '@wardbook/shared/books/ward';
import { foundBook, issueInvite } from '@wardbook/shared/sealing/found';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import * as Y from 'yjs';
import { relayUrl, writeInviteLink } from '../../src/lib/sync/files/invite-link.ts';
import { createMemoryStorage } from '../../src/lib/sync/storage/memory-storage.ts';
import { Replica } from '../../src/lib/sync/replica.ts';
import { underOwnIds } from '../../src/lib/sync/update/renamed.ts';
import {
  askable,
  eveningCount,
  recordContact,
  wardUpdate,
} from '@wardbook/shared/testing/measured-ward';

const shareMsMax = 60_000;
const dayMs = 86_400_000;

export class Founder {
  readonly replica: Replica;
  readonly #origin: string;

  private constructor(replica: Replica, origin: string) {
    this.replica = replica;
    this.#origin = origin;
  }

  /** Founds the measured ward's book; the relay at `origin` has all of it then. */
  static async found(origin: string): Promise<Founder> {
    const device = await createDeviceKeys();
    const create = await foundBook(device, 'The keeper', systemClock, systemRandom);
    const opened = await Replica.open({
      policy: wardPolicy,
      book: create.book,
      device,
      storage: createMemoryStorage(),
      relay: relayUrl(origin),
      statements: [create],
      // A snapshot at a moment of its own choosing would make runs unlike each other.
      compaction: 'never',
      crossTab: false,
    });
    assert(opened.type === 'open', 'memory can always be opened');
    const founder = new Founder(opened.replica, origin);
    Y.applyUpdate(founder.replica.doc, underOwnIds(create.book, device.id, wardUpdate(device.id)));
    founder.replica.connect();
    await founder.#share();
    return founder;
  }

  /** The whole book, as one Yjs update. */
  get update(): Uint8Array {
    return Y.encodeStateAsUpdate(this.replica.doc);
  }

  async inviteLink(): Promise<string> {
    const { access, keys, device } = this.replica.membership;
    const terms = {
      role: 'editor' as const,
      expires: systemClock() + dayMs,
      until: 0,
      usesMax: 50,
      approval: false,
    };
    const made = await issueInvite(access!, keys, device, terms, systemClock, systemRandom);
    await this.replica.addStatement(made.statement);
    await this.#share();
    return writeInviteLink(this.#origin, this.replica.book, made.secret);
  }

  /** An evening's contacts one after the other, each an entry of the log of its own. */
  async canvassEvening(): Promise<void> {
    const book = openBook(this.replica.doc);
    const { device } = this.replica.membership;
    const people = askable(book);
    for (let index = 0; index < eveningCount; index += 1) {
      recordContact(book, device.id, people[index * 11]!, systemClock() + index);
      await this.#share();
    }
  }

  async close(): Promise<void> {
    await this.replica.close();
  }

  async #share(): Promise<void> {
    const isShared = await this.replica.allShared(shareMsMax);
    assert(isShared, 'the relay takes what the keeper has');
  }
}
