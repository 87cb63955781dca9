/**
 * What an import would do, as plain data for the page: counts, and samples of everything that can
 * be long. Pure. Holds no more of a person than the page shows.
 */
import type { ImportPlan } from '@wardbook/shared/kinds/register/register-import';
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import type { TableColumn } from '@wardbook/shared/formats/detect-layout';
import type { Mapping } from '@wardbook/shared/formats/mapping';
import type { Register } from '@wardbook/shared/formats/read-register';
import type { RegisterLayoutId } from '@wardbook/shared/formats/layouts';
import { detailChanges, type DetailChange } from './detail-changes.ts';
import { problemGroups, type ProblemGroup } from './problem-groups.ts';

/** The file's columns, and what each is taken for. */
export interface FileColumns {
  readonly columns: readonly TableColumn[];
  readonly mapping: Mapping;
  /** Line of the headings; 0 when there are none. */
  readonly headerLine: number;
  /** False when the columns of this file were met for the first time. */
  readonly isKnown: boolean;
}

/** What an import does to the book. */
export interface ImportCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Polling districts that people are added in. */
  readonly districts: number;
}

/** A layout that is known, or columns that were chosen by hand. */
export type ReadLayout = RegisterLayoutId | 'by-hand';

export interface FileFacts {
  readonly name: string;
  readonly layout: ReadLayout;
  /** The sheet that was read; '' when the file is no spreadsheet. */
  readonly worksheet: string;
  readonly otherWorksheets: readonly string[];
}

export interface DistrictCount {
  readonly letters: string;
  readonly people: number;
  /** Not yet among the book's districts. */
  readonly isNew: boolean;
}

export interface PersonChange {
  readonly person: Elector;
  readonly details: readonly DetailChange[];
}

export interface Preview {
  readonly file: FileFacts;
  readonly columns: FileColumns;
  /** Rows that are about somebody and can be imported. */
  readonly people: number;
  /** Among them, those who are in the book by number only. */
  readonly anonymous: number;
  /** Lines that are no rows: above the headings, headings again, blank. */
  readonly skippedLines: number;
  readonly counts: ImportCounts;
  readonly districts: readonly DistrictCount[];
  /** None of the file's districts is in the book, which has others. */
  readonly isElsewhere: boolean;
  /** In the book and not in the file; they stay. */
  readonly missing: number;
  /** Some of those who would be added, from all over the file. */
  readonly samples: readonly Elector[];
  readonly changes: readonly PersonChange[];
  /** How many people change in each detail, the commonest first. */
  readonly changedDetails: readonly {
    readonly detail: DetailChange['detail'];
    readonly people: number;
  }[];
  readonly problems: readonly ProblemGroup[];
  readonly hasNothingToDo: boolean;
}

const samplesMax = 5;
const changesMax = 20;

interface Source {
  readonly file: FileFacts;
  readonly columns: FileColumns;
  readonly register: Register;
  readonly plan: ImportPlan;
  readonly knownDistricts: ReadonlySet<string>;
}

export function previewOf({ file, columns, register, plan, knownDistricts }: Source): Preview {
  const { records, skipped, problems } = register;
  const counts = countsOf(plan);
  const changes = plan.changed.map(({ before, after }) => ({
    person: after,
    details: detailChanges(before, after),
  }));
  const districts = districtCounts(plan, records, knownDistricts);
  return {
    file,
    columns,
    people: records.length,
    anonymous: records.filter(({ anonymous }) => anonymous).length,
    skippedLines: skipped.preamble + skipped.headers + skipped.blank,
    counts,
    districts,
    isElsewhere: knownDistricts.size > 0 && districts.every(({ isNew }) => isNew),
    missing: plan.missing,
    samples: spread(plan.added, samplesMax),
    changes: changes.slice(0, changesMax),
    changedDetails: detailCounts(changes),
    problems: problemGroups(problems, plan.clashes),
    hasNothingToDo:
      counts.added === 0 && counts.changed === 0 && districts.every(({ isNew }) => !isNew),
  };
}

export function countsOf(plan: ImportPlan): ImportCounts {
  return {
    added: plan.added.length,
    changed: plan.changed.length,
    unchanged: plan.unchanged,
    districts: new Set(plan.added.map(({ district }) => district)).size,
  };
}

function districtCounts(
  plan: ImportPlan,
  records: Register['records'],
  known: ReadonlySet<string>,
): DistrictCount[] {
  const people = new Map<string, number>();
  for (const { district } of records) people.set(district, (people.get(district) ?? 0) + 1);
  return plan.districts.map((letters) => ({
    letters,
    people: people.get(letters) ?? 0,
    isNew: !known.has(letters),
  }));
}

function detailCounts(changes: readonly PersonChange[]): Preview['changedDetails'] {
  const people = new Map<DetailChange['detail'], number>();
  for (const { details } of changes)
    for (const { detail } of details) people.set(detail, (people.get(detail) ?? 0) + 1);
  return [...people]
    .map(([detail, count]) => ({ detail, people: count }))
    .sort((a, b) => b.people - a.people);
}

/** At equal distances, the first among them: a column that is wrong further down shows too. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  if (items.length <= count) return [...items];
  return Array.from(
    { length: count },
    (_, index) => items[Math.floor((index * items.length) / count)]!,
  );
}
