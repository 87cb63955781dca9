/** Every front door of the demo ward, with its address as a council writes it. */
import type { Chance } from './chance.ts';
import { cottageNames, demoDistricts, ward, type DemoStreet, type Lean } from './streets.ts';

export interface Door {
  readonly district: string;
  readonly districtIndex: number;
  readonly address: readonly string[];
  readonly postcode: string;
  readonly isFlat: boolean;
  readonly lean: Lean;
}

const flatsPerFloor = 4;
const doorsPerPostcode = 17;
/** Inward letters that real postcodes use; the area ZZ does not exist. */
const inwardLetters = 'ABDEFGHJLNPQRSTUWXYZ';

/** In the order of the register: by district and street. */
export function demoDoors(chance: Chance): Door[] {
  const names = chance.sample(cottageNames, cottageNames.length);
  let postcodes = 0;
  return demoDistricts.flatMap((district, districtIndex) =>
    district.streets.flatMap((street) => {
      const addresses = addressesIn(street, chance, names);
      const first = postcodes;
      postcodes += Math.ceil(addresses.length / doorsPerPostcode);
      return addresses.map((lines, index) => ({
        district: district.letters,
        districtIndex,
        address: [...lines, ward],
        postcode: postcodeOf(districtIndex, first + Math.floor(index / doorsPerPostcode)),
        isFlat: /^Flat|^Apartment/.test(lines[0]!),
        lean: street.lean,
      }));
    }),
  );
}

function addressesIn(street: DemoStreet, chance: Chance, names: string[]): string[][] {
  const numbers = Array.from({ length: street.size }, (_, index) => index + 1);
  switch (street.kind) {
    case 'terrace':
      return numbers.flatMap((number) => terraceHouse(number, street.name, chance));
    case 'semi':
    case 'close':
      return numbers
        .filter((number) => number !== 13 || street.kind === 'semi')
        .map((number) => [`${number} ${street.name}`]);
    case 'shops':
      return numbers.flatMap((number) => flatsOverShop(number, street.name, chance));
    case 'tower': {
      const flats = Array.from({ length: street.size * flatsPerFloor }, (_, index) => index + 1);
      return flats.map((flat) => [`Flat ${flat}`, street.building!, `2 ${street.name}`]);
    }
    case 'court':
      return numbers.map((flat) =>
        street.building === street.name
          ? [`Flat ${flat}`, street.name]
          : [`Flat ${flat}`, street.building!, street.name],
      );
    case 'cottages':
      return numbers.map((number) => {
        const name = number % 2 === 1 ? names.pop() : undefined;
        return name === undefined ? [`${number} ${street.name}`] : [name, street.name];
      });
  }
}

/** Some terraced houses were divided, some squeezed in later. */
function terraceHouse(number: number, street: string, chance: Chance): string[][] {
  if (chance.happens(0.04))
    return ['Flat 1', 'Flat 2'].map((flat) => [`${flat}, ${number} ${street}`]);
  const house = [`${number} ${street}`];
  return chance.happens(0.015) ? [house, [`${number}A ${street}`]] : [house];
}

function flatsOverShop(number: number, street: string, chance: Chance): string[][] {
  if (chance.happens(0.3)) return [];
  if (chance.happens(0.4)) return [[`${number}A ${street}`]];
  return ['Flat A', 'Flat B'].map((flat) => [flat, `${number} ${street}`]);
}

function postcodeOf(districtIndex: number, index: number): string {
  const first = inwardLetters[Math.floor(index / inwardLetters.length) % inwardLetters.length]!;
  const second = inwardLetters[index % inwardLetters.length]!;
  return `ZZ1 ${districtIndex + 3}${first}${second}`;
}
