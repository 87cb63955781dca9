/**
 * Electors as households in walking order: streets A to Z within a district, houses by number and
 * then letter, flats under their building, named houses after the numbers. Pure, and independent
 * of the order in which electors come: every device shows the same list.
 *
 * Invariant: every elector is in exactly one household.
 */
import { readPlace, type Place } from './address.ts';
import type { Elector } from './elector.ts';
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

interface Door {
  readonly household: Household;
  readonly order: string;
}

/** Same input, same output, whatever the order; a few microseconds an elector. */
export function walkingOrder(electors: Iterable<Elector>): Street[] {
  const walk = new WalkingOrder();
  for (const elector of electors) walk.add(elector);
  return walk.streets();
}

/** The same for those who must not stop for a whole ward at once: most of the work is in `add`. */
export class WalkingOrder {
  readonly #spellings = new Spellings();
  readonly #others = new Map<string, Elector[]>();
  readonly #anonymous: Elector[] = [];

  add(elector: Elector): void {
    if (elector.anonymous) this.#anonymous.push(elector);
    else if (elector.address.length === 0) push(this.#others, elector.district, elector);
    else this.#spellings.add(elector);
  }

  /** Of everybody added. */
  streets(): Street[] {
    const others = [...this.#others].map(otherElectors);
    const streets = [...streetsOf(this.#spellings.homes()), ...others].sort(
      (a, b) =>
        compareNatural(a.district, b.district) ||
        compare(a.district, b.district) ||
        compare(a.kind === 'other' ? 1 : 0, b.kind === 'other' ? 1 : 0) ||
        compareNatural(a.name, b.name) ||
        compare(a.key, b.key),
    );
    const hasAnonymous = this.#anonymous.length > 0;
    return hasAnonymous ? [...streets, anonymousEntries(this.#anonymous)] : streets;
  }
}

/** The households of all streets, in walking order. */
export function households(streets: readonly Street[]): Household[] {
  return streets.flatMap((street) => street.households);
}

function streetsOf(homes: ReadonlyMap<string, readonly Spelling[]>): Street[] {
  const districts = new Map<string, Map<string, Door[]>>();
  for (const [key, spellings] of homes) {
    const electors = spellings.flatMap((spelling) => spelling.electors).sort(byNumber);
    const first = electors[0]!;
    // However many ways the address is written, the first elector's way is shown.
    const spelling = spellings.find((each) => each.electors.includes(first));
    const place = readPlace(spelling?.parts ?? []) ?? nowhere;
    const doors = districts.get(first.district) ?? new Map<string, Door[]>();
    districts.set(first.district, doors);
    push(doors, place.streetKey, doorOf(key, electors, place));
  }
  return [...districts].flatMap(([district, byStreet]) =>
    [...byStreet].map(([streetKey, doors]) => streetOf(district, streetKey, doors)),
  );
}

function streetOf(district: string, streetKey: string, doors: Door[]): Street {
  const sorted = doors.sort((a, b) => compare(a.order, b.order)).map(({ household }) => household);
  const name = commonest(sorted.map(({ street }) => street));
  const named = sorted.map((household) =>
    household.street === name ? household : { ...household, street: name },
  );
  return { key: `${district}|${streetKey}`, name, district, kind: 'street', households: named };
}

function doorOf(key: string, electors: readonly Elector[], place: Place): Door {
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

function otherElectors([district, electors]: [string, Elector[]]): Street {
  const alone = electors.sort(byNumber).map((elector): Household => ({
    key: `${district}|other|${elector.id}`,
    label: 'No address',
    street: otherName,
    postcode: elector.postcode,
    electors: [elector],
  }));
  return { key: `${district}|other`, name: otherName, district, kind: 'other', households: alone };
}

const otherName = 'Other electors';
const anonymousName = 'Anonymous entries';

function anonymousEntries(electors: Elector[]): Street {
  const group: Household = {
    key: 'anonymous',
    label: anonymousName,
    street: anonymousName,
    postcode: '',
    electors: electors.sort(byNumber),
  };
  return {
    key: 'anonymous',
    name: anonymousName,
    district: '',
    kind: 'anonymous',
    households: [group],
  };
}

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

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
