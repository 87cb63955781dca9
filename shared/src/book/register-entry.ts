/**
 * One row of a register as an import takes it, whatever file it came from, and what is compared to
 * find the same person again. Knows nothing of files and layouts.
 */
import { assert } from '../base/assert.ts';
import { partsKey, splitAddress, type NameMemo } from './address.ts';
import { isDistrictLetters } from './parse-book.ts';
import { anonymousElector, electorToStored, parseElector } from './parse-elector.ts';
import { bounds, type Elector, type ImportId, type PersonId } from './schema.ts';
import { matchKey } from './text-key.ts';

/** Empty texts stand for what a file does not say. */
export interface RegisterEntry {
  /** 1-based line in the file. */
  readonly line: number;
  readonly district: string;
  readonly number: string;
  readonly suffix: string;
  readonly title: string;
  readonly surname: string;
  readonly forenames: string;
  readonly nameSuffix: string;
  readonly markers: string;
  readonly optedOut: boolean;
  /** ISO date, or ''. */
  readonly attains: string;
  readonly address: readonly string[];
  readonly postcode: string;
  readonly externalId: string;
  readonly uprn: string;
  readonly anonymous: boolean;
}

/** Comparable forms of what identifies somebody. */
export interface Keys {
  readonly number: string;
  readonly surname: string;
  readonly forenames: string;
  readonly name: string;
  readonly address: string;
  readonly externalId: string;
  readonly anonymous: boolean;
}

export function keysOf(person: Elector | RegisterEntry, memo: NameMemo): Keys {
  const { district, number, suffix, anonymous } = person;
  const numberKey = number === '' ? '' : `${district}-${number}/${suffix}`.toUpperCase();
  if (anonymous)
    return {
      number: numberKey,
      surname: '',
      forenames: '',
      name: '',
      address: '',
      externalId: '',
      anonymous,
    };
  const surname = matchKey(person.surname);
  const forenames = matchKey(person.forenames);
  return {
    number: numberKey,
    surname,
    forenames,
    name: surname === '' && forenames === '' ? '' : `${surname}|${forenames}`,
    address:
      person.address.length === 0
        ? ''
        : partsKey(splitAddress(person.address, memo), person.postcode),
    externalId: person.externalId ?? '',
    anonymous,
  };
}

/** Whether the entry can be kept as it is: every text within its bound. */
export function fitsBook(entry: RegisterEntry): boolean {
  if (!isDistrictLetters(entry.district)) return false;
  const elector = electorOf(entry, '0'.repeat(16) as PersonId, '0'.repeat(16) as ImportId);
  const read = parseElector(elector.id, electorToStored(elector));
  return read !== undefined && sameDetails(read, elector) && entry.line <= bounds.countMax;
}

/** The entry as an elector; details that the file does not carry are kept from `before`. */
export function electorOf(
  entry: RegisterEntry,
  id: PersonId,
  importId: ImportId,
  before?: Elector,
): Elector {
  const district = entry.district.toWellFormed();
  const number = entry.number.toWellFormed();
  const suffix = entry.suffix.toWellFormed();
  if (entry.anonymous) return anonymousElector({ id, district, number, suffix, importId });
  const kept = (key: 'title' | 'nameSuffix' | 'externalId' | 'uprn') => {
    const value = entry[key].toWellFormed() || before?.[key] || '';
    return value === '' ? {} : { [key]: value };
  };
  return {
    id,
    district,
    number,
    suffix,
    surname: entry.surname.toWellFormed(),
    forenames: entry.forenames.toWellFormed(),
    ...kept('title'),
    ...kept('nameSuffix'),
    address: entry.address.map((line) => line.toWellFormed()),
    postcode: entry.postcode.toWellFormed(),
    markers: entry.markers.toWellFormed(),
    optedOut: entry.optedOut,
    attains: entry.attains,
    ...kept('externalId'),
    ...kept('uprn'),
    anonymous: false,
    importId,
  };
}

/** Equal in everything that a register says; which import last touched them does not matter. */
export function sameDetails(a: Elector, b: Elector): boolean {
  assert(a.id === b.id, 'details are compared for one person');
  return (
    a.district === b.district &&
    a.number === b.number &&
    a.suffix === b.suffix &&
    a.surname === b.surname &&
    a.forenames === b.forenames &&
    a.title === b.title &&
    a.nameSuffix === b.nameSuffix &&
    a.postcode === b.postcode &&
    a.markers === b.markers &&
    a.optedOut === b.optedOut &&
    a.attains === b.attains &&
    a.externalId === b.externalId &&
    a.uprn === b.uprn &&
    a.anonymous === b.anonymous &&
    a.address.length === b.address.length &&
    a.address.every((line, index) => line === b.address[index])
  );
}
