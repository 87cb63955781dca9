import { beforeAll, describe, expect, test } from 'vitest';
import { accessOf } from '@wardbook/shared/access/access';
import type { Access } from '@wardbook/shared/access/state';
import type { Statement, StatementBody } from '@wardbook/shared/access/statement';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { systemRandom } from '@wardbook/shared/base/ports';
import { bookKeysFor } from '@wardbook/shared/sealing/book-keys';
import {
  foundBook,
  issueInvite,
  issueOwnInvite,
  joinByInvite,
  openJoin,
  type InviteTerms,
} from '@wardbook/shared/sealing/found';
import { inviteKeysFromSecret } from '@wardbook/shared/sealing/invite-keys';
import {
  admitWaiting,
  answerWaiting,
  removeDevices,
  replaceKeys,
  signAct,
} from '@wardbook/shared/sealing/keeper-acts';
import { createDeviceKeys, type DeviceKeys } from '@wardbook/shared/sealing/keys';
import {
  adoptRecoverySheet,
  newRecoverySheet,
  recoverySheetKeys,
} from '@wardbook/shared/sealing/recovery-sheet';
import { accessLog, type Names } from './access-log.ts';
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
  readonly devices = new Map<DeviceId, string>();
  readonly called: Names = {
    person: (device) => this.names.get(device)!,
    device: (device) => this.devices.get(device),
  };
  readonly statements: Statement[] = [];
  readonly #keys = new Map<DeviceId, DeviceKeys>();
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
    const nonce = systemRandom(32);
    const joined = await joinByInvite(
      this.access,
      invite,
      keys,
      device,
      name,
      at,
      systemRandom,
      nonce,
    );
    this.statements.push(joined!);
    if (invite.wrap) return device.id;
    const keeper = await this.keeper(date);
    this.statements.push(await answerWaiting(keeper, device.id, systemRandom(32)));
    this.statements.push((await openJoin(this.access, device, nonce, at))!);
    return device.id;
  }

  /** Somebody in the book adds a device, which waits. */
  async addDevice(date: number, owner: DeviceId, called: string): Promise<DeviceId> {
    const { access, device: keys } = await this.keeper(date, owner);
    const at = () => day(date);
    const made = await issueOwnInvite(access, keys, 60_000, at, systemRandom);
    this.statements.push(made.statement);
    const device = await this.join(date, this.names.get(owner)!, made.secret);
    this.devices.set(device, called);
    return device;
  }

  /** Somebody does what one statement says. */
  async act(date: number, by: DeviceId, body: StatementBody): Promise<void> {
    this.statements.push(await signAct(await this.keeper(date, by), body));
  }

  async keeper(date: number, id: DeviceId = this.#keeper.id) {
    const device = this.#keys.get(id)!;
    const keys = await bookKeysFor(this.access, device);
    return { access: this.access, keys, device, now: () => day(date), random: systemRandom };
  }

  async #person(name: string): Promise<DeviceKeys> {
    const device = await createDeviceKeys();
    this.add(device, name);
    return device;
  }

  add(device: DeviceKeys, name: string): void {
    this.names.set(device.id, name);
    this.#keys.set(device.id, device);
  }
}

/** Where somebody did something: what devices say by themselves for the code is no line. */
function placesOfActs(statements: readonly Statement[]): number[] {
  return statements.flatMap(({ body }, place) =>
    body.type === 'answer' || body.type === 'open' ? [] : [place],
  );
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
    const [first] = story.access.invites.keys();
    const withdrawal = { type: 'withdraw', invite: first! } as const;
    story.statements.push(await signAct(await story.keeper(9), withdrawal));
    const change = { type: 'change', device: sam } as const;
    const changes = [
      { ...change, role: 'keeper', until: 0 },
      { ...change, role: 'keeper', until: day(21) },
      { ...change, role: 'keeper', until: 0 },
      { ...change, role: 'reader', until: 0 },
      { ...change, role: 'reader', until: 0 },
    ] as const;
    for (const body of changes) story.statements.push(await signAct(await story.keeper(9), body));
    story.statements.push(await removeDevices(await story.keeper(10), [sam]));
    const schema = { type: 'schema', schema: 3 } as const;
    story.statements.push(await signAct(await story.keeper(11), schema));
  });

  test('[TEAM8] every act is a sentence, in the order that decides', () => {
    expect(story.access.statements).toHaveLength(story.statements.length);
    const lines = accessLog(story.statements, story.called, now);
    expect(lines.map(({ words }) => words)).toEqual([
      'Ruth began the book.',
      'Ruth made an invite for up to 5 people, as an editor until Mon 30 Nov, once a keeper lets them in.',
      'Sam asked to join by the invite that Ruth made on Mon 2 Nov.',
      'Ruth let Sam in, as an editor until Mon 30 Nov.',
      'Pat asked to join by the invite that Ruth made on Mon 2 Nov.',
      'Ruth turned Pat away.',
      'Ruth made an invite for one person, as a reader, let in at once.',
      'Ola joined by the invite that Ruth made on Sat 7 Nov, as a reader.',
      'Ruth withdrew the invite that Ruth made on Mon 2 Nov.',
      'Ruth made Sam a keeper, with no last day.',
      'Ruth set the last day of Sam to Fri 20 Nov.',
      'Ruth took away the last day of Sam.',
      'Ruth made Sam a reader.',
      'Ruth left Sam as they were.',
      'Ruth removed Sam. Everybody else was given a new key.',
      'Ruth brought the book up to date for a newer Wardbook.',
    ]);
    expect(lines.map(({ place }) => place)).toEqual(placesOfActs(story.statements));
    expect(lines[3]!.at).toBe(day(4));
  });

  test('an invite says who came by it and how many still may', () => {
    const nameOf = (device: DeviceId) => story.names.get(device)!;
    const early = accessOf(story.statements.slice(0, 9))!;
    const [invite] = early.invites.values();
    expect(inviteUse(invite!, early, nameOf)).toEqual({
      title: 'Editor, lets in 3 more people',
      opening: 'asked',
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

test('[TEAM8] devices, recovery sheets and new keys, in a sentence for each act', async () => {
  const story = new Story();
  await story.begin('Ruth');
  const ruth = story.statements[0]!.author;
  const moira = await story.join(2, 'Moira', await story.invite(2, { approval: false }));
  const phone = await story.addDevice(3, moira, 'Phone');
  story.statements.push(await admitWaiting(await story.keeper(3), phone));
  const stranger = await story.addDevice(4, moira, 'Tablet');
  await story.act(4, ruth, { type: 'decline', device: stranger });
  const laptop = await story.addDevice(5, ruth, 'Laptop');
  story.statements.push(await admitWaiting(await story.keeper(5), laptop));
  const change = { type: 'change', role: 'keeper', until: 0 } as const;
  for (const device of [phone, moira]) await story.act(6, ruth, { ...change, device });
  const { secret: _, statement } = await issueOwnInvite(
    story.access,
    (await story.keeper(7, moira)).device,
    60_000,
    () => day(7),
    systemRandom,
  );
  story.statements.push(statement);
  const [last] = [...story.access.invites.keys()].slice(-1);
  await story.act(7, ruth, { type: 'withdraw', invite: last! });
  const recoverySheet = newRecoverySheet(story.access.book, systemRandom);
  story.statements.push(await adoptRecoverySheet(await story.keeper(8), recoverySheet));
  const next = await createDeviceKeys();
  story.add(next, 'Moira');
  story.statements.push(await replaceKeys(await story.keeper(9, moira), next, 'Moira'));
  story.statements.push(await removeDevices(await story.keeper(10, laptop), [ruth]));
  story.statements.push(await removeDevices(await story.keeper(11, laptop), [phone]));
  const { id } = await recoverySheetKeys(recoverySheet);
  story.statements.push(await removeDevices(await story.keeper(12, laptop), [id, next.id]));
  await story.act(13, laptop, { type: 'audit', what: 'work-taken-in', of: phone });
  await story.act(14, laptop, { type: 'audit', what: 'name-corrected', of: moira });

  expect(story.access.statements).toHaveLength(story.statements.length);
  const lines = accessLog(story.statements, story.called, now);
  expect(lines.map(({ words }) => words)).toEqual([
    'Ruth began the book.',
    'Ruth made an invite for up to 5 people, as an editor, let in at once.',
    'Moira joined by the invite that Ruth made on Mon 2 Nov, as an editor.',
    'Moira made a link for another device of their own.',
    'Moira asked to add another device of their own: Phone.',
    'Ruth let another device of Moira in: Phone, as an editor.',
    'Moira made a link for another device of their own.',
    'Moira asked to add another device of their own: Tablet.',
    'Ruth turned another device of Moira away.',
    'Ruth made a link for another device of their own.',
    'Ruth asked to add another device of their own: Laptop.',
    'Ruth let another device of their own in: Laptop, as a keeper.',
    'Ruth made Moira a keeper.',
    'Moira made a link for another device of their own.',
    'Ruth withdrew the link for another device of Moira.',
    'Ruth made a recovery sheet.',
    'Moira gave a device of their own new keys.',
    'Ruth removed a device of their own. Everybody else was given a new key.',
    'Ruth removed a device of Moira (Phone). Everybody else was given a new key.',
    'Ruth removed Moira and cancelled a recovery sheet. Everybody else was given a new key.',
    'Ruth took in the unshared work of Moira.',
    'Ruth corrected the name of Moira.',
  ]);
  // Two devices of one person were changed in one act.
  expect(new Set(lines.map(({ place }) => place)).size).toBe(
    placesOfActs(story.statements).length - 1,
  );
});
