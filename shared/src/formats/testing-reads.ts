/**
 * For tests only: a register file read from bytes to records in one step, and one row of a layout
 * with some of its cells changed.
 */
import { detectLayout } from './detect-layout.ts';
import type { RegisterLayoutId } from './layouts.ts';
import type { ProblemKind } from './problems.ts';
import { readRegister, type Register, type RegisterRules } from './read-register.ts';
import { readTable } from './read-table.ts';
import type { RegisterRecord } from './register-record.ts';
import { encodeText, headers, makeRecord, toDelimited, writeRow } from './testing-files.ts';

export const today = '2026-11-23';

export async function read(
  bytes: Uint8Array,
  rules: Partial<RegisterRules> = {},
): Promise<Register> {
  const table = await readTable(bytes);
  if (table.type === 'refused') throw new Error(table.code);
  const layout = detectLayout(table);
  if (layout.type === 'refused') throw new Error(layout.code);
  return readRegister(table, layout.mapping, layout, { today, ...rules });
}

/** Rows of the layout with some cells replaced, by heading. */
export async function readRows(
  id: RegisterLayoutId,
  ...changes: Record<string, string>[]
): Promise<Register> {
  const rows = changes.map((change, index) => {
    const row = writeRow(makeRecord({ number: `${index + 1}` }), id);
    return headers[id].map((heading, column) => change[heading] ?? row[column] ?? '');
  });
  return read(encodeText(toDelimited([headers[id], ...rows]), 'utf-8'));
}

/** The one record, if it was imported, and the kinds of its problems. */
export async function readOne(
  id: RegisterLayoutId,
  change: Record<string, string>,
): Promise<{ record: RegisterRecord | undefined; problems: ProblemKind[] }> {
  const { records, problems } = await readRows(id, change);
  return { record: records[0], problems: problems.map(({ kind }) => kind) };
}
