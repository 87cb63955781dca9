/** Electors for tests: plain ones with what matters spelled out, and many of them. */
import type { Elector, PersonId } from '../kinds/register/elector.ts';
import type { EditionId } from '../kinds/register/elector.ts';

let made = 0;

export function electorOf(parts: Partial<Elector> = {}): Elector {
  made += 1;
  return {
    edition: 'importimportimpo' as EditionId,
    line: 0,
    id: `P${String(made).padStart(15, '0')}` as PersonId,
    district: '1BDF',
    number: String(made),
    suffix: '',
    surname: 'Green',
    forenames: 'Ann',
    address: ['1 High Street'],
    postcode: 'ZZ1 4AB',
    markers: '',
    optedOut: false,
    attains: '',
    anonymous: false,
    ...parts,
  };
}

/** Four to a house, fifty houses to a street, half of the streets in each of two districts. */
export function manyElectors(count: number): Elector[] {
  return Array.from({ length: count }, (_, index) => {
    const house = Math.floor(index / 4);
    const street = Math.floor(house / 50);
    return electorOf({
      district: street % 2 === 0 ? '1BDF' : '1BDG',
      number: String(index + 1),
      surname: `Name${house}`,
      forenames: `Person${index % 4}`,
      address: [`${(house % 50) + 1} Number ${street} Street`],
    });
  });
}
