/**
 * What every cell goes through before it means anything: spaces of all kinds become one plain
 * space, invisible characters go, accents take one form. Case and spelling are left alone.
 */

/** No name or address line is longer; what is comes from a broken file. */
export const cellCharsMax = 200;

export function cleanCell(raw: string): string {
  if (/^[\x21-\x7e]*(?: [\x21-\x7e]+)*$/.test(raw) && !raw.startsWith('="')) return raw;
  return (
    raw
      .normalize('NFC')
      // Spreadsheet programs are told to leave digits alone by writing ="0012".
      .replace(/^\s*="(.*)"\s*$/s, '$1')
      .replace(/[\u00ad\u200b\u2060\ufeff]/g, '')
      .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
      .trim()
  );
}

const fullPostcode = /^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$/;

/** `m419fu` -> `M41 9FU`; undefined when the text is not a whole postcode and nothing else. */
export function parsePostcode(text: string): string | undefined {
  const parts = fullPostcode.exec(compact(text));
  return parts === null ? undefined : `${parts[1]} ${parts[2]}`;
}

/** The text without spaces and in capitals, for comparing postcodes however they are spaced. */
export function compact(text: string): string {
  return text.replace(/\s/g, '').toUpperCase();
}
