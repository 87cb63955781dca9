/**
 * A table and a mapping -> the records of a register, and everything that was wrong on the way.
 * Owns what needs more than one row: lines that are not rows, rows that do not line up, numbers
 * that occur twice. Pure but for taking breaths; writes nothing.
 *
 * @see SPEC rules [FMT10] to [FMT24]
 */
import { assert } from '../base/assert.ts';
import type { DetectedLayout } from './detect-layout.ts';
import { formatElectorNumber } from './elector-number.ts';
import { normaliseHeading } from './layouts.ts';
import { isUsable, type Mapping } from './mapping.ts';
import { misfit, problem, type Problem } from './problems.ts';
import { breathe, rowsPerReport, type Work } from './progress.ts';
import type { AgeRules } from './register-date.ts';
import type { RegisterRecord } from './register-record.ts';
import { readRow, type RowReading, type RowRules } from './register-row.ts';
import type { Table, TableRow } from './table.ts';

export interface RegisterRules extends Work {
  /** ISO date. */
  today: string;
  /** 18 unless said otherwise. */
  votingAgeYears?: number;
  /** 16 unless said otherwise. */
  minimumAgeYears?: number;
}

export interface Register {
  records: RegisterRecord[];
  /** In the order of the file. */
  problems: Problem[];
  /** Lines that are no rows of the register. */
  skipped: { preamble: number; headers: number; blank: number };
}

/**
 * @param mapping must be usable (`isUsable`); it need not be the one that was detected.
 * @param layout says where the rows begin and whose quirks the cells have.
 */
export async function readRegister(
  table: Table,
  mapping: Mapping,
  layout: Pick<DetectedLayout, 'layout' | 'headerLine'>,
  rules: RegisterRules,
): Promise<Register> {
  assert(isUsable(mapping).type === 'usable', 'readRegister needs a usable mapping');
  assert(/^\d{4}-\d{2}-\d{2}$/.test(rules.today), 'today is an ISO date');
  const header = table.rows.find(({ line }) => line === layout.headerLine);
  const data = table.rows.filter(({ line }) => line > layout.headerLine);
  const rowRules = rulesForRows(mapping, layout, rules, header);
  const shape = shapeOf(table, data, header);
  const seen = new Map<string, Set<string>>();
  const register: Register = {
    records: [],
    problems: [],
    skipped: {
      preamble: table.rows.length - data.length - (header === undefined ? 0 : 1),
      headers: 0,
      blank: table.blankLines,
    },
  };
  for (const [index, row] of data.entries()) {
    if (index % rowsPerReport === 0) await breathe(rules, index, data.length);
    if (repeatsHeader(row, header, mapping)) register.skipped.headers += 1;
    else keep(register, seen, checkShape(row, shape, readRow(row, rowRules)));
  }
  await breathe(rules, data.length, data.length);
  return register;
}

function rulesForRows(
  mapping: Mapping,
  layout: Pick<DetectedLayout, 'layout'>,
  rules: RegisterRules,
  header: TableRow | undefined,
): RowRules {
  const age: AgeRules = {
    today: rules.today,
    votingAgeYears: rules.votingAgeYears ?? 18,
    minimumAgeYears: rules.minimumAgeYears ?? 16,
  };
  const heading = mapping.attains === undefined ? '' : (header?.cells[mapping.attains] ?? '');
  const datesMayBeBirths = !/attainment/.test(normaliseHeading(heading));
  return { ...age, layout: layout.layout, mapping, datesMayBeBirths };
}

interface Shape {
  /** Cells past this one have no heading, so what is in them has been pushed there. */
  headed: number;
  /** More cells than this mean that a delimiter inside a cell has split it. */
  widest: number;
  /** Rows with fewer cells have lost some. */
  narrowest: number;
  lastLine: number;
}

/** A spreadsheet keeps every cell under its heading, so its rows always line up. */
const alwaysInShape: Shape = { headed: Infinity, widest: Infinity, narrowest: 0, lastLine: 0 };

function shapeOf(table: Table, data: readonly TableRow[], header: TableRow | undefined): Shape {
  if (table.kind === 'spreadsheet') return alwaysInShape;
  const rowsByWidth = new Map<number, number>();
  for (const { cells } of data) {
    rowsByWidth.set(cells.length, (rowsByWidth.get(cells.length) ?? 0) + 1);
  }
  const [usual = 0] = [...rowsByWidth].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  const cells = header?.cells ?? [];
  const headed =
    header === undefined ? usual : cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  return {
    headed,
    widest: Math.max(usual, cells.length),
    // Where most rows lack an empty last cell none of them is short.
    narrowest: Math.min(headed, usual),
    lastLine: table.rows.at(-1)?.line ?? 0,
  };
}

function checkShape(row: TableRow, shape: Shape, reading: RowReading): RowReading {
  const { line, cells } = row;
  if (reading.type !== 'record') return reading;
  const overflows = cells.slice(shape.headed).some((cell) => cell.trim() !== '');
  if (overflows || cells.length > shape.widest) {
    const headings = { found: cells.length, due: shape.headed };
    return { type: 'refused', problem: misfit('ragged-row', line, headings) };
  }
  if (cells.length >= shape.narrowest) return reading;
  const counts = { found: cells.length, due: shape.narrowest };
  if (line === shape.lastLine) {
    return { type: 'refused', problem: misfit('truncated', line, counts) };
  }
  return { ...reading, problems: [...reading.problems, misfit('short-row', line, counts)] };
}

/** Reports print their headings anew on every page. */
function repeatsHeader(row: TableRow, header: TableRow | undefined, mapping: Mapping): boolean {
  if (header === undefined) return false;
  const columns = [mapping.number ?? mapping.wholeNumber, mapping.surname ?? mapping.wholeName];
  return columns.every((column) => {
    if (column === undefined) return false;
    const heading = normaliseHeading(header.cells[column] ?? '');
    return heading !== '' && normaliseHeading(row.cells[column] ?? '') === heading;
  });
}

function keep(register: Register, seen: Map<string, Set<string>>, reading: RowReading): void {
  if (reading.type === 'report-line') {
    register.skipped.headers += 1;
    return;
  }
  if (reading.type === 'refused') {
    register.problems.push(reading.problem);
    return;
  }
  const { record, problems } = reading;
  const number = formatElectorNumber(record);
  const content = JSON.stringify({ ...record, line: 0 });
  const earlier = seen.get(number.toUpperCase());
  if (earlier?.has(content) === true) {
    register.problems.push(problem('repeated-row', record.line, number));
    return;
  }
  if (earlier === undefined) seen.set(number.toUpperCase(), new Set([content]));
  else {
    earlier.add(content);
    register.problems.push(problem('duplicate-number', record.line, number));
  }
  register.problems.push(...problems);
  register.records.push(record);
}
