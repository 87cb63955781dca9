/**
 * Text made comparable: for matching what councils spell in several ways, and for sorting the way
 * people count. Plain code-unit order over these keys is the same on every device.
 */

/** 'St. Mary’s  Rd' and "ST MARYS RD" agree; abbreviations are left alone. */
export function matchKey(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’‘`.]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Sorts 'Flat 2' before 'Flat 10'. */
export function naturalKey(text: string): string {
  const lower = text.toLowerCase();
  if (!hasDigit.test(lower)) return lower;
  return lower.replace(digitRuns, (digits) =>
    digits.replace(leadingZeros, '').padStart(width, '0'),
  );
}

const width = 8;
const hasDigit = /\d/;
const digitRuns = /\d+/g;
const leadingZeros = /^0+(?=\d)/;

/** The order of natural keys, quick for plain numbers. */
export function compareNatural(a: string, b: string): number {
  if (a === b) return 0;
  const difference = Number(a || Number.NaN) - Number(b || Number.NaN);
  if (Number.isFinite(difference) && allDigits.test(a) && allDigits.test(b)) return difference;
  const [keyA, keyB] = [naturalKey(a), naturalKey(b)];
  return keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
}

/** Few enough for natural keys to agree. */
const allDigits = /^\d{1,8}$/;
