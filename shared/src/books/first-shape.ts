/**
 * Books as Wardbook first made them: maps of plain values, replaced whole, for all but the events. They
 * are read as what would have been appended. Ids follow from what is said, so that every device reads
 * the same, and a keeper's device can append it for good (`Book.takeOver`).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type * as Y from 'yjs';
import { recordIdOf, parseRecordId, type DeviceId } from '../base/ids.ts';
import { asRecord, type StoredRecord } from '../base/stored-record.ts';
import { codeKind } from '../kinds/code/code.ts';
import { deviceKind } from '../kinds/device/device.ts';
import { holderKind } from '../kinds/holder/holder.ts';
import { districtKind } from '../kinds/register/district.ts';
import { editionKind } from '../kinds/register/edition.ts';
import { electorRow, type EditionId } from '../kinds/register/elector.ts';
import { schemaVersion, settingsKind } from '../kinds/settings/settings.ts';
import type { Appended } from '../ledger/book.ts';
import type { Event, Kind } from '../ledger/kind.ts';

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

/** Nobody knows who wrote what stands in a map: all zeros, which is no device's key. */
const nobody = 'A'.repeat(43) as DeviceId;

export const firstShape = {
  parts: (doc: Y.Doc): Y.Map<unknown>[] => mapNames.map((name) => doc.getMap(name)),

  /** What of it was not appended yet. */
  read(doc: Y.Doc): Appended {
    const maps = Object.fromEntries(mapNames.map((name) => [name, doc.getMap(name)])) as Record<
      MapName,
      Y.Map<unknown>
    >;
    if (maps.settings.size === 0) return { events: [], rows: [] };
    const appended = new Set(
      doc
        .getArray('events')
        .toArray()
        .map((stored) => asRecord(stored)?.['id']),
    );
    const events = eventsOf(maps).filter(({ id }) => !appended.has(id));
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

function eventsOf(maps: Readonly<Record<MapName, Y.Map<unknown>>>): StoredRecord[] {
  const { settings, districts, codes, members, holders, imports, electors } = maps;
  const createdAt = settings.get('createdAt');
  const at = Number.isSafeInteger(createdAt) ? (createdAt as number) : 0;
  const events: StoredRecord[] = [];
  const add = (kind: Kind<Event>, said: StoredRecord) => {
    const event = wellFormed(kind, { at, by: nobody, ...said, t: kind.type });
    if (event) events.push(event);
  };
  const each = (map: Y.Map<unknown>, take: (key: string, said: StoredRecord) => void) => {
    for (const [key, stored] of map.entries()) {
      const said = asRecord(stored);
      if (said) take(key, said);
    }
  };
  add(settingsKind, { ...Object.fromEntries(settings.entries()), schema: schemaVersion });
  each(districts, (letters, said) => add(districtKind, { name: '', ...said, letters }));
  each(codes, (key, said) => add(codeKind, { ...said, c: key }));
  each(members, (key, said) => add(deviceKind, { ...said, d: key, by: key }));
  each(holders, (key, said) => add(holderKind, { d: key, by: key, h: said['at'], at: said['at'] }));
  const known = new Set<unknown>();
  const addEdition = (id: unknown, said: StoredRecord) => {
    if (known.has(id)) return;
    known.add(id);
    const count = (key: string) => said[key] ?? 0;
    add(editionKind, {
      id,
      at: said['at'] ?? at,
      by: said['by'] ?? nobody,
      f: said['file'] ?? '',
      l: said['layout'] ?? '',
      a: count('added'),
      c: count('changed'),
      u: count('unchanged'),
      p: count('problems'),
    });
  };
  each(imports, addEdition);
  // Of what was imported nothing is lost, should the record of its import be.
  each(electors, (_, said) => addEdition(parseRecordId<EditionId>(said['i']), {}));
  return events;
}

/** With an id that follows from what it says, as its kind writes it; undefined where it says nothing. */
function wellFormed(kind: Kind<Event>, said: StoredRecord): StoredRecord | undefined {
  const provisional = kind.record.parse({ ...said, id: said['id'] ?? 'A'.repeat(16) });
  const stored = provisional && kind.record.write(provisional);
  if (stored === undefined || said['id'] !== undefined) return stored;
  const digest = sha256(new TextEncoder().encode(JSON.stringify(stored)));
  return { ...stored, id: recordIdOf(digest) };
}

function rowOf(key: string, stored: unknown): StoredRecord | undefined {
  const record = asRecord(stored);
  const elector =
    record &&
    electorRow.parse({ ...record, w: key, o: record['o'] === 1, z: record['z'] === 1, r: 0 });
  return elector && electorRow.write(elector);
}
