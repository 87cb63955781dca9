/** What is known of a relay's log, as it lies in storage, and what its parts are. */
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { EntryKind } from '@wardbook/shared/protocol/entry';
import { openRefusals } from '@wardbook/shared/sealing/open';
import { gateRefusals } from '../gate/refusal.ts';
import type { StoredContents } from '../update/contents.ts';

/** An entry that the relay's disk has damaged. */
export interface Damaged {
  readonly seq: number;
  readonly kind: EntryKind;
  /** The relay's clock, ms since 1970. */
  readonly at: number;
  /** Whether this device had read it before, and so has what it held. */
  readonly isHere: boolean;
}

/** Why an entry of a log is not in the book: it did not open, came without the right, or the gate has turned it away. */
export const entryRefusals = [...gateRefusals, ...openRefusals, 'not-allowed'] as const;
export type EntryRefusal = (typeof entryRefusals)[number];

/** An entry of this log that could not be opened here, or not be used. */
export interface Unopened {
  readonly seq: number;
  readonly kind: EntryKind;
  /** When the log took it, by the relay's clock, ms since 1970. */
  readonly at: number;
  /** Whose signature is on it; undefined where that is not good either. */
  readonly author: DeviceId | undefined;
  /** What it lacks here is the key. */
  readonly isLocked: boolean;
  readonly refusal: EntryRefusal;
}

/** An entry that waits for another, by its fingerprint, under which it lies in the sealed tail. */
export interface Asleep {
  readonly seq: number;
  readonly print: string;
}

/**
 * Of what is stored. What an earlier app stored does not say which entries the log holds, nor has it
 * kept them, so it is not taken up, and the log is read again.
 */
export const storedForm = 5;

export interface StoredKnowledge {
  readonly form: number;
  /** `RelayClock.aheadMs`, which is kept beside it. */
  readonly aheadMs?: number | undefined;
  readonly log: Uint8Array;
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly covers: number;
  readonly snapshotEpoch: number;
  readonly passedOver: number;
  readonly snapshotBytes: number;
  readonly snapshotSeq: number;
  readonly snapshotPrint: string;
  readonly latestAt: number;
  /** Devices: see `LogKnowledge.isGone`. */
  readonly gone: readonly string[];
  readonly damaged: readonly Damaged[];
  readonly waiting: readonly Asleep[];
  readonly unopened: readonly Unopened[];
  readonly base: StoredContents;
  readonly statements: readonly string[];
  readonly tail: readonly {
    seq: number;
    bytes: number;
    contents: StoredContents;
    ownEpoch: number | undefined;
    print: string;
  }[];
}
