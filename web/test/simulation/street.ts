/** The people whom the simulation imports, street by street. */
import type { RegisterEntry } from '@wardbook/shared/kinds/register/register-entry';

/** Stand in every name and note that the simulation writes, and may be seen nowhere outside. */
export const secretWords = ['Ogilvy-Marchetti', 'Quillfeather Lane', 'doorbell is broken'];

/** The `n`th door of a street. */
export function registerEntry(street: number, n: number): RegisterEntry {
  return {
    line: n + 2,
    district: 'AB',
    number: String(street * 100 + n + 1),
    suffix: '',
    title: '',
    surname: secretWords[0]!,
    forenames: `Person ${street} ${n}`,
    nameSuffix: '',
    markers: '',
    optedOut: false,
    attains: '',
    address: [`${n + 1} ${secretWords[1]} ${street}`],
    postcode: 'ZZ1 1ZZ',
    externalId: '',
    uprn: '',
    anonymous: false,
  };
}
