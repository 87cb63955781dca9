/** The demo register in the layouts that councils send, for tests and for trying an import. */
import type { RegisterEntry } from '../kinds/register/register-entry.ts';

export type DemoLayout = 'xpress14' | 'xpress13' | 'halarose' | 'democracy-counts';

interface Layout {
  readonly header: readonly string[];
  readonly row: (entry: RegisterEntry) => string[];
}

/** Header and one row for each entry, every row as wide as the header. */
export function registerRows(entries: readonly RegisterEntry[], layout: DemoLayout): string[][] {
  const { header, row } = layouts[layout];
  return [[...header], ...entries.map(row)];
}

const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index + 1}`);

const columns = (names: string) => names.split(',');

const xpressNumber = columns(
  'Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB',
);

const layouts: Readonly<Record<DemoLayout, Layout>> = {
  xpress14: {
    header: [
      ...xpressNumber,
      'Elector Surname',
      'Elector Forename',
      'PostCode',
      ...numbered('Address', 6),
    ],
    row: (entry) => [
      ...xpressIdentity(entry),
      entry.surname,
      // Xpress leaves a blank after the forenames.
      entry.forenames === '' ? '' : `${entry.forenames} `,
      ...xpressAddress(entry),
    ],
  },
  xpress13: {
    header: [...xpressNumber, 'Elector Name', 'PostCode', ...numbered('Address', 6)],
    row: (entry) => [
      ...xpressIdentity(entry),
      `${entry.surname} ${entry.forenames}`.trim(),
      ...xpressAddress(entry),
    ],
  },
  halarose: {
    header: [
      ...columns('PD,ENO,Status,Title,First Names,Initials,Surname,Suffix'),
      ...columns('Date of Attainment,Franchise Flag'),
      ...numbered('Address ', 9),
      ...columns('Postcode,Opt Out'),
    ],
    row: (entry) => [
      entry.district,
      entry.suffix === '' ? entry.number : `${entry.number}/${entry.suffix}`,
      '',
      entry.title,
      entry.forenames,
      '',
      entry.optedOut ? `(z) ${entry.surname}` : entry.surname,
      entry.nameSuffix,
      dayMonthYear(entry.attains),
      entry.markers,
      ...padded(entry.address, 9),
      entry.postcode,
      entry.optedOut ? 'Y' : '',
    ],
  },
  'democracy-counts': {
    header: [
      ...columns('PDCode,RollNo,ElectorTitle,ElectorSurname,ElectorForename,ElectorMiddleName'),
      ...columns('IERStatus,DateOfAttainment,FranchiseMarker'),
      ...numbered('RegisteredAddress', 6),
      ...columns('PostCode,Euro,Parl,County,Ward,SubHouse,House'),
      ...columns('MethodOfVerification,ElectorID,UPRN'),
    ],
    row: democracyCountsRow,
  },
};

function xpressIdentity(entry: RegisterEntry): string[] {
  const markers = entry.optedOut ? `${entry.markers}Z` : entry.markers;
  const suffix = entry.suffix === '' ? '0' : entry.suffix;
  return [entry.district, entry.number, suffix, markers, dayMonthYear(entry.attains)];
}

/** The postcode comes again after the last line, with a space that does not break. */
function xpressAddress(entry: RegisterEntry): string[] {
  const again = entry.postcode === '' ? [] : [entry.postcode.replace(' ', '\u00a0')];
  return [entry.postcode, ...padded([...entry.address, ...again], 6)];
}

/** Inserted electors have a fraction for a suffix; opting out is not said. */
function democracyCountsRow(entry: RegisterEntry): string[] {
  const [first = '', ...middle] = entry.forenames.split(' ');
  const isFlat = entry.address.length > 2;
  return [
    entry.district,
    entry.suffix === '' ? entry.number : `${entry.number}.${entry.suffix}`,
    entry.title,
    entry.anonymous ? 'Anonymous' : entry.surname,
    entry.anonymous ? 'Anonymous' : first,
    middle.join(' '),
    'V',
    dayMonthYear(entry.attains),
    entry.markers || 'E',
    ...padded(entry.address, 6),
    entry.postcode,
    'Region',
    'Marlow Vale',
    '',
    'Alderbrook',
    isFlat ? entry.address[0]! : '',
    isFlat ? entry.address[1]! : '',
    'D',
    entry.externalId,
    entry.uprn,
  ];
}

function dayMonthYear(iso: string): string {
  return iso.split('-').toReversed().join('/');
}

function padded(lines: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => lines[index] ?? '');
}
