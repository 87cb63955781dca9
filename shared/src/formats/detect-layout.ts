/**
 * Finds the header row of a table and says which software wrote it. Columns are found by heading,
 * never by position ([FMT7]); what is surely not a full register is refused by name ([FMT9]).
 */
import { refuseFile, type FileRefusal } from './file-refusal.ts';
import {
  addressHeading,
  looseHeadings,
  normaliseHeading,
  otherExports,
  registerLayouts,
  updatePreamble,
  type LayoutId,
  type OtherExportId,
  type RegisterLayoutId,
} from './layouts.ts';
import { columnsMax } from './limits.ts';
import { singleFields, type Mapping, type SingleField } from './mapping.ts';
import type { Table, TableRow } from './table.ts';

export interface TableColumn {
  /** 0-based position in a row. */
  index: number;
  /** As the file writes it; empty when there is no header row. */
  heading: string;
  /** Up to three different values, to show beside the heading. */
  samples: string[];
}

export interface DetectedLayout {
  type: 'layout';
  layout: LayoutId;
  /** Line of the header row; 0 when there is none and every row is data. */
  headerLine: number;
  /** What each column seems to hold. Ask `isUsable`: even a known layout may lack columns. */
  mapping: Mapping;
  columns: TableColumn[];
}

/** How far down the header row may be. */
const headerRowsMax = 50;
const samplesMax = 3;
const sampleRowsMax = 200;
const sampleCharsMax = 60;

export function detectLayout(table: Table): DetectedLayout | FileRefusal {
  const candidates = table.rows.slice(0, headerRowsMax);
  for (const [index, row] of candidates.entries()) {
    const headings = row.cells.map(normaliseHeading);
    const present = new Set(headings);
    const other = otherExports.find(({ knownBy }) => fits(knownBy, present));
    if (other !== undefined) return refuseExport(other.code, other.id);
    const layout = registerLayouts.find(({ knownBy }) => fits(knownBy, present));
    if (layout === undefined) continue;
    if (isUpdatePreamble(candidates.slice(0, index))) {
      return refuseExport('monthly-update', layout.id);
    }
    const mapping = mapColumns(headings, layout.headings);
    return describe(table, layout.id, row, mapping);
  }
  return guessLayout(table, candidates);
}

/**
 * Without a known layout: the row with the most headings that mean something, or else the row that
 * can only be headings, so that it is not read as somebody.
 */
function guessLayout(table: Table, candidates: readonly TableRow[]): DetectedLayout {
  let best: { row: TableRow; mapping: Mapping; score: number } | undefined;
  for (const row of candidates) {
    const mapping = mapLoosely(row.cells.map(normaliseHeading));
    const score = singleFields.filter((field) => mapping[field] !== undefined).length;
    if (score > (best?.score ?? 1)) best = { row, mapping, score };
  }
  const header = best?.row ?? wordsAbovePeople(candidates);
  return describe(table, 'unknown', header, best?.mapping ?? {});
}

/** Nobody is on a register without a digit: the row of words right above the first with one. */
function wordsAbovePeople(rows: readonly TableRow[]): TableRow | undefined {
  const isRow = ({ cells }: TableRow) => cells.filter((cell) => cell.trim() !== '').length > 2;
  const hasDigit = ({ cells }: TableRow) => cells.some((cell) => /\d/.test(cell));
  const above = rows[rows.findIndex((row) => isRow(row) && hasDigit(row)) - 1];
  return above !== undefined && isRow(above) && !hasDigit(above) ? above : undefined;
}

function refuseExport(
  code: 'monthly-update' | 'polling-stations' | 'absent-voters',
  as: OtherExportId | RegisterLayoutId,
): FileRefusal {
  return refuseFile(code, { type: 'recognised', as });
}

function fits(knownBy: readonly (readonly string[])[], present: ReadonlySet<string>): boolean {
  return knownBy.every((group) => group.some((heading) => present.has(heading)));
}

function isUpdatePreamble(rows: readonly TableRow[]): boolean {
  return rows.some(({ cells }) => updatePreamble.test(cells.join(' ')));
}

function mapColumns(
  headings: readonly string[],
  wanted: Partial<Record<SingleField, readonly string[]>>,
): Mapping {
  const mapping: { [field in SingleField]?: number } = {};
  const taken = new Set<number>();
  for (const field of singleFields) {
    const heading = wanted[field]?.find((name) => headings.includes(name));
    if (heading === undefined) continue;
    const column = headings.indexOf(heading);
    if (taken.has(column)) continue;
    taken.add(column);
    mapping[field] = column;
  }
  const address = headings
    .map((heading, column) => ({ column, order: Number(addressHeading.exec(heading)?.[1] ?? 0) }))
    .filter(({ order }) => order > 0)
    .toSorted((a, b) => a.order - b.order)
    .map(({ column }) => column);
  return address.length === 0 ? mapping : { ...mapping, address };
}

function mapLoosely(headings: readonly string[]): Mapping {
  const mapping = mapColumns(headings, looseHeadings);
  const { number, ...rest } = mapping;
  // An elector number with no district beside it can only be the whole of it.
  const isWhole = number !== undefined && mapping.district === undefined;
  if (mapping.wholeNumber !== undefined) return rest;
  return isWhole ? { ...rest, wholeNumber: number } : mapping;
}

function describe(
  table: Table,
  layout: LayoutId,
  header: TableRow | undefined,
  mapping: Mapping,
): DetectedLayout {
  const headerLine = header?.line ?? 0;
  const data = table.rows.filter(({ line }) => line > headerLine).slice(0, sampleRowsMax);
  const widest = data.reduce((width, { cells }) => Math.max(width, cells.length), 0);
  const width = Math.min(Math.max(widest, header?.cells.length ?? 0), columnsMax);
  const columns = Array.from({ length: width }, (_, index) => ({
    index,
    heading: (header?.cells[index] ?? '').trim(),
    samples: samplesOf(data, index),
  }));
  return { type: 'layout', layout, headerLine, mapping, columns };
}

function samplesOf(rows: readonly TableRow[], column: number): string[] {
  const samples = new Set<string>();
  for (const { cells } of rows) {
    const sample = (cells[column] ?? '').trim().slice(0, sampleCharsMax);
    if (sample !== '') samples.add(sample);
    if (samples.size === samplesMax) break;
  }
  return [...samples];
}
