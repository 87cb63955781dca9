/**
 * What outlives one connection: the open book on this device, as the parts of sync see it. One
 * session for each relay the book syncs with.
 */
import type * as Y from 'yjs';
import type { BookId, DeviceId } from '@wardbook/shared/base/ids';
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { Clock, RandomBytes } from '@wardbook/shared/base/ports';
import type { Sealer } from '@wardbook/shared/sealing/seal';
import type { ReconnectRule } from './link/backoff.ts';
import type { Conflict } from './log/conflict.ts';
import type { Contents } from './update/contents.ts';
import type { Gate } from './gate/gate.ts';
import type { LogKnowledge } from './log/log-knowledge.ts';
import type { Membership } from './log/membership.ts';
import type { PresenceFilter } from './link/presence-filter.ts';
import type { RelayClock } from './link/relay-clock.ts';
import type { SealedTail } from './log/sealed-tail.ts';
import type { BookStorage } from './storage/storage.ts';

export type OpenSocket = (url: string) => WebSocket;

/** What a device that is not yet a member brings: the secret of its link and the person's name. */
export interface Invitation {
  readonly secret: Bytes;
  readonly name: string;
}

/** When a keeper's device writes a snapshot: see docs/ARCHITECTURE.md, "Compaction". */
export interface CompactionRule {
  readonly tailEntriesMin: number;
  readonly tailBytesMin: number;
  /** Also when the tail is this many times the last snapshot. */
  readonly tailTimesSnapshot: number;
  /** Waits a random time up to this, so that two keepers seldom write at once. */
  readonly delayMsMax: number;
}

export const usualCompaction: CompactionRule = {
  tailEntriesMin: 500,
  tailBytesMin: 256 * 1024,
  tailTimesSnapshot: 4,
  delayMsMax: 3_000,
};

export interface BookSession {
  readonly book: BookId;
  readonly relay: string;
  /** Whether this relay's order of statements is the one that counts. */
  readonly decides: () => boolean;
  /** Whether the log that decides is known to hold all of this. */
  readonly isSettled: (contents: Contents) => boolean;
  /** What the logs are known to hold between them. Do not change it. */
  readonly logged: () => Contents;
  /**
   * Call on a conflict: from then on nothing of this log may be taken in until the document has
   * been made anew.
   */
  readonly collided: (conflict: Conflict) => void;
  /** Whether another relay, or another window, brought the change that the document is announcing. */
  readonly isRelayed: () => boolean;
  readonly doc: Y.Doc;
  /** What the document contains, always up to date. */
  readonly contents: Contents;
  readonly membership: Membership;
  /** What every change from outside passes before the document has it. */
  readonly gate: Pick<Gate, 'termsFor'>;
  readonly knowledge: LogKnowledge;
  /** Of the log that decides, whichever relay's session this is. */
  readonly sealedTail: SealedTail;
  readonly storage: BookStorage;
  readonly invitation: Invitation | undefined;
  /** The word for making books at this relay, if its person has given one. Never stored. */
  readonly permitWord: () => string | undefined;
  readonly compaction: CompactionRule | undefined;
  readonly reconnect: ReconnectRule;
  readonly openSocket: OpenSocket;
  /** This device's own: for how long things take, and how long ago they were. */
  readonly now: Clock;
  /** For who may do what, and until when. */
  readonly relayClock: RelayClock;
  readonly random: RandomBytes;
  readonly presence: PresenceFilter;
  readonly health: SessionHealth;
  /** Something that the status shows has changed. */
  readonly changed: () => void;
}

/** What the relay's log turned out to hold besides good entries. */
export interface SessionHealth {
  /** Devices that say they were shown another history than this one, and have not come to agree since. */
  readonly disputedBy: Set<DeviceId>;
  /** How many changes that this device had read each device's snapshots left out; they are put back. */
  readonly shortenedBy: Map<DeviceId, number>;
  /** The relay has kept the removal of somebody from this device. */
  removalKept: boolean;
  /** The relay has passed over entries without the snapshot that should hold them. */
  withheld: boolean;
  /** Why the relay took nothing more; undefined while it takes what it is given. */
  publishRefused: string | undefined;
}

export function healthy(): SessionHealth {
  return {
    disputedBy: new Set(),
    shortenedBy: new Map(),
    removalKept: false,
    withheld: false,
    publishRefused: undefined,
  };
}

export function sealerOf(session: BookSession): Sealer | undefined {
  const { access, keys, device } = session.membership;
  const key = access && keys.get(access.epoch);
  return key && { book: session.book, device, key, random: session.random };
}

/** The statements that this relay is still to be given, in order. */
export function statementsMissingIn({ decides, membership, knowledge }: BookSession): Uint8Array[] {
  // Whoever was removed has nothing more to tell a relay about the team.
  if (membership.former) return [];
  return decides()
    ? membership.statementsWithout(knowledge.statements)
    : membership.settledStatementsWithout(knowledge.statements);
}

/** What the links of one book have in common. */
export type CommonSession = Omit<
  BookSession,
  'relay' | 'decides' | 'isSettled' | 'logged' | 'isRelayed' | 'permitWord' | 'knowledge' | 'health'
>;
