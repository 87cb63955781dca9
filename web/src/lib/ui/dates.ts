// How a moment is said to people: how long ago it was, and the day it was.
// Days are those of the device's own calendar. `at` and `now` are milliseconds since 1970.

const dayMs = 86_400_000;

const dayAndMonth = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
});
const wholeDate = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const clockTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** 'Fri 20 Nov', with the year when it is another one: 'Thu 20 Nov 2025'. */
export function dayText(at: number, now: number): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  // One form of writing for every browser: some put a comma after the weekday.
  return (isThisYear ? dayAndMonth : wholeDate).format(at).replace(',', '');
}

/** '3 days ago, Fri 20 Nov'; 'Today, 14:32'; for a day to come only the day. */
export function agoText(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return `Today, ${clockTime.format(at)}`;
  if (days === 1) return `Yesterday, ${dayText(at, now)}`;
  return days < 0 ? dayText(at, now) : `${spanText(days)} ago, ${dayText(at, now)}`;
}

/** `agoText` within a sentence: 'today, 14:32'. */
export function agoTextWithin(at: number, now: number): string {
  return agoText(at, now).replace(/^(Today|Yesterday)/, (word) => word.toLowerCase());
}

/** 'just now', '3 minutes ago', '5 hours ago'; from a day on as `agoTextWithin`. */
export function momentsAgoText(at: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - at) / 60_000);
  if (minutes < 2) return 'just now';
  if (minutes < 60) return `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return agoTextWithin(at, now);
  return hours === 1 ? 'an hour ago' : `${hours} hours ago`;
}

/** 'in 3 days, Fri 20 Nov'; 'today, 14:32'; for a day gone by, as `agoText`. */
export function aheadText(at: number, now: number): string {
  const days = daysBetween(now, at);
  if (days < 0) return agoText(at, now);
  if (days === 0) return `today, ${clockTime.format(at)}`;
  if (days === 1) return `tomorrow, ${dayText(at, now)}`;
  return `in ${spanText(days)}, ${dayText(at, now)}`;
}

function daysBetween(from: number, to: number): number {
  return Math.round((midnightBefore(to) - midnightBefore(from)) / dayMs);
}

function midnightBefore(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function spanText(days: number): string {
  if (days < 14) return `${days} days`;
  if (days < 60) return `${Math.floor(days / 7)} weeks`;
  if (days < 730) return `${Math.floor(days / 30.4)} months`;
  return `${Math.floor(days / 365)} years`;
}
