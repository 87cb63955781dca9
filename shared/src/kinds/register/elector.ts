/**
 * An elector as an edition of the register gives them, and the row in which a document holds it: with
 * one-letter keys and without what is empty, since a ward holds ten thousand of them.
 *
 * Invariant: an anonymous elector that passes through here has no name, address or other detail,
 * whatever was stored.
 */
import { bounds } from '../../base/bounds.ts';
import {
  as,
  count,
  flag,
  lenient,
  list,
  optional,
  or,
  record,
  refine,
  text,
  type ValueOf,
} from '../../base/fields.ts';
import type { RecordId } from '../../base/ids.ts';
import { recordId } from '../../ledger/kind.ts';
import type { EventId } from '../../ledger/ledger.ts';
import { districtLettersMax } from './district-letters.ts';

export type PersonId = RecordId<'PersonId'>;
/** The id of the event by which an edition was taken in. */
export type EditionId = EventId;

const addressLinesMax = 12;
const addressLineMax = 200;

const isoDate = /^(\d{4}-\d{2}-\d{2})?$/;
const some = (lengthMax: number) =>
  refine(text(lengthMax), (value) => (value === '' ? undefined : value));

const plainElector = record({
  id: as('w', recordId<PersonId>()),
  /** Which edition says so. */
  edition: as('i', recordId<EditionId>()),
  /** 1-based line in the edition's file; 0 where nobody knows. */
  line: as('r', or(count(bounds.countMax), 0)),
  district: as('d', text(districtLettersMax)),
  /** Text, without district and suffix. */
  number: as('n', text(bounds.shortMax)),
  /** '' when there is none. */
  suffix: as('s', or(text(bounds.shortMax), '')),
  surname: as('l', or(text(bounds.nameMax), '')),
  forenames: as('f', or(text(bounds.nameMax), '')),
  title: as('t', lenient(optional(some(bounds.nameMax)))),
  nameSuffix: as('x', lenient(optional(some(bounds.nameMax)))),
  /** Lines that are not empty, without the postcode. */
  address: as('a', or(list(some(addressLineMax), addressLinesMax), [])),
  postcode: as('p', or(text(bounds.shortMax), '')),
  markers: as('m', lenient(or(text(bounds.shortMax), ''))),
  optedOut: as('o', flag),
  /** ISO date, or ''. */
  attains: as('v', lenient(or(text(10, isoDate), ''))),
  externalId: as('e', lenient(optional(some(bounds.shortMax)))),
  uprn: as('u', lenient(optional(some(bounds.shortMax)))),
  /** Has a number and nothing else: no name, no address, and nothing may be written about them. */
  anonymous: as('z', flag),
});
export type Elector = ValueOf<typeof plainElector>;

export const electorRow = refine(plainElector, (elector: Elector) =>
  elector.anonymous ? anonymousElector(elector) : elector,
);

/** The only form in which somebody with an anonymous entry is held. */
export function anonymousElector(
  identity: Pick<Elector, 'id' | 'edition' | 'line' | 'district' | 'number' | 'suffix'>,
): Elector {
  const { id, edition, line, district, number, suffix } = identity;
  return {
    id,
    edition,
    line,
    district,
    number,
    suffix,
    surname: '',
    forenames: '',
    address: [],
    postcode: '',
    markers: 'N',
    optedOut: false,
    attains: '',
    anonymous: true,
  };
}

/** '1BDF-124/1'; the suffix is written only where there is one. */
export function electorNumber(elector: Pick<Elector, 'district' | 'number' | 'suffix'>): string {
  const suffix = elector.suffix === '' ? '' : `/${elector.suffix}`;
  return `${elector.district}-${elector.number}${suffix}`;
}

/** Equal in everything that a register says; which edition says it does not matter. */
export function sameDetails(a: Elector, b: Elector): boolean {
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
