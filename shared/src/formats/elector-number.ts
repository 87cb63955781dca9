/**
 * Elector numbers: polling district, number and suffix, written `1BDF-124/1`. All three are text.
 * A district may itself hold hyphens and slashes (`KD-2/2`), so a whole number is split from the
 * right ([FMT11]).
 */

export interface ElectorNumber {
  district: string;
  number: string;
  /** Empty when there is none. */
  suffix: string;
}

export type NumberReading =
  | ({ type: 'number'; anonymous: boolean } & ElectorNumber)
  | { type: 'missing' }
  /** `detail`: its beginning, as it is written. */
  | { type: 'unreadable'; detail: string };

/** As people write it; the suffix only when there is one. */
export function formatElectorNumber({ district, number, suffix }: ElectorNumber): string {
  const whole = district === '' ? number : `${district}-${number}`;
  return suffix === '' ? whole : `${whole}/${suffix}`;
}

/** The parts of a whole number, or undefined when the text does not end in a number. */
export function splitElectorNumber(text: string): ElectorNumber | undefined {
  const parts = /^(?:(.*\S)\s*[-\s]\s*)?(\d+(?:\.\d+)?)(?:\s*\/\s*(\w{1,4}))?$/.exec(text.trim());
  const number = normaliseNumber(parts?.[2] ?? '');
  if (parts === null || number === undefined) return undefined;
  return { district: parts[1] ?? '', number, suffix: normaliseSuffix(parts[3] ?? '') };
}

/** Reads the cells that make up one elector number, already cleaned; empty where not mapped. */
export function readElectorNumber(cells: ElectorNumber & { whole: string }): NumberReading {
  const written = cells.whole === '' ? cells.number : cells.whole;
  if (written === '') return { type: 'missing' };
  // An anonymous entry is printed as its number followed by N.
  const marked = /^(.*\d)\s*\/?\s*N$/i.exec(written);
  const text = marked?.[1] ?? written;
  const prefix = `${cells.district}-`.toUpperCase();
  const repeatsDistrict = cells.district !== '' && text.toUpperCase().startsWith(prefix);
  const parts = splitElectorNumber(repeatsDistrict ? text.slice(prefix.length) : text);
  // A district inside a cell for the number alone is not the one in the cell beside it.
  const isOneNumber = cells.whole !== '' || parts?.district === '';
  if (parts === undefined || !isOneNumber)
    return { type: 'unreadable', detail: written.slice(0, 40) };
  const district = cells.district === '' ? parts.district : cells.district;
  if (district === '') return { type: 'missing' };
  const suffix = normaliseSuffix(cells.suffix);
  const anonymous = marked !== null || suffix === 'N' || parts.suffix === 'N';
  return {
    type: 'number',
    district,
    number: parts.number,
    suffix: [suffix, parts.suffix].find((candidate) => candidate !== '' && candidate !== 'N') ?? '',
    anonymous,
  };
}

/**
 * `5.000` is 5 and `3.500` is 3.5, because three places are a fixed way of writing; `8.10` stays
 * itself, for it may be the tenth elector inserted after 8. Undefined for 0 and for what is too
 * long to be an elector's number.
 */
function normaliseNumber(text: string): string | undefined {
  const [whole = '', fraction = ''] = text.split('.');
  if (whole === '' || whole.length > 7 || fraction.length > 4) return undefined;
  const kept =
    fraction.length === 3 || /^0*$/.test(fraction) ? fraction.replace(/0+$/, '') : fraction;
  if (/^0+$/.test(whole) && kept === '') return undefined;
  return kept === '' ? whole : `${whole}.${kept}`;
}

function normaliseSuffix(text: string): string {
  const suffix = text.toUpperCase().replace(/\.0+$/, '');
  return /^0*$/.test(suffix) ? '' : suffix;
}

/** A spreadsheet program may have made a date of a number such as 12/1. */
export function looksLikeDate(number: string): boolean {
  const month = /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i;
  const isDate = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/.test(number);
  return isDate || (month.test(number) && /\d/.test(number));
}
