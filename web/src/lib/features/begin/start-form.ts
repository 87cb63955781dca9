// What the form for a new book takes, and what is wrong with it in sentences.
import { deviceNameMax } from '@wardbook/shared/kinds/device/device';
import { districtLettersMax } from '@wardbook/shared/kinds/register/district-letters';
import { isPlainName } from '@wardbook/shared/base/plain-name';
import { isName } from '@wardbook/shared/base/is-name';
import { isDeviceName } from '@wardbook/shared/kinds/device/device';
import { isDistrictLetters } from '@wardbook/shared/kinds/register/district-letters';
import { bounds } from '@wardbook/shared/base/bounds';
import type { District } from '@wardbook/shared/kinds/register/district';

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
    ward: nameError(form.ward, 'Enter the name of your ward, for example Elmfield.'),
    council: nameError(
      form.council,
      'Enter the name of the council, for example Trafford Council.',
    ),
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
  return nameError(name, 'Enter your name, so that your team knows who recorded what.');
}

/** What a device is called: said, and not too long. */
export function deviceNameError(name: string): string | undefined {
  if (!isPlainName(name.trim())) return unseenError;
  return isDeviceName(name)
    ? undefined
    : `Enter a name for this device, in ${deviceNameMax} characters or fewer.`;
}

const unseenError = 'There are characters in this that cannot be seen. Type it again by hand.';

function nameError(text: string, empty: string): string | undefined {
  if (isName(text)) return undefined;
  if (!isPlainName(text)) return unseenError;
  return text.trim() === '' ? empty : `Shorten this to ${bounds.nameMax} characters or fewer.`;
}

function districtErrors(rows: readonly DistrictRow[]): Map<number, string> {
  const errors = new Map<number, string>();
  const seen = new Set<string>();
  for (const row of rows) {
    const letters = lettersOf(row.letters);
    if (letters === '') {
      if (row.name.trim() !== '')
        errors.set(row.key, 'Enter this district’s letters, for example 1BDF.');
    } else if (!isDistrictLetters(letters)) {
      errors.set(
        row.key,
        isPlainName(letters)
          ? `Shorten the letters to ${districtLettersMax} characters or fewer.`
          : unseenError,
      );
    } else if (seen.has(letters)) {
      errors.set(row.key, `${letters} is in the list already. Change or remove one of them.`);
    } else if (!isPlainName(row.name.trim())) {
      errors.set(row.key, unseenError);
    } else if (row.name.trim().length > bounds.nameMax) {
      errors.set(row.key, `Shorten the name to ${bounds.nameMax} characters or fewer.`);
    }
    seen.add(letters);
  }
  return errors;
}

/** Registers write them in capitals. */
function lettersOf(text: string): string {
  return text.trim().toUpperCase();
}
