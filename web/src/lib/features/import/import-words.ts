/** What an import does, and what it is doing, in sentences. Pure. */
import type { Progress } from './import-messages.ts';
import type { ImportCounts } from './preview.ts';
import type { Preview } from './preview.ts';
import * as said from '#lib/words/said/import.ts';

/** 'Adds 9,812 people in 4 polling districts and changes 34'. */
export function previewTitle({ counts, people, hasNothingToDo }: Preview): string {
  if (people === 0) return said.nobody();
  if (hasNothingToDo) return said.nothingToImport({ count: counts.unchanged });
  const { added, changed } = counts;
  if (added > 0 && changed > 0) return said.willAddAndChange(counts);
  if (added > 0) return said.willAdd(counts);
  return changed > 0 ? said.willChange(counts) : said.willAddDistricts();
}

/** 'Added 9,812 people in 4 polling districts and changed 34'. */
export function doneTitle(counts: ImportCounts): string {
  const { added, changed } = counts;
  if (added > 0 && changed > 0) return said.hasAddedAndChanged(counts);
  if (added > 0) return said.hasAdded(counts);
  return changed > 0 ? said.hasChanged(counts) : said.hasAddedDistricts();
}

/** The button that begins it: 'Import 9,846 people'. */
export function importVerb({ added, changed }: ImportCounts): string {
  const count = added + changed;
  return count === 0 ? said.importThem() : said.importPeople({ count });
}

export interface ProgressWords {
  readonly label: string;
  /** Null while the end is not known. */
  readonly value: number | null;
  readonly max: number;
  readonly detail: string;
}

export function progressWords({ stage, done, total }: Progress): ProgressWords {
  const label = said.stage({ stage });
  if (total === 0) return { label, value: null, max: 1, detail: '' };
  const detail =
    stage === 'rows'
      ? said.rowsDone({ done, total })
      : said.share({ percent: Math.floor((done / total) * 100) });
  return { label, value: done, max: total, detail };
}
