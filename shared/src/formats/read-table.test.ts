import { describe, expect, test } from 'vitest';
import type { RefusalCode } from './file-refusal.ts';
import { readTable } from './read-table.ts';
import { encodeText, makeZip, toDelimited, workbookParts } from './testing-files.ts';
import type { Table } from './table.ts';

const rows = [
  ['PD', 'ENO', 'Surname', 'Address 1'],
  ['1BDF', '1', 'O’Brien', 'Flat 7, 45 "High" Road'],
  ['1BDF', '2', 'Zoë', ''],
];

async function tableOf(bytes: Uint8Array): Promise<Table> {
  const table = await readTable(bytes);
  if (table.type === 'refused') throw new Error(table.code);
  return table;
}

async function codeOf(bytes: Uint8Array): Promise<RefusalCode | 'table'> {
  const table = await readTable(bytes);
  return table.type === 'refused' ? table.code : 'table';
}

const text = (content: string) => encodeText(content, 'utf-8');

describe('[FMT3] delimited text', () => {
  for (const delimiter of [',', '\t', ';', '|']) {
    for (const newline of ['\n', '\r\n', '\r']) {
      test(`${JSON.stringify(delimiter)} with ${JSON.stringify(newline)}`, async () => {
        const bytes = text(toDelimited(rows, { delimiter, newline, quoteAll: false }));
        const table = await tableOf(bytes);
        expect(table).toMatchObject({ kind: 'text', delimiter, encoding: 'utf-8', blankLines: 0 });
        expect(table.rows).toEqual(rows.map((cells, index) => ({ line: index + 1, cells })));
      });
    }
  }

  test('line numbers count blank lines and line breaks inside cells', async () => {
    const table = await tableOf(text('a,b\n\n"1\n2",3\r\n,,\r4,5\n'));
    expect(table.rows.map(({ line }) => line)).toEqual([1, 3, 6]);
    expect(table.blankLines).toBe(2);
  });

  test('a preamble with fewer cells does not mislead', async () => {
    const preamble = 'Register of electors; 1 December 2025; full\nRef: 12; 3\n';
    const table = await tableOf(text(preamble + toDelimited(rows)));
    expect(table.delimiter).toBe(',');
    expect(table.rows).toHaveLength(5);
  });

  test('a closing Ctrl-Z is not a row', async () => {
    expect((await tableOf(text('a,b\r\n1,2\r\n\x1a'))).rows).toHaveLength(2);
  });
});

describe('[FMT6] quotation marks', () => {
  test.each(['"The Elms" Road', '"The Elms', '7 "The Elms" Road'])(
    'a stray mark in %j costs no other row',
    async (address) => {
      const table = await tableOf(text(`a,b\n1,2\n3,${address}\n"5, five",6\n7,8\n`));
      expect(table.rows.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
      expect(table.rows[3]?.cells).toEqual(['5, five', '6']);
      expect(table.rows[2]?.cells).toEqual(['3', address]);
    },
  );
});

describe('[FMT1] what a file is', () => {
  const bytesOf = (...start: number[]) => Uint8Array.from([...start, ...new Uint8Array(64)]);
  test.each<[string, RefusalCode, Uint8Array]>([
    ['nothing', 'empty', new Uint8Array()],
    ['blank lines', 'blank', text('\r\n \t\r\n,,,\r\n')],
    ['spaces', 'blank', text('   \n')],
    ['PDF', 'pdf', text('%PDF-1.7\n1 0 obj')],
    ['PNG', 'image', bytesOf(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a)],
    ['JPEG', 'image', bytesOf(0xff, 0xd8, 0xff, 0xe0)],
    ['old Excel', 'old-workbook', bytesOf(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)],
    ['gzip', 'archive', bytesOf(0x1f, 0x8b, 0x08)],
    ['JSON list', 'json', text('[\n {"id": 7}]')],
    ['JSON object', 'json', text('{"id": 7}')],
    ['HTML', 'web-page', text('\n<!DOCTYPE html><html></html>')],
    ['a table of HTML', 'web-page', text('<table><tr><td>1</td></tr></table>')],
    ['XML', 'xml', text('<?xml version="1.0"?><Workbook/>')],
    ['rich text', 'document', text('{\\rtf1 hello}')],
    ['null bytes', 'null-bytes', text('a,b,c\n\0,2,3\n')],
    ['control characters', 'binary', Uint8Array.from({ length: 500 }, (_, i) => (i % 7) + 1)],
    ['a ZIP cut short', 'damaged-workbook', text('PK\x03\x04 and no more')],
  ])('%s is refused as %s', async (_, code, bytes) => {
    expect(await codeOf(bytes)).toBe(code);
  });

  test('a workbook locked with a password says so', async () => {
    const name = encodeText('EncryptedPackage', 'utf-16le').slice(2);
    const ole = bytesOf(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);
    expect(await codeOf(Uint8Array.from([...ole, ...name]))).toBe('protected-workbook');
  });

  test('an address in brackets is not JSON', async () => {
    expect(await codeOf(text('[100-102] Coleman Road,1\n[104] Coleman Road,2\n'))).toBe('table');
  });
});

describe('[FMT4] bounds', () => {
  test('too many bytes', async () => {
    expect(await codeOf(new Uint8Array(64 * 1024 * 1024 + 1))).toBe('too-large');
  });

  test('too many rows; blank ones do not count', async () => {
    expect(await codeOf(text('a,b\n'.repeat(200_001)))).toBe('too-many-rows');
    expect(await codeOf(text(`a,b\n${',\n'.repeat(200_001)}`))).toBe('table');
  });

  test('too many columns; blank ones do not count', async () => {
    expect(await codeOf(text(`a${',1'.repeat(200)}\n`))).toBe('too-many-columns');
    expect(await codeOf(text(`a${','.repeat(400)}\n`))).toBe('table');
  });

  test('a workbook that says it unpacks to too much', async () => {
    const bytes = await makeZip(workbookParts([['a']]), () => 300 * 1024 * 1024);
    expect(await codeOf(bytes)).toBe('unpacks-too-large');
  });

  test('a workbook that unpacks to more than it says', async () => {
    const bytes = await makeZip(workbookParts([['a']]), (size) => size - 1);
    expect(await codeOf(bytes)).toBe('damaged-workbook');
  });

  test('a cell at the end of the sheet makes no grid', async () => {
    expect(await codeOf(await makeZip(workbookParts([[{ at: 'XFD1' }]])))).toBe('too-many-columns');
    expect(await codeOf(await makeZip(workbookParts([[{ at: 'B900000' }]])))).toBe('too-many-rows');
    expect(await codeOf(await makeZip(workbookParts([[{ at: 'A1"/' }]])))).toBe('damaged-workbook');
    const last = '<worksheet><sheetData><row r="1048576"></row></sheetData></worksheet>';
    const elsewhere = (sheet: string) =>
      makeZip({ ...workbookParts([['a']], [['b']]), 'xl/worksheets/sheet1.xml': sheet });
    expect(await codeOf(await elsewhere(last))).toBe('table');
    const beyond = last.replace('1048576', '1048577');
    expect(await codeOf(await elsewhere(beyond))).toBe('damaged-workbook');
  });
});

describe('[FMT5] workbooks', () => {
  test('cells become text', async () => {
    const sheet = [
      ['PD', '', 'Date'],
      [],
      [{ number: '4.0999999999999996' }, { number: '1.00012345678E+11' }, { date: 46_000 }],
    ];
    const table = await tableOf(await makeZip(workbookParts(sheet)));
    expect(table).toMatchObject({ kind: 'spreadsheet', encoding: 'workbook', blankLines: 1 });
    expect(table.rows).toEqual([
      { line: 1, cells: ['PD', '', 'Date'] },
      { line: 3, cells: ['4.1', '100012345678', '2025-12-09'] },
    ]);
  });

  test('the fullest sheet is read and the others are named', async () => {
    const parts = workbookParts([['Notes']], [['a'], ['b']], [[]]);
    const table = await tableOf(await makeZip(parts));
    expect(table).toMatchObject({ worksheet: 'Sheet2', otherWorksheets: ['Sheet1'] });
    expect(table.rows).toHaveLength(2);
  });

  test.each<[string, RefusalCode, Record<string, string>]>([
    ['a ZIP of a register', 'zip-archive', { 'register.csv': 'a,b' }],
    ['a word-processor document', 'document', { 'word/document.xml': '<a/>' }],
    ['an OpenDocument sheet', 'other-workbook', { mimetype: 'x', 'content.xml': '<a/>' }],
    ['an empty workbook', 'blank', workbookParts([])],
    ['a workbook without sheets', 'damaged-workbook', { 'xl/workbook.xml': '<workbook/>' }],
  ])('%s is refused as %s', async (_, code, parts) => {
    expect(await codeOf(await makeZip(parts))).toBe(code);
  });

  test('a ZIP names what is inside', async () => {
    const refusal = await readTable(await makeZip({ 'full.csv': 'a' }));
    expect(refusal).toMatchObject({ detail: { type: 'holds', files: 1, only: 'full.csv' } });
    const several = await readTable(await makeZip({ 'a.csv': 'a', 'b.csv': 'b' }));
    expect(several).toMatchObject({ detail: { type: 'holds', files: 2, only: '' } });
  });
});

describe('[FMT23] progress and abort', () => {
  test('progress never falls and never passes the whole', async () => {
    const seen: number[] = [];
    const onProgress = (done: number, total: number) => seen.push(done / total);
    await readTable(text('a,b,c\n'.repeat(20_000)), { onProgress });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(Math.max(...seen)).toBeLessThanOrEqual(1);
  });

  test('an abort on the way rejects with its reason', async () => {
    const controller = new AbortController();
    const onProgress = (done: number) => {
      if (done > 0) controller.abort(new Error('stopped'));
    };
    const work = { onProgress, signal: controller.signal };
    await expect(readTable(text('a,b,c\n'.repeat(20_000)), work)).rejects.toThrow('stopped');
  });
});
