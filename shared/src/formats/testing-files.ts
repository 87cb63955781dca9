/**
 * For tests only: register files in every layout, encoding and container, made from records, with
 * the quirks of the real ones. The inverse of `read-register.ts`, so that the two can be compared.
 */
import { concat, type Bytes } from '../base/bytes.ts';
import type { TextEncoding } from './decode-text.ts';
import type { RegisterLayoutId } from './layouts.ts';
import type { RegisterRecord } from './register-record.ts';

export function makeRecord(fields: Partial<RegisterRecord> = {}): RegisterRecord {
  return {
    line: 2,
    district: '1BDF',
    number: '1',
    suffix: '',
    title: '',
    surname: 'MacLeod',
    forenames: 'David Richard',
    nameSuffix: '',
    markers: '',
    optedOut: false,
    attains: '',
    address: ['Flat 1', 'Sheil Court', '7 Queen’s Drive'],
    postcode: 'WA13 9UA',
    externalId: '',
    uprn: '',
    anonymous: false,
    ...fields,
  };
}

const lines = (heading: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${heading}${index + 1}`);

const xpressStart = [
  'Elector Number Prefix',
  'Elector Number',
  'Elector Number Suffix',
  'Elector Markers',
  'Elector DOB',
];
const halaroseEnd = [
  'Title',
  'First Name(s)',
  'Initials',
  'Surname',
  'Suffix',
  'Date of Attainment',
  'Franchise Flag',
  ...lines('Address ', 9),
  'Postcode',
  'Opt Out',
];
const countsStart = [
  'PDCode',
  'RollNo',
  'ElectorTitle',
  'ElectorSurname',
  'ElectorForename',
  'ElectorMiddleName',
];
const countsMiddle = [
  'FranchiseMarker',
  ...lines('RegisteredAddress', 6),
  'PostCode',
  'Euro',
  'Parl',
  'County',
  'Ward',
  'SubHouse',
  'House',
];

export const headers: Record<RegisterLayoutId, string[]> = {
  'xpress-14': [
    ...xpressStart,
    'Elector Surname',
    'Elector Forename',
    'PostCode',
    ...lines('Address', 6),
  ],
  'xpress-13': [...xpressStart, 'Elector Name', 'PostCode', ...lines('Address', 6)],
  'halarose-21': ['PD', 'ENO', 'Status', ...halaroseEnd],
  'halarose-20': ['PD', 'ENO', ...halaroseEnd],
  'democracy-counts-25': [
    ...countsStart,
    'IERStatus',
    'DateOfAttainment',
    ...countsMiddle,
    'MethodOfVerification',
    'ElectorID',
    'UPRN',
  ],
  'democracy-counts-21': [...countsStart, 'AttainersDOB', ...countsMiddle],
};

/** The record as one row of that layout. */
export function writeRow(record: RegisterRecord, layout: RegisterLayoutId): string[] {
  if (layout.startsWith('xpress')) return writeXpress(record, layout);
  return layout.startsWith('halarose')
    ? writeHalarose(record, layout)
    : writeCounts(record, layout);
}

function fill(cells: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => cells[index] ?? '');
}

function writeXpress(record: RegisterRecord, layout: RegisterLayoutId): string[] {
  const { district, number, suffix, surname, forenames, postcode } = record;
  const name = layout === 'xpress-14' ? [surname, `${forenames} `] : [`${surname} ${forenames}`];
  const markers = `${record.markers}${record.optedOut ? 'Z' : ''}`;
  const start = [
    district,
    number,
    suffix === '' ? '0' : suffix,
    markers,
    britishDate(record.attains),
  ];
  const address = fill([...record.address, postcode.replace(' ', '\u00a0')], 6);
  return start.concat(name, postcode, address);
}

function writeHalarose(record: RegisterRecord, layout: RegisterLayoutId): string[] {
  const { district, number, suffix, optedOut, uprn } = record;
  // The last column holds one of the two things; the flag then moves to the surname.
  const surname = `${optedOut && uprn !== '' ? '(z) ' : ''}${record.surname}`;
  const lastColumn = uprn === '' && optedOut ? 'Z' : uprn;
  const start = [district, suffix === '' ? number : `${number}/${suffix}`];
  const status = layout === 'halarose-21' ? [''] : [];
  const name = [record.title, record.forenames, '', surname, record.nameSuffix];
  const end = [britishDate(record.attains), record.markers, ...fill(record.address, 9)];
  return start.concat(status, name, end, record.postcode, lastColumn);
}

function writeCounts(record: RegisterRecord, layout: RegisterLayoutId): string[] {
  const { district, title, surname, postcode, uprn } = record;
  const [first = '', ...middle] = record.forenames.split(' ');
  const number = record.number.includes('.') ? record.number : `${record.number}.000`;
  const markers = `${record.markers === '' ? 'E' : record.markers}${record.optedOut ? 'Z' : ''}`;
  const start = [district, number, title, surname, first, middle.join(' ')];
  const areas = ['Region', 'Altrincham', '', 'Bowdon', record.address[0] ?? '', ''];
  const end = [record.attains, markers, ...fill(record.address, 6), postcode, ...areas];
  const is2025 = layout === 'democracy-counts-25';
  return start.concat(is2025 ? ['V'] : [], end, is2025 ? ['D', record.externalId, uprn] : []);
}

function britishDate(iso: string): string {
  return iso.split('-').toReversed().join('/');
}

export interface Dialect {
  delimiter: string;
  newline: string;
  quoteAll: boolean;
}

const plainDialect: Dialect = { delimiter: ',', newline: '\r\n', quoteAll: false };

export function toDelimited(rows: readonly string[][], dialect: Dialect = plainDialect): string {
  const { delimiter, newline, quoteAll } = dialect;
  const quote = (cell: string): string =>
    quoteAll || cell.includes(delimiter) || /["\r\n]/.test(cell)
      ? `"${cell.replaceAll('"', '""')}"`
      : cell;
  return rows.map((cells) => `${cells.map(quote).join(delimiter)}${newline}`).join('');
}

export type Encoding = TextEncoding | 'utf-16le-unmarked';

/** A character that windows-1252 lacks becomes "?". */
export function encodeText(text: string, encoding: Encoding): Bytes {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  if (encoding === 'utf-8-bom') return new TextEncoder().encode(`\ufeff${text}`);
  if (encoding === 'windows-1252')
    return Uint8Array.from(text, (char) => windows1252.get(char) ?? 0x3f);
  const marked = encoding === 'utf-16le-unmarked' ? text : `\ufeff${text}`;
  const view = new DataView(new ArrayBuffer(marked.length * 2));
  for (let index = 0; index < marked.length; index += 1) {
    view.setUint16(index * 2, marked.charCodeAt(index), encoding !== 'utf-16be');
  }
  return new Uint8Array(view.buffer);
}

const windows1252 = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(byte)),
    byte,
  ]),
);

/** A ZIP file; `declare` changes what the directory says of a part's size. */
export async function makeZip(
  parts: Record<string, string>,
  declare: (bytes: number) => number = (bytes) => bytes,
): Promise<Bytes> {
  const bodies: Bytes[] = [];
  const directory: Bytes[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(parts)) {
    const name = new TextEncoder().encode(path);
    const plain = new TextEncoder().encode(content);
    const { packed, crc32 } = await deflate(plain);
    const unpackedBytes = declare(plain.length);
    const part = { nameLength: name.length, crc32, packedBytes: packed.length, unpackedBytes };
    const body = concat(zipHeader(0x04034b50, 30, 0, part), name, packed);
    directory.push(concat(zipHeader(0x02014b50, 46, offset, part), name));
    bodies.push(body);
    offset += body.length;
  }
  const entries = concat(...directory);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, directory.length, true);
  end.setUint16(10, directory.length, true);
  end.setUint32(12, entries.length, true);
  end.setUint32(16, offset, true);
  return concat(...bodies, entries, new Uint8Array(end.buffer));
}

/** A gzip file is ten bytes, the deflated text, its checksum and its length. */
async function deflate(plain: Bytes): Promise<{ packed: Bytes; crc32: number }> {
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream('gzip'));
  const gzip = new Uint8Array(await new Response(stream).arrayBuffer());
  const crc32 = new DataView(gzip.buffer).getUint32(gzip.length - 8, true);
  return { packed: gzip.slice(10, -8), crc32 };
}

interface PartHeader {
  nameLength: number;
  crc32: number;
  packedBytes: number;
  unpackedBytes: number;
}

function zipHeader(signature: number, length: 30 | 46, offset: number, part: PartHeader): Bytes {
  const view = new DataView(new ArrayBuffer(length));
  const shift = length === 46 ? 2 : 0;
  view.setUint32(0, signature, true);
  view.setUint16(8 + shift, 8, true);
  view.setUint32(14 + shift, part.crc32, true);
  view.setUint32(18 + shift, part.packedBytes, true);
  view.setUint32(22 + shift, part.unpackedBytes, true);
  view.setUint16(26 + shift, part.nameLength, true);
  if (length === 46) view.setUint32(42, offset, true);
  return new Uint8Array(view.buffer);
}

export type SheetCell = string | { number: string } | { date: number } | { at: string };

const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** The parts of a workbook with one sheet for each list of rows. Style 1 shows a date. */
export function workbookParts(...sheets: SheetCell[][][]): Record<string, string> {
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${sheets
      .map(
        (_, index) =>
          `<sheet name="Sheet${index + 1}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map(
        (_, index) =>
          `<Relationship Id="rId${index + 1}" Type="${relationships}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
      )
      .join(
        '',
      )}<Relationship Id="rId99" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
  };
  for (const [index, rows] of sheets.entries()) {
    parts[`xl/worksheets/sheet${index + 1}.xml`] =
      `<worksheet xmlns="${main}"><sheetData>${rows.map(sheetRow).join('')}</sheetData></worksheet>`;
  }
  return parts;
}

function sheetRow(cells: SheetCell[], rowIndex: number): string {
  const row = rowIndex + 1;
  const written = cells.map((cell, column) => {
    const address = `${columnLetters(column)}${row}`;
    if (typeof cell === 'object' && 'number' in cell)
      return `<c r="${address}"><v>${cell.number}</v></c>`;
    if (typeof cell === 'object' && 'date' in cell)
      return `<c r="${address}" s="1"><v>${cell.date}</v></c>`;
    if (typeof cell === 'object') return `<c r="${cell.at}"><v>1</v></c>`;
    const text = cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    return cell === ''
      ? ''
      : `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
  });
  return `<row r="${row}">${written.join('')}</row>`;
}

function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : `${columnLetters(Math.floor(column / 26) - 1)}${letter}`;
}
