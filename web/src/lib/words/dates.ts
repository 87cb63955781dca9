// How a moment is said to people: how long ago it was, and the day it was.
// Days are those of the device's own calendar. `at` and `now` are milliseconds since 1970.
import { languageTag } from './said.ts';
import * as said from './said/dates.ts';

const dayMs = 86_400_000;

const dayAndMonth = writer({ weekday: 'short', day: 'numeric', month: 'short' });
const wholeDate = writer({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const longDate = writer({ day: 'numeric', month: 'long', year: 'numeric' });
const calendarDate = writer({ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const clock = writer({ hour: '2-digit', minute: '2-digit' });

/** '14:32'. */
export function clockText(at: number): string {
  return clock(at);
}

/** '20 November 2026'. */
export function longDateText(at: number): string {
  return longDate(at);
}

/** The same for a day that has no time, `at` its midnight in UTC. */
export function calendarDateText(at: number): string {
  return calendarDate(at);
}

/** 'Fri 20 Nov', with the year when it is another one: 'Thu 20 Nov 2025'. */
export function dayText(at: number, now: number): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  // One form of writing for every browser: some put a comma after the weekday.
  return (isThisYear ? dayAndMonth : wholeDate)(at).replace(',', '');
}

/** '3 days ago, Fri 20 Nov'; 'Today, 14:32'; for a day to come only the day. */
export function agoText(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return said.today({ time: clock(at) });
  if (days === 1) return said.yesterday({ day: dayText(at, now) });
  return earlierText(days, at, now);
}

/** `agoText` within a sentence: 'today, 14:32'. */
export function agoTextWithin(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return said.todayWithin({ time: clock(at) });
  if (days === 1) return said.yesterdayWithin({ day: dayText(at, now) });
  return earlierText(days, at, now);
}

/** 'just now', '3 minutes ago', '5 hours ago'; from a day on as `agoTextWithin`. */
export function momentsAgoText(at: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - at) / 60_000);
  if (minutes < 2) return said.justNow();
  if (minutes < 60) return said.minutesAgo({ count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? said.hoursAgo({ count: hours }) : agoTextWithin(at, now);
}

/** 'in 3 days, Fri 20 Nov'; 'today, 14:32'; for a day gone by, as `agoText`. */
export function aheadText(at: number, now: number): string {
  const days = daysBetween(now, at);
  if (days < 0) return agoText(at, now);
  if (days === 0) return said.todayWithin({ time: clock(at) });
  const day = dayText(at, now);
  return days === 1 ? said.tomorrowWithin({ day }) : said.ahead({ ...spanOf(days), day });
}

function earlierText(days: number, at: number, now: number): string {
  const day = dayText(at, now);
  return days < 0 ? day : said.ago({ ...spanOf(days), day });
}

function daysBetween(from: number, to: number): number {
  return Math.round((midnightBefore(to) - midnightBefore(from)) / dayMs);
}

function midnightBefore(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Days in the largest unit of which there are enough to say it. */
function spanOf(days: number): { unit: 'days' | 'weeks' | 'months' | 'years'; count: number } {
  if (days < 14) return { unit: 'days', count: days };
  if (days < 60) return { unit: 'weeks', count: Math.floor(days / 7) };
  if (days < 730) return { unit: 'months', count: Math.floor(days / 30.4) };
  return { unit: 'years', count: Math.floor(days / 365) };
}

/** Made at the first use, when the language is known, and once for each: making one is slow. */
function writer(options: Intl.DateTimeFormatOptions): (at: number) => string {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (at) => {
    const tag = languageTag();
    const format = made.get(tag) ?? new Intl.DateTimeFormat(tag, options);
    made.set(tag, format);
    return format.format(at);
  };
}
