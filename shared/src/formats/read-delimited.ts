/**
 * Decoded text -> rows, by Papa Parse. Owns the choice of delimiter and what happens to quotation
 * marks that do not add up: then every line is read on its own, because one stray mark would
 * otherwise swallow all electors after it ([FMT6]). Line numbers are those of the file.
 */
import Papa from 'papaparse';
import type { RefusalCode } from './file-refusal.ts';
import { columnsMax, rowsMax } from './limits.ts';
import { breathe, rowsPerReport, type Work } from './progress.ts';
import { isBlankRow, type Table, type TableRow } from './table.ts';

type Delimiter = Exclude<Table['delimiter'], ''>;
export type Delimited = Pick<Table, 'rows' | 'blankLines'> & { delimiter: Delimiter };

const delimiters: readonly Delimiter[] = [',', '\t', ';', '|'];
const sampleChars = 65_536;
const sampleRows = 200;
/** Papa takes the rest of the text anew after every pause, so it pauses seldom. */
const rowsPerPause = 5_000;

export async function readDelimited(
  source: string,
  work: Work,
): Promise<Delimited | { refused: RefusalCode }> {
  // Line ends are made equal first: files with two kinds, or with none but CR, then need no guess.
  const unix = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
  const text = unix.endsWith('\n') ? unix.slice(0, -1) : unix;
  const delimiter = guessDelimiter(text.slice(0, sampleChars));
  const collected = await readWhole(text, delimiter, work);
  const rows = collected === 'broken-quotes' ? await readLines(text, delimiter, work) : collected;
  if (rows.refused !== undefined) return { refused: rows.refused };
  return { rows: rows.rows, blankLines: rows.blankLines, delimiter };
}

/** The delimiter that cuts most rows into the same, largest number of cells. */
function guessDelimiter(sample: string): Delimiter {
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const { data } = Papa.parse<string[]>(sample, { ...options(delimiter), preview: sampleRows });
    const rowsByWidth = new Map<number, number>();
    for (const { length } of data) rowsByWidth.set(length, (rowsByWidth.get(length) ?? 0) + 1);
    rowsByWidth.delete(1);
    const score = Math.max(0, ...[...rowsByWidth].map(([width, rows]) => width * rows));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function options(delimiter: Delimiter): { delimiter: string; newline: '\n'; fastMode: false } {
  return { delimiter, newline: '\n', fastMode: false };
}

/** Rows as they come, within the bounds of a file. */
class Collector {
  readonly rows: TableRow[] = [];
  blankLines = 0;
  refused: RefusalCode | undefined;
  #line = 1;

  /** False when a bound has been passed and reading must stop. */
  add(cells: string[], lines = 1 + lineBreaks(cells)): boolean {
    const line = this.#line;
    this.#line += lines;
    if (isBlankRow(cells)) {
      this.blankLines += 1;
      return true;
    }
    if (cells.length > columnsMax && !isBlankRow(cells.slice(columnsMax))) {
      this.refused = 'too-many-columns';
    } else if (this.rows.length >= rowsMax) {
      this.refused = 'too-many-rows';
    } else {
      this.rows.push({ line, cells: cells.slice(0, columnsMax) });
    }
    return this.refused === undefined;
  }
}

function lineBreaks(cells: readonly string[]): number {
  return cells.reduce(
    (sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0),
    0,
  );
}

function readWhole(
  text: string,
  delimiter: Delimiter,
  work: Work,
): Promise<Collector | 'broken-quotes'> {
  const collector = new Collector();
  let sinceBreath = 0;
  let chars = 0;
  return new Promise((resolve, reject) => {
    let result: Collector | 'broken-quotes' = collector;
    Papa.parse<string[]>(text, {
      ...options(delimiter),
      step: ({ data, errors }, parser) => {
        if (errors.some(({ type }) => type === 'Quotes')) result = 'broken-quotes';
        if (result === 'broken-quotes' || !collector.add(data)) {
          parser.abort();
          return;
        }
        chars += data.reduce((sum, cell) => sum + cell.length + 1, 0);
        sinceBreath += 1;
        if (sinceBreath < rowsPerPause) return;
        sinceBreath = 0;
        parser.pause();
        breathe(work, chars, text.length).then(() => {
          parser.resume();
        }, reject);
      },
      complete: () => {
        resolve(result);
      },
    });
  });
}

/** No register has a cell with a line break, so a line is a row; marks that fail there are text. */
async function readLines(text: string, delimiter: Delimiter, work: Work): Promise<Collector> {
  const collector = new Collector();
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (index % rowsPerReport === 0) await breathe(work, index, lines.length);
    const quoted = Papa.parse<string[]>(line, options(delimiter));
    const cells = quoted.errors.some(({ type }) => type === 'Quotes')
      ? line.split(delimiter)
      : (quoted.data[0] ?? ['']);
    if (!collector.add(cells, 1)) break;
  }
  return collector;
}
