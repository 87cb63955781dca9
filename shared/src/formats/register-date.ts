/**
 * Dates in a register are there for one reason: to say when somebody reaches voting age. Reads the
 * ways in which councils write them and decides what a date says about the person. Knows the day
 * and the voting age only as parameters: both differ and change ([FMT17]).
 */

export interface AgeRules {
  /** ISO date. */
  today: string;
  /** 18, or 16 where the law says so. */
  votingAgeYears: number;
  /** Nothing may be held about anybody younger. */
  minimumAgeYears: number;
}

export type DateReading =
  /** Reaches voting age, or lately did, on `date`. */
  | { type: 'attains'; date: string }
  /** No date, or one that only says the person is of age. */
  | { type: 'none' }
  | { type: 'under-age' }
  /** No date that can be true of an elector. */
  | { type: 'bad' };

/** A register is used for a year and a little more, so a date of attainment may have passed. */
const latelyYears = 2;

/**
 * @param mayBeBirth whether the column may hold dates of birth; a column headed "date of
 *   attainment" never does, and old dates there belong to grown people.
 */
export function readAttainment(text: string, mayBeBirth: boolean, rules: AgeRules): DateReading {
  if (text === '') return { type: 'none' };
  const date = parseRegisterDate(text, rules.today);
  const { today, votingAgeYears, minimumAgeYears } = rules;
  if (date === undefined || date < '1900-01-01') return { type: 'bad' };
  if (date > addYears(today, votingAgeYears)) return { type: 'bad' };
  if (date > addYears(today, votingAgeYears - minimumAgeYears)) return { type: 'under-age' };
  if (date >= addYears(today, -latelyYears)) return { type: 'attains', date };
  if (!mayBeBirth) return { type: 'none' };
  if (addYears(date, minimumAgeYears) > today) return { type: 'under-age' };
  const attains = addYears(date, votingAgeYears);
  return attains > today ? { type: 'attains', date: attains } : { type: 'none' };
}

/** ISO date, or undefined when the text is no day of the calendar. Day before month, always. */
export function parseRegisterDate(text: string, today: string): string | undefined {
  const day = text.trim().replace(/[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$/i, '');
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(day);
  if (iso !== null) return toIso(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const british = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(day);
  if (british !== null) {
    return toIso(fullYear(british[3] ?? '', today), Number(british[2]), Number(british[1]));
  }
  const named = /^(\d{1,2})(?:st|nd|rd|th)?[-/. ]([a-z]{3,9})[-/.,  ]+(\d{4}|\d{2})$/i.exec(day);
  if (named === null) return undefined;
  const month = months.findIndex((name) => name.startsWith((named[2] ?? '').toLowerCase()));
  return toIso(fullYear(named[3] ?? '', today), month + 1, Number(named[1]));
}

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Two digits mean the years up to a generation ahead, and else the last century. */
function fullYear(digits: string, today: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return 2000 + year > Number(today.slice(0, 4)) + 20 ? 1900 + year : 2000 + year;
}

function toIso(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && year >= 1000 ? date.toISOString().slice(0, 10) : undefined;
}

/** Somebody born on 29 February comes of age on 1 March in other years. */
function addYears(date: string, years: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCFullYear(moved.getUTCFullYear() + years);
  return moved.toISOString().slice(0, 10);
}
