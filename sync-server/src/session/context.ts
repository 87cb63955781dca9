import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import type { Clock, RandomBytes } from '@wardbook/shared/base/ports';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { RelayLimits } from '../limits.ts';
import type { PerPeriod } from '../room/per-period.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Budget } from './budget.ts';
import type { StoreFailure } from '../store/store.ts';
import type { Paces } from './paces.ts';
import type { RelaySpace } from './relay-space.ts';

/**
 * Writes what happened, in words that are the same each time, and what belongs to it. Never an id
 * in full, an address that was not asked for, or anything a device has sent.
 */
export type Log = (event: string, about?: LogFields) => void;
export type LogFields = Readonly<Record<string, string | number>>;

/** Who may make a book here that the relay has not seen. */
export type Creating =
  | 'open'
  | 'closed'
  /** Whoever knows one of these words. */
  | { readonly words: readonly string[] }
  /** Books with these ids, and whatever books these devices make. */
  | { readonly isListed: (id: BookId | DeviceId) => Promise<boolean> };

/** What all sessions of a relay share. */
export interface SessionContext {
  readonly rooms: Rooms;
  readonly clock: Clock;
  /** Milliseconds that only ever grow, for time-outs. */
  readonly elapsed: Clock;
  readonly random: RandomBytes;
  readonly creating: Creating;
  readonly limits: RelayLimits;
  readonly paces: Paces;
  readonly space: RelaySpace;
  /** Bytes that devices which are in no book yet have sent. */
  readonly strangerBytes: Budget;
  /** Books made, by address. */
  readonly made: PerPeriod;
  readonly log: Log;
  /** A session was ended, and why. */
  readonly closed: (reason: CloseReason, address: string) => void;
}

export function logUnsaved({ log }: SessionContext, { reason, detail }: StoreFailure): void {
  log('cannot save', { level: 'error', reason, detail });
}
