/**
 * A chosen file -> its rows as text, or the reason why not. Content alone decides what the file is.
 * Doesn't know its name, nor what a register is.
 *
 * @see SPEC rules [FMT1] to [FMT6]
 */
import { decodeText } from './decode-text.ts';
import { refuseFile, type FileRefusal } from './file-refusal.ts';
import { fileBytesMax } from './limits.ts';
import { breathe, type Work } from './progress.ts';
import { readDelimited } from './read-delimited.ts';
import { readWorkbook } from './read-workbook.ts';
import { sniffBytes, sniffText } from './sniff-file.ts';
import type { Table } from './table.ts';

/**
 * Never throws for anything in the bytes. Rejects with the signal's reason when it was aborted.
 * Compare a file's size with `fileBytesMax` before reading it into memory.
 */
export async function readTable(bytes: Uint8Array, work: Work = {}): Promise<Table | FileRefusal> {
  work.signal?.throwIfAborted();
  if (bytes.length === 0) return refuseFile('empty');
  if (bytes.length > fileBytesMax) return refuseFile('too-large');
  const kind = sniffBytes(bytes);
  if (kind === 'zip') return readWorkbook(bytes, work);
  if (kind !== 'text') return refuseFile(kind);

  const { text, encoding } = decodeText(bytes);
  const notText = sniffText(text);
  if (notText !== undefined) return refuseFile(notText);
  await breathe(work, 0, text.length);
  // Old programs close a file with Ctrl-Z.
  const end = text.trimEnd();
  const whole = end.endsWith('\x1a') ? end.slice(0, -1) : text;
  const read = await readDelimited(whole, work);
  if ('refused' in read) return refuseFile(read.refused);
  if (read.rows.length === 0) return refuseFile('blank');
  return {
    type: 'table',
    kind: 'text',
    rows: read.rows,
    blankLines: read.blankLines,
    encoding,
    delimiter: read.delimiter,
    worksheet: '',
    otherWorksheets: [],
  };
}
