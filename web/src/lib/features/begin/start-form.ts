// What the form for a new book takes, and what is wrong with it in sentences.
import { deviceNameMax } from '@wardbook/shared/kinds/device/device';
import { districtLettersMax } from '@wardbook/shared/kinds/register/district-letters';
import { isPlainName } from '@wardbook/shared/base/plain-name';
import { isName } from '@wardbook/shared/base/is-name';
import { isDeviceName } from '@wardbook/shared/kinds/device/device';
import { isDistrictLetters } from '@wardbook/shared/kinds/register/district-letters';
import { bounds } from '@wardbook/shared/base/bounds';
import type { District } from '@wardbook/shared/kinds/register/district';
import * as said from '#lib/words/said/begin.ts';

export interface DistrictRow {
  /** Tells rows apart while they are edited; means nothing else. */
  readonly key: number;
  letters: string;
  name: string;
}

export interface StartForm {
  ward: string;
  council: string;
  name: string;
  districts: DistrictRow[];
}

export interface StartErrors {
  readonly ward?: string;
  readonly council?: string;
  readonly name?: string;
  /** By the row's key. */
  readonly districts: ReadonlyMap<number, string>;
}

export function startErrors(form: StartForm): StartErrors {
  return {
    ward: nameError(form.ward, said.wardMissing),
    council: nameError(form.council, said.councilMissing),
    name: personNameError(form.name),
    districts: districtErrors(form.districts),
  };
}

export function isFree(errors: StartErrors): boolean {
  return !errors.ward && !errors.council && !errors.name && errors.districts.size === 0;
}

/** The rows that say something, as they go into the book. */
export function districtsOf(rows: readonly DistrictRow[]): District[] {
  return rows
    .map(({ letters, name }) => ({ letters: lettersOf(letters), name: name.trim() }))
    .filter(({ letters }) => letters !== '')
    .map(({ letters, name }) => ({ letters, name: name || letters }));
}

/** A person's name: said, and not too long. */
export function personNameError(name: string): string | undefined {
  return nameError(name, said.nameMissing);
}

/** What a device is called: said, and not too long. */
export function deviceNameError(name: string): string | undefined {
  if (!isPlainName(name.trim())) return said.unseen();
  return isDeviceName(name) ? undefined : said.deviceNameError({ max: deviceNameMax });
}

function nameError(text: string, empty: () => string): string | undefined {
  if (isName(text)) return undefined;
  if (!isPlainName(text)) return said.unseen();
  return text.trim() === '' ? empty() : said.tooLong({ max: bounds.nameMax });
}

function districtErrors(rows: readonly DistrictRow[]): Map<number, string> {
  const errors = new Map<number, string>();
  const seen = new Set<string>();
  for (const row of rows) {
    const letters = lettersOf(row.letters);
    if (letters === '') {
      if (row.name.trim() !== '') errors.set(row.key, said.lettersMissing());
    } else if (!isDistrictLetters(letters)) {
      errors.set(
        row.key,
        isPlainName(letters) ? said.lettersTooLong({ max: districtLettersMax }) : said.unseen(),
      );
    } else if (seen.has(letters)) {
      errors.set(row.key, said.lettersTwice({ letters }));
    } else if (!isPlainName(row.name.trim())) {
      errors.set(row.key, said.unseen());
    } else if (row.name.trim().length > bounds.nameMax) {
      errors.set(row.key, said.districtNameTooLong({ max: bounds.nameMax }));
    }
    seen.add(letters);
  }
  return errors;
}

/** Registers write them in capitals. */
function lettersOf(text: string): string {
  return text.trim().toUpperCase();
}
