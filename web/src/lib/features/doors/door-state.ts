/**
 * What stands at a door and along a street: who may be asked, what was tried, what "Not in" would
 * mean. Pure; the clock is handed in.
 */
import type { PersonHistory } from '@wardbook/shared/find/person-history';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import type { Household, Street } from '@wardbook/shared/kinds/register/walk';
import { barOf } from '@wardbook/shared/find/contact';
import { bars as strongestFirst, type Bar } from '@wardbook/shared/rules/contact';
import * as said from '#lib/words/said/doors.ts';

/** What is known of each person: all that was recorded, or an open book. */
export interface Known {
  person(id: PersonId): PersonHistory;
}

export interface DoorState {
  /** When anybody here was last tried, whatever came of it. */
  readonly triedAt: number | undefined;
  /** How many may be asked and were not yet. */
  readonly toAsk: number;
  /** Whom "Not in" is about: those who may be called on and were not met in the last hour. */
  readonly absent: readonly PersonId[];
  /** Why nobody here can be asked, when that is so. */
  readonly nobody: Bar | undefined;
}

/** Somebody met so lately was in: "Not in" for the household leaves them out. */
export const metMs = 60 * 60 * 1000;

export function doorState(household: Household, book: Known, now: number): DoorState {
  const absent: PersonId[] = [];
  const bars = new Set<Bar | undefined>();
  let triedAt: number | undefined;
  let toAsk = 0;
  for (const elector of household.electors) {
    const known = book.person(elector.id);
    const bar = barOf(elector, known);
    bars.add(bar);
    const { lastContactAt } = known;
    if (lastContactAt !== undefined) triedAt = Math.max(triedAt ?? 0, lastContactAt);
    if (bar !== undefined) continue;
    if (!known.asked) toAsk += 1;
    if (lastContactAt === undefined || now - lastContactAt > metMs) absent.push(elector.id);
  }
  const nobody = bars.has(undefined) ? undefined : strongest(bars);
  return { triedAt, toAsk, absent, nobody };
}

function strongest(bars: ReadonlySet<Bar | undefined>): Bar | undefined {
  return strongestFirst.find((bar) => bars.has(bar));
}

export interface StreetSummary {
  readonly street: Street;
  readonly doors: number;
  /** Doors where somebody was tried at some time. */
  readonly tried: number;
  /** Of these, since midnight. */
  readonly today: number;
  /** People who may be asked and were not yet. */
  readonly toAsk: number;
}

export function summarise(street: Street, book: Known, now: number): StreetSummary {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  let [tried, today, toAsk] = [0, 0, 0];
  for (const household of street.households) {
    const state = doorState(household, book, now);
    if (state.triedAt !== undefined) tried += 1;
    if (state.triedAt !== undefined && state.triedAt >= midnight) today += 1;
    toAsk += state.toAsk;
  }
  return { street, doors: street.households.length, tried, today, toAsk };
}

/** '14 of 32 doors tried, 6 of them today'. */
export function progressWords({ doors, tried, today }: StreetSummary): string {
  return said.progress({ doors, tried, today, when: whenTried(tried, today) });
}

function whenTried(tried: number, today: number) {
  if (today === 0) return 'before';
  if (today < tried) return 'alsoToday';
  return today === 1 ? 'onlyToday' : 'allToday';
}

export type Side = 'odd' | 'even';

/** Where the houses have numbers on both sides, it is worth choosing one. */
export function hasSides({ households }: Street): boolean {
  return (
    households.some(({ side }) => side === 'odd') && households.some(({ side }) => side === 'even')
  );
}
