/**
 * What is wanted of the list, as the page keeps it in its address so that Back finds it again.
 * It is kept behind the '#': browsers never send that part, so what is searched for, a name or a
 * road, stays on the device when the page is reloaded.
 */
import { flagFields } from '@wardbook/shared/kinds/detail/detail';
import type { CodeId } from '@wardbook/shared/kinds/code/code';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import type { PeopleFilter } from '@wardbook/shared/find/people-filter';

export interface Wanted {
  readonly text: string;
  /** Each '' when it narrows nothing. */
  readonly district: string;
  readonly road: string;
  readonly code: string;
  readonly mark: string;
  readonly notAsked: boolean;
}

export const everything: Wanted = {
  text: '',
  district: '',
  road: '',
  code: '',
  mark: '',
  notAsked: false,
};

const textMax = 200;

/** Anything that is not one of ours is passed over. */
export function readWanted(fragment: string): Wanted {
  const parts = new URLSearchParams(fragment.replace(/^#/, ''));
  const part = (name: string) => (parts.get(name) ?? '').slice(0, textMax);
  return {
    text: part('find'),
    district: part('district'),
    road: part('road'),
    code: part('code'),
    mark: part('mark'),
    notAsked: parts.has('not-asked'),
  };
}

/** '' when everybody is wanted, else with its '#'. */
export function writeWanted(wanted: Wanted): string {
  const parts = new URLSearchParams();
  const { text, district, road, code, mark, notAsked } = wanted;
  for (const [name, value] of Object.entries({ find: text, district, road, code, mark }))
    if (value !== '') parts.set(name, value);
  if (notAsked) parts.set('not-asked', '');
  return parts.size === 0 ? '' : `#${parts.toString()}`;
}

/** How many ways of narrowing are in use, the search left out. */
export function filterCount({ district, road, code, mark, notAsked }: Wanted): number {
  return [district, road, code, mark, notAsked].filter(Boolean).length;
}

export function wantedPeople(
  wanted: Wanted,
  matches: ReadonlySet<PersonId> | undefined,
): PeopleFilter {
  return {
    districts: only(wanted.district),
    roads: only(wanted.road),
    codes: only(wanted.code as CodeId | 'none' | ''),
    notAsked: wanted.notAsked,
    flags: only(flagFields.find((flag) => flag === wanted.mark) ?? ''),
    election: undefined,
    mayVote: false,
    matches,
  };
}

function only<Value extends string>(value: Value): ReadonlySet<Exclude<Value, ''>> {
  return new Set(value === '' ? [] : [value as Exclude<Value, ''>]);
}
