/**
 * Who may vote at what, by the letters that a register puts beside a name and the day on which somebody
 * comes of age. Letters are a table, each with its source, since they differ by nation and change: a
 * book may carry its own (`kinds/register/franchise`). What is not in the table is not guessed.
 */

export const polls = ['uk-parliament', 'devolved', 'local', 'police-commissioner'] as const;
export type Poll = (typeof polls)[number];

/** An election to come. */
export interface Election {
  readonly poll: Poll;
  /** ISO date. */
  readonly day: string;
}

export interface Franchise {
  /** At which they may vote. */
  readonly polls: readonly Poll[];
  /** Who says so. */
  readonly source: string;
}

export type Franchises = ReadonlyMap<string, Franchise>;

const commission = 'Electoral Commission, franchise markers on the register';
const regulations = 'Representation of the People (England and Wales) Regulations 2001';

/** As registers of 2026 use them. Older letters that meant several things are left out. */
export const franchises: Franchises = new Map<string, Franchise>([
  ['F', { polls: ['uk-parliament'], source: `${commission}: overseas electors` }],
  ['L', { polls: ['devolved', 'local'], source: `${commission}: members of the House of Lords` }],
  ['G', { polls: ['local'], source: `${commission}: citizens of EU countries` }],
  [
    'B',
    {
      polls: ['local', 'police-commissioner'],
      source: `${commission}: EU citizens who keep the right to vote, from May 2024`,
    },
  ],
  ['M', { polls: ['devolved', 'local'], source: `${commission}: Scotland and Wales` }],
  ['N', { polls, source: `${regulations}, reg. 41A: anonymous entries, as entitled` }],
]);

export type MayVote =
  | { readonly type: 'yes' }
  /** `from`: ISO date on which they come of age. */
  | { readonly type: 'not-yet'; readonly from: string }
  /** The letter that excludes them from this poll. */
  | { readonly type: 'no'; readonly marker: string }
  /** A letter that the table does not have. */
  | { readonly type: 'unknown'; readonly marker: string };

/** `markers` and `attains` as on the register; `day` is the poll's, as an ISO date. */
export function mayVote(
  { markers, attains }: { readonly markers: string; readonly attains: string },
  poll: Poll,
  day: string,
  table: Franchises = franchises,
): MayVote {
  let unknown: string | undefined;
  for (const marker of markers) {
    const franchise = table.get(marker);
    if (franchise === undefined) unknown ??= marker;
    else if (!franchise.polls.includes(poll)) return { type: 'no', marker };
  }
  if (unknown !== undefined) return { type: 'unknown', marker: unknown };
  return attains > day ? { type: 'not-yet', from: attains } : { type: 'yes' };
}
