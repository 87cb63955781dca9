/**
 * Real and real-looking files that lie outside the project, where they are present. They are read
 * where they lie; nothing of theirs is kept here but how they come out.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { detectLayout } from './detect-layout.ts';
import { formatElectorNumber } from './elector-number.ts';
import { isUsable } from './mapping.ts';
import { readRegister, type Register } from './read-register.ts';
import { readTable } from './read-table.ts';

const data = new URL('../../../../shared/data/', import.meta.url);
const folders = ['registers', 'csv_messy', 'electoral_exports'];
const missing = folders.filter((folder) => !existsSync(new URL(`${folder}/`, data)));
if (missing.length > 0) {
  console.log(`Real files are not tried: no ${missing.join(', ')} in ../shared/data.`);
}

async function read(path: string): Promise<Register | string> {
  const table = await readTable(readFileSync(new URL(path, data)));
  if (table.type === 'refused') return table.code;
  const layout = detectLayout(table);
  if (layout.type === 'refused') return layout.code;
  if (layout.layout === 'unknown') {
    expect(isUsable(layout.mapping).type).toBe('incomplete');
    return 'unknown';
  }
  return readRegister(table, layout.mapping, layout, { today: '2026-11-23' });
}

interface Expected {
  /** First and last record: number, then surname and forenames, or nothing when anonymous. */
  ends: [string, string];
  records: number;
  anonymous: number;
  optedOut: number;
  problems?: string[];
}

const registers: Record<string, Expected | string> = {
  'SYNTH_dcounts_full_25col_bom.csv': {
    ends: ['1BDF-1 MacLeod David Richard', '1BDE-44'],
    records: 100,
    anonymous: 2,
    optedOut: 0,
    // One of the two anonymous entries comes with a UPRN.
    problems: ['anonymous-with-details 56'],
  },
  'SYNTH_halarose_full_21col.csv': {
    ends: ['1BDF-1 MacLeod David R', '1BDE-44'],
    records: 100,
    anonymous: 2,
    optedOut: 32,
  },
  'SYNTH_xpress_full_13col_cp1252.csv': {
    ends: ['1BDF-1 MacLeod David Richard', '1BDE-44'],
    records: 100,
    anonymous: 2,
    optedOut: 32,
  },
  'SYNTH_xpress_full_14col_utf8.csv': {
    ends: ['1BDF-1 MacLeod David Richard', '1BDE-44'],
    records: 100,
    anonymous: 2,
    optedOut: 32,
  },
  'SYNTH_xpress_monthly_23col_cp1252.csv': 'monthly-update',
  'xpress_full_register_14col_GPL3.xlsx': {
    ends: ['BW1-1 O’A B', 'BW1-7 Q R'],
    records: 7,
    anonymous: 0,
    optedOut: 0,
  },
  'xpress_monthly_update_23col_cp1252_GPL3.csv': 'monthly-update',
};

/** Everything in the two other folders that is not an unknown table. */
const refused: Record<string, string> = {
  'csvkit__empty.csv': 'blank',
  'csvkit__null_byte.csv': 'null-bytes',
  'messytables__simple.xls': 'old-workbook',
  's3trigger__ems-dcounts-districts.csv': 'polling-stations',
  's3trigger__ems-dcounts-stations.csv': 'polling-stations',
  's3trigger__ems-fcs.json': 'json',
  's3trigger__ems-idox-eros.csv': 'polling-stations',
  's3trigger__ems-other.csv': 'polling-stations',
  's3trigger__ems-xpress-weblookup.CSV': 'polling-stations',
  's3trigger__encoding-windows1252.tsv': 'polling-stations',
  's3trigger__ext-csv-with-tsv-ext.tsv': 'polling-stations',
  's3trigger__not-a-csv.csv': 'zip-archive',
  's3trigger__small-files-empty.csv': 'empty',
  'wdiv__dcounts_importer__districts.csv': 'polling-stations',
  'wdiv__dcounts_importer__stations.csv': 'polling-stations',
  'wdiv__halarose_importer__test.csv': 'polling-stations',
  'wdiv__xpress_importer__test_democlub.csv': 'polling-stations',
};

describe.skipIf(missing.includes('registers'))('[FMT7] registers as councils send them', () => {
  test.each(Object.entries(registers))('%s', async (file, expected) => {
    const register = await read(`registers/${file}`);
    if (typeof expected === 'string' || typeof register === 'string') {
      expect(register).toBe(expected);
      return;
    }
    const { records, problems } = register;
    const [first, last] = [records[0], records.at(-1)].map((record) => {
      if (record === undefined) return '';
      return `${formatElectorNumber(record)} ${record.surname} ${record.forenames}`.trim();
    });
    expect({
      ends: [first, last],
      records: records.length,
      anonymous: records.filter(({ anonymous }) => anonymous).length,
      optedOut: records.filter(({ optedOut }) => optedOut).length,
      problems: problems.map(({ kind, line }) => `${kind} ${line}`),
    }).toEqual({ problems: [], ...expected });
  });

  test('no register is left untried', () => {
    expect(readdirSync(new URL('registers/', data)).sort()).toEqual(Object.keys(registers).sort());
  });
});

for (const folder of ['csv_messy', 'electoral_exports']) {
  describe.skipIf(missing.includes(folder))(`[FMT1] ${folder}`, () => {
    const files = missing.includes(folder) ? [] : readdirSync(new URL(`${folder}/`, data));
    test('is there', () => {
      expect(files.length).toBeGreaterThan(10);
    });
    for (const file of files) {
      test(`${file} is ${refused[file] ?? 'unknown'}`, async () => {
        expect(await read(`${folder}/${file}`)).toBe(refused[file] ?? 'unknown');
      });
    }
  });
}
