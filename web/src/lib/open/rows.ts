/**
 * Streets as the flat rows of a list, in walking order: a heading for each street, one for each
 * building with several doors in sight, and then either people or doors.
 *
 * Invariant: keys are stable; a person keeps theirs whatever else is in the list.
 */
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import type { Household, Street } from '@wardbook/shared/kinds/register/walk';
import type { ChosenHousehold, ChosenStreet } from '@wardbook/shared/find/people-filter';

export interface StreetRow {
  readonly type: 'street';
  readonly key: string;
  readonly street: Street;
  /** How many people under it are in the list. */
  readonly people: number;
}

export interface BuildingRow {
  readonly type: 'building';
  readonly key: string;
  /** The building's own key: it may have several headings. */
  readonly building: string;
  readonly name: string;
  readonly street: Street;
}

export interface HouseholdRow extends ChosenHousehold {
  readonly type: 'household';
  readonly key: string;
  readonly street: Street;
  /** 'Flat 4' under its building's heading, else the whole label. */
  readonly door: string;
}

export interface ElectorRow {
  readonly type: 'elector';
  readonly key: string;
  readonly elector: Elector;
  readonly household: Household;
  readonly street: Street;
  readonly door: string;
  /** The first of their household in the list. */
  readonly isFirst: boolean;
}

export type HeadingRow = StreetRow | BuildingRow;
export type PeopleRow = HeadingRow | ElectorRow;
export type DoorRow = HeadingRow | HouseholdRow;

export function peopleRows(streets: readonly ChosenStreet[]): PeopleRow[] {
  return rows(streets, (out, { household, electors }, street, door) => {
    let isFirst = true;
    for (const elector of electors) {
      out.push({ type: 'elector', key: elector.id, elector, household, street, door, isFirst });
      isFirst = false;
    }
  });
}

export function doorRows(streets: readonly ChosenStreet[]): DoorRow[] {
  return rows(streets, (out, { household, electors }, street, door) => {
    const key = `door|${household.key}`;
    out.push({ type: 'household', key, household, electors, street, door });
  });
}

function rows<Row>(
  streets: readonly ChosenStreet[],
  push: (out: (Row | HeadingRow)[], at: ChosenHousehold, street: Street, door: string) => void,
): (Row | HeadingRow)[] {
  const out: (Row | HeadingRow)[] = [];
  for (const { street, households, people } of streets) {
    out.push({ type: 'street', key: `street|${street.key}`, street, people });
    let under: string | undefined;
    households.forEach((at, index) => {
      const building = at.household.building;
      const next = households[index + 1]?.household.building;
      if (building?.key !== under) {
        // One flat alone needs no heading: its label names the building.
        under = building && next?.key === building.key ? building.key : undefined;
        if (building && under !== undefined) {
          const key = `building|${building.key}|${at.household.key}`;
          out.push({ type: 'building', key, building: building.key, name: building.name, street });
        }
      }
      push(out, at, street, under === undefined ? at.household.label : unitOf(at.household));
    });
  }
  return out;
}

/** 'Flat 4' of 'Flat 4, Maple House'. */
function unitOf({ label, building }: Household): string {
  const named = `, ${building?.name ?? ''}`;
  const end = label.endsWith(named) ? label.length - named.length : label.lastIndexOf(', ');
  return end > 0 ? label.slice(0, end) : label;
}
