/** What SQLite's result codes mean for a relay. */
import type { StoreFailure } from './store.ts';

const sqliteBusy = 5;
const sqliteCorrupt = 11;
const sqliteNotDatabase = 26;
const sqliteReadOnly = 8;
const sqliteFull = 13;

/** Why a store's file cannot be opened. `newer`: made by a later version of this program. */
export type CannotOpen = 'in-use' | 'newer' | 'cannot-write' | 'damaged';

export function openingReason(error: unknown): CannotOpen {
  switch (resultCode(error)) {
    case sqliteBusy:
      return 'in-use';
    case sqliteCorrupt:
    case sqliteNotDatabase:
      return 'damaged';
    default:
      return 'cannot-write';
  }
}

export function failureReason(error: unknown): StoreFailure['reason'] {
  switch (resultCode(error)) {
    case sqliteFull:
      return 'full';
    case sqliteReadOnly:
      return 'read-only';
    default:
      return 'broken';
  }
}

/** SQLite's primary result code; extended codes carry it in their lowest byte. */
function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}
