/**
 * One row of a register as an import takes it, whatever file it came from, and what is compared to
 * find the same person again. Knows nothing of files and layouts.
 */
import { partsKey, splitAddress, type NameMemo } from './address.ts';
import { bounds } from '../../base/bounds.ts';
import { isDistrictLetters } from './district-letters.ts';
import { anonymousElector, sameDetails, type Elector, type PersonId } from './elector.ts';
import { electorRow, type EditionId } from './elector.ts';
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
  const elector = electorOf(entry, '0'.repeat(16) as PersonId, '0'.repeat(16) as EditionId);
  const stored = electorRow.write(elector);
  const read = stored && electorRow.parse(stored);
  return read !== undefined && sameDetails(read, elector) && entry.line <= bounds.countMax;
}

/** The entry as an elector; details that the file does not carry are kept from `before`. */
export function electorOf(
  entry: RegisterEntry,
  id: PersonId,
  edition: EditionId,
  before?: Elector,
): Elector {
  const { line } = entry;
  const district = entry.district.toWellFormed();
  const number = entry.number.toWellFormed();
  const suffix = entry.suffix.toWellFormed();
  if (entry.anonymous) return anonymousElector({ id, edition, line, district, number, suffix });
  const kept = (key: 'title' | 'nameSuffix' | 'externalId' | 'uprn') => {
    const value = entry[key].toWellFormed() || before?.[key] || '';
    return value === '' ? {} : { [key]: value };
  };
  return {
    id,
    edition,
    line,
    district,
    number,
    suffix,
    surname: entry.surname.toWellFormed(),
    forenames: entry.forenames.toWellFormed(),
    ...kept('title'),
    ...kept('nameSuffix'),
    address: entry.address.map((each) => each.toWellFormed()),
    postcode: entry.postcode.toWellFormed(),
    markers: entry.markers.toWellFormed(),
    optedOut: entry.optedOut,
    attains: entry.attains,
    ...kept('externalId'),
    ...kept('uprn'),
    anonymous: false,
  };
}
