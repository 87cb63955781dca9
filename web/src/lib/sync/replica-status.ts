/** How it stands with an open book: its connections, its storage, and what is not shared yet. */
import type { Role } from '@wardbook/shared/access/statement';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { SessionHealth } from './book-session.ts';
import type { ConnectionState, LinkStatus } from './link/relay-link.ts';
import type { Damaged, Unopened } from './log/stored-knowledge.ts';
import type { StorageState } from './storage/storage.ts';

export interface SetAside {
  /** Stored changes, each of one act or of many. */
  readonly count: number;
  /** Whether a log has been read to its end since: all that had been shared is here again. */
  readonly isReadAgain: boolean;
}

export interface ReplicaStatus {
  /** Of the relay that is furthest; each by itself is in `relays`. */
  readonly connection: ConnectionState;
  /** Why none of the relays will be tried again by itself. */
  readonly stoppedBy: CloseReason | undefined;
  /** Why the last connection to the first relay ended, if it said so. */
  readonly lastClose: CloseReason | undefined;
  /** The book's relays, the one that decides the order of statements first. */
  readonly relays: readonly LinkStatus[];
  /** Changes on this device that no relay has acknowledged. */
  readonly waiting: number;
  readonly storage: StorageState;
  /** Of what was stored on this device something could not be read. */
  readonly setAside: SetAside | undefined;
  readonly role: Role | undefined;
  /** When some relay was last known to hold everything, ms since 1970. */
  readonly sharedAt: number | undefined;
  readonly health: Readonly<SessionHealth>;
  /** By how much the relay's clock is ahead of this device's; 0 while it has never said. */
  readonly relayAheadMs: number;
  /** By how much the last entry that was read is later than it is by this device's clock; else 0. */
  readonly behindSeenMs: number;
  /** Entries that the first relay's disk has damaged, and that this device had not read before. */
  readonly missing: readonly Damaged[];
  /** Entries in the first relay's log that this device could not open or use. */
  readonly unopened: readonly Unopened[];
}

/**
 * Whether it can be said which relays there are: to any of them, since the one that decides may be
 * gone; or to none, where a keeper had the book deleted from all that there were.
 */
export function mayNameRelays({ connection, relays }: ReplicaStatus): boolean {
  return connection === 'live' || relays.every(({ stoppedBy }) => stoppedBy === 'book-deleted');
}
