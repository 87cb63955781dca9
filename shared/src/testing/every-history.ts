/**
 * Every short history of a small book's membership: four people, each of whom tries everything there
 * is at every point, with histories that have come to the same told once. Beside the book itself it
 * is followed who knows which secrets, so that it can be asked what somebody could read and not only
 * what they were given.
 */
import { applyStatement, mayDeviceAppend } from '../access/access.ts';
import { personInBook, type Access, type Member } from '../access/state.ts';
import {
  statementVersion,
  type Role,
  type Statement,
  type StatementBody,
  type StatementVersion,
} from '../access/statement.ts';
import type { DeviceId, InviteId } from '../base/ids.ts';
import {
  admitBody,
  answerBody,
  bookNumbered,
  createBody,
  deviceNumbered,
  grantBody,
  inviteBody,
  inviteNumbered,
  joinBody,
  openBody,
  relayUrl,
  replaceBody,
  revokeAllBody,
  recoverySheetBody,
  waitingJoinBody,
} from './statements.ts';

export const people = ['keeper', 'second keeper', 'editor', 'member with a link'] as const;
export type Person = (typeof people)[number];

export const acts = [
  'invite',
  'invite with approval',
  'join',
  'admit',
  'change a role',
  'remove',
  'step down',
  'replace keys',
  'make or use a recovery sheet',
  'withdraw',
  'name a relay',
  'write',
] as const;
export type Act = (typeof acts)[number];

/** What one person tries. `write` says nothing: it is an entry, not a statement. */
export interface Move {
  readonly act: Act;
  readonly by: Person;
  readonly author: DeviceId;
  readonly body: StatementBody | undefined;
  /** The device that is the person's from now on, if it is taken. */
  readonly gains?: DeviceId;
}

export interface World {
  readonly access: Access;
  /** Of everything that is said. */
  readonly version: StatementVersion;
  /** Each person's devices, past ones too, the one they use last. */
  readonly devices: ReadonlyMap<Person, readonly DeviceId[]>;
  /** Ids of the links whose secrets, and of the sheets whose words, they know. */
  readonly secrets: ReadonlyMap<Person, ReadonlySet<DeviceId | InviteId>>;
  /** The book's epoch just after somebody was removed; gone once a keeper has let them in again. */
  readonly removedAt: ReadonlyMap<Person, number>;
  /** What has been tried and taken since the beginning, in order. */
  readonly moves: readonly Move[];
}

const book = bookNumbered(0);
const now = 1;
const bytes = new Uint8Array(64);
/** Devices that one person can come to have, one after the other. */
const devicesEach = 8;

function stated(author: DeviceId, body: StatementBody, version: StatementVersion): Statement {
  return { bytes, version, book, author, issuedAt: now, body };
}

/** Two keepers, an editor, and somebody who came by a link that lets more people in. */
export function beginning(version: StatementVersion = statementVersion): World {
  const [keeper, second, editor, member] = people.map((_, index) => deviceOf(index, 0));
  const link = inviteNumbered(0);
  let access: Access | undefined;
  for (const [author, body] of [
    [keeper!, createBody()],
    [keeper!, grantBody(second!, 'keeper')],
    [keeper!, grantBody(editor!, 'editor')],
    [keeper!, inviteBody(0, 'editor', { expires: 9, usesMax: 3 })],
    [member!, joinBody(0)],
  ] as const) {
    const result = applyStatement(access, stated(author, body, version));
    if (result.type === 'access') access = result.access;
  }
  return {
    access: access!,
    version,
    devices: new Map(people.map((person, index) => [person, [deviceOf(index, 0)]])),
    secrets: new Map(
      people.map((person) => [
        person,
        new Set(person === 'keeper' || person === 'member with a link' ? [link] : []),
      ]),
    ),
    removedAt: new Map(),
    moves: [],
  };
}

/** Everything that everybody could try. */
export function movesIn(world: World): Move[] {
  const byDevice = people.flatMap((by) => {
    const author = world.devices.get(by)!.at(-1)!;
    return bodiesFor(world, by, author).map((each) => ({ by, author, ...each }));
  });
  return [...byDevice, ...bySheet(world)];
}

/** The world after a move; undefined when it is refused. */
export function after(world: World, move: Move): World | undefined {
  const { access, version } = world;
  const { body, author, by } = move;
  if (!body) return mayDeviceAppend(access, author, 'update', now) ? world : undefined;
  const result = applyStatement(access, stated(author, body, version));
  if (result.type === 'refused') return undefined;
  const next = body.type === 'join' ? withCode(result.access, author, version) : result.access;
  const devices = new Map(world.devices);
  if (move.gains) devices.set(by, [...devices.get(by)!, move.gains]);
  const secrets = new Map(world.secrets);
  const learn = (person: Person, secret: DeviceId | InviteId) =>
    secrets.set(person, new Set([...secrets.get(person)!, secret]));
  if (body.type === 'invite') {
    // A link is sent about: whoever is in the book when it is made may have seen it.
    for (const person of people) if (isIn(world, person)) learn(person, body.invite);
  }
  if (body.type === 'recovery-sheet') learn(by, body.device);
  const removedAt = new Map(world.removedAt);
  if (body.type === 'admit') removedAt.delete(ownerOf({ ...world, devices }, body.device)!);
  const moved = {
    access: next,
    version,
    devices,
    secrets,
    removedAt,
    moves: [...world.moves, move],
  };
  for (const person of people)
    if (isIn(world, person) && !isIn(moved, person)) removedAt.set(person, next.epoch);
  return moved;
}

/** What devices do by themselves: a keeper's answers whoever has come to wait, and theirs opens. */
function withCode(access: Access, comer: DeviceId, version: StatementVersion): Access {
  const keeper = [...access.members.values()].find(({ role, isRecoverySheet }) => {
    return role === 'keeper' && !isRecoverySheet;
  });
  if (!access.waiting.get(comer)?.comparing || !keeper) return access;
  const answered = taken(access, keeper.device, answerBody(access, comer), version);
  return taken(answered, comer, openBody(answered, comer), version);
}

function taken(
  access: Access,
  author: DeviceId,
  body: StatementBody,
  version: StatementVersion,
): Access {
  const result = applyStatement(access, stated(author, body, version));
  return result.type === 'access' ? result.access : access;
}

/** The keys of epochs that a person could open with all they know. */
export function epochsReadBy({ access, devices, secrets }: World, person: Person): Set<number> {
  const own = new Set<string>([...devices.get(person)!, ...secrets.get(person)!]);
  const epochs = new Set<number>();
  const take = (id: string, ...opened: readonly ({ readonly epoch: number } | undefined)[]) => {
    if (own.has(id)) for (const wrap of opened) if (wrap) epochs.add(wrap.epoch);
  };
  for (const { device, wraps } of access.members.values()) take(device, ...wraps);
  for (const { invite, wrap } of access.invites.values()) take(invite, wrap);
  return epochs;
}

/** Alike for worlds in which the same can happen from here on. */
export function keyOf({ access, devices, secrets, removedAt }: World): string {
  const members = [...access.members.values()].map(memberKey);
  const invites = [...access.invites.values()].map(({ invite, by, usedBy, wrap, withdrawnBy }) =>
    [...[invite, by, ...usedBy].map(shortened), wrap?.epoch, withdrawnBy && 'over'].join(),
  );
  const waiting = [...access.waiting.values()].map(({ device, invite, comparing }) =>
    [device, invite, comparing?.answer?.by ?? ''].map(shortened).join(),
  );
  const former = [...access.former.values()].map(({ device, how, person }) =>
    [shortened(device), how, shortened(person)].join(),
  );
  const known = people.map((person) => {
    const all = [...devices.get(person)!, ...secrets.get(person)!].map(shortened);
    return [...all.sort(), removedAt.get(person)].join();
  });
  const sets = [members, invites, waiting, former].map((part) => part.sort().join(';'));
  return [access.epoch, ...sets, ...known].join('|');
}

/** Ids are long, and millions are looked at. */
const short = new Map<string, string>();

function shortened(id: string): string {
  const known = short.get(id);
  if (known !== undefined) return known;
  short.set(id, String(short.size));
  return short.get(id)!;
}

export function isIn({ access, devices }: World, person: Person): boolean {
  return devices.get(person)!.some((device) => access.members.has(device));
}

function memberKey({ device, role, admittedBy, person, isRecoverySheet, wraps }: Member): string {
  const epochs = wraps.map(({ epoch }) => epoch).join('.');
  return [...[device, admittedBy, person].map(shortened), role, isRecoverySheet, epochs].join();
}

function ownerOf({ devices }: World, device: DeviceId): Person | undefined {
  return people.find((person) => devices.get(person)!.includes(device));
}

function deviceOf(index: number, number: number): DeviceId {
  return deviceNumbered(index * devicesEach + number);
}

/** By the device that the person uses, unless another is named. */
type Try = Omit<Move, 'by' | 'author'> & { readonly author?: DeviceId };

function bodiesFor(world: World, by: Person, author: DeviceId): Try[] {
  const { access, devices } = world;
  const { epoch } = access;
  const index = people.indexOf(by);
  const next = deviceOf(index, devices.get(by)!.length);
  const paper = deviceOf(index, devicesEach - 1);
  const links = [...access.invites.values()];
  const number = links.length;
  const terms = { expires: 9, usesMax: 2, epoch };
  const others = [...access.members.values()].filter(({ isRecoverySheet }) => !isRecoverySheet);
  return [
    { act: 'invite', body: inviteBody(number, 'editor', terms) },
    {
      act: 'invite with approval',
      body: inviteBody(number, 'editor', { ...terms, approval: true }),
    },
    ...joinsBy(world, by, next),
    ...[...access.waiting.keys()].map((comer): Try => ({
      act: 'admit',
      body: admitBody(comer, epoch),
    })),
    ...others.flatMap(({ device, role }) => changesOf(device, role, author)),
    ...removalsIn(world),
    { act: 'step down', body: { type: 'change', device: author, role: 'editor', until: 0 } },
    { act: 'replace keys', body: replaceBody(next, epoch), gains: next },
    { act: 'make or use a recovery sheet', body: recoverySheetBody(paper, epoch) },
    ...links.map(({ invite }): Try => ({ act: 'withdraw', body: { type: 'withdraw', invite } })),
    { act: 'name a relay', body: namingIn(access) },
    { act: 'write', body: undefined },
  ];
}

/** By every link that the person knows. */
function joinsBy({ access, secrets }: World, by: Person, next: DeviceId): Try[] {
  const links = [...access.invites.values()];
  return links.flatMap(({ invite, wrap }, number): Try[] => {
    if (!secrets.get(by)!.has(invite)) return [];
    const body = wrap ? joinBody(number, wrap.epoch) : waitingJoinBody(number, book, next);
    return [{ act: 'join', author: next, body, gains: next }];
  });
}

/** What somebody does who has the words of a sheet: it is the author, and lets them in. */
function bySheet({ access, devices, secrets }: World): Move[] {
  return people.flatMap((by) => {
    const next = deviceOf(people.indexOf(by), devices.get(by)!.length);
    const papers = [...secrets.get(by)!].filter(
      (id) => access.members.get(id as DeviceId)?.isRecoverySheet,
    );
    return papers.map((author): Move => {
      const body = grantBody(next, 'keeper', 0, access.epoch);
      return {
        act: 'make or use a recovery sheet',
        by,
        author: author as DeviceId,
        body,
        gains: next,
      };
    });
  });
}

function changesOf(device: DeviceId, role: Role, author: DeviceId): Try[] {
  // A keeper who makes less of themselves steps down.
  if (device === author) return [];
  const other = (['keeper', 'editor', 'reader'] as const).filter((each) => each !== role);
  return other.map((to) => ({
    act: 'change a role',
    body: { type: 'change', device, role: to, until: 0 },
  }));
}

/** Each person whole, and each sheet. */
function removalsIn({ access, version }: World): Try[] {
  const persons = Map.groupBy(access.members.values(), ({ device }) =>
    personInBook(access, device)!,
  );
  return [...persons.values()].map((theirs) => ({
    act: 'remove',
    body: revokeAllBody(
      access,
      theirs.map(({ device }) => device),
      version,
    ),
  }));
}

function namingIn({ relaysRevision }: Access): StatementBody {
  return { type: 'relays', revision: relaysRevision + 1, urls: [relayUrl(relaysRevision % 2)] };
}
