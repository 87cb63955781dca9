/** What stands on the register about a person, in plain words. Pure. */
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import { calendarDateText } from '#lib/words/dates.ts';

export interface MarkerWords {
  readonly letter: string;
  readonly words: string;
}

const markers: Readonly<Record<string, string>> = {
  F: 'Lives overseas. May vote for the UK Parliament only, and has no address on the register.',
  L: 'Member of the House of Lords. May vote in local and devolved elections, not for the UK Parliament.',
  G: 'Citizen of an EU country. May vote in local elections, not for the UK Parliament.',
  B: 'Citizen of an EU country who keeps the right to vote. May vote in local and police commissioner elections, not for the UK Parliament.',
  M: 'May vote in local and devolved elections, not for the UK Parliament.',
  K: 'Older marker for a citizen of an EU country. Ask your council what it means now.',
  E: 'Older marker for European elections only. Ask your council what it means now.',
  N: 'Anonymous entry: on the register by number only.',
};

/** A line for each letter; for none, what that means. A register may hold letters of its own. */
export function markerWords(written: string): MarkerWords[] {
  if (written === '') return [{ letter: '', words: 'No marker: may vote in all elections.' }];
  return [...written].map((letter) => ({
    letter,
    words: markers[letter] ?? 'Not a marker that Wardbook knows. Ask your council what it means.',
  }));
}

/** When somebody who was too young may vote; undefined for everybody else. `now`: ms since 1970. */
export function attainsWords(
  { attains }: Pick<Elector, 'attains'>,
  now: number,
): string | undefined {
  const at = Date.parse(`${attains}T00:00:00Z`);
  if (attains === '' || Number.isNaN(at)) return undefined;
  return at > now
    ? `Can vote from ${calendarDateText(at)}`
    : `Has been old enough to vote since ${calendarDateText(at)}`;
}
