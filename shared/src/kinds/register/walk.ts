/**
 * Electors as households in walking order: streets A to Z within a district, houses by number and
 * then letter, flats under their building, named houses after the numbers. Independent of the order
 * in which electors come: every device shows the same list.
 *
 * Invariant: every elector is in exactly one household.
 */
import { mapAt } from '../../base/map-at.ts';
import { readPlace, type Place } from './address.ts';
import type { Elector, PersonId } from './elector.ts';
import { Spellings, type Spelling } from './spellings.ts';
import { compareNatural, naturalKey } from './text-key.ts';

export interface Street {
  readonly key: string;
  readonly name: string;
  /** '' for the anonymous entries, which are one group for the whole book. */
  readonly district: string;
  /** 'other': electors with no address (overseas, services). Each stands alone. */
  readonly kind: 'street' | 'other' | 'anonymous';
  readonly households: readonly Household[];
}

export interface Household {
  readonly key: string;
  /** '26', 'Rose Cottage', 'Flat 4, Maple House'. The street is not repeated. */
  readonly label: string;
  /** Present where several households share a door: flats. */
  readonly building?: { readonly key: string; readonly name: string };
  readonly street: string;
  readonly postcode: string;
  /** Side of the road, where the house has a number. */
  readonly side?: 'odd' | 'even';
  /** By number on the register. */
  readonly electors: readonly Elector[];
}

/** Where a person lives. */
export interface Home {
  readonly street: Street;
  readonly household: Household;
}

/** Whoever lives at one address, and where it stands in which street; worked out when it is asked for. */
interface Address {
  residents: Resident[];
  road?: string;
}

interface Resident {
  readonly elector: Elector;
  /** undefined for the anonymous and for those who have no address. */
  readonly spelling: Spelling | undefined;
}

interface Door {
  readonly household: Household;
  readonly order: string;
}

/** The doors of a street by the keys of their homes. */
type Road = Pick<Street, 'key' | 'district' | 'kind'> & { readonly doors: Map<string, Door> };

/**
 * Takes in one person after the other, and again whoever has changed: a street in which nobody is
 * another stays the same object. A few microseconds a person, most of them in `put`.
 */
export class WalkingOrder {
  readonly #spellings = new Spellings();
  readonly #homes = new Map<string, Address>();
  readonly #homeOf = new Map<PersonId, string>();
  readonly #roads = new Map<string, Road>();
  readonly #streetAt = new Map<string, Street>();
  readonly #stale = new Set<string>();
  #streets: readonly Street[] = [];
  #looks = 0;

  /** Puts somebody where they live now; nowhere, where there is no `elector` any more. */
  put(id: PersonId, elector: Elector | undefined): void {
    const before = this.#homeOf.get(id);
    if (before !== undefined) {
      const home = this.#homes.get(before)!;
      if (home.residents.some(({ elector: each }) => each === elector)) return;
      home.residents = home.residents.filter(({ elector: { id: each } }) => each !== id);
      this.#homeOf.delete(id);
      this.#stale.add(before);
    }
    if (elector === undefined) return;
    const spelling =
      elector.anonymous || elector.address.length === 0 ? undefined : this.#spellings.of(elector);
    const key = spelling?.key ?? keyWithoutAddress(elector);
    mapAt(this.#homes, key, (): Address => ({ residents: [] })).residents.push({
      elector,
      spelling,
    });
    this.#homeOf.set(id, key);
    this.#stale.add(key);
  }

  /** Of everybody put in. The same list until somebody is another. */
  streets(): readonly Street[] {
    if (this.#stale.size === 0) return this.#streets;
    const roads = new Set([...this.#stale].flatMap((key) => this.#settle(key)));
    this.#stale.clear();
    const same = this.#streets.filter(({ key }) => !roads.has(key));
    const others = [...roads].flatMap((key) => this.#renew(key));
    this.#streets = [...same, ...others].sort(byPlace);
    return this.#streets;
  }

  homeOf(id: PersonId): Home | undefined {
    this.streets();
    const key = this.#homeOf.get(id);
    if (key === undefined) return undefined;
    const street = this.#streetAt.get(this.#homes.get(key)!.road!)!;
    return { street, household: street.households.find((each) => each.key === key)! };
  }

  /** How many doors have been worked out or put in order. */
  get looks(): number {
    return this.#looks;
  }

  /** Puts a home's door into its street. Gives the streets that it was and is in. */
  #settle(key: string): string[] {
    const home = this.#homes.get(key)!;
    const { road: before } = home;
    if (before !== undefined) this.#roads.get(before)!.doors.delete(key);
    const residents = home.residents.sort((a, b) => byNumber(a.elector, b.elector));
    this.#looks += 1;
    const [first] = residents;
    if (first === undefined) {
      this.#homes.delete(key);
      return before === undefined ? [] : [before];
    }
    const { door, ...road } = doorOf(
      key,
      first,
      residents.map(({ elector }) => elector),
    );
    mapAt(this.#roads, road.key, () => ({ ...road, doors: new Map() })).doors.set(key, door);
    home.road = road.key;
    return before === undefined ? [road.key] : [before, road.key];
  }

  #renew(key: string): Street[] {
    const road = this.#roads.get(key)!;
    this.#looks += road.doors.size;
    if (road.doors.size > 0) {
      const street = streetOf(road);
      this.#streetAt.set(key, street);
      return [street];
    }
    this.#roads.delete(key);
    this.#streetAt.delete(key);
    return [];
  }
}

/** Anonymous entries are one group; whoever has no address stands alone. */
function keyWithoutAddress({ id, district, anonymous }: Elector): string {
  return anonymous ? anonymousKey : `${district}|other|${id}`;
}

function doorOf(
  key: string,
  { elector, spelling }: Resident,
  electors: readonly Elector[],
): Omit<Road, 'doors'> & { readonly door: Door } {
  const { district } = elector;
  if (elector.anonymous)
    return { key: anonymousKey, district: '', kind: 'anonymous', door: anonymousDoor(electors) };
  if (spelling === undefined)
    return {
      key: `${district}|other`,
      district,
      kind: 'other',
      door: doorWithoutAddress(key, elector),
    };
  // However many ways the address is written, the first elector's way is shown.
  const place = readPlace(spelling.parts) ?? nowhere;
  const door = doorAt(key, electors, place);
  return { key: `${district}|${place.streetKey}`, district, kind: 'street', door };
}

function streetOf({ key, district, kind, doors }: Road): Street {
  const sorted = [...doors.values()].sort(kind === 'other' ? byFirstNumber : byOrder);
  const name = commonest(sorted.map(({ household }) => household.street));
  const households = sorted.map(({ household }) =>
    household.street === name ? household : { ...household, street: name },
  );
  return { key, name, district, kind, households };
}

/** Whether there is an address: those without come last in their district, anonymous entries at the end. */
const kinds: readonly Street['kind'][] = ['street', 'other', 'anonymous'];

function byPlace(a: Street, b: Street): number {
  const isLast = ({ kind }: Street) => Number(kind === 'anonymous');
  return (
    compare(isLast(a), isLast(b)) ||
    compareNatural(a.district, b.district) ||
    compare(a.district, b.district) ||
    compare(kinds.indexOf(a.kind), kinds.indexOf(b.kind)) ||
    compareNatural(a.name, b.name) ||
    compare(a.key, b.key)
  );
}

function byOrder(a: Door, b: Door): number {
  return compare(a.order, b.order);
}

function byFirstNumber(a: Door, b: Door): number {
  return byNumber(a.household.electors[0]!, b.household.electors[0]!);
}

function doorAt(key: string, electors: readonly Elector[], place: Place): Door {
  const { postcode, district } = electors[0]!;
  const number = place.number === undefined ? '' : `${place.number}${place.numberRest}`;
  const label = labelOf(place, number);
  const name = place.building || `${number} ${place.street}`;
  const buildingKey = `${district}|${place.streetKey}|${number}|${place.building.toLowerCase()}`;
  const household: Household = {
    key,
    label,
    ...(place.unit !== '' && { building: { key: buildingKey, name: name.trim() } }),
    street: place.street,
    postcode,
    ...(place.number !== undefined && { side: place.number % 2 === 0 ? 'even' : 'odd' }),
    electors,
  };
  return { household, order: orderOf(place, key) };
}

const nowhere: Place = {
  street: '',
  streetKey: '',
  number: undefined,
  numberRest: '',
  unit: '',
  building: '',
};

function labelOf(place: Place, number: string): string {
  const { unit, building, street } = place;
  if (unit !== '') return [unit, building || number || street].join(', ');
  if (building !== '') return number === '' ? building : `${number} (${building})`;
  return number || street;
}

/** Sorts as text: numbered doors, then named ones; within a door the house before its flats. */
function orderOf(place: Place, key: string): string {
  const { number, numberRest, building, unit } = place;
  const door = number === undefined ? 'named' : String(number).padStart(houseDigits, '0');
  const rest = [numberRest, building, floorOrder(unit), unit].map(naturalKey).join('\u0001');
  return `${door}\u0001${rest}\u0001${key}`;
}

/** As many as a house number may have. */
const houseDigits = 6;

/** Floors by name come from the bottom up; anything else stays as it is written. */
function floorOrder(unit: string): string {
  if (!/basement|ground|first|second|third|top/i.test(unit)) return '';
  const floors = [/basement/i, /ground/i, /first/i, /second/i, /third/i, /top/i];
  return String(floors.findIndex((floor) => floor.test(unit)));
}

function doorWithoutAddress(key: string, elector: Elector): Door {
  const { postcode } = elector;
  return {
    household: { key, label: 'No address', street: otherName, postcode, electors: [elector] },
    order: '',
  };
}

function anonymousDoor(electors: readonly Elector[]): Door {
  return {
    household: {
      key: anonymousKey,
      label: anonymousName,
      street: anonymousName,
      postcode: '',
      electors,
    },
    order: '',
  };
}

const otherName = 'Other electors';
const anonymousName = 'Anonymous entries';
const anonymousKey = 'anonymous';

function byNumber(a: Elector, b: Elector): number {
  return (
    compare(a.district, b.district) ||
    compareNatural(a.number, b.number) ||
    compareNatural(a.suffix, b.suffix) ||
    compare(a.id, b.id)
  );
}

/** The spelling most households have; of equals the first in order, the same for everybody. */
function commonest(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
  return first?.[0] ?? '';
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
