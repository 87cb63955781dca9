/**
 * A file's rows as text, before anybody says what the columns mean. Made by `read-table.ts`.
 */
import type { TextEncoding } from './decode-text.ts';

export interface TableRow {
  /** 1-based line (text) or row (spreadsheet) on which it begins. */
  line: number;
  /** Exactly what the file holds, untrimmed. Never all blank. */
  cells: string[];
}

export interface Table {
  type: 'table';
  kind: 'text' | 'spreadsheet';
  rows: TableRow[];
  /** Lines that hold nothing; they are not among the rows. */
  blankLines: number;
  /** Says 'workbook' for a spreadsheet, which needs no guessing. */
  encoding: TextEncoding | 'workbook';
  /** Empty for a spreadsheet. */
  delimiter: ',' | '\t' | ';' | '|' | '';
  /** The worksheet that was read, when it is a spreadsheet. */
  worksheet: string;
  /** Names of further worksheets that hold rows and were not read. */
  otherWorksheets: string[];
}

export function isBlankRow(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}
