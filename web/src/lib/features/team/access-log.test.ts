import { beforeAll, describe, expect, test } from 'vitest';
import { accessOf, type Access } from '@wardbook/shared/access/access';
import type { Statement } from '@wardbook/shared/access/statement';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { bookKeysFor } from '@wardbook/shared/sealing/book-keys';
import {
  foundBook,
  issueInvite,
  joinByInvite,
  type InviteTerms,
} from '@wardbook/shared/sealing/found';
import { inviteKeysFromSecret } from '@wardbook/shared/sealing/invite-keys';
import { admitWaiting, removeDevice, signAct } from '@wardbook/shared/sealing/keep';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import { accessLog } from './access-log.ts';
import { inviteUse, isOpen } from './invite-use.ts';

const day = (date: number) => new Date(2026, 10, date).getTime();
const now = day(23);
const usual: InviteTerms = {
  role: 'editor',
  expires: day(30),
  until: 0,
  usesMax: 5,
  approval: true,
};

/** A book's statements as its people make them, each on the day that is named. */
class Story {
  readonly names = new Map<DeviceId, string>();
  readonly statements: Statement[] = [];
  #keeper!: DeviceKeys;

  get access(): Access {
    return accessOf(this.statements)!;
  }

  async begin(name: string): Promise<void> {
    this.#keeper = await this.#person(name);
    this.statements.push(await foundBook(this.#keeper, name, () => day(1), systemRandom));
  }

  async invite(date: number, terms: Partial<InviteTerms> = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { access, keys, device, random } = await this.keeper(date);
    const all = { ...usual, ...terms };
    const made = await issueInvite(access, keys, device, all, () => day(date), random);
    this.statements.push(made.statement);
    return made.secret;
  }

  async join(date: number, name: string, secret: Uint8Array<ArrayBuffer>): Promise<DeviceId> {
    const device = await this.#person(name);
    const keys = await inviteKeysFromSecret(secret);
    const invite = this.access.invites.get(keys.id)!;
    const at = () => day(date);
    const joined = await joinByInvite(this.access, invite, keys, device, name, at, systemRandom);
    this.statements.push(joined!);
    return device.id;
  }

  async keeper(date: number) {
    const device = this.#keeper;
    const keys = await bookKeysFor(this.access, device);
    return { access: this.access, keys, device, now: () => day(date), random: systemRandom };
  }

  async #person(name: string): Promise<DeviceKeys> {
    const device = await createDeviceKeys();
    this.names.set(device.id, name);
    return device;
  }
}

describe('who was let in', () => {
  const story = new Story();

  beforeAll(async () => {
    await story.begin('Ruth');
    const secret = await story.invite(2, { until: day(31) });
    const sam = await story.join(3, 'Sam', secret);
    story.statements.push(await admitWaiting(await story.keeper(4), sam));
    const pat = await story.join(5, 'Pat', secret);
    story.statements.push(await signAct(await story.keeper(6), { type: 'decline', device: pat }));
    const open = await story.invite(7, { approval: false, usesMax: 1, role: 'reader' });
    await story.join(8, 'Ola', open);
    const change = { type: 'change', device: sam } as const;
    const changes = [
      { ...change, role: 'keeper', until: 0 },
      { ...change, role: 'keeper', until: day(21) },
      { ...change, role: 'keeper', until: 0 },
      { ...change, role: 'reader', until: 0 },
      { ...change, role: 'reader', until: 0 },
    ] as const;
    for (const body of changes) story.statements.push(await signAct(await story.keeper(9), body));
    story.statements.push(await removeDevice(await story.keeper(10), sam));
    const [first] = story.access.invites.keys();
    const withdrawal = { type: 'withdraw', invite: first! } as const;
    story.statements.push(await signAct(await story.keeper(11), withdrawal));
  });

  test('every statement is a sentence, in the order that decides', () => {
    expect(story.access.statements).toHaveLength(story.statements.length);
    const lines = accessLog(story.statements, (device) => story.names.get(device)!, now);
    expect(lines.map(({ words }) => words)).toEqual([
      'Ruth began the book.',
      'Ruth made an invite for up to 5 people, as an editor until Mon 30 Nov, once a keeper lets them in.',
      'Sam asked to join by the invite that Ruth made on Mon 2 Nov.',
      'Ruth let Sam in, as an editor until Mon 30 Nov.',
      'Pat asked to join by the invite that Ruth made on Mon 2 Nov.',
      'Ruth turned Pat away.',
      'Ruth made an invite for one person, as a reader, let in at once.',
      'Ola joined by the invite that Ruth made on Sat 7 Nov, as a reader.',
      'Ruth made Sam a keeper, with no last day.',
      'Ruth set the last day of Sam to Fri 20 Nov.',
      'Ruth took away the last day of Sam.',
      'Ruth made Sam a reader.',
      'Ruth left Sam as they were.',
      'Ruth removed Sam. Everybody else was given a new key.',
      'Ruth withdrew the invite that Ruth made on Mon 2 Nov.',
    ]);
    expect(lines.map(({ place }) => place)).toEqual(story.statements.map((_, place) => place));
    expect(lines[3]!.at).toBe(day(4));
  });

  test('an invite says who came by it and how many still may', () => {
    const nameOf = (device: DeviceId) => story.names.get(device)!;
    const early = accessOf(story.statements.slice(0, 5))!;
    const [invite] = early.invites.values();
    expect(inviteUse(invite!, early, nameOf)).toEqual({
      left: 'lets in 3 more people',
      opening: 'Once a keeper agrees.',
      people: ['Waiting by it: Pat.', 'In the book by it: Sam.'],
    });
    const [withdrawn, used] = story.access.invites.values();
    expect(inviteUse(withdrawn!, story.access, nameOf).people).toEqual([
      'Turned away or removed since: Sam, Pat.',
    ]);
    expect([isOpen(invite!, now), isOpen(withdrawn!, now), isOpen(used!, now)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(isOpen(invite!, day(30))).toBe(false);
  });
});
