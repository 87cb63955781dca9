/** What has been read of a log and has still to pass the gate, and what has passed it. */
import type { Entry, SealedHeading } from '@wardbook/shared/protocol/entry';
import type { Id } from '../update/id.ts';
import type { Terms } from '../gate/judge.ts';
import type { Contents } from '../update/contents.ts';

/** A sealed entry that has been opened, and that its author was allowed to write where it stands. */
export interface Candidate {
  readonly seq: number;
  /** Its fingerprint. */
  readonly print: string;
  readonly entry: Entry & { readonly kind: 'update' | 'snapshot' };
  readonly heading: SealedHeading;
  readonly update: Uint8Array;
  /** Whether this device has just sent it, so that the document has it. */
  readonly isOwn: boolean;
  /** The fingerprint of the last statement before it. */
  readonly after: string;
  /** Undefined in a book that has still to be taken over. */
  readonly terms: Terms | undefined;
}

export interface Change extends Candidate {
  readonly contents: Contents;
  /** For a snapshot that takes the place of what it covers, up to where it does. */
  readonly covers: number | undefined;
}

/** One that stands in the log and needs what the log does not hold yet. It counts from when that has come. */
export interface Waiting {
  readonly candidate: Candidate;
  /** What has to come before it is worth looking at it again. */
  readonly missing: Id;
}
