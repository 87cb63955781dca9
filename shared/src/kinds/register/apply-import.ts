/** Writes a planned import into a book: all of it or nothing, in one transaction. */
import { bounds } from '../../base/bounds.ts';
import type { StoredRecord } from '../../base/stored-record.ts';
import type { Book } from '../../ledger/book.ts';
import { refused, type Author, type CommandResult } from '../../ledger/command.ts';
import type { ImportPlan } from './register-import.ts';
import { districts } from './district.ts';
import { goneMax, goneRow, type Edition } from './edition.ts';
import { electorRow } from './elector.ts';

/** What the book remembers of an import besides its counts. */
export type ImportSummary = Pick<Edition, 'file' | 'hash' | 'layout' | 'problems'>;

/**
 * A plan with nobody to add, change or miss and no new district writes nothing and says so: refused,
 * 'nothing'. The id of what was done is the edition's: undoing it takes all of it back.
 */
export function applyImport(
  book: Book,
  author: Author,
  plan: ImportPlan,
  summary: ImportSummary,
): CommandResult {
  if (book.closedFor) return refused(book.closedFor);
  const known = new Set(districts(book).map(({ letters }) => letters));
  const people = [...plan.added, ...plan.changed.map(({ after }) => after)];
  const isNothing = people.length + plan.gone.length === 0;
  if (isNothing && plan.districts.every((letters) => known.has(letters))) return refused('nothing');
  const rows: StoredRecord[] = [];
  for (const elector of people) {
    const row = electorRow.write(elector);
    if (row === undefined) return refused('not-allowed');
    rows.push(row);
  }
  for (let start = 0; start < plan.gone.length; start += goneMax) {
    const gone = plan.gone.slice(start, start + goneMax);
    rows.push(goneRow.write({ edition: plan.edition, gone })!);
  }
  const edition: Edition = {
    id: plan.edition,
    at: author.now(),
    by: author.device,
    type: 'edition',
    ...summary,
    file: summary.file.slice(0, bounds.nameMax).toWellFormed(),
    added: plan.added.length,
    changed: plan.changed.length,
    unchanged: plan.unchanged,
    districts: plan.districts,
    over: plan.over.slice(0, bounds.headsMax),
  };
  return book.appendMade([edition], rows);
}
