/** What the book is: of which kind and shape, of which ward. */
import { fromBase64Url } from '../../base/bytes.ts';
import { nobody, type DeviceId } from '../../base/ids.ts';
import { mapAt } from '../../base/map-at.ts';
import { bounds } from '../../base/bounds.ts';
import {
  as,
  count,
  lenient,
  name,
  oneOf,
  optional,
  record,
  text,
  yesOrNo,
  type ValueOf,
} from '../../base/fields.ts';
import { isName } from '../../base/is-name.ts';
import type { Book } from '../../ledger/book.ts';
import { refused, type Author, type CommandResult } from '../../ledger/command.ts';
import { happened, over, type Derived, type Kind, type Reading } from '../../ledger/kind.ts';
import type { Entry, Index } from '../../ledger/ledger.ts';
import { say, StatedIndex } from '../../ledger/stated.ts';
import { polls, type Election } from '../../rules/vote.ts';

export const saltBytes = 16;

export interface BookSettings {
  /** 'ward' is the one that this version knows. */
  readonly kind: string;
  readonly ward: string;
  readonly council: string;
  readonly createdAt: number;
  /** Base64url of 16 random bytes, for what is to be known again inside the book and nowhere else. */
  readonly salt: string;
  readonly demo: boolean;
  /** The election that the team works towards; its day may have gone by. */
  readonly election?: Election;
}

const isoDay = /^(\d{4}-\d{2}-\d{2})?$/;

const settingsRecord = record({
  ...happened,
  type: as('t', oneOf(['settings'])),
  kind: optional(text(bounds.shortMax)),
  ward: optional(name(bounds.nameMax)),
  council: optional(name(bounds.nameMax)),
  createdAt: optional(count(bounds.atMax)),
  salt: optional(text(bounds.shortMax, /^[A-Za-z0-9_-]{22}$/)),
  demo: optional(yesOrNo),
  /** The day is '' where none is known. */
  election: lenient(optional(record({ poll: oneOf(polls), day: text(10, isoDay) }))),
  over,
});
export type SettingsEvent = ValueOf<typeof settingsRecord>;

export const settingsKind: Kind<SettingsEvent> = {
  type: 'settings',
  record: settingsRecord,
  subject: () => 'settings',
  replaces: ({ over: versions }) => versions,
};

export const settingsIndex: Derived<SettingsEvent, StatedIndex<SettingsEvent, BookSettings>> = {
  kinds: [settingsKind],
  begin: () =>
    new StatedIndex(
      () => 'settings',
      ['kind', 'ward', 'council', 'createdAt', 'salt', 'demo', 'election'],
    ),
};

/** undefined when this document is not a book (yet): its settings have not arrived. */
export function bookSettings(book: Reading): BookSettings | undefined {
  const { said } = book.of(settingsIndex).of('settings');
  const { kind = 'ward', ward, council, createdAt = 0, salt, demo = false, election } = said;
  if (ward === undefined || council === undefined) return undefined;
  if (salt === undefined || fromBase64Url(salt)?.length !== saltBytes) return undefined;
  const known = election && election.day !== '' ? { election } : {};
  return { kind, ward, council, createdAt, salt, demo, ...known };
}

/**
 * Which kinds of book it was ever said to be, and by whom. A book has the kind with which it was founded, so
 * nothing of that is replaced or taken back.
 */
class SaidKinds implements Index<SettingsEvent> {
  readonly #kinds = new Map<DeviceId, Set<string>>();

  update(entries: readonly Entry<SettingsEvent>[]): void {
    for (const { event } of entries) {
      const { kind, by, via } = event;
      // With both it may be by either: the gate asks for one of them to be its author.
      if (kind !== undefined && via === undefined)
        mapAt(this.#kinds, by, () => new Set()).add(kind);
    }
  }

  /** By this device, or as its maps had it in a book of before; by whomever, where none is named. */
  by(founder: DeviceId | undefined): ReadonlySet<string> {
    const sayers = founder === undefined ? [...this.#kinds.keys()] : [founder, nobody];
    return new Set(sayers.flatMap((sayer) => [...(this.#kinds.get(sayer) ?? [])]));
  }
}

export const saidKindsIndex: Derived<SettingsEvent, SaidKinds> = {
  kinds: [settingsKind],
  begin: () => new SaidKinds(),
};

export function setSettings(
  book: Book,
  author: Author,
  change: { readonly ward?: string; readonly council?: string },
): CommandResult {
  const names = Object.entries({ ward: change.ward, council: change.council }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  if (names.length === 0) return refused('nothing');
  if (!names.every(([, named]) => isName(named))) return refused('not-allowed');
  const next = Object.fromEntries(names.map(([key, named]) => [key, named.trim()]));
  const subject = { key: 'settings', properties: {} };
  return say(book, author, { kind: settingsKind, index: settingsIndex }, subject, next);
}

/** Says which election comes next; undefined where none is known. */
export function setElection(
  book: Book,
  author: Author,
  election: Election | undefined,
): CommandResult {
  if (election && !isDate(election.day)) return refused('not-allowed');
  const subject = { key: 'settings', properties: {} };
  const next = { election: election ?? { poll: polls[0], day: '' } };
  return say(book, author, { kind: settingsKind, index: settingsIndex }, subject, next);
}

/** A day that there is. */
function isDate(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}
