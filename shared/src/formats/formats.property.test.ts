import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectLayout } from './detect-layout.ts';
import { registerLayouts, type RegisterLayoutId } from './layouts.ts';
import { isUsable } from './mapping.ts';
import { readRegister, type Register } from './read-register.ts';
import { readTable } from './read-table.ts';
import type { RegisterRecord } from './register-record.ts';
import {
  encodeText,
  headers,
  makeRecord,
  makeZip,
  toDelimited,
  workbookParts,
  writeRow,
  type Encoding,
} from './testing-files.ts';

const today = '2026-11-23';
const layouts = registerLayouts.map(({ id }) => id);
const encodings: Encoding[] = [
  'utf-8',
  'utf-8-bom',
  'utf-16le',
  'utf-16be',
  'utf-16le-unmarked',
  'windows-1252',
];

async function read(bytes: Uint8Array): Promise<Register | string> {
  const table = await readTable(bytes);
  if (table.type === 'refused') return table.code;
  const layout = detectLayout(table);
  if (layout.type === 'refused') return layout.code;
  if (isUsable(layout.mapping).type === 'incomplete') return 'incomplete';
  return readRegister(table, layout.mapping, layout, { today });
}

/** Letters that every encoding here can hold, and for the Unicode ones some that only they can. */
const letters = (encoding: Encoding): string =>
  encoding === 'windows-1252' ? 'abcéöñß' : 'abcéöñßŁłşŵĀ';

function word(encoding: Encoding, inner = "-'’"): fc.Arbitrary<string> {
  const chars = [...letters(encoding)];
  const middle = fc.string({ unit: fc.constantFrom(...chars, ...inner), maxLength: 6 });
  return fc
    .tuple(fc.constantFrom('A', 'K', 'Q', 'Z', 'É'), middle, fc.constantFrom(...chars))
    .map((parts) => parts.join(''));
}

function addressLine(encoding: Encoding): fc.Arbitrary<string> {
  const number = fc.constantFrom('7', 'Flat 7, 45', '[100-102]', '1ST & 2ND', '6A "The Elms"; 2 |');
  return fc.tuple(number, word(encoding)).map(([start, name]) => `${start} ${name} Road`);
}

const postcode = fc
  .tuple(fc.constantFrom('M41', 'E1', 'WA14', 'SW1A', 'B33'), fc.constantFrom('9FU', '1AA', '2XY'))
  .map((parts) => parts.join(' '));

function maybe(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(fc.constant(''), value);
}

/** Records that the layout has columns for; the others keep the value that means "not given". */
function recordFor(layout: RegisterLayoutId, encoding: Encoding): fc.Arbitrary<RegisterRecord> {
  const isXpress = layout.startsWith('xpress');
  const isCounts = layout.startsWith('democracy');
  const is2025 = layout === 'democracy-counts-25';
  const isHalarose = layout.startsWith('halarose');
  const none = fc.constant('');
  const number = fc.nat({ max: 99_998 }).map((value) => `${value + 1}`);
  const day = fc.integer({ min: -700, max: 700 });
  return fc
    .record({
      district: fc.constantFrom('1BDF', 'BW1', 'KD-2/2', 'A'),
      number: isCounts
        ? fc.oneof(
            number,
            number.map((value) => `${value}.5`),
          )
        : number,
      suffix: isCounts ? none : maybe(fc.constantFrom('1', '2', '12')),
      title: isXpress ? none : maybe(fc.constantFrom('Mr', 'Dr')),
      surname: word(encoding),
      forenames: fc
        .array(word(encoding), { minLength: 1, maxLength: 3 })
        .map((names) => names.join(' ')),
      nameSuffix: isHalarose ? maybe(fc.constant('Jr')) : none,
      markers: fc
        .subarray(['F', 'L', 'G', 'B', 'M', 'K', ...(isCounts ? [] : ['E'])])
        .map((set) => set.join('')),
      optedOut: fc.boolean(),
      attains: maybe(
        day.map((days) =>
          new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10),
        ),
      ),
      address: fc.array(addressLine(encoding), { minLength: 1, maxLength: 5 }),
      postcode,
      externalId: is2025 ? maybe(fc.nat().map((id) => `E${id}`)) : none,
      uprn:
        isHalarose || is2025
          ? maybe(fc.integer({ min: 10, max: 999_999_999_999 }).map(String))
          : none,
    })
    .map(makeRecord);
}

function registerFor(layout: RegisterLayoutId, encoding: Encoding): fc.Arbitrary<RegisterRecord[]> {
  const key = ({ district, number, suffix }: RegisterRecord) => `${district} ${number} ${suffix}`;
  return fc.uniqueArray(recordFor(layout, encoding), {
    selector: key,
    minLength: 1,
    maxLength: 12,
  });
}

const file = fc
  .record({
    layout: fc.constantFrom(...layouts),
    encoding: fc.constantFrom(...encodings),
    delimiter: fc.constantFrom(',', '\t', ';', '|'),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    quoteAll: fc.boolean(),
    preamble: fc.subarray(['Register of electors, full', '', 'Date Published;"01/12/2025"']),
  })
  .chain((how) => registerFor(how.layout, how.encoding).map((records) => ({ ...how, records })));

describe('[FMT24] any register', () => {
  test('written in any layout, encoding, delimiter and line end reads back the same', async () => {
    await fc.assert(
      fc.asyncProperty(file, async ({ layout, encoding, preamble, records, ...dialect }) => {
        const rows = [headers[layout], ...records.map((record) => writeRow(record, layout))];
        const start = preamble.map((line) => `${line}${dialect.newline}`).join('');
        const bytes = encodeText(`${start}${toDelimited(rows, dialect)}`, encoding);
        const register = await read(bytes);
        const first = preamble.length + 2;
        expect(register).toMatchObject({
          records: records.map((record, index) => ({ ...record, line: first + index })),
          problems: [],
        });
      }),
      { numRuns: 300 },
    );
  });

  test('written as a workbook reads back the same', async () => {
    const workbook = fc
      .constantFrom(...layouts)
      .chain((layout) => registerFor(layout, 'utf-8').map((records) => ({ layout, records })));
    await fc.assert(
      fc.asyncProperty(workbook, async ({ layout, records }) => {
        const rows = [headers[layout], ...records.map((record) => writeRow(record, layout))];
        const register = await read(await makeZip(workbookParts(rows)));
        expect(register).toMatchObject({
          records: records.map((record, index) => ({ ...record, line: index + 2 })),
          problems: [],
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('[FMT24] any bytes', () => {
  const starts = [
    '',
    'PK\x03\x04',
    '\xef\xbb\xbf',
    '\xff\xfe',
    '\xfe\xff',
    '%PDF-',
    '"',
    'PD,ENO,Surname,Forename,Address 1\n',
  ];
  const start = fc
    .constantFrom(...starts)
    .map((text) => Uint8Array.from(text, (char) => char.charCodeAt(0)));
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    fc
      .string({
        unit: fc.constantFrom('"', ',', '\t', '\n', '\r', 'N', '1', '\u00a0', 'é'),
        maxLength: 200,
      })
      .map((text) => encodeText(text, 'utf-8')),
  );

  test('give a register, a refusal or an unknown table, and never throw', async () => {
    await fc.assert(
      fc.asyncProperty(start, noise, async (before, after) => {
        const result = await read(Uint8Array.from([...before, ...after]));
        expect(['string', 'object']).toContain(typeof result);
      }),
      { numRuns: 1000 },
    );
  });

  test('a damaged workbook is refused or reads the same, and never throws', async () => {
    const rows = [headers['xpress-14'], writeRow(makeRecord(), 'xpress-14')];
    const whole = await makeZip(workbookParts(rows));
    const undamaged = await read(whole);
    expect(undamaged).toMatchObject({ records: [makeRecord()] });
    const damage = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const result = await read(bytes);
        if (typeof result !== 'string') expect(result).toEqual(undamaged);
      }),
      { numRuns: 300 },
    );
  });

  test('a register cut anywhere loses at most its last row', async () => {
    const records = Array.from({ length: 5 }, (_, index) =>
      makeRecord({ number: `${index + 1}`, line: index + 2 }),
    );
    const rows = records.map((record) => writeRow(record, 'democracy-counts-25'));
    const text = toDelimited([headers['democracy-counts-25'], ...rows]);
    const body = toDelimited([headers['democracy-counts-25']]).length;
    const cut = fc.integer({ min: body + 1, max: text.length });
    await fc.assert(
      fc.asyncProperty(cut, async (length) => {
        const register = await read(encodeText(text.slice(0, length), 'utf-8'));
        if (typeof register === 'string') throw new Error(register);
        const whole = text.slice(0, length).split('\r\n').length - 2;
        expect(register.records.slice(0, whole)).toEqual(records.slice(0, whole));
        expect(register.records.length).toBeLessThanOrEqual(whole + 1);
      }),
    );
  });
});
