/**
 * Bytes of a text file -> text, saying which encoding was found. Never fails: windows-1252 gives
 * every byte a character. Bytes that a marked encoding cannot hold become U+FFFD, which the reader
 * of the rows reports ([FMT2]). Doesn't know about tables.
 */

export type TextEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface DecodedText {
  /** Without the byte order mark. */
  text: string;
  encoding: TextEncoding;
}

/** How much of the beginning is looked at to tell UTF-16 without a mark from a binary file. */
const sampleBytes = 1024;

export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { text: decode(bytes, 'utf-8'), encoding: 'utf-8-bom' };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return as(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return as(bytes, 'utf-16be');
  if (looksUtf16le(bytes)) return as(bytes, 'utf-16le');
  return decodeStrictUtf8(bytes) ?? as(bytes, 'windows-1252');
}

function as(bytes: Uint8Array, encoding: TextEncoding): DecodedText {
  return { text: decode(bytes, encoding), encoding };
}

function decode(bytes: Uint8Array, label: string): string {
  return new TextDecoder(label).decode(bytes);
}

/** A file cut in the middle of a character is still UTF-8: streaming leaves the cut end out. */
function decodeStrictUtf8(bytes: Uint8Array): DecodedText | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return { text, encoding: 'utf-8' };
  } catch {
    return undefined;
  }
}

/** Headings are plain letters, so in UTF-16LE every second byte at the start is zero. */
function looksUtf16le(bytes: Uint8Array): boolean {
  const pairs = Math.floor(Math.min(bytes.length, sampleBytes) / 2);
  let lowZeros = 0;
  let highZeros = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    if (bytes[pair * 2] === 0) lowZeros += 1;
    if (bytes[pair * 2 + 1] === 0) highZeros += 1;
  }
  return pairs > 1 && lowZeros <= pairs * 0.05 && highZeros >= pairs * 0.5;
}
