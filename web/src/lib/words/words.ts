/** What the book's own names are called in front of people. */
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import type { FlagField, TextField } from '@wardbook/shared/kinds/detail/detail';
import type { Outcome } from '@wardbook/shared/kinds/answer/answer';
import type { Poll } from '@wardbook/shared/rules/vote';
import * as names from './said/names.ts';

/** 'Forenames Surname'. */
export function personName(elector: Elector): string {
  if (elector.anonymous) return names.anonymous();
  return `${elector.forenames} ${elector.surname}`.trim() || names.nameless();
}

export function outcomeText(outcome: Outcome): string {
  return outcomes[outcome]();
}

/** 'local council'. */
export function pollText(poll: Poll): string {
  return pollNames[poll]();
}

export function textFieldText(field: TextField): string {
  return textFields[field]();
}

export function flagText(flag: FlagField): string {
  return flags[flag]();
}

/** How a register was read: a layout's id, 'by-hand', or what an earlier version wrote. */
export function layoutText(layout: string): string {
  return layouts.get(layout)?.() ?? layout;
}

const layouts: ReadonlyMap<string, () => string> = new Map([
  ['xpress-14', () => names.xpress({ columns: 14 })],
  ['xpress-13', () => names.xpress({ columns: 13 })],
  ['halarose-21', () => names.halarose({ columns: 21 })],
  ['halarose-20', () => names.halarose({ columns: 20 })],
  ['democracy-counts-25', () => names.democracyCounts({ columns: 25 })],
  ['democracy-counts-21', () => names.democracyCounts({ columns: 21 })],
  ['by-hand', names.columnsByHand],
]);

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

const pollNames: Readonly<Record<Poll, () => string>> = {
  'uk-parliament': names.pollUkParliament,
  devolved: names.pollDevolved,
  local: names.pollLocal,
  'police-commissioner': names.pollCommissioner,
};
