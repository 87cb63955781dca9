/** What stands on the register about a person, in plain words. Pure. */
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import { calendarDateText } from '#lib/words/dates.ts';
import * as said from '#lib/words/said/person.ts';

export interface MarkerWords {
  readonly letter: string;
  readonly words: string;
}

const markers: Readonly<Record<string, () => string>> = {
  F: said.markerF,
  L: said.markerL,
  G: said.markerG,
  B: said.markerB,
  M: said.markerM,
  K: said.markerK,
  E: said.markerE,
  N: said.markerN,
};

/** A line for each letter; for none, what that means. A register may hold letters of its own. */
export function markerWords(written: string): MarkerWords[] {
  if (written === '') return [{ letter: '', words: said.noMarker() }];
  return [...written].map((letter) => ({
    letter,
    words: markers[letter]?.() ?? said.strangeMarker(),
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
    ? said.canVoteFrom({ date: calendarDateText(at) })
    : said.hasBeenOldEnough({ date: calendarDateText(at) });
}
