/**
 * Choosing by hand which column holds what: the form between a mapping and its selects. A number
 * and a name each come either in one column or in several, so the form asks which. Pure.
 */
import type { TableColumn } from '@wardbook/shared/formats/detect-layout';
import {
  singleFields,
  type Mapping,
  type SingleField,
  type Usability,
} from '@wardbook/shared/formats/mapping';
import { listText } from '#lib/words/numbers.ts';
import * as said from '#lib/words/said/import.ts';

export type Form = 'parts' | 'whole';

export interface MapForm {
  numberForm: Form;
  nameForm: Form;
  /** A column's position as text, as selects have it; '' for "not in this file". */
  columns: Record<SingleField, string>;
  address: string[];
}

/** The fields of each way in which a number and a name may be written. */
export const numberFields: Readonly<Record<Form, readonly SingleField[]>> = {
  parts: ['district', 'number', 'suffix'],
  whole: ['wholeNumber'],
};
export const nameFields: Readonly<Record<Form, readonly SingleField[]>> = {
  parts: ['surname', 'forenames', 'middleNames'],
  whole: ['wholeName'],
};
export const otherFields: readonly SingleField[] = ['postcode', 'markers', 'attains', 'optOut'];
export const seldomFields: readonly SingleField[] = ['title', 'nameSuffix', 'externalId', 'uprn'];

/** Why a field matters, where its name does not say it. */
export const fieldHints: Partial<Record<SingleField, () => string>> = {
  suffix: said.suffixHint,
  wholeNumber: said.wholeNumberHint,
  wholeName: said.wholeNameHint,
  markers: said.markersHint,
  attains: said.attainsHint,
};

export const addressLinesMax = 9;
/** Longer choices would widen a phone's list past its edge. */
const choiceMax = 60;

export function mapFormOf(mapping: Mapping): MapForm {
  const columns = Object.fromEntries(
    singleFields.map((field) => [field, String(mapping[field] ?? '')]),
  ) as Record<SingleField, string>;
  const address = (mapping.address ?? []).map(String);
  return {
    numberForm: mapping.wholeNumber === undefined ? 'parts' : 'whole',
    nameForm: mapping.wholeName === undefined ? 'parts' : 'whole',
    columns,
    address: address.length === 0 ? [''] : address,
  };
}

/** What the form says; fields of the way that was not chosen are left out. */
export function mappingOf(form: MapForm): Mapping {
  const asked = [
    ...numberFields[form.numberForm],
    ...nameFields[form.nameForm],
    ...otherFields,
    ...seldomFields,
  ];
  const chosen = asked.filter((field) => form.columns[field] !== '');
  const address = form.address.filter((column) => column !== '').map(Number);
  return {
    ...Object.fromEntries(chosen.map((field) => [field, Number(form.columns[field])])),
    ...(address.length > 0 && { address }),
  };
}

export interface ColumnChoice {
  readonly value: string;
  readonly label: string;
}

export function columnChoices(columns: readonly TableColumn[]): ColumnChoice[] {
  return columns.map((column) => ({ value: String(column.index), label: columnName(column) }));
}

/** 'Elector Surname: MacLeod, Smith, Jones'; a column without a heading goes by its place. */
export function columnName({ index, heading, samples }: TableColumn): string {
  const name = heading === '' ? said.column({ place: index + 1 }) : heading;
  const text = samples.length === 0 ? name : said.columnWith({ name, samples: samples.join(', ') });
  return text.length > choiceMax ? `${text.slice(0, choiceMax - 1)}…` : text;
}

/** 'In it: MacLeod, Smith, Jones'; '' for no column. */
export function samplesText(columns: readonly TableColumn[], chosen: string): string {
  if (chosen === '') return '';
  const samples = columns[Number(chosen)]?.samples ?? [];
  return samples.length === 0 ? said.columnEmpty() : said.inIt({ samples: samples.join(', ') });
}

/** What keeps the file from being read by these columns, in a sentence. */
export function unusableText(usability: Exclude<Usability, { type: 'usable' }>): string {
  if (usability.type === 'used-twice') return said.usedTwice({ place: usability.column + 1 });
  const needed = usability.missing.map((field) => said.needed({ needed: field }));
  return said.sayColumns({ needed: listText(needed) });
}
