/**
 * The layouts that election-management software writes, as data: how each is known by its headings
 * and which heading feeds which field. Headings stand here as `normaliseHeading` leaves them.
 * Column names are facts; the quirks of what the cells hold live in `register-row.ts`.
 */
import type { SingleField } from './mapping.ts';

export type RegisterLayoutId =
  | 'xpress-14'
  | 'xpress-13'
  | 'halarose-21'
  | 'halarose-20'
  | 'democracy-counts-25'
  | 'democracy-counts-21';
export type LayoutId = RegisterLayoutId | 'unknown';
export type OtherExportId =
  | 'xpress-update'
  | 'halarose-update'
  | 'democracy-counts-update'
  | 'halarose-absent-voters'
  | 'xpress-stations'
  | 'xpress-look-up'
  | 'halarose-stations'
  | 'democracy-counts-stations'
  | 'northern-ireland-stations'
  | 'idox-properties';

type Headings = Partial<Record<SingleField, readonly string[]>>;

export interface RegisterLayout {
  id: RegisterLayoutId;
  /** The layout is this one when each group has at least one of its headings in the header row. */
  knownBy: readonly (readonly string[])[];
  headings: Headings;
}

/** A file that council software writes but that is no full register. */
export interface OtherExport {
  id: OtherExportId;
  code: 'monthly-update' | 'polling-stations' | 'absent-voters';
  knownBy: readonly (readonly string[])[];
}

const xpress = {
  district: ['electornumberprefix'],
  number: ['electornumber'],
  suffix: ['electornumbersuffix'],
  markers: ['electormarkers', 'markers'],
  attains: ['electordob', 'dateofattainment'],
  postcode: ['postcode'],
  uprn: ['uprn'],
} as const satisfies Headings;

const halarose = {
  district: ['pd'],
  number: ['eno'],
  title: ['title'],
  forenames: ['firstnames', 'firstname', 'forenames', 'forename'],
  middleNames: ['initials'],
  surname: ['surname'],
  nameSuffix: ['suffix'],
  attains: ['dateofattainment'],
  markers: ['franchiseflag', 'franchisemarker'],
  postcode: ['postcode'],
  optOut: ['optout', 'optoutflag', 'uprnoroptout'],
  uprn: ['uprn'],
} as const satisfies Headings;

const democracyCounts = {
  district: ['pdcode'],
  number: ['rollno'],
  suffix: ['suffix'],
  title: ['electortitle'],
  surname: ['electorsurname'],
  forenames: ['electorforename'],
  middleNames: ['electormiddlename', 'electormiddlenames'],
  attains: ['dateofattainment', 'attainersdob'],
  markers: ['franchisemarker'],
  postcode: ['postcode'],
  externalId: ['electorid'],
  uprn: ['uprn'],
} as const satisfies Headings;

/** The first that fits wins, so the narrower comes before the wider. */
export const registerLayouts: readonly RegisterLayout[] = [
  {
    id: 'xpress-14',
    knownBy: [['electornumberprefix'], ['electornumber'], ['electorsurname'], ['electorforename']],
    headings: { ...xpress, surname: ['electorsurname'], forenames: ['electorforename'] },
  },
  {
    id: 'xpress-13',
    knownBy: [['electornumberprefix'], ['electornumber'], ['electorname']],
    headings: { ...xpress, wholeName: ['electorname'] },
  },
  {
    id: 'halarose-21',
    knownBy: [['pd'], ['eno'], ['surname'], halarose.forenames, ['status']],
    headings: halarose,
  },
  {
    id: 'halarose-20',
    knownBy: [['pd'], ['eno'], ['surname'], halarose.forenames],
    headings: halarose,
  },
  {
    id: 'democracy-counts-25',
    knownBy: [
      ['pdcode'],
      ['rollno'],
      ['electorsurname'],
      ['ierstatus', 'electorid', 'methodofverification', 'dateofattainment'],
    ],
    headings: democracyCounts,
  },
  {
    id: 'democracy-counts-21',
    knownBy: [['pdcode'], ['rollno'], ['electorsurname']],
    headings: democracyCounts,
  },
];

/** Looked for before the registers: an update has all the headings of its register and more. */
export const otherExports: readonly OtherExport[] = [
  {
    id: 'xpress-update',
    code: 'monthly-update',
    knownBy: [
      ['electornumber'],
      ['electorcreatedmonth', 'electordeletedmonth', 'electorchangedmonth'],
    ],
  },
  {
    id: 'halarose-update',
    code: 'monthly-update',
    knownBy: [['pd'], ['eno'], ['registercode', 'clericalerror']],
  },
  {
    id: 'democracy-counts-update',
    code: 'monthly-update',
    knownBy: [['pdcode'], ['rollno'], ['changetypeid']],
  },
  {
    id: 'halarose-absent-voters',
    code: 'absent-voters',
    knownBy: [['absentstatus'], ['publishedeno', 'pdletters']],
  },
  {
    id: 'xpress-stations',
    code: 'polling-stations',
    knownBy: [['electiondate'], ['pollingplaceid', 'pollingplacename']],
  },
  {
    id: 'xpress-look-up',
    code: 'polling-stations',
    knownBy: [['authoritycode'], ['pollingplaceid', 'pollingdistrictreference']],
  },
  {
    id: 'halarose-stations',
    code: 'polling-stations',
    knownBy: [['houseid'], ['pollingstationname', 'pollingvenueid', 'pollingstationnumber']],
  },
  {
    id: 'democracy-counts-stations',
    code: 'polling-stations',
    knownBy: [['stationcode'], ['xordinate', 'yordinate', 'placename', 'add1']],
  },
  {
    id: 'northern-ireland-stations',
    code: 'polling-stations',
    knownBy: [['prouprn'], ['profulladdress', 'propostcode']],
  },
  {
    id: 'idox-properties',
    code: 'polling-stations',
    knownBy: [['strandid'], ['electoradd1']],
  },
];

/** Headings met in hand-made copies; used to propose a mapping when no layout is known. */
export const looseHeadings: Headings = {
  district: [
    'pollingdistrict',
    'pd',
    'pdcode',
    'electornumberprefix',
    'electornoprefix',
    'districtref',
    'prefix',
  ],
  wholeNumber: ['fullelectorno', 'fullelectornumber', 'electoralnumber', 'rollnumber'],
  number: ['electornumber', 'electorno', 'eno', 'rollno', 'number'],
  suffix: ['electornumbersuffix', 'electornosuffix'],
  title: ['title', 'electortitle'],
  surname: ['surname', 'lastname', 'electorsurname', 'familyname'],
  forenames: ['forename', 'forenames', 'firstname', 'firstnames', 'electorforename'],
  middleNames: ['middlenames', 'middlename', 'initials', 'electormiddlename'],
  wholeName: ['electorname'],
  markers: ['markers', 'electormarkers', 'franchiseflag', 'franchisemarker', 'marker', 'franchise'],
  attains: ['dateofattainment', 'electordob', 'attainersdob', 'attainmentdate'],
  optOut: ['optout', 'optoutflag'],
  postcode: ['postcode'],
  externalId: ['electorid'],
  uprn: ['uprn'],
};

/** Address columns are numbered, and every one of them is wanted. */
export const addressHeading =
  /^(?:registered|qualifying|property|elector)?addr?(?:ess)?(?:line)?(\d{1,2})$/;

/** Lines above the headings that say the file is an update although its headings do not. */
export const updatePreamble =
  /\b(?:monthly\s+(?:additions?|amendments?|alterations?|deletions?|changes|updates?)|notices?\s+of\s+alteration)\b/i;

export function normaliseHeading(cell: string): string {
  return cell
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
