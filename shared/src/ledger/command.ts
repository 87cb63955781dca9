/** What every command takes and gives. */
import type { DeviceId } from '../base/ids.ts';
import type { Clock, RandomBytes } from '../base/ports.ts';
import type { EventId } from './ledger.ts';

/** Who acts: the device, its clock and its source of chance. */
export interface Author {
  readonly device: DeviceId;
  readonly now: Clock;
  readonly random: RandomBytes;
}

export type RefusalReason =
  /** The book was changed by a newer version; this one only reads it. */
  | 'newer-book'
  /** It is a book of another kind than this version knows; this one only reads it. */
  | 'unknown-kind'
  /** Nobody with this id is in the book. */
  | 'unknown-person'
  /** An anonymous entry: nothing may be recorded about them. */
  | 'anonymous'
  /** The book has no such code. */
  | 'unknown-code'
  /** A text is too long, a list too large, or a value not one of those allowed. */
  | 'not-allowed'
  /** It was taken back and put back as often as it can be. */
  | 'undone-too-often'
  /** There are as many entries about this person or thing as there may be. */
  | 'record-full'
  /** There was nothing to do. */
  | 'nothing';

export interface Refused {
  readonly type: 'refused';
  readonly reason: RefusalReason;
}

/** The events that were written, in order: what `undo` takes. */
export interface Done {
  readonly type: 'done';
  readonly ids: EventId[];
}

export type CommandResult = Done | Refused;

export function refused(reason: RefusalReason): Refused {
  return { type: 'refused', reason };
}
