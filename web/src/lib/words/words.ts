/** What the book's own names are called in front of people. */
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import type { FlagField, TextField } from '@wardbook/shared/kinds/detail/detail';
import type { Outcome } from '@wardbook/shared/kinds/answer/answer';
import * as names from './said/names.ts';

/** 'Forenames Surname'. */
export function personName(elector: Elector): string {
  if (elector.anonymous) return names.anonymous();
  return `${elector.forenames} ${elector.surname}`.trim() || names.nameless();
}

export function outcomeText(outcome: Outcome): string {
  return outcomes[outcome]();
}

export function textFieldText(field: TextField): string {
  return textFields[field]();
}

export function flagText(flag: FlagField): string {
  return flags[flag]();
}

const outcomes: Readonly<Record<Outcome, () => string>> = {
  spoke: names.spoke,
  'not-in': names.notIn,
  refused: names.refused,
  moved: names.moved,
  deceased: names.deceased,
  'no-access': names.noAccess,
  'someone-else': names.someoneElse,
  'do-not-knock': names.doNotKnock,
};

const textFields: Readonly<Record<TextField, () => string>> = {
  phone: names.phone,
  mobile: names.mobile,
  email: names.email,
  'known-as': names.knownAs,
  about: names.aboutDoor,
};

const flags: Readonly<Record<FlagField, () => string>> = {
  'flag:do-not-knock': names.flagDoNotKnock,
  'flag:moved': names.flagMoved,
  'flag:deceased': names.flagDeceased,
  'flag:poster': names.flagPoster,
  'flag:helper': names.flagHelper,
  'flag:postal': names.flagPostal,
  'flag:objects': names.flagObjects,
};
