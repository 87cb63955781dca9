// Who was let in, by whom and as what: the book's signed statements, each as a sentence.
import type { Invite, Join, AuditedAct, Role, Statement } from '@wardbook/shared/access/statement';
import type { DeviceId, InviteId } from '@wardbook/shared/base/ids';
import { unreachable } from '@wardbook/shared/base/assert';
import { dayText } from '#lib/words/dates.ts';
import { listText } from '#lib/words/numbers.ts';
import * as bookNames from '#lib/words/said/names.ts';

export interface LogLine {
  /** The statement's place in the order that decides, from 0. */
  readonly place: number;
  /** By its author's clock, ms since 1970. */
  readonly at: number;
  readonly kind: Statement['body']['type'];
  readonly words: string;
}

interface Standing {
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
  readonly #invites = new Map<InviteId, { invite: Invite; by: DeviceId; made: string }>();
  /** By what each came who was not in the book when they did. */
  readonly #cameBy = new Map<DeviceId, InviteId>();
  readonly #standings = new Map<DeviceId, Standing>();
  readonly #people = new Map<DeviceId, DeviceId>();
  readonly #sheets = new Set<DeviceId>();
  #last: Statement | undefined;

  constructor(names: Names, now: number) {
    this.#names = names;
    this.#now = now;
  }

  /** Undefined where the line before has said it, or nobody did anything. */
  tell(statement: Statement): string | undefined {
    const words = this.#isMoreOfLast(statement) ? undefined : this.#words(statement);
    if (words === undefined && statement.body.type === 'change')
      this.#stand(statement.body.device, statement.body);
    this.#last = statement;
    return words === undefined ? undefined : `${words}.`;
  }

  #words({ body, author, issuedAt }: Statement): string | undefined {
    const by = this.#names.person(author);
    switch (body.type) {
      case 'create':
        this.#enter(author, author);
        this.#stand(author, { role: 'keeper', until: 0 });
        return `${by} began the book`;
      case 'grant':
        this.#enter(body.device, body.device);
        return `${by} let ${this.#names.person(body.device)} in, ${this.#stand(body.device, body)}`;
      case 'invite': {
        const made = `the invite that ${by} made on ${dayText(issuedAt, this.#now)}`;
        this.#invites.set(body.invite, { invite: body, by: author, made });
        return body.own
          ? `${by} made a link for another device of their own`
          : `${by} made an invite for ${inviteText(body, this.#now)}`;
      }
      case 'join':
        return this.#join(author, body);
      case 'withdraw': {
        const { invite, by: maker, made } = this.#invites.get(body.invite)!;
        return `${by} withdrew ${invite.own ? `the link for ${this.#another(author, maker)}` : made}`;
      }
      case 'admit':
        return this.#admit(author, body.device);
      case 'decline': {
        const { invite, by: maker } = this.#invites.get(this.#cameBy.get(body.device)!)!;
        const who = this.#names.person(body.device);
        return `${by} turned ${invite.own ? this.#another(author, maker) : who} away`;
      }
      case 'change': {
        const before = this.#standings.get(body.device)!;
        this.#stand(body.device, body);
        return `${by} ${changeText(this.#names.person(body.device), before, body, this.#now)}`;
      }
      case 'revoke':
        return this.#revoke(author, body.devices);
      case 'replace':
        return this.#replace(author, body.device);
      case 'recovery-sheet':
        this.#enter(body.device, body.device);
        this.#sheets.add(body.device);
        return `${by} made a recovery sheet`;
      case 'relays':
        return `${by} put the book on ${listText(body.urls.map((url) => new URL(url).host))}`;
      case 'audit': {
        const whose = body.of ? ` of ${this.#names.person(body.of)}` : '';
        return `${by} ${notedWords[body.what]}${whose}`;
      }
      // What devices say by themselves, so that there is a code to compare.
      case 'answer':
      case 'open':
        return undefined;
      default:
        return unreachable(body);
    }
  }

  #join(author: DeviceId, { invite: id, wrap }: Join): string {
    const { invite, by: maker, made } = this.#invites.get(id)!;
    const name = this.#names.person(author);
    this.#cameBy.set(author, id);
    if (invite.own)
      return `${this.#names.person(maker)} asked to add another device of their own${this.#called(author)}`;
    if (!wrap) return `${name} asked to join by ${made}`;
    this.#enter(author, author);
    return `${name} joined by ${made}, ${this.#stand(author, invite)}`;
  }

  #admit(author: DeviceId, device: DeviceId): string {
    const { invite, by: maker } = this.#invites.get(this.#cameBy.get(device)!)!;
    const by = this.#names.person(author);
    if (!invite.own) {
      this.#enter(device, device);
      return `${by} let ${this.#names.person(device)} in, ${this.#stand(device, invite)}`;
    }
    this.#enter(device, this.#people.get(maker)!);
    const standing = this.#stand(device, this.#standings.get(maker)!);
    return `${by} let ${this.#another(author, maker)} in${this.#called(device)}, ${standing}`;
  }

  #revoke(author: DeviceId, devices: readonly DeviceId[]): string {
    const sheets = devices.filter((device) => this.#sheets.has(device));
    const theirs = Map.groupBy(
      devices.filter((device) => !this.#sheets.has(device)),
      (device) => this.#people.get(device)!,
    );
    for (const device of devices) this.#people.delete(device);
    const staying = new Set(this.#people.values());
    const removed = [...theirs].map(([person, gone]) => {
      const name = this.#names.person(person);
      if (!staying.has(person)) return name;
      const called = gone.flatMap((device) => this.#names.device(device) ?? []);
      const whose = this.#people.get(author) === person ? 'their own' : name;
      const which = gone.length === 1 ? 'a device' : `${gone.length} devices`;
      return `${which} of ${whose}${called.length > 0 ? ` (${listText(called)})` : ''}`;
    });
    const acts = [
      ...(removed.length > 0 ? [`removed ${listText(removed)}`] : []),
      ...(sheets.length > 0
        ? [sheets.length === 1 ? 'cancelled a recovery sheet' : 'cancelled recovery sheets']
        : []),
    ];
    return `${this.#names.person(author)} ${listText(acts)}. Everybody else was given a new key`;
  }

  #replace(author: DeviceId, next: DeviceId): string {
    this.#enter(next, this.#people.get(author)!);
    this.#stand(next, this.#standings.get(author)!);
    this.#people.delete(author);
    return `${this.#names.person(author)} gave a device of their own new keys${this.#called(next)}`;
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

  #stand(device: DeviceId, { role, until }: Standing): string {
    this.#standings.set(device, { role, until });
    return `as ${bookNames.aRole({ role })}${untilText(until, this.#now)}`;
  }

  /** The device that `maker` invited, in a sentence about what `author` did. */
  #another(author: DeviceId, maker: DeviceId): string {
    const isOwn = this.#people.get(author) === this.#people.get(maker);
    return `another device of ${isOwn ? 'their own' : this.#names.person(maker)}`;
  }

  #called(device: DeviceId): string {
    const name = this.#names.device(device);
    return name === undefined ? '' : `: ${name}`;
  }
}

const notedWords: Readonly<Record<AuditedAct, string>> = {
  'copy-made': 'copied the book, sealed, to a file',
  'list-exported': 'exported a list',
  'recovery-sheet-printed': 'printed a recovery sheet',
  'work-taken-in': 'took in the unshared work',
  'name-corrected': 'corrected the name',
};

function inviteText({ usesMax, role, until, wrap }: Invite, now: number): string {
  const people = usesMax === 1 ? 'one person' : `up to ${usesMax} people`;
  const opening = wrap ? 'let in at once' : 'once a keeper lets them in';
  return `${people}, as ${bookNames.aRole({ role })}${untilText(until, now)}, ${opening}`;
}

function changeText(name: string, before: Standing, after: Standing, now: number): string {
  const isRole = before.role !== after.role;
  const isEnd = before.until !== after.until;
  if (isRole) {
    const end = isEnd && after.until === 0 ? ', with no last day' : untilText(after.until, now);
    return `made ${name} ${bookNames.aRole({ role: after.role })}${end}`;
  }
  if (!isEnd) return `left ${name} as they were`;
  return after.until === 0
    ? `took away the last day of ${name}`
    : `set the last day of ${name} to ${dayText(after.until - 1, now)}`;
}

function untilText(until: number, now: number): string {
  return until === 0 ? '' : ` until ${dayText(until - 1, now)}`;
}
