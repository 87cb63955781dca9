import { describe, expect, test } from 'vitest';
import { detectLayout } from './detect-layout.ts';
import type { Mapping } from './mapping.ts';
import { problemKinds, problem } from './problems.ts';
import { readRegister } from './read-register.ts';
import { readTable } from './read-table.ts';
import {
  encodeText,
  headers,
  makeRecord,
  makeZip,
  toDelimited,
  workbookParts,
  writeRow,
  type SheetCell,
} from './testing-files.ts';
import { read, readRows, today } from './testing-reads.ts';

describe('[FMT10] lines that are no rows', () => {
  test('preamble, repeated headings, report lines and blanks are skipped and counted', async () => {
    const head = toDelimited([headers['halarose-20']]);
    const row = (number: string) => toDelimited([writeRow(makeRecord({ number }), 'halarose-20')]);
    const text = `Register of electors\r\n\r\nDate Published,01/12/2025\r\n${head}${row('1')},"U",\r\n${head}\r\n${row('2')}"Date Published","01/12/2025"\r\n`;
    const { records, problems, skipped } = await read(encodeText(text, 'utf-8'));
    expect(records.map(({ number, line }) => [number, line])).toEqual([
      ['1', 5],
      ['2', 9],
    ]);
    expect(problems).toEqual([]);
    expect(skipped).toEqual({ preamble: 2, headers: 3, blank: 2 });
  });
});

describe('[FMT11] a number in one cell, mapped by hand', () => {
  test('is split from the right', async () => {
    const table = await readTable(encodeText('KD-2/2-289/1,Smith Ann,1 High Street\n', 'utf-8'));
    if (table.type === 'refused') throw new Error(table.code);
    const layout = detectLayout(table);
    if (layout.type === 'refused') throw new Error(layout.code);
    const mapping: Mapping = { wholeNumber: 0, wholeName: 1, address: [2] };
    const { records } = await readRegister(table, mapping, layout, { today });
    expect(records).toEqual([
      makeRecord({
        line: 1,
        district: 'KD-2/2',
        number: '289',
        suffix: '1',
        surname: 'Smith',
        forenames: 'Ann',
        address: ['1 High Street'],
        postcode: '',
      }),
    ]);
  });
});

describe('[FMT12] numbers', () => {
  test('numbers in spreadsheet cells are as good as text', async () => {
    const row = (number: SheetCell) => {
      const cells: SheetCell[] = [...writeRow(makeRecord(), 'democracy-counts-25')];
      cells[1] = number;
      return cells;
    };
    const sheet = [
      headers['democracy-counts-25'],
      row({ number: '5' }),
      row({ number: '36.100000000000001' }),
      row('7.000'),
    ];
    const { records } = await read(await makeZip(workbookParts(sheet)));
    expect(records.map(({ number }) => number)).toEqual(['5', '36.1', '7']);
  });

  test('what cannot be a number is left out', async () => {
    const { records, problems } = await readRows(
      'xpress-14',
      { 'Elector Number': '12-Jan' },
      { 'Elector Number': '' },
    );
    expect(records).toEqual([]);
    expect(problems.map(({ kind, refused }) => [kind, refused])).toEqual([
      ['unreadable-number', true],
      ['missing-number', true],
    ]);
  });
});

describe('[FMT19] problems', () => {
  test('whether the row is imported depends on the kind alone', () => {
    const leftOut = problemKinds.filter((kind) => problem(kind, 2).refused);
    expect(leftOut).toEqual([
      'missing-number',
      'unreadable-number',
      'missing-name',
      'under-16',
      'ragged-row',
      'truncated',
      'repeated-row',
    ]);
  });
});

describe('[FMT21] rows that do not line up', () => {
  const id = 'democracy-counts-25';
  const row = (number: string) => writeRow(makeRecord({ number }), id);
  const readAll = (...rows: string[][]) =>
    read(encodeText(toDelimited([headers[id], ...rows]), 'utf-8'));

  test('too many cells are refused, too few are reported, the last is truncated', async () => {
    const { records, problems } = await readAll(
      row('1'),
      [...row('2').slice(0, 9), '45 High Road', ...row('2').slice(9)],
      row('3').slice(0, 20),
      row('4'),
      row('5'),
      row('6').slice(0, 12),
    );
    expect(records.map(({ number }) => number)).toEqual(['1', '3', '4', '5']);
    const due = headers[id].length;
    expect(problems).toMatchObject([
      { kind: 'ragged-row', line: 3, cells: { found: due + 1, due } },
      { kind: 'short-row', line: 4, cells: { found: 20, due } },
      { kind: 'truncated', line: 7, cells: { found: 12, due } },
    ]);
  });

  test('where every row has empty cells more than headings none is ragged', async () => {
    const rows = ['1', '2', '3'].map((number) => [...row(number), '', '']);
    expect((await readAll(...rows)).problems).toEqual([]);
  });

  test('a spreadsheet keeps every cell under its heading', async () => {
    const sheet = [headers[id], [...row('1'), 'a note'], row('2').slice(0, 20)];
    const { records, problems } = await read(await makeZip(workbookParts(sheet)));
    expect(records).toHaveLength(2);
    expect(problems).toEqual([]);
  });

  test('where every row lacks its empty last cell none is short', async () => {
    const rows = ['1', '2', '3'].map((number) => row(number).slice(0, -1));
    expect((await readAll(...rows)).problems).toEqual([]);
  });
});

describe('[FMT22] numbers that occur twice', () => {
  test('different rows are kept, the same row is not', async () => {
    const same = { 'Elector Number': '7' };
    const other = { ...same, 'Elector Forename': 'Ann' };
    const { records, problems } = await readRows('xpress-14', same, other, same);
    expect(records.map(({ line }) => line)).toEqual([2, 3]);
    expect(problems).toEqual([
      { kind: 'duplicate-number', line: 3, detail: '1BDF-7', refused: false },
      { kind: 'repeated-row', line: 4, detail: '1BDF-7', refused: true },
    ]);
  });
});

describe('[FMT23] progress and abort', () => {
  const rows = Array.from({ length: 2000 }, (_, index) =>
    writeRow(makeRecord({ number: `${index + 1}` }), 'xpress-14'),
  );
  const bytes = encodeText(toDelimited([headers['xpress-14'], ...rows]), 'utf-8');

  test('is reported every 500 rows', async () => {
    const seen: number[] = [];
    await read(bytes, { onProgress: (done) => void seen.push(done) });
    expect(seen).toEqual([0, 500, 1000, 1500, 2000]);
  });

  test('an abort on the way rejects with its reason', async () => {
    const controller = new AbortController();
    const onProgress = (done: number) => {
      if (done === 1000) controller.abort(new Error('stopped'));
    };
    await expect(read(bytes, { onProgress, signal: controller.signal })).rejects.toThrow('stopped');
  });
});
