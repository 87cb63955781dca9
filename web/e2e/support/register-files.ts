/**
 * Register files as councils send them, made from people whom our own seeded generator makes up,
 * and a few named here so that a test reads like a story.
 */
import type { RegisterEntry } from '@wardbook/shared/kinds/register/register-entry';
import { registerRows, type DemoLayout } from '@wardbook/shared/demo/register-rows';
import { demoWard } from '@wardbook/shared/demo/ward';
import {
  encodeText,
  makeZip,
  toDelimited,
  workbookParts,
  type Encoding,
} from '@wardbook/shared/formats/testing-files';

/** What a file field is given. */
export interface RegisterFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const blank: RegisterEntry = {
  line: 0,
  district: 'ALA',
  number: '',
  suffix: '',
  title: '',
  surname: '',
  forenames: '',
  nameSuffix: '',
  markers: '',
  optedOut: false,
  attains: '',
  address: [],
  postcode: 'ZZ9 8QX',
  externalId: '',
  uprn: '',
  anonymous: false,
};

function neighbour(number: string, forenames: string, surname: string, house: string) {
  const address = [`${house} Orchard Way`, 'Alderbrook'];
  return { ...blank, number, forenames, surname, address, externalId: `E77${number}` };
}

/** Five doors of a street of their own, and one person whose number is as odd as they come. */
export const neighbours: readonly RegisterEntry[] = [
  neighbour('9001', 'Ann', 'Green', '1'),
  neighbour('9002', 'Bob', 'Green', '1'),
  neighbour('9003', 'Carol', 'Quillfeather', '2'),
  neighbour('9004', 'Dev', 'Patel', '3'),
  neighbour('9005', 'Esha', 'Patel', '3'),
  neighbour('9006', 'Farah', 'Patel', '3'),
  neighbour('9007', 'Gwen', "O'Marchbanks", '4'),
  {
    ...neighbour('289', 'Zoë', 'Müller', '5'),
    district: 'KD-2/2',
    suffix: '1',
    postcode: 'ZZ9 8QY',
  },
];

const anonymous: RegisterEntry = { ...blank, number: '9010', markers: 'N', anonymous: true };

/** About 200 people in two polling districts: terraces, a tower block, and the neighbours. */
export function smallWard(): RegisterEntry[] {
  const { entries } = demoWard(1, Date.now());
  const terraces = entries.filter(({ district }) => district === 'ALA').slice(0, 120);
  const flats = entries.filter(({ address }) => address.length > 2).slice(0, 70);
  return [...terraces, ...flats, ...neighbours, anonymous].map((entry, index) => ({
    ...entry,
    line: index + 2,
  }));
}

/** As many rows as it takes for reading to last a while. */
export function hugeWard(times: number): RegisterEntry[] {
  const { entries } = demoWard(1, Date.now());
  return Array.from({ length: times }, (_, round) =>
    entries.map((entry) => ({
      ...entry,
      district: `${entry.district}${round}`,
      externalId: `${entry.externalId}${round}`,
    })),
  ).flat();
}

export interface Written {
  readonly layout?: DemoLayout;
  readonly encoding?: Encoding;
  readonly delimiter?: ',' | '\t' | ';';
  readonly name?: string;
}

export function registerFile(
  entries: readonly RegisterEntry[],
  written: Written = {},
): RegisterFile {
  const { layout = 'xpress14', encoding = 'utf-8', delimiter = ',' } = written;
  const rows = registerRows(entries, layout);
  return delimitedFile(rows, { encoding, delimiter, name: written.name ?? `register.csv` });
}

export function delimitedFile(
  rows: readonly string[][],
  { encoding = 'utf-8', delimiter = ',', name = 'register.csv' }: Written,
): RegisterFile {
  const text = toDelimited(rows, { delimiter, newline: '\r\n', quoteAll: false });
  return fileOf(name, encodeText(text, encoding));
}

export async function workbookFile(
  entries: readonly RegisterEntry[],
  layout: DemoLayout,
): Promise<RegisterFile> {
  return fileOf('register.xlsx', await makeZip(workbookParts(registerRows(entries, layout))));
}

function fileOf(name: string, bytes: Uint8Array): RegisterFile {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
}
