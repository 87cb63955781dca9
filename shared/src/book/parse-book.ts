/** Settings, districts, codes, members, holders and imports as stored and as used. */
import { fromBase64Url } from '../base/bytes.ts';
import { isPlainName } from '../base/plain-name.ts';
import {
  bounds,
  codeColours,
  parseId,
  saltBytes,
  type BookSettings,
  type Code,
  type CodeId,
  type District,
  type FormerName,
  type Holder,
  type ImportId,
  type ImportRecord,
  type Member,
} from './schema.ts';
import { asRecord, type StoredRecord } from '../base/stored-record.ts';
import {
  asCount,
  asDeviceId,
  asList,
  asName,
  asOneOf,
  asOptionalName,
  asText,
  isSafeKey,
  keepUnknown,
} from './stored.ts';

/** Bounds for counters that people see, far above anything real. */
const paletteMax = 255;
const orderMax = 10_000;

/** undefined when this document is not a book (yet): its settings have not arrived. */
export function parseSettings(get: (key: string) => unknown): BookSettings | undefined {
  const schema = asCount(get('schema'), Number.MAX_SAFE_INTEGER);
  const ward = asName(get('ward'), bounds.nameMax);
  const council = asName(get('council'), bounds.nameMax);
  const salt = asText(get('salt'), bounds.shortMax);
  if (schema === undefined || ward === undefined || council === undefined) return undefined;
  if (salt === undefined || fromBase64Url(salt)?.length !== saltBytes) return undefined;
  const kind = asText(get('kind'), bounds.shortMax) ?? 'ward';
  const createdAt = asCount(get('createdAt'), bounds.atMax) ?? 0;
  return { schema, kind, ward, council, createdAt, salt, demo: get('demo') === true };
}

/** District letters as the register writes them: 1 to 20 characters, all of which can be seen. */
export function isDistrictLetters(letters: string): boolean {
  const fits = letters.length > 0 && letters.length <= bounds.districtMax;
  return fits && isPlainName(letters) && letters.trim() === letters && isSafeKey(letters);
}

export function parseDistrict(letters: string, stored: unknown): District | undefined {
  const record = asRecord(stored);
  if (record === undefined || !isDistrictLetters(letters)) return undefined;
  const name = asOptionalName(record['name'], bounds.nameMax);
  const place = asOptionalName(record['place'], bounds.nameMax);
  if (name === undefined || place === undefined) return undefined;
  return { letters, name: name || letters, ...(place !== '' && { place }) };
}

export function districtToStored(district: District, previous?: unknown): StoredRecord {
  const { name, place } = district;
  const next = place === undefined || place === '' ? { name } : { name, place };
  return keepUnknown(previous, new Set(['name', 'place']), next);
}

export function parseCode(key: string, stored: unknown): Code | undefined {
  const id = parseId<CodeId>(key);
  const record = asRecord(stored);
  if (id === undefined || record === undefined) return undefined;
  const letter = asName(record['letter'], bounds.codeLetterMax);
  const label = asName(record['label'], bounds.codeLabelMax);
  if (letter === undefined || letter === '' || label === undefined) return undefined;
  // A colour of a newer version is only a colour: the letter carries the meaning.
  const colour = asOneOf(record['colour'], codeColours) ?? 'slate';
  const order = asCount(record['order'], orderMax) ?? orderMax;
  return { id, letter, label, colour, order, retired: record['retired'] === true };
}

export function codeToStored(code: Code, previous?: unknown): StoredRecord {
  const { letter, label, colour, order, retired } = code;
  const next = { letter, label, colour, order, ...(retired && { retired }) };
  return keepUnknown(previous, new Set(['letter', 'label', 'colour', 'order', 'retired']), next);
}

export function parseMember(key: string, stored: unknown): Member | undefined {
  const device = asDeviceId(key);
  const record = asRecord(stored);
  const name = asName(record?.['name'], bounds.nameMax);
  if (device === undefined || name === undefined || name === '') return undefined;
  const colour = asCount(record?.['colour'], paletteMax) ?? 0;
  const deviceName = asName(record?.['deviceName'], bounds.deviceNameMax);
  const formerly = asList(record?.['formerly'], bounds.formerNamesMax, parseFormerName);
  return {
    device,
    name,
    colour,
    ...(deviceName && { deviceName }),
    ...(formerly && formerly.length > 0 && { formerly }),
  };
}

function parseFormerName(stored: unknown): FormerName | undefined {
  const record = asRecord(stored);
  const name = asName(record?.['name'], bounds.nameMax);
  const until = asCount(record?.['until'], bounds.atMax);
  const by = asDeviceId(record?.['by']);
  return name === undefined || until === undefined || !by ? undefined : { name, until, by };
}

export function memberToStored(member: Member, previous?: unknown): StoredRecord {
  const { name, colour, deviceName, formerly } = member;
  const next = { name, colour, ...(deviceName && { deviceName }), ...(formerly && { formerly }) };
  return keepUnknown(previous, new Set(['name', 'colour', 'deviceName', 'formerly']), next);
}

export function parseHolder(key: string, stored: unknown): Holder | undefined {
  const device = asDeviceId(key);
  const at = asCount(asRecord(stored)?.['at'], bounds.atMax);
  return device === undefined || at === undefined ? undefined : { device, at };
}

export function holderToStored({ at }: Holder, previous?: unknown): StoredRecord {
  return keepUnknown(previous, new Set(['at']), { at });
}

export function parseImport(key: string, stored: unknown): ImportRecord | undefined {
  const id = parseId<ImportId>(key);
  const record = asRecord(stored);
  const at = asCount(record?.['at'], bounds.atMax);
  const by = asDeviceId(record?.['by']);
  const file = asName(record?.['file'], bounds.nameMax);
  const layout = asName(record?.['layout'], bounds.nameMax);
  if (id === undefined || at === undefined || by === undefined) return undefined;
  if (file === undefined || layout === undefined) return undefined;
  const count = (name: string) => asCount(record?.[name], bounds.countMax) ?? 0;
  return {
    id,
    at,
    by,
    file,
    layout,
    added: count('added'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    problems: count('problems'),
  };
}

export function importToStored(record: ImportRecord): StoredRecord {
  const { at, by, file, layout, added, changed, unchanged, problems } = record;
  return { at, by, file, layout, added, changed, unchanged, problems };
}
