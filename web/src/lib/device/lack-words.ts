/** What this browser lacks that a book needs, in words that end with something the person can do. */
import type { LackType } from '../platform/supported.ts';
import * as said from '#lib/words/said/lacks.ts';

export function lackText(lack: LackType): string {
  return lacks[lack]();
}

const lacks: Readonly<Record<LackType, () => string>> = {
  'not-secure': said.notSecure,
  'no-sealing': said.noSealing,
  'no-storage': said.noStorage,
  'keys-not-given-back': said.keysNotGivenBack,
  'no-space': said.noSpace,
  'no-compression': said.noCompression,
  'not-now': said.notNow,
};
