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
export type Field = SingleField | 'address';

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

/** What to call a field on the screen. */
export const fieldNames: Record<Field, string> = {
  district: 'Polling district',
  number: 'Elector number',
  suffix: 'Elector number suffix',
  wholeNumber: 'District and number together',
  wholeName: 'Surname and forenames together',
  surname: 'Surname',
  forenames: 'First names',
  title: 'Title',
  middleNames: 'Middle names or initials',
  nameSuffix: 'Name suffix (such as Jr)',
  markers: 'Markers',
  attains: 'Date of attainment',
  optOut: 'Opted out of the open register',
  postcode: 'Postcode',
  externalId: 'Council’s own reference',
  uprn: 'UPRN',
  address: 'Address line',
};

export type Usability = { type: 'usable' } | { type: 'incomplete'; missing: string };

/** Whether rows can be read with this mapping; if not, `missing` is a sentence saying why. */
export function isUsable(mapping: Mapping): Usability {
  const has = (field: SingleField): boolean => mapping[field] !== undefined;
  const missing: string[] = [];
  if (!has('wholeNumber')) {
    if (!has('number')) missing.push('the elector number');
    if (!has('district')) missing.push('the polling district');
  }
  if (!has('surname') && !has('wholeName')) missing.push('the surname');
  if (mapping.address === undefined || mapping.address.length === 0) missing.push('the address');
  if (missing.length > 0) {
    const list = `${missing.slice(0, -1).join(', ')}${missing.length > 1 ? ' and ' : ''}${missing.at(-1)}`;
    return { type: 'incomplete', missing: `Say which column holds ${list}.` };
  }
  const twice = columnUsedTwice(mapping);
  if (twice === undefined) return { type: 'usable' };
  return {
    type: 'incomplete',
    missing: `Column ${twice + 1} is chosen for more than one thing. Choose a column once.`,
  };
}

function columnUsedTwice(mapping: Mapping): number | undefined {
  const columns = singleFields.flatMap((field) => mapping[field] ?? []);
  const all = [...columns, ...(mapping.address ?? [])];
  return all.find((column, index) => all.indexOf(column) !== index);
}
