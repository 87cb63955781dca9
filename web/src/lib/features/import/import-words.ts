/** What an import does, and what it is doing, in sentences. Pure. */
import type { Progress, Stage } from './import-messages.ts';
import type { ImportCounts } from './preview.ts';
import type { Preview } from './preview.ts';
import { numberText } from '#lib/words/numbers.ts';

/** '1 person', '9,812 people'. */
export function peopleText(count: number): string {
  return count === 1 ? '1 person' : `${numberText(count)} people`;
}

/** 'Adds 9,812 people in 4 polling districts and changes 34'. */
export function previewTitle(preview: Preview): string {
  const { counts, people, hasNothingToDo } = preview;
  if (people === 0) return 'Nobody in this file can be imported';
  if (hasNothingToDo) return nothingTitle(counts.unchanged);
  return actsOf(counts, 'Adds', 'changes') || 'Adds polling districts only';
}

/** 'Added 9,812 people in 4 polling districts and changed 34'. */
export function doneTitle(counts: ImportCounts): string {
  return actsOf(counts, 'Added', 'changed') || 'Added polling districts only';
}

export function nothingTitle(unchanged: number): string {
  if (unchanged === 1) return 'Nothing to import: this person is in the book already';
  return `Nothing to import: all ${peopleText(unchanged)} are in the book already`;
}

/** The button that begins it: 'Import 9,846 people'. */
export function importVerb({ added, changed }: ImportCounts): string {
  return added + changed === 0 ? 'Import' : `Import ${peopleText(added + changed)}`;
}

function actsOf({ added, changed, districts }: ImportCounts, add: string, change: string): string {
  const where =
    districts === 1 ? '1 polling district' : `${numberText(districts)} polling districts`;
  const adds = added === 0 ? '' : `${add} ${peopleText(added)} in ${where}`;
  if (changed === 0) return adds;
  return adds === ''
    ? `${change[0]!.toUpperCase()}${change.slice(1)} ${peopleText(changed)}`
    : `${adds} and ${change} ${numberText(changed)}`;
}

const stages: Readonly<Record<Stage, string>> = {
  opening: 'Opening the file',
  text: 'Reading the file',
  rows: 'Finding the people in it',
  comparing: 'Comparing with the book',
  preparing: 'Preparing the import',
};

export interface ProgressWords {
  readonly label: string;
  /** Null while the end is not known. */
  readonly value: number | null;
  readonly max: number;
  readonly detail: string;
}

export function progressWords({ stage, done, total }: Progress): ProgressWords {
  const label = stages[stage];
  if (total === 0) return { label, value: null, max: 1, detail: '' };
  const share = `${Math.floor((done / total) * 100)} %`;
  const rows = `${numberText(done)} of ${numberText(total)} rows`;
  return { label, value: done, max: total, detail: stage === 'rows' ? rows : share };
}
