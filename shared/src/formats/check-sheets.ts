/**
 * How large a grid the sheets of a workbook would make, from the addresses of their cells. The
 * reader makes a grid as large as the farthest cell says, so one stray cell in a tiny file could
 * fill the memory ([FMT4]). Knows tags and addresses only, nothing of what the cells hold.
 */
import type { RefusalCode } from './file-refusal.ts';
import { columnsMax, rowsMax } from './limits.ts';

/** Rows times columns up to the farthest cell that holds something, of all sheets together. */
const gridCellsMax = 10_000_000;
/** The last row that a spreadsheet program can make. */
const sheetRowsMax = 1_048_576;
/** Formatting often runs to the last row, but not on many sheets. */
const emptyRowsMax = 5 * sheetRowsMax;

/** Takes the parts of a workbook one by one; says why the workbook must not be read, if so. */
export class SheetChecker {
  #cells = 0;
  #rows = 0;

  check(content: Uint8Array): RefusalCode | undefined {
    const xml = new TextDecoder().decode(content);
    if (!xml.includes('sheetData')) return undefined;
    let column = 0;
    let row = 0;
    let lastRow = 0;
    for (const tag of cellAndRowTags(xml)) {
      const address = readAddress(tag);
      if (address === undefined) return 'damaged-workbook';
      lastRow = Math.max(lastRow, address.row);
      if (!address.filled) continue;
      column = Math.max(column, address.column);
      row = Math.max(row, address.row);
    }
    this.#rows += lastRow;
    this.#cells += row * column;
    if (lastRow > sheetRowsMax || this.#rows > emptyRowsMax) return 'damaged-workbook';
    if (column > columnsMax) return 'too-many-columns';
    return row > rowsMax || this.#cells > gridCellsMax ? 'too-many-rows' : undefined;
  }
}

function* cellAndRowTags(xml: string): Generator<string> {
  const start = /<(?:\w{1,20}:)?(?:c|row)\s/g;
  for (let found = start.exec(xml); found !== null; found = start.exec(xml)) {
    const end = xml.indexOf('>', found.index);
    if (end === -1) return;
    yield xml.slice(found.index, end + 1);
    start.lastIndex = end + 1;
  }
}

const wholeTag = /^<[\w:]+(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*\/?>$/;
const cellAddress = /\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']/;
const rowNumber = /\sr\s*=\s*["'](\d{1,7})["']/;

/** Undefined when the tag is not plain enough to be sure of what it says. */
function readAddress(tag: string): { row: number; column: number; filled: boolean } | undefined {
  if (!wholeTag.test(tag)) return undefined;
  if (/^<(?:\w+:)?row/.test(tag)) {
    const number = /\sr\s*=/.test(tag) ? rowNumber.exec(tag)?.[1] : '0';
    return number === undefined ? undefined : { row: Number(number), column: 0, filled: false };
  }
  const address = cellAddress.exec(tag);
  if (address === null) return undefined;
  const [, letters = '', digits = ''] = address;
  const column = Array.from(letters).reduce((sum, char) => sum * 26 + char.charCodeAt(0) - 64, 0);
  return { row: Number(digits), column, filled: !tag.endsWith('/>') };
}
