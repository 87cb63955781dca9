/**
 * Sealed copies of the book that a keeper's device makes by itself, one a day, in the book's own database,
 * so that lock and removal cannot miss them. Each is a file as `copy-file.ts` makes it.
 */
import type { BookStorage, StoredCopy } from '../storage/storage.ts';
import { copyOf, type FileMaker } from './copy-file.ts';
import type { Replica } from '../replica.ts';

/** The newest of each of so many days, today among them. */
const daysKept = 7;
/** And of each of so many weeks before. */
const weeksKept = 4;

/** The copies, the newest first. */
export async function dailyCopies(storage: BookStorage): Promise<StoredCopy[]> {
  const copies = await storage.readCopies();
  return copies.sort((a, b) => b.at - a.at);
}

/** Whether none was made today. Where the clock was ahead, or is behind now, days alone are compared. */
export function isCopyDue(copies: readonly StoredCopy[], now: number): boolean {
  return copies.every(({ at }) => dayOf(at) !== dayOf(now));
}

/**
 * Makes today's copy, and takes away what is not to be kept with it. Undefined where there is no key to seal
 * one with, it would be larger than a file may be, or it could not be stored.
 */
export async function makeDailyCopy(
  replica: Replica,
  maker: FileMaker,
): Promise<StoredCopy | undefined> {
  const copies = await dailyCopies(replica.storage);
  const now = maker.now();
  const file = await copyOf(replica, maker);
  if (!file) return undefined;
  const copy = { at: now, bytes: file.length };
  const kept = keptCopies([copy, ...copies], now);
  const gone = copies.filter((each) => !kept.has(each));
  return (await replica.storage.writeCopy(copy, file, gone)) ? copy : undefined;
}

/** Which of them stay: the newest of each day of a week and of each week of a month, and the newest of all. */
export function keptCopies(copies: readonly StoredCopy[], now: number): ReadonlySet<StoredCopy> {
  const today = dayOf(now);
  const kept = new Map<string, StoredCopy>();
  for (const copy of copies.toSorted((a, b) => b.at - a.at)) {
    const age = today - dayOf(copy.at);
    const week = Math.floor((dayOf(copy.at) + daysFromMonday) / 7);
    const place = age < daysKept ? `day ${dayOf(copy.at)}` : `week ${week}`;
    const isOld = age >= daysKept + 7 * weeksKept;
    if (!kept.has(place) && (!isOld || kept.size === 0)) kept.set(place, copy);
  }
  return new Set(kept.values());
}

/** 1 January 1970 was a Thursday. */
const daysFromMonday = 3;

/** Days since 1970, by this device's calendar. */
function dayOf(at: number): number {
  const date = new Date(at);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}
