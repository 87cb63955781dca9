/** Writes a planned import into a book: all of it or nothing, in one transaction. */
import { districts, isNewerSchema, type Book } from './book.ts';
import { refused, type Refused } from './command.ts';
import { districtToStored, importToStored, parseImport } from './parse-book.ts';
import { electorToStored } from './parse-elector.ts';
import type { ImportPlan } from './register-import.ts';
import { bounds, type ImportRecord } from './schema.ts';

/** What the book remembers of an import besides its counts. */
export type ImportSummary = Pick<ImportRecord, 'at' | 'by' | 'file' | 'layout' | 'problems'>;

export type Applied = { readonly type: 'done' } | Refused;

/** A plan with nothing to add or change writes nothing and says so: refused, 'nothing'. */
export function applyImport(book: Book, plan: ImportPlan, summary: ImportSummary): Applied {
  if (isNewerSchema(book)) return refused('newer-book');
  const known = new Set(districts(book).map(({ letters }) => letters));
  const newDistricts = plan.districts.filter((letters) => !known.has(letters));
  const people = [...plan.added, ...plan.changed.map(({ after }) => after)];
  if (people.length === 0 && newDistricts.length === 0) return refused('nothing');
  const record = importToStored({
    id: plan.importId,
    ...summary,
    file: summary.file.slice(0, bounds.nameMax).toWellFormed(),
    added: plan.added.length,
    changed: plan.changed.length,
    unchanged: plan.unchanged,
  });
  if (parseImport(plan.importId, record) === undefined) return refused('not-allowed');
  book.doc.transact(() => {
    for (const letters of newDistricts)
      book.districts.set(letters, districtToStored({ letters, name: letters }));
    for (const elector of people)
      book.electors.set(elector.id, electorToStored(elector, book.electors.get(elector.id)));
    book.imports.set(plan.importId, record);
  });
  return { type: 'done' };
}
