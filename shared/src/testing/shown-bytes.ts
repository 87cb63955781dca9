/** Bytes for a person who compares: hex, and a byte that comes four times or more as `09*32`. */
import { toHex } from '../base/bytes.ts';

export function shownBytes(bytes: Uint8Array): string {
  return toHex(bytes)
    .replaceAll(/(..)/g, '$1 ')
    .replaceAll(/(.. )\1{3,}/g, (run, byte: string) => `${byte.trim()}*${run.length / 3} `)
    .trim();
}
