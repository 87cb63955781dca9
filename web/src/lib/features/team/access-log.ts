// Who was let in, by whom and as what: the book's signed statements, each as a sentence.
import type { Invite, Join, AuditedAct, Role, Statement } from '@wardbook/shared/access/statement';
import type { DeviceId, InviteId } from '@wardbook/shared/base/ids';
import { unreachable } from '@wardbook/shared/base/assert';
import { dayText } from '#lib/words/dates.ts';
import { listText } from '#lib/words/numbers.ts';
import * as said from '#lib/words/said/team.ts';
import { namedOf } from './device-words.ts';
import { endOf } from './end-date.ts';

export interface LogLine {
  /** The statement's place in the order that decides, from 0. */
  readonly place: number;
  /** By its author's clock, ms since 1970. */
  readonly at: number;
  readonly kind: Statement['body']['type'];
  readonly words: string;
}

interface Rights {
  readonly role: Role;
  readonly until: number;
}

/** How devices and their people are called, as `workspace` knows them. */
export interface Names {
  /** Of the person. */
  readonly person: (device: DeviceId) => string;
  /** Of the device itself, where it has one. */
  readonly device: (device: DeviceId) => string | undefined;
}

/**
 * In the statements' own order, those that hold. What is one act for a person, done to each of their
 * devices, is one line. `now` decides how days are written.
 */
export function accessLog(statements: readonly Statement[], names: Names, now: number): LogLine[] {
  const story = new Story(names, now);
  return statements.flatMap((statement, place) => {
    const { issuedAt: at, body } = statement;
    const words = story.tell(statement);
    return words === undefined ? [] : { place, at, kind: body.type, words };
  });
}

/** Who has which devices and may do what, as far as it has been told. */
class Story {
  readonly #names: Names;
  readonly #now: number;
  readonly #invites = new Map<InviteId, { invite: Invite; by: DeviceId; at: number }>();
  /** By what each came who was not in the book when they did. */
  readonly #cameBy = new Map<DeviceId, InviteId>();
  readonly #rights = new Map<DeviceId, Rights>();
  readonly #people = new Map<DeviceId, DeviceId>();
  readonly #recoverySheets = new Set<DeviceId>();
  #last: Statement | undefined;

  constructor(names: Names, now: number) {
    this.#names = names;
    this.#now = now;
  }

  /** Undefined where the line before has said it, or nobody did anything. */
  tell(statement: Statement): string | undefined {
    const words = this.#isMoreOfLast(statement) ? undefined : this.#words(statement);
    if (words === undefined && statement.body.type === 'change')
      this.#giveRights(statement.body.device, statement.body);
    this.#last = statement;
    return words;
  }

  #words({ body, author, issuedAt }: Statement): string | undefined {
    const by = this.#names.person(author);
    switch (body.type) {
      case 'create':
        this.#enter(author, author);
        this.#giveRights(author, { role: 'keeper', until: 0 });
        return said.began({ by });
      case 'grant':
        this.#enter(body.device, body.device);
        return said.letIn({
          by,
          name: this.#names.person(body.device),
          ...this.#giveRights(body.device, body),
        });
      case 'invite':
        this.#invites.set(body.invite, { invite: body, by: author, at: issuedAt });
        return body.own ? said.madeOwnLink({ by }) : inviteText(by, body, this.#now);
      case 'join':
        return this.#join(author, body);
      case 'withdraw': {
        const { invite, by: maker } = this.#invites.get(body.invite)!;
        if (!invite.own) return said.withdrewInvite({ by, ...this.#made(body.invite) });
        return this.#isOwn(author, maker)
          ? said.withdrewOwnLink({ by })
          : said.withdrewLink({ by, owner: this.#names.person(maker) });
      }
      case 'admit':
        return this.#admit(author, body.device);
      case 'decline': {
        const { invite, by: maker } = this.#invites.get(this.#cameBy.get(body.device)!)!;
        if (!invite.own) return said.turnedAway({ by, name: this.#names.person(body.device) });
        return this.#isOwn(author, maker)
          ? said.turnedOwnDeviceAway({ by })
          : said.turnedDeviceAway({ by, owner: this.#names.person(maker) });
      }
      case 'change': {
        const before = this.#rights.get(body.device)!;
        this.#giveRights(body.device, body);
        return changeText(by, this.#names.person(body.device), before, body, this.#now);
      }
      case 'revoke':
        return this.#revoke(author, body.devices);
      case 'replace':
        return this.#replace(author, body.device);
      case 'recovery-sheet':
        this.#enter(body.device, body.device);
        this.#recoverySheets.add(body.device);
        return said.madeRecoverySheet({ by });
      case 'relays':
        return said.putOnRelays({
          by,
          relays: listText(body.urls.map((url) => new URL(url).host)),
        });
      case 'audit': {
        const name = body.of && this.#names.person(body.of);
        const whose = name === undefined ? 'unsaid' : 'person';
        return audited[body.what]({ by, whose, name: name ?? '' });
      }
      case 'schema':
        return said.raisedSchema({ by });
      // What devices say by themselves, so that there is a code to compare.
      case 'answer':
      case 'open':
        return undefined;
      default:
        return unreachable(body);
    }
  }

  #join(author: DeviceId, { invite: id, wrap }: Join): string {
    const { invite, by: maker } = this.#invites.get(id)!;
    const name = this.#names.person(author);
    this.#cameBy.set(author, id);
    if (invite.own)
      return said.askedForDevice({ owner: this.#names.person(maker), ...this.#named(author) });
    if (!wrap) return said.askedToJoin({ name, ...this.#made(id) });
    this.#enter(author, author);
    return said.joined({ name, ...this.#made(id), ...this.#giveRights(author, invite) });
  }

  #admit(author: DeviceId, device: DeviceId): string {
    const { invite, by: maker } = this.#invites.get(this.#cameBy.get(device)!)!;
    const by = this.#names.person(author);
    if (!invite.own) {
      this.#enter(device, device);
      const name = this.#names.person(device);
      return said.letIn({ by, name, ...this.#giveRights(device, invite) });
    }
    this.#enter(device, this.#people.get(maker)!);
    const terms = { ...this.#named(device), ...this.#giveRights(device, this.#rights.get(maker)!) };
    return this.#isOwn(author, maker)
      ? said.letOwnDeviceIn({ by, ...terms })
      : said.letDeviceIn({ by, owner: this.#names.person(maker), ...terms });
  }

  #revoke(author: DeviceId, devices: readonly DeviceId[]): string {
    const by = this.#names.person(author);
    const recoverySheets = devices.filter((device) => this.#recoverySheets.has(device)).length;
    const theirs = Map.groupBy(
      devices.filter((device) => !this.#recoverySheets.has(device)),
      (device) => this.#people.get(device)!,
    );
    for (const device of devices) this.#people.delete(device);
    const staying = new Set(this.#people.values());
    const removed = [...theirs].map(([person, gone]) => {
      const owner = this.#names.person(person);
      if (!staying.has(person)) return owner;
      const called = gone.flatMap((device) => this.#names.device(device) ?? []);
      const thing =
        this.#people.get(author) === person
          ? said.devicesOfTheirOwn({ count: gone.length })
          : said.devicesOf({ count: gone.length, owner });
      return called.length > 0 ? said.withName({ thing, name: listText(called) }) : thing;
    });
    if (removed.length === 0) return said.cancelled({ by, sheets: recoverySheets });
    const who = listText(removed);
    return recoverySheets === 0
      ? said.removed({ by, who })
      : said.removedAndCancelled({ by, who, sheets: recoverySheets });
  }

  #replace(author: DeviceId, next: DeviceId): string {
    this.#enter(next, this.#people.get(author)!);
    this.#giveRights(next, this.#rights.get(author)!);
    this.#people.delete(author);
    return said.gaveNewKeys({ by: this.#names.person(author), ...this.#named(next) });
  }

  /** The same as the last one, for another device of the same person. */
  #isMoreOfLast({ body, author }: Statement): boolean {
    const last = this.#last;
    return (
      body.type === 'change' &&
      last?.body.type === 'change' &&
      last.author === author &&
      last.body.device !== body.device &&
      this.#people.get(last.body.device) === this.#people.get(body.device) &&
      last.body.role === body.role &&
      last.body.until === body.until
    );
  }

  #enter(device: DeviceId, person: DeviceId): void {
    this.#people.set(device, person);
  }

  #giveRights(device: DeviceId, { role, until }: Rights) {
    this.#rights.set(device, { role, until });
    return { role, ...endOf(until, this.#now) };
  }

  /** Whether the device that `maker` invited is of the person who did something to it. */
  #isOwn(author: DeviceId, maker: DeviceId): boolean {
    return this.#people.get(author) === this.#people.get(maker);
  }

  /** By whom an invite was made, and when. */
  #made(invite: InviteId) {
    const { by, at } = this.#invites.get(invite)!;
    return { maker: this.#names.person(by), made: dayText(at, this.#now) };
  }

  #named(device: DeviceId) {
    return namedOf(this.#names.device(device));
  }
}

type Audited = { by: string; whose: 'unsaid' | 'person'; name: string };

const audited: Readonly<Record<AuditedAct, (act: Audited) => string>> = {
  'copy-made': said.madeCopy,
  'list-exported': said.exportedList,
  'recovery-sheet-printed': said.printedRecoverySheet,
  'work-taken-in': said.tookWorkIn,
  'name-corrected': said.correctedName,
};

function inviteText(by: string, { usesMax, role, until, wrap }: Invite, now: number): string {
  const opening = wrap ? 'atOnce' : 'asked';
  return said.madeInvite({ by, people: usesMax, role, ...endOf(until, now), opening });
}

function changeText(
  by: string,
  name: string,
  before: Rights,
  { role, until }: Rights,
  now: number,
): string {
  const isEnd = before.until !== until;
  const last = endOf(until, now);
  if (before.role !== role) {
    const end = until === 0 && !isEnd ? 'same' : last.end;
    return said.madeRole({ by, name, role, end, day: last.day });
  }
  if (!isEnd) return said.leftAsTheyWere({ by, name });
  return until === 0
    ? said.tookLastDayAway({ by, name })
    : said.setLastDay({ by, name, day: last.day });
}
