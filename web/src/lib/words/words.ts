/** What the book's own names are called in front of people. */
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import type { FlagField, TextField } from '@wardbook/shared/kinds/detail/detail';
import type { Outcome } from '@wardbook/shared/kinds/answer/answer';

/** 'Forenames Surname'. */
export function personName(elector: Elector): string {
  if (elector.anonymous) return 'Anonymous entry';
  return `${elector.forenames} ${elector.surname}`.trim() || 'No name on the register';
}

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  spoke: 'Spoke',
  'not-in': 'Not in',
  refused: 'Did not want to talk',
  moved: 'Moved away',
  deceased: 'Has died',
  'no-access': 'No access',
  'someone-else': 'Spoke to somebody else',
  'do-not-knock': 'Asked us not to call',
};

export const textFieldWords: Readonly<Record<TextField, string>> = {
  phone: 'Phone',
  mobile: 'Mobile',
  email: 'Email',
  'known-as': 'Known as',
  about: 'About the door',
};

export const flagWords: Readonly<Record<FlagField, string>> = {
  'flag:do-not-knock': 'Do not knock',
  'flag:moved': 'Moved away',
  'flag:deceased': 'Has died',
  'flag:poster': 'Will show a poster',
  'flag:helper': 'Offers to help',
  'flag:postal': 'Votes by post',
  'flag:objects': 'Objects to being contacted',
};
