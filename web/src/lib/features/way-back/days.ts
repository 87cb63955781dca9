/** The days from whose start on something may be struck out. Pure. */
import { dayText } from '#lib/words/dates.ts';
import * as said from '#lib/words/said/way-back.ts';

export interface Day {
  /** Its start, ms since 1970, as text; '0' for ever. */
  readonly value: string;
  readonly label: string;
}

const daysBack = 31;

/** Today first, by this device's calendar, and at the end whatever was ever written. */
export function daysFrom(now: number): Day[] {
  const start = new Date(now);
  start.setHours(0, 0, 0, 0);
  const days = Array.from({ length: daysBack }, (_, back) => {
    const at = new Date(start);
    // Not by so many hours: clocks change.
    at.setDate(start.getDate() - back);
    const day = dayText(at.getTime(), now);
    const label = [said.today, said.yesterday][back]?.({ day }) ?? day;
    return { value: String(at.getTime()), label };
  });
  return [...days, { value: '0', label: said.ever() }];
}
