// The form for an invite, and what it comes to.
import type { Role } from '@wardbook/shared/access/statement';
import type { Choice } from '#lib/ui/choice.ts';
import { endDateOf } from './end-date.ts';
import * as said from '#lib/words/said/team.ts';

const dayMs = 86_400_000;

export type LinkDays = '1' | '3' | '7' | '30';
export type LinkUses = '1' | '5' | '20';

export interface InviteForm {
  role: Role;
  days: LinkDays;
  uses: LinkUses;
  /** The last day of the membership as the browser's date field writes it, or '' for no end. */
  until: string;
  /** Whoever has the link is in, with no keeper asked. */
  atOnce: boolean;
}

export function dayChoices(): Choice<LinkDays>[] {
  return (['1', '3', '7', '30'] as const).map((value) => ({
    value,
    label: said.days({ days: Number(value) }),
  }));
}

export function useChoices(): Choice<LinkUses>[] {
  return (['1', '5', '20'] as const).map((value) => ({
    value,
    label: said.uses({ count: Number(value) }),
  }));
}

/** The usual case: one colleague who helps, within three days, for good, once a keeper agrees. */
export function emptyInvite(): InviteForm {
  return { role: 'editor', days: '3', uses: '1', until: '', atOnce: false };
}

export interface Terms {
  readonly role: Role;
  /** ms since 1970; `until` 0 for no end. */
  readonly expires: number;
  readonly until: number;
  readonly usesMax: number;
  /** Whether a keeper must let in whoever comes. */
  readonly approval: boolean;
}

export type TermsResult =
  | { readonly type: 'terms'; readonly terms: Terms }
  | { readonly type: 'wrong'; readonly until: string };

/** The membership ends with the day that was chosen, on this device's calendar. */
export function inviteTerms(form: InviteForm, now: number): TermsResult {
  const end = endDateOf(form.until, now);
  if (end.type === 'wrong') return { type: 'wrong', until: end.error };
  const { role, days, uses, atOnce } = form;
  const expires = now + Number(days) * dayMs;
  const terms = { role, expires, until: end.until, usesMax: Number(uses), approval: !atOnce };
  return { type: 'terms', terms };
}

/** What opening the link does, said beside the switch. */
export function openingText(atOnce: boolean): string {
  return atOnce ? said.openingAtOnce() : said.openingAsked();
}

/** Only this machine can open a link with such an address. */
export function isLocalOnly(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
