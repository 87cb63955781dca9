/**
 * An .xlsx file -> the rows of its fullest sheet, by read-excel-file. Cells come out as text: dates
 * as ISO dates, numbers as the shortest text that means the same number ([FMT5]). Any other ZIP
 * file is refused by name.
 */
import readXlsxFile from 'read-excel-file/universal';
import {
  refuseFile,
  type FileRefusal,
  type RefusalCode,
  type RefusalDetail,
} from './file-refusal.ts';
import { columnsMax, rowsMax } from './limits.ts';
import { breathe, rowsPerReport, type Work } from './progress.ts';
import { isBlankRow, type Table } from './table.ts';
import { unpackWorkbook } from './unpack-workbook.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

export async function readWorkbook(bytes: Uint8Array, work: Work): Promise<Table | FileRefusal> {
  const entries = readZipDirectory(bytes);
  if (entries === undefined) return refuseFile('damaged-workbook');
  const other = whatZipHolds(entries);
  if (other !== 'workbook') {
    return refuseFile(other, other === 'zip-archive' ? contents(entries) : undefined);
  }
  await breathe(work, 0, 3);
  const unpacked = await unpackWorkbook(bytes, entries, work.signal);
  if (unpacked.type === 'refused') return refuseFile(unpacked.code);
  await breathe(work, 1, 3);
  const sheets = await readSheets(unpacked.workbook.buffer);
  if (sheets === undefined) return refuseFile('damaged-workbook');
  const filled = sheets.filter(({ rows }) => rows.some((cells) => !isBlankRow(cells)));
  const fullest = filled.toSorted((a, b) => b.rows.length - a.rows.length)[0];
  if (fullest === undefined) return refuseFile('blank');
  const table: Table = {
    type: 'table',
    kind: 'spreadsheet',
    rows: [],
    blankLines: 0,
    encoding: 'workbook',
    delimiter: '',
    worksheet: fullest.name,
    otherWorksheets: filled.filter((worksheet) => worksheet !== fullest).map(({ name }) => name),
  };
  for (const [index, cells] of fullest.rows.entries()) {
    if (index % rowsPerReport === 0) {
      await breathe(work, fullest.rows.length + index, fullest.rows.length * 2);
    }
    if (isBlankRow(cells)) table.blankLines += 1;
    else table.rows.push({ line: index + 1, cells });
  }
  if (table.rows.length > rowsMax) return refuseFile('too-many-rows');
  const tooWide = table.rows.some(({ cells }) => cells.length > columnsMax);
  return tooWide ? refuseFile('too-many-columns') : table;
}

function whatZipHolds(entries: readonly ZipEntry[]): 'workbook' | RefusalCode {
  const paths = new Set(entries.map(({ path }) => path));
  if (paths.has('xl/workbook.xml')) return 'workbook';
  if (paths.has('xl/workbook.bin') || paths.has('Index/Document.iwa')) return 'other-workbook';
  if (paths.has('word/document.xml')) return 'document';
  // OpenDocument keeps its kind as the text of this entry; a spreadsheet is what people will have.
  return paths.has('content.xml') && paths.has('mimetype') ? 'other-workbook' : 'zip-archive';
}

function contents(entries: readonly ZipEntry[]): RefusalDetail {
  const files = entries.filter(({ path }) => !path.endsWith('/'));
  const only = files.length === 1 ? (files[0]?.path.slice(0, 120) ?? '') : '';
  return { type: 'holds', files: files.length, only };
}

/** The sheets, or undefined when the reader cannot make sense of the workbook. */
async function readSheets(
  workbook: ArrayBuffer,
): Promise<{ name: string; rows: string[][] }[] | undefined> {
  try {
    const sheets = await readXlsxFile<string>(workbook, { parseNumber: numberAsText });
    return sheets.map(({ sheet, data }) => ({
      name: sheet,
      rows: data.map((row) => row.map(cellAsText)),
    }));
  } catch {
    // The reader throws different kinds of error for a damaged workbook; none says more to a person.
    return undefined;
  }
}

function cellAsText(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  if (cell instanceof Date && !Number.isNaN(cell.getTime())) return cell.toISOString().slice(0, 10);
  return '';
}

/** A spreadsheet keeps 4.1 as 4.0999999999999996 and 100012345678 perhaps as 1.00012345678E+11. */
function numberAsText(stored: string): string {
  if (/^\d{1,15}$/.test(stored)) return stored;
  const number = Number(stored);
  return Number.isFinite(number) ? String(number) : stored;
}
