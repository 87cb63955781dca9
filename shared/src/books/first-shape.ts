/**
 * Books as Wardbook first made them: maps of plain values, replaced whole, for all but the events. They
 * are read as what would have been appended. Ids follow from what is said, so that every device reads
 * the same, and a keeper's device can append it for good (`Book.takeOver`).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type * as Y from 'yjs';
import { bounds } from '../base/bounds.ts';
import { nobody, recordIdOf } from '../base/ids.ts';
import { mapAt } from '../base/map-at.ts';
import { asRecord, type StoredRecord } from '../base/stored-record.ts';
import { codeKind } from '../kinds/code/code.ts';
import { deviceKind } from '../kinds/device/device.ts';
import { holderKind } from '../kinds/holder/holder.ts';
import { districtKind } from '../kinds/register/district.ts';
import { editionKind } from '../kinds/register/edition.ts';
import { electorRow } from '../kinds/register/elector.ts';
import { settingsKind } from '../kinds/settings/settings.ts';
import type { Appended } from '../ledger/book.ts';
import { heads, newestFirst } from '../ledger/heads.ts';
import type { Event, Kind } from '../ledger/kind.ts';
import type { EventId } from '../ledger/ledger.ts';
import type { Saying } from '../ledger/stated.ts';

const mapNames = [
  'settings',
  'districts',
  'codes',
  'electors',
  'members',
  'holders',
  'imports',
] as const;
type MapName = (typeof mapNames)[number];

/** Of what has none yet. */
const noId = 'A'.repeat(16) as EventId;
const saying: readonly Kind<Event>[] = [
  settingsKind,
  districtKind,
  codeKind,
  deviceKind,
  holderKind,
];

export const firstShape = {
  parts: (doc: Y.Doc): Y.Map<unknown>[] => mapNames.map((name) => doc.getMap(name)),

  /** What of it was not appended yet. */
  read(doc: Y.Doc): Appended {
    const maps = Object.fromEntries(mapNames.map((name) => [name, doc.getMap(name)])) as Record<
      MapName,
      Y.Map<unknown>
    >;
    if (maps.settings.size === 0) return { events: [], rows: [] };
    const takenOver = new TakenOver(doc.getArray('events').toArray());
    const events = found(maps).flatMap<StoredRecord>((one) => takenOver.missing(one) ?? []);
    const editions = new Set(events.flatMap(({ t, id }) => (t === 'edition' ? [id] : [])));
    if (editions.size === 0) return { events, rows: [] };
    const rows: StoredRecord[] = [];
    for (const [key, stored] of maps.electors.entries()) {
      const row = rowOf(key, stored);
      if (row && editions.has(row['i'])) rows.push(row);
    }
    return { events, rows };
  },
};

interface Found {
  readonly kind: Kind<Event>;
  readonly event: Event;
}

/**
 * What was appended of it before. A map that says something else since, as it does once a device comes
 * back that was away, gives an event over the one that it gave then.
 */
class TakenOver {
  readonly #ids = new Set<unknown>();
  readonly #versions = new Map<string, Saying[]>();

  constructor(stored: readonly unknown[]) {
    for (const one of stored) {
      const said = asRecord(one);
      this.#ids.add(said?.['id']);
      const kind = saying.find(({ type }) => type === said?.['t']);
      const event = kind?.record.parse(said) as Saying | undefined;
      if (kind && event) mapAt(this.#versions, placeOf(kind, event), () => []).push(event);
    }
  }

  /** What is to be appended; undefined where it stands there. */
  missing({ kind, event }: Found): StoredRecord | undefined {
    if (kind.type === editionKind.type)
      return this.#ids.has(event.id) ? undefined : kind.record.write(event);
    const before = heads(this.#versions.get(placeOf(kind, event)) ?? []);
    const text = (said: Event) =>
      JSON.stringify(kind.record.write({ ...said, id: noId, over: [] } as Event));
    if (before.some((said) => text(said) === text(event))) return undefined;
    const over = before.map(({ id }) => id).sort();
    const stored = kind.record.write({ ...event, over: over.slice(0, bounds.headsMax) } as Event);
    if (stored === undefined) return undefined;
    return { ...stored, id: recordIdOf(sha256(new TextEncoder().encode(JSON.stringify(stored)))) };
  }
}

/** Whatever was taken over has the time that the maps give it, and nothing else has. */
function placeOf(kind: Kind<Event>, event: Event): string {
  return JSON.stringify([kind.type, kind.subject?.(event), event.at]);
}

function found(maps: Readonly<Record<MapName, Y.Map<unknown>>>): Found[] {
  const { settings, districts, codes, members, holders, imports, electors } = maps;
  const createdAt = settings.get('createdAt');
  const at = isTime(createdAt) ? createdAt : 0;
  const all: Found[] = [];
  const add = (kind: Kind<Event>, base: StoredRecord, said: StoredRecord = {}) => {
    const event = read(kind, { id: noId, at, by: nobody, t: kind.type, ...base }, said);
    if (event) all.push({ kind, event });
  };
  const { kind, ward, council, salt, demo } = Object.fromEntries(settings.entries());
  add(settingsKind, {}, { kind, ward, council, createdAt, salt, demo });
  each(districts, (letters, { name, place }) =>
    add(districtKind, { letters, name: '' }, { name, place }),
  );
  each(codes, (c, { letter, label, colour, order, retired }) =>
    add(codeKind, { c }, { letter, label, colour, order, retired }),
  );
  each(members, (d, { name, colour, deviceName, formerly }) =>
    add(deviceKind, { d, by: d }, { name, colour, deviceName, formerly }),
  );
  each(holders, (d, { at: h }) => add(holderKind, { d, by: d, h, at: h }));
  const editions = new Map<unknown, Event | undefined>();
  const addEdition = (id: unknown, said: StoredRecord) => {
    if (editions.has(id)) return;
    const { at: then, by, file: f, layout: l } = said;
    const { added: a, changed: c, unchanged: u, problems: p } = said;
    const base = { id, at, by: nobody, t: editionKind.type, ...nothingTakenIn };
    editions.set(id, read(editionKind, base, { at: then, by, f, l, a, c, u, p }));
  };
  each(imports, addEdition);
  // Of what was imported nothing is lost, should the record of its import be.
  each(electors, (_, { i }) => addEdition(i, {}));
  const known = [...editions.values()].flatMap((event) => event ?? []);
  return [...all, ...oneAfterTheOther(known)];
}

/**
 * There was one register, and each import changed it as it was then. A device that had not heard of an
 * import in between may have appended what came after it over another: then that is two contents, of
 * which the same one counts everywhere.
 */
function oneAfterTheOther(editions: readonly Event[]): Found[] {
  const ordered = editions.toSorted((a, b) => newestFirst(b, a));
  return ordered.map((edition, n) => {
    const over = ordered.slice(Math.max(0, n - 1), n).map(({ id }) => id);
    return { kind: editionKind, event: { ...edition, over } as Event };
  });
}

const nothingTakenIn = { f: '', l: '', a: 0, c: 0, u: 0, p: 0 };

function each(map: Y.Map<unknown>, take: (key: string, said: StoredRecord) => void): void {
  for (const [key, stored] of map.entries()) {
    const said = asRecord(stored);
    if (said) take(key, said);
  }
}

/** With what can be read of what is said: one part that cannot costs no other. */
function read(kind: Kind<Event>, base: StoredRecord, said: StoredRecord): Event | undefined {
  const readable = Object.entries(said).filter(
    ([key, value]) => value !== undefined && kind.record.parse({ ...base, [key]: value }),
  );
  return kind.record.parse({ ...base, ...Object.fromEntries(readable) });
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= bounds.atMax;
}

function rowOf(key: string, stored: unknown): StoredRecord | undefined {
  const record = asRecord(stored);
  const elector =
    record &&
    electorRow.parse({ ...record, w: key, o: record['o'] === 1, z: record['z'] === 1, r: 0 });
  return elector && electorRow.write(elector);
}
