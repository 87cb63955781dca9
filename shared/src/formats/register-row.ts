/**
 * One row of cells -> one record. Owns the quirks of each council program's cells; knows neither
 * the rows around it nor where the columns came from. A refused row leaves nothing behind but the
 * kind of problem ([FMT18]).
 */
import { cellCharsMax, cleanCell, compact, parsePostcode } from './clean-cell.ts';
import { formatElectorNumber, readElectorNumber } from './elector-number.ts';
import type { LayoutId } from './layouts.ts';
import type { Mapping, SingleField } from './mapping.ts';
import { isAnonymousName, joinForenames, splitWholeName, stripOptedOut } from './person-name.ts';
import { problem, type Problem, type ProblemKind } from './problems.ts';
import { readAttainment, type AgeRules } from './register-date.ts';
import type { RegisterRecord } from './register-record.ts';
import type { TableRow } from './table.ts';

export interface RowRules extends AgeRules {
  layout: LayoutId;
  mapping: Mapping;
  /** The column of dates may hold dates of birth. */
  datesMayBeBirths: boolean;
}

export type RowReading =
  | { type: 'record'; record: RegisterRecord; problems: Problem[] }
  | { type: 'refused'; problem: Problem }
  /** A line of the report around the table, not of the table. */
  | { type: 'report-line' };

export function readRow({ line, cells }: TableRow, rules: RowRules): RowReading {
  const found: { kind: ProblemKind; detail: string }[] = [];
  const { field, fields } = cellReader(cells, rules.mapping, found);
  const number = readElectorNumber({
    district: field('district'),
    number: field('number'),
    suffix: field('suffix'),
    whole: field('wholeNumber'),
  });
  const name = readName(field, rules.layout);
  const { address, postcode } = readAddress(fields(rules.mapping.address ?? []), field('postcode'));
  const nameless = name.surname === '' && name.forenames === '';
  if (number.type !== 'number' && nameless && address.length === 0 && postcode === '') {
    return { type: 'report-line' };
  }
  const date = readAttainment(field('attains'), rules.datesMayBeBirths, rules);
  const refuse = (kind: ProblemKind, detail = ''): RowReading => ({
    type: 'refused',
    problem: problem(kind, line, detail),
  });
  if (date.type === 'under-age') return refuse('under-16');
  if (number.type === 'missing') return refuse('missing-number');
  if (number.type === 'unreadable') return refuse('unreadable-number', number.detail);

  const { anonymous: numberedAnonymous, district, suffix } = number;
  const marks = readMarkers(field('markers'), rules.layout);
  const { uprn, optedOut } = readLastColumns(field('optOut'), field('uprn'));
  const record: RegisterRecord = {
    line,
    district,
    number: number.number,
    suffix,
    title: field('title'),
    surname: name.surname,
    forenames: name.forenames,
    nameSuffix: field('nameSuffix'),
    markers: marks.letters,
    optedOut: optedOut || marks.optedOut || name.optedOut,
    attains: date.type === 'attains' ? date.date : '',
    address,
    postcode,
    externalId: field('externalId'),
    uprn,
    anonymous: false,
  };
  const namedAnonymous = !nameless && isAnonymousName(name.surname, name.forenames);
  if (numberedAnonymous || marks.anonymous || namedAnonymous) return keepNumberOnly(record);
  if (nameless) return refuse('missing-name', formatElectorNumber(record));

  const add = (kind: ProblemKind, detail: string): number => found.push({ kind, detail });
  if (name.surname === '' || name.forenames === '') {
    add('partial-name', formatElectorNumber(record));
  }
  if (date.type === 'bad') add('bad-date', field('attains').slice(0, 40));
  if (marks.unknown !== '') add('unknown-marker', marks.unknown);
  if (address.length === 0 && !marks.letters.includes('F') && !isListedElsewhere(rules, cells)) {
    add('missing-address', formatElectorNumber(record));
  }
  const lost = [record.surname, record.forenames, ...record.address].find((text) =>
    text.includes('\ufffd'),
  );
  if (lost !== undefined) add('unreadable-characters', lost.slice(0, 60));
  return {
    type: 'record',
    record,
    problems: found.map(({ kind, detail }) => problem(kind, line, detail)),
  };
}

type ReadField = (name: SingleField) => string;

/** Cleaned cells by field; a cell that is far too long is cut once and reported. */
function cellReader(
  cells: readonly string[],
  mapping: Mapping,
  found: { kind: ProblemKind; detail: string }[],
): { field: ReadField; fields: (columns: readonly number[]) => string[] } {
  const cleaned = new Map<number, string>();
  const read = (column: number | undefined): string => {
    if (column === undefined) return '';
    const known = cleaned.get(column);
    if (known !== undefined) return known;
    // Cut before cleaning as well, so that a huge cell costs nothing.
    const text = cleanCell((cells[column] ?? '').slice(0, cellCharsMax * 4));
    if (text.length > cellCharsMax)
      found.push({ kind: 'cell-too-long', detail: text.slice(0, 40) });
    const kept = text.slice(0, cellCharsMax).trim();
    cleaned.set(column, kept);
    return kept;
  };
  return { field: (name) => read(mapping[name]), fields: (columns) => columns.map(read) };
}

function readName(
  field: ReadField,
  layout: LayoutId,
): { surname: string; forenames: string; optedOut: boolean } {
  const whole = stripOptedOut(field('wholeName'));
  const surname = stripOptedOut(field('surname'));
  const forenames = stripOptedOut(field('forenames'));
  const optedOut = whole.optedOut || surname.optedOut || forenames.optedOut;
  if (surname.name === '' && forenames.name === '' && whole.name !== '') {
    return { ...splitWholeName(whole.name), optedOut };
  }
  const middle = field('middleNames');
  // Only Halarose has initials there, which may repeat what the first names already say.
  const joined = layout.startsWith('halarose')
    ? joinForenames(forenames.name, middle)
    : `${forenames.name} ${middle}`.trim();
  return { surname: surname.name, forenames: joined, optedOut };
}

/** Lists at the end of a district stand under this heading in place of an address. */
const otherElectors = /^other electors?$/i;

function readAddress(
  cells: string[],
  postcodeCell: string,
): { address: string[]; postcode: string } {
  const lines = cells.filter((cell) => cell !== '' && !otherElectors.test(cell));
  // Where there is no column for it, the postcode is one of the address lines.
  const found =
    parsePostcode(postcodeCell) ?? lines.map(parsePostcode).findLast((line) => line !== undefined);
  const hasDigit = /\d/.test(postcodeCell) && postcodeCell.length <= 10;
  const postcode = found ?? (hasDigit ? postcodeCell.toUpperCase() : '');
  const address = lines.filter((line) => postcode === '' || compact(line) !== compact(postcode));
  return { address, postcode };
}

function isListedElsewhere({ mapping }: RowRules, cells: readonly string[]): boolean {
  return (mapping.address ?? []).some((column) =>
    otherElectors.test(cleanCell(cells[column] ?? '')),
  );
}

const knownMarkers = /^[FLGBMKEN]*$/;

function readMarkers(
  cell: string,
  layout: LayoutId,
): { letters: string; optedOut: boolean; anonymous: boolean; unknown: string } {
  if (/^(n\/a|none|nil|-+)$/i.test(cell)) {
    return { letters: '', optedOut: false, anonymous: false, unknown: '' };
  }
  const written = cell.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const optedOut = written.includes('Z');
  const others = written.replaceAll('Z', '');
  // Democracy Counts marks every full elector E; elsewhere E is the old European-only peer.
  const letters = layout.startsWith('democracy-counts') ? others.replaceAll('E', '') : others;
  const known = knownMarkers.test(letters);
  // Among letters that are not markers, an N may be anything.
  const anonymous = known && letters.includes('N');
  return {
    letters: letters.slice(0, 8),
    optedOut,
    anonymous,
    unknown: known ? '' : cell.slice(0, 40),
  };
}

/** Halarose has one last column for either thing: a UPRN is longer than a flag. */
function readLastColumns(optOut: string, uprn: string): { uprn: string; optedOut: boolean } {
  const digits = [uprn, optOut]
    .map((cell) => cell.replace(/^0+/, ''))
    .find((cell) => /^\d{2,12}$/.test(cell));
  const isFlag = /^([a-mo-z1]|yes|true|opt(ed)?[ -]?out)$/i;
  const optedOut = isFlag.test(optOut) || /^[a-mo-z]$/i.test(uprn);
  return { uprn: digits ?? '', optedOut };
}

/** An anonymous entry may be held as a number and nothing more ([FMT20]). */
function keepNumberOnly(record: RegisterRecord): RowReading {
  const { line, district, number, suffix } = record;
  const named =
    !isAnonymousName(record.surname, record.forenames) &&
    `${record.surname}${record.forenames}` !== '';
  const details = [record.title, record.nameSuffix, record.attains, record.postcode, record.uprn];
  const hasDetails = named || record.address.length > 0 || details.some((detail) => detail !== '');
  return {
    type: 'record',
    record: {
      line,
      district,
      number,
      suffix,
      title: '',
      surname: '',
      forenames: '',
      nameSuffix: '',
      markers: '',
      optedOut: false,
      attains: '',
      address: [],
      postcode: '',
      externalId: '',
      uprn: '',
      anonymous: true,
    },
    problems: hasDetails ? [problem('anonymous-with-details', line)] : [],
  };
}
