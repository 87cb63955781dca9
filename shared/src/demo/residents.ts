/** Who lives behind the doors of the demo ward, as rows of a register. */
import type { RegisterEntry } from '../kinds/register/register-entry.ts';
import type { Chance } from './chance.ts';
import { demoDoors, type Door } from './doors.ts';
import { forenames, mixes, surname, type Age, type CommunityName } from './names.ts';
import { demoDistricts } from './streets.ts';

type Person = Pick<RegisterEntry, 'title' | 'surname' | 'forenames' | 'nameSuffix' | 'attains'>;

const dayMs = 86_400_000;
const anonymousPerDistrict = 2;
const overseasPerDistrict = 5;
const firstExternalId = 1_204_117;

/** The whole register, numbered from 1 in each district. `now` dates the attainers. */
export function demoRegister(chance: Chance, now: number): RegisterEntry[] {
  const doors = demoDoors(chance);
  const entries: RegisterEntry[] = [];
  for (const [districtIndex, { letters }] of demoDistricts.entries()) {
    let number = 0;
    const add = (person: Person, rest: Partial<RegisterEntry>) => {
      const inserted = rest.address !== undefined && number > 0 && chance.happens(0.004);
      if (!inserted) number += 1;
      const numbered = { number: String(number), suffix: inserted ? '1' : '' };
      entries.push({ ...blank, ...person, ...numbered, district: letters, ...rest });
    };
    for (const door of doors) {
      if (door.districtIndex !== districtIndex) continue;
      const uprn = String(100_000_000_000 + chance.between(0, 999_999_999));
      for (const person of household(door, chance, now)) {
        const optedOut = chance.happens(0.42);
        const markers = markersOf(chance, person);
        const externalId = `E${firstExternalId + entries.length * 7}`;
        const { address, postcode } = door;
        add(person, { address, postcode, uprn, externalId, optedOut, markers });
      }
    }
    for (let i = 0; i < overseasPerDistrict; i += 1)
      add(adult(chance, 'british', 'younger', surname(chance, 'british')), { markers: 'F' });
    for (let i = 0; i < anonymousPerDistrict; i += 1)
      add(nobody, { anonymous: true, markers: 'N' });
  }
  return withDistinctNumbers(entries).map((entry, index) => ({ ...entry, line: index + 2 }));
}

const nobody: Person = { title: '', surname: '', forenames: '', nameSuffix: '', attains: '' };
const blank: RegisterEntry = {
  ...nobody,
  line: 0,
  district: '',
  number: '',
  suffix: '',
  markers: '',
  optedOut: false,
  address: [],
  postcode: '',
  externalId: '',
  uprn: '',
  anonymous: false,
};

/** Two insertions at one number become /1 and /2. */
function withDistinctNumbers(entries: readonly RegisterEntry[]): RegisterEntry[] {
  let last = 0;
  return entries.map((entry) => {
    last = entry.suffix === '' ? 0 : last + 1;
    return last === 0 ? entry : { ...entry, suffix: String(last) };
  });
}

/** People at one door, by surname and then as they come. Some doors have nobody registered. */
function household(door: Door, chance: Chance, now: number): Person[] {
  if (chance.happens(0.04)) return [];
  const community = chance.weighted(mixes[door.districtIndex]!);
  const family = surname(chance, community);
  const age: Age = chance.happens(door.districtIndex === 1 ? 0.35 : 0.5) ? 'older' : 'younger';
  const kinds = door.isFlat ? flatHouseholds : houseHouseholds;
  const kind = chance.weighted(kinds);
  const one = () => adult(chance, community, age, family);
  switch (kind) {
    case 'single':
      return [one()];
    case 'couple':
      return couple(chance, community, age, family);
    case 'family':
      return [
        ...couple(chance, community, 'older', family),
        ...children(chance, community, family, now),
      ];
    case 'sharers':
      return Array.from({ length: chance.between(2, 4) }, () => {
        const own = chance.weighted(mixes[door.districtIndex]!);
        return adult(chance, own, 'younger', surname(chance, own));
      });
  }
}

type HouseholdKind = 'single' | 'couple' | 'family' | 'sharers';
const houseHouseholds: readonly (readonly [HouseholdKind, number])[] = [
  ['single', 33],
  ['couple', 43],
  ['family', 19],
  ['sharers', 5],
];
const flatHouseholds: readonly (readonly [HouseholdKind, number])[] = [
  ['single', 60],
  ['couple', 30],
  ['family', 4],
  ['sharers', 6],
];

function couple(chance: Chance, community: CommunityName, age: Age, family: string): Person[] {
  const sameSex = chance.happens(0.04);
  const isWoman = chance.happens(0.5);
  const other = chance.happens(0.74) ? family : surname(chance, community);
  return [
    adult(chance, community, age, family, isWoman),
    adult(chance, community, age, other, sameSex ? isWoman : !isWoman),
  ];
}

function children(chance: Chance, community: CommunityName, family: string, now: number): Person[] {
  return Array.from({ length: chance.between(1, 3) }, () => {
    const child = adult(chance, community, 'younger', family);
    if (!chance.happens(0.16)) return child;
    // Attainers are 16 or 17: they reach 18 within the next two years.
    const attains = new Date(now + chance.between(10, 700) * dayMs).toISOString().slice(0, 10);
    return { ...child, attains };
  });
}

function adult(
  chance: Chance,
  community: CommunityName,
  age: Age,
  family: string,
  isWoman = chance.happens(0.51),
): Person {
  const title = isWoman ? chance.pick(['Mrs', 'Ms', 'Miss', 'Ms']) : 'Mr';
  return {
    title: chance.happens(0.03) ? 'Dr' : title,
    surname: family,
    forenames: forenames(chance, community, isWoman, age),
    nameSuffix: !isWoman && chance.happens(0.004) ? 'Jr' : '',
    attains: '',
  };
}

function markersOf(chance: Chance, person: Person): string {
  if (person.attains !== '') return '';
  return chance.happens(0.03) ? 'B' : chance.happens(0.002) ? 'L' : '';
}
