// The form for an invite, and what it comes to.
import type { Choice } from '#lib/ui/choice.ts';

const dayMs = 86_400_000;

export type InviteRole = 'editor' | 'reader';
export type LinkDays = '1' | '3' | '7' | '30';
export type LinkUses = '1' | '5' | '20';

export interface InviteForm {
  role: InviteRole;
  days: LinkDays;
  uses: LinkUses;
  /** The last day of the membership as the browser's date field writes it, or '' for no end. */
  until: string;
}

export const dayChoices: readonly Choice<LinkDays>[] = [
  { value: '1', label: 'One day' },
  { value: '3', label: 'Three days' },
  { value: '7', label: 'A week' },
  { value: '30', label: 'A month' },
];

export const useChoices: readonly Choice<LinkUses>[] = [
  { value: '1', label: 'One person' },
  { value: '5', label: 'Up to 5 people' },
  { value: '20', label: 'Up to 20 people' },
];

/** The usual case: one colleague who helps, within three days, for good. */
export function emptyInvite(): InviteForm {
  return { role: 'editor', days: '3', uses: '1', until: '' };
}

export interface Terms {
  readonly role: InviteRole;
  /** ms since 1970; `until` 0 for no end. */
  readonly expires: number;
  readonly until: number;
  readonly usesMax: number;
}

export type TermsResult =
  | { readonly type: 'terms'; readonly terms: Terms }
  | { readonly type: 'wrong'; readonly until: string };

/** The membership ends with the day that was chosen, on this device's calendar. */
export function inviteTerms(form: InviteForm, now: number): TermsResult {
  const until = form.until === '' ? 0 : endOfDay(form.until);
  if (until === undefined)
    return { type: 'wrong', until: 'Enter a whole date, or leave this empty for no end.' };
  if (until !== 0 && until <= now)
    return { type: 'wrong', until: 'Choose today or a later day, or leave this empty for no end.' };
  const expires = now + Number(form.days) * dayMs;
  return { type: 'terms', terms: { role: form.role, expires, until, usesMax: Number(form.uses) } };
}

/** Only this machine can open a link with such an address. */
export function isLocalOnly(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

function endOfDay(date: string): number | undefined {
  const [year, month, day] = date.split('-').map(Number);
  if (!year || !month || !day || year < 2000 || year > 2199) return undefined;
  return new Date(year, month - 1, day + 1).getTime();
}
