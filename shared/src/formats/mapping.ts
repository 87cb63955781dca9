/**
 * Which column holds what. Proposed by `detect-layout.ts`, changed by hand on the screen, obeyed
 * by `read-register.ts`. Columns are 0-based positions in a row.
 */

export const singleFields = [
  'district',
  'number',
  'suffix',
  'wholeNumber',
  'wholeName',
  'surname',
  'forenames',
  'title',
  'middleNames',
  'nameSuffix',
  'markers',
  'attains',
  'optOut',
  'postcode',
  'externalId',
  'uprn',
] as const;

export type SingleField = (typeof singleFields)[number];

export type Mapping = {
  /** District, number and suffix in one cell: `1BDF-124/1`. */
  readonly wholeNumber?: number;
  /** Surname first, then forenames, in one cell. */
  readonly wholeName?: number;
  /** Names or initials that come after those in `forenames`. */
  readonly middleNames?: number;
  /** The date of attainment, or the date of birth of those who have yet to reach voting age. */
  readonly attains?: number;
} & { readonly [field in SingleField]?: number } & {
  /** Address lines in the order in which they are written. */
  readonly address?: readonly number[];
};

export type Usability =
  | { type: 'usable' }
  /** What no column was chosen for, at least one. */
  | { type: 'incomplete'; missing: readonly Needed[] }
  /** A column, by its position, that was chosen more than once. */
  | { type: 'used-twice'; column: number };

export type Needed = 'number' | 'district' | 'surname' | 'address';

/** Whether rows can be read with this mapping. */
export function isUsable(mapping: Mapping): Usability {
  const has = (field: SingleField): boolean => mapping[field] !== undefined;
  const missing: Needed[] = [];
  if (!has('wholeNumber')) {
    if (!has('number')) missing.push('number');
    if (!has('district')) missing.push('district');
  }
  if (!has('surname') && !has('wholeName')) missing.push('surname');
  if (mapping.address === undefined || mapping.address.length === 0) missing.push('address');
  if (missing.length > 0) return { type: 'incomplete', missing };
  const column = columnUsedTwice(mapping);
  return column === undefined ? { type: 'usable' } : { type: 'used-twice', column };
}

function columnUsedTwice(mapping: Mapping): number | undefined {
  const columns = singleFields.flatMap((field) => mapping[field] ?? []);
  const all = [...columns, ...(mapping.address ?? [])];
  return all.find((column, index) => all.indexOf(column) !== index);
}
