/**
 * An elector as stored and as used. Stored with one-letter keys and without what is empty: a ward
 * holds ten thousand of them.
 *
 * Invariant: an anonymous elector that passes through here has no name, address or other detail,
 * whatever was stored.
 */
import { bounds, parseId, type Elector, type ImportId, type PersonId } from './schema.ts';
import { asRecord, type StoredRecord } from '../base/stored-record.ts';
import { asList, asOptionalText, asText, keepUnknown } from './stored.ts';

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const knownKeys = new Set('dnslftxapmoveuzi');

/** undefined when the record is not one of an elector. Never throws. */
export function parseElector(key: string, stored: unknown): Elector | undefined {
  const id = parseId<PersonId>(key);
  const record = asRecord(stored);
  if (id === undefined || record === undefined) return undefined;
  const importId = parseId<ImportId>(record['i']);
  const district = asText(record['d'], bounds.districtMax);
  const number = asText(record['n'], bounds.shortMax);
  const suffix = asOptionalText(record['s'], bounds.shortMax);
  if (importId === undefined || district === undefined) return undefined;
  if (number === undefined || suffix === undefined) return undefined;
  if (record['z'] === 1) return anonymousElector({ id, district, number, suffix, importId });
  const surname = asOptionalText(record['l'], bounds.nameMax);
  const forenames = asOptionalText(record['f'], bounds.nameMax);
  const address = asList(record['a'] ?? [], bounds.addressLinesMax, asAddressLine);
  const postcode = asOptionalText(record['p'], bounds.shortMax);
  if (surname === undefined || forenames === undefined) return undefined;
  if (address === undefined || postcode === undefined) return undefined;
  return {
    id,
    district,
    number,
    suffix,
    surname,
    forenames,
    ...detail('title', record['t'], bounds.nameMax),
    ...detail('nameSuffix', record['x'], bounds.nameMax),
    address,
    postcode,
    markers: asText(record['m'], bounds.shortMax) ?? '',
    optedOut: record['o'] === 1,
    attains: isoDate.test(String(record['v'])) ? String(record['v']) : '',
    ...detail('externalId', record['e'], bounds.shortMax),
    ...detail('uprn', record['u'], bounds.shortMax),
    anonymous: false,
    importId,
  };
}

/** What to store in place of `previous`. Keys of a newer version in `previous` are kept. */
export function electorToStored(elector: Elector, previous?: unknown): StoredRecord {
  const next: Record<string, unknown> = { d: elector.district, n: elector.number };
  const put = (key: string, value: string | undefined) => {
    if (value !== undefined && value !== '') next[key] = value;
  };
  put('s', elector.suffix);
  next['i'] = elector.importId;
  if (elector.anonymous) return { ...next, z: 1 };
  put('l', elector.surname);
  put('f', elector.forenames);
  put('t', elector.title);
  put('x', elector.nameSuffix);
  if (elector.address.length > 0) next['a'] = [...elector.address];
  put('p', elector.postcode);
  put('m', elector.markers);
  if (elector.optedOut) next['o'] = 1;
  put('v', elector.attains);
  put('e', elector.externalId);
  put('u', elector.uprn);
  return keepUnknown(previous, knownKeys, next);
}

/** The only form in which somebody with an anonymous entry is held. */
export function anonymousElector(
  identity: Pick<Elector, 'id' | 'district' | 'number' | 'suffix' | 'importId'>,
): Elector {
  return {
    id: identity.id,
    district: identity.district,
    number: identity.number,
    suffix: identity.suffix,
    surname: '',
    forenames: '',
    address: [],
    postcode: '',
    markers: 'N',
    optedOut: false,
    attains: '',
    anonymous: true,
    importId: identity.importId,
  };
}

function asAddressLine(value: unknown): string | undefined {
  return value === '' ? undefined : asText(value, bounds.addressLineMax);
}

function detail<Key extends string>(key: Key, value: unknown, lengthMax: number) {
  const text = asOptionalText(value, lengthMax) ?? '';
  return (text === '' ? {} : { [key]: text }) as { [K in Key]?: string };
}
