/** What stands on the register about a person, in plain words. Pure. */
import type { Elector } from '@wardbook/shared/kinds/register/elector';
import {
  mayVote,
  polls,
  type Election,
  type Franchises,
  type MayVote,
  type Poll,
} from '@wardbook/shared/rules/vote';
import { calendarDateText } from '#lib/words/dates.ts';
import { listText } from '#lib/words/numbers.ts';
import { pollText } from '#lib/words/words.ts';
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

type Entitled = Pick<Elector, 'markers' | 'attains'>;

/** At which elections somebody may vote, a line for each answer. `today`: ISO date. */
export function voteLines(elector: Entitled, today: string, table: Franchises): string[] {
  const groups = new Map<string, { readonly may: MayVote; readonly at: Poll[] }>();
  for (const poll of polls) {
    const may = mayVote(elector, poll, today, table);
    const key = JSON.stringify(may);
    const group = groups.get(key) ?? { may, at: [] };
    groups.set(key, group);
    group.at.push(poll);
  }
  const order = ['yes', 'not-yet', 'no', 'unknown'];
  const sorted = [...groups.values()].sort(
    (a, b) => order.indexOf(a.may.type) - order.indexOf(b.may.type),
  );
  return sorted.map(({ may, at }) => {
    const isAll = at.length === polls.length;
    return voteLine(may, isAll ? said.everyElection() : listText(at.map(pollText)));
  });
}

function voteLine(may: MayVote, at: string): string {
  switch (may.type) {
    case 'yes':
      return said.mayVoteAt({ polls: at });
    case 'not-yet':
      return said.mayVoteFrom({ date: dateText(may.from), polls: at });
    case 'no':
      return said.mayNotVoteAt({ polls: at, marker: may.marker });
    case 'unknown':
      return said.unknownWhether({ polls: at, marker: may.marker });
  }
}

/** Whether they may vote at the next election, on its day. */
export function nextVoteLine(
  elector: Entitled,
  { poll, day }: Election,
  table: Franchises,
): string {
  const { type } = mayVote(elector, poll, day, table);
  const answer = type === 'not-yet' ? 'notYet' : type;
  return said.atNext({ poll: pollText(poll), date: dateText(day), answer });
}

function dateText(day: string): string {
  return calendarDateText(Date.parse(`${day}T00:00:00Z`));
}
