// A membership's last day, as a date field has it and as the book keeps it: the moment the day ends.
// Days are those of this device's own calendar.
import { dayText } from '#lib/words/dates.ts';
import * as said from '#lib/words/said/team.ts';

export type EndDate =
  | { readonly type: 'until'; /** ms since 1970, 0 for no end. */ readonly until: number }
  | { readonly type: 'wrong'; readonly error: string };

/** What a date field's text comes to; '' is no end. */
export function endDateOf(text: string, now: number): EndDate {
  if (text === '') return { type: 'until', until: 0 };
  const until = endOfDay(text);
  if (until === undefined) return { type: 'wrong', error: said.wholeDate() };
  if (until <= now) return { type: 'wrong', error: said.laterDay() };
  return { type: 'until', until };
}

/** The last day that `until` leaves, as a date field wants it. */
export function dateFieldText(until: number): string {
  if (until === 0) return '';
  const day = new Date(until - 1);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return parts.map((part, index) => String(part).padStart(index === 0 ? 4 : 2, '0')).join('-');
}

/** How a membership ends, as sentences take it: on its last day, or never. */
export function endOf(until: number, now: number) {
  return until === 0
    ? ({ end: 'never', day: '' } as const)
    : ({ end: 'day', day: dayText(until - 1, now) } as const);
}

function endOfDay(date: string): number | undefined {
  const [year, month, day] = date.split('-').map(Number);
  if (!year || !month || !day || year < 2000 || year > 2199) return undefined;
  return new Date(year, month - 1, day + 1).getTime();
}
