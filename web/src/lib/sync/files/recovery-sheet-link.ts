/**
 * A recovery sheet as a link: `https://relay.example/restore#1.<seed>.<start of the book's id>`.
 * All that counts stands after the #, which browsers send to nobody. It is printed as a code for a
 * camera, and opens where the relay is.
 */
import { fromBase64Url, toBase64Url } from '@wardbook/shared/base/bytes';
import { findBytes } from '@wardbook/shared/protocol/limits';
import {
  recoverySheetSeedBytes,
  type RecoverySheet,
} from '@wardbook/shared/sealing/recovery-sheet';

const version = '1';

export function writeRecoverySheetLink(origin: string, { seed, bookStart }: RecoverySheet): string {
  return `${origin}/restore#${version}.${toBase64Url(seed)}.${toBase64Url(bookStart)}`;
}

/** Undefined when what stands after the # (with it or without) is no whole sheet. */
export function parseRecoverySheetFragment(fragment: string): RecoverySheet | undefined {
  const [linkVersion, seedText, startText, ...more] = fragment.replace(/^#/, '').split('.');
  if (linkVersion !== version || more.length > 0) return undefined;
  const seed = fromBase64Url(seedText ?? '');
  const bookStart = fromBase64Url(startText ?? '');
  if (seed?.length !== recoverySheetSeedBytes || bookStart?.length !== findBytes) return undefined;
  return { seed, bookStart };
}
